"""A copy that was put back is known for one, however it was made."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.lineage import Lineage
from tests.unit.store.conftest import NOW

LATER = NOW + timedelta(hours=3)


def opened(file: Path) -> Database:
    database = Database.open(f"sqlite:///{file}")
    database.upgrade()
    return database


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "bot.db"
    database = opened(file)
    assert Lineage(database).check(NOW) is None
    database.close()
    return file


def check(file: Path, now=LATER):
    database = opened(file)
    try:
        return Lineage(database).check(now)
    finally:
        database.close()


def work_on(file: Path) -> None:
    database = opened(file)
    Lineage(database).beat(NOW + timedelta(hours=1))
    database.close()


def test_a_database_that_only_grew_older_is_whole(file):
    work_on(file)
    assert check(file) is None
    assert check(file) is None


def test_a_backup_knows_that_it_is_a_copy_wherever_it_is_put(file, tmp_path):
    database = opened(file)
    database.backup(tmp_path / "copy.db")
    assert Lineage(database).check(LATER) is None, "the original is none"
    database.close()
    (tmp_path / "elsewhere").mkdir()
    put_back = shutil.copy(tmp_path / "copy.db", tmp_path / "elsewhere" / "bot.db")
    restored = check(put_back)
    assert restored is not None
    assert restored.seen_at == LATER


def test_a_file_copied_by_other_means_is_behind_the_mark(file, tmp_path):
    shutil.copy(file, tmp_path / "copied")
    work_on(file)
    shutil.copy(tmp_path / "copied", file)
    restored = check(file)
    assert restored is not None
    assert (restored.taken_at, restored.seen_at) == (NOW, LATER)


def test_a_file_without_its_mark_counts_as_a_copy(file):
    file.with_name("bot.db.beat").unlink()
    assert check(file) is not None


def test_a_crash_between_database_and_mark_is_no_restore(file):
    mark = file.with_name("bot.db.beat").read_text()
    work_on(file)
    file.with_name("bot.db.beat").write_text(mark)
    assert check(file) is None


def test_it_lasts_until_it_is_resumed(file):
    file.with_name("bot.db.beat").unlink()
    first = check(file)
    assert check(file, LATER + timedelta(hours=1)) == first
    database = opened(file)
    Lineage(database).resume()
    assert Lineage(database).check(LATER) is None
    database.close()
