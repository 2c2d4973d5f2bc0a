"""Being alone among threads and processes."""

from __future__ import annotations

import subprocess
import sys
import threading
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


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'bot.db'}"


def test_a_thread_keeps_other_threads_out(url):
    store = TokenStore(Database.open(url), {})
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


def test_a_process_keeps_others_out_until_it_ends_however_it_ends(url):
    store = TokenStore(Database.open(url), {})
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
