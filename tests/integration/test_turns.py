"""Being alone among threads and processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.model.errors import StoreError
from bot.store.database import Database
from bot.store.tokens import TokenStore

HOLD = """
import sys
from bot.store.database import Database
from bot.store.tokens import TokenStore
with TokenStore(Database.open(sys.argv[1]), {}).turn("x", timeout=10):
    print("inside", flush=True)
    sys.stdin.readline()
"""


POSTGRES = os.environ.get("BOT_TEST_POSTGRES", "")


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRES else ["sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return POSTGRES if request.param == "postgresql" else f"sqlite:///{tmp_path / 'bot.db'}"


@pytest.fixture
def store(url: str) -> Iterator[TokenStore]:
    database = Database.open(url)
    yield TokenStore(database, {})
    database.close()


def test_a_thread_keeps_other_threads_out(store):
    met: list[str] = []

    def try_it(timeout: float) -> None:
        try:
            with store.turn("x", timeout=timeout):
                met.append("inside")
        except StoreError:
            met.append("kept out")

    with store.turn("x", timeout=1):
        first = threading.Thread(target=try_it, args=(0.1,))
        first.start()
        first.join()
        second = threading.Thread(target=try_it, args=(30,))
        second.start()
    second.join()
    assert met == ["kept out", "inside"]


def test_a_process_keeps_others_out_until_it_ends_however_it_ends(url, store):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "inside\n"
        with (
            pytest.raises(StoreError, match="another process holds the turn"),
            store.turn("x", timeout=0.1),
        ):
            pass
        with store.turn("other", timeout=0.1):
            pass  # each channel has a turn of its own
    finally:
        holder.kill()
        holder.communicate()
    with store.turn("x", timeout=10):
        pass
