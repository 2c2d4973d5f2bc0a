"""The daemon while its database is locked, read-only or full: nothing is sent, nothing lost or doubled."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from bot.store import database as database_module
from bot.wiring import Bot
from tests.fakes.newsroom import Newsroom, sandbox_now
from tests.fakes.running import Fault, Running, database_of, full, read_only

ROOT = Path(__file__).parents[2]


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    # a stand-in that lets equal posts stand: a double would be counted, not refused
    with Sandbox(now=sandbox_now, refuse_duplicates=False) as sandbox:
        yield Newsroom(tmp_path, sandbox)


def everything_stands_once(newsroom: Newsroom, daemon: Running) -> None:
    texts = [(post.platform, post.text) for post in newsroom.sandbox.posts()]
    assert len(texts) == len(set(texts)) >= 4, texts
    recorded = {post.id for delivery in daemon.bot.views.log() for post in delivery.posts}
    assert recorded == {post.id for post in newsroom.sandbox.posts()}


def posted(daemon: Running) -> Callable[[], bool]:
    return lambda: sum(": posted" in line for line in daemon.lines.all) >= 4


def only_x(newsroom: Newsroom) -> None:
    """One source and one channel, so that the only commit to come is the verdict of its call."""
    newsroom.configure(kinds=["feed"])
    file = newsroom.folder / "bot.toml"
    file.write_text(file.read_text().partition("[channels.facebook]")[0])


@pytest.mark.parametrize(
    ("fault", "words"), [(read_only, "is read-only"), (full, "the disk is full")]
)
def test_nothing_is_sent_while_it_lasts_and_all_afterwards(
    newsroom: Newsroom, fault: Callable[[Bot], Fault], words: str
) -> None:
    daemon = Running(newsroom)
    daemon.bot.reconcile.recover()
    lasting = fault(daemon.bot)
    # the fault comes after the boot, which was done above
    daemon.bot.reconcile.recover = lambda: ()  # type: ignore[method-assign]
    daemon.bot.lineage.check = lambda now: None  # type: ignore[method-assign,assignment]
    with daemon:
        daemon.lines.wait_for("nothing is sent")
        assert any(words in line for line in daemon.lines.all)
        assert words in daemon.engine.troubles()[0]
        assert newsroom.sandbox.posts() == ()
        lasting.over()
        daemon.lines.wait_for("work goes on")
        daemon.lines.until(posted(daemon), "posts")
        assert daemon.engine.troubles() == ()
        assert daemon.bot.database.verify() == ()
    everything_stands_once(newsroom, daemon)
    assert sum("nothing is sent" in line for line in daemon.lines.all) <= 2


def test_locked_by_another_program(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.1)
    daemon = Running(newsroom)
    newsroom.sandbox.faults.add("x", "accept_then_hang")
    with daemon:
        assert newsroom.sandbox.faults.wait_hanging(timeout=60)
        other = sqlite3.connect(database_of(newsroom), timeout=30)
        other.execute("BEGIN IMMEDIATE")
        newsroom.sandbox.faults.release()
        daemon.lines.wait_for("is locked by")
        other.rollback()
        other.close()
        daemon.lines.wait_for("work goes on")
        daemon.lines.until(posted(daemon), "posts")
    everything_stands_once(newsroom, daemon)


@pytest.mark.parametrize("fault", [read_only])
def test_the_answer_to_a_call_under_way_is_kept_and_committed(
    newsroom: Newsroom, fault: Callable[[Bot], Fault]
) -> None:
    only_x(newsroom)
    newsroom.sandbox.faults.add("x", "accept_then_hang")
    daemon = Running(newsroom)
    with daemon:
        daemon.lines.wait_for("feed: ")
        assert newsroom.sandbox.faults.wait_hanging(timeout=60)
        lasting = fault(daemon.bot)
        newsroom.sandbox.faults.release()
        daemon.lines.until(lambda: bool(daemon.bot.deliver.open_verdicts), "a verdict kept")
        lasting.over()
        daemon.lines.wait_for("posted after all")
        daemon.lines.until(posted(daemon), "posts")
    everything_stands_once(newsroom, daemon)
    steps = {step.step for d in daemon.bot.views.log() for step in daemon.bot.views.attempts(d.id)}
    assert steps == {"intent", "outcome"}, "settled by the answer itself, without a reading"


def test_the_reserve_is_freed_and_made_again(newsroom: Newsroom) -> None:
    reserve = database_of(newsroom).with_name("bot.db.reserve")
    newsroom.sandbox.faults.add("x", "accept_then_hang")
    daemon = Running(newsroom)
    with daemon:
        assert newsroom.sandbox.faults.wait_hanging(timeout=60)
        assert reserve.stat().st_size == 256 * 1024
        lasting = full(daemon.bot)
        newsroom.sandbox.faults.release()
        daemon.lines.wait_for("freed the reserve")
        lasting.over()
        daemon.lines.wait_for("work goes on")
        assert reserve.stat().st_size == 256 * 1024


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """In a name space of its own with a small disk in memory."""
    probe = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", str(tmp_path)]
    if (
        not shutil.which("unshare")
        or subprocess.run(probe, check=False, capture_output=True).returncode
    ):
        pytest.skip("needs unshare and name spaces for users")
    scenario = [sys.executable, "-m", "tests.fakes.full_disk", str(tmp_path)]
    done = subprocess.run(
        ["unshare", "-rm", *scenario],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("all is well\n")
