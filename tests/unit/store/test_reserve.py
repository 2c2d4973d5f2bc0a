from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.model.errors import DiskFull
from bot.store import reserve as reserve_module
from bot.store.database import Database
from bot.store.facts import Facts
from bot.store.reserve import RESERVE_BYTES, ROOM_BYTES, Reserve


@pytest.fixture
def reserve(tmp_path):
    return Reserve(tmp_path / "bot.db")


def free(monkeypatch, room):
    monkeypatch.setattr(reserve_module.shutil, "disk_usage", lambda _: SimpleNamespace(free=room))


def test_it_is_made_once_and_given_back_once(reserve):
    assert reserve.make()
    made = reserve.path.stat()
    assert made.st_size == RESERVE_BYTES
    assert reserve.make()
    assert reserve.path.stat().st_mtime_ns == made.st_mtime_ns
    assert reserve.release()
    assert not reserve.release()


def test_without_room_it_is_not_made(reserve, monkeypatch):
    free(monkeypatch, RESERVE_BYTES + ROOM_BYTES - 1)
    assert not reserve.make()
    assert not reserve.path.exists()
    free(monkeypatch, RESERVE_BYTES + ROOM_BYTES)
    assert reserve.make()


def test_in_a_folder_that_is_gone_it_is_not_made(tmp_path):
    assert not Reserve(tmp_path / "gone" / "bot.db").make()


def test_one_that_was_cut_off_is_made_anew(reserve):
    reserve.path.write_bytes(b"x")
    assert reserve.make()
    assert reserve.path.stat().st_size == RESERVE_BYTES


def test_a_full_disk_has_an_error_of_its_own(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path / 'bot.db'}")
    database.upgrade()
    with database.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(DiskFull, match="the disk is full; free some space"):
        Facts(database).set_fact("a", "x" * 100_000)
    database.close()
