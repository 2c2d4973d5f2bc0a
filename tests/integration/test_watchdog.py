"""A scheduler that dies is started anew; a sweep that hangs ends the process with status 1."""

from __future__ import annotations

import ctypes
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.engine import embedded, pulse
from bot.model.errors import Stalled
from bot.sandbox import Sandbox
from tests.fakes.newsroom import Newsroom, sandbox_now
from tests.fakes.running import Running
from tests.fakes.world import ANNA


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setattr(embedded, "WATCH_SECONDS", 0.05)
    with Sandbox(now=sandbox_now) as sandbox:
        yield Newsroom(tmp_path, sandbox)


def schedulers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "APScheduler"]


def kill_the_scheduler() -> None:
    (thread,) = schedulers()
    assert thread.ident is not None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit)
    )
    thread.join(30)
    assert not thread.is_alive()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_dead_scheduler_is_started_anew(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.configure(kinds=[])
    with Running(newsroom) as daemon:
        daemon.lines.until(lambda: bool(schedulers()), "a scheduler")
        kill_the_scheduler()
        monkeypatch.setattr(pulse, "DEAD_AFTER", 2.0)
        daemon.lines.wait_for("the scheduler has not rung")
        story = daemon.bot.newsroom.find(f"{newsroom.site}saturday-market-move/")
        proposals = daemon.bot.by_hand.propose(story.article, story.entry, ["x"], again=False)
        now = daemon.bot.clock.now()
        daemon.bot.by_hand.enqueue(
            story.article, story.entry, proposals, approved=True, at=now, now=now, by=ANNA
        )
        daemon.lines.wait_for("x: saturday-market-move: posted")
        assert daemon.given_up == []


def test_one_that_dies_again_and_again_ends_the_process(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "DEAD_AFTER", -1.0)
    with Running(newsroom) as daemon:
        daemon.lines.wait_for("dies again and again")
        assert daemon.given_up[0].exit_status == 1
        monkeypatch.setattr(pulse, "DEAD_AFTER", 60.0)


def test_a_sweep_that_hangs_ends_the_process(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "HANGS_AFTER", 0.2)
    let_go = threading.Event()
    daemon = Running(newsroom)
    daemon.engine.sweep = lambda _: let_go.wait(60)  # type: ignore[method-assign,assignment,return-value]
    with daemon:
        daemon.lines.until(lambda: bool(daemon.given_up), "the end")
        assert "has hung" in str(daemon.given_up[0])
        let_go.set()


def test_the_process_ends_with_status_1_though_a_thread_hangs() -> None:
    code = (
        "import threading\nfrom bot.engine.embedded import end_now\nfrom bot.model.errors import Stalled\n"
        "threading.Thread(target=threading.Event().wait).start()\nend_now(Stalled('it hangs'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (1, b"bot: it hangs\n")
    assert Stalled.exit_status == 1
