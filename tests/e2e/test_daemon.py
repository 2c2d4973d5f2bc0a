"""The daemon as a process: one at a time, an orderly end, work while it runs."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.fakes.newsroom import Newsroom


@contextmanager
def daemon(newsroom: Newsroom) -> Iterator[subprocess.Popen[str]]:
    process = newsroom.start("run")
    watchdog = threading.Timer(120, process.kill)  # a read that nothing answers would wait for ever
    watchdog.start()
    try:
        yield process
    finally:
        watchdog.cancel()
        process.kill()
        process.communicate()


def read_until(process: subprocess.Popen[str], word: str) -> str:
    """The first line of stdout with ``word``; blocks until it is printed."""
    assert process.stdout is not None
    for line in process.stdout:
        if word in line:
            return line
    raise AssertionError(f"ended without {word!r}: {process.communicate()}")


def test_it_posts_and_ends_in_order(newsroom: Newsroom) -> None:
    with daemon(newsroom) as process:
        read_until(process, "x: ")
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        assert process.returncode == 0, err
        assert "stopped" in out
    assert not newsroom.json("queue", "--state", "sending")


def test_sigterm_waits_for_the_call_under_way(newsroom: Newsroom) -> None:
    newsroom.sandbox.faults.add("x", "accept_then_hang")
    with daemon(newsroom) as process:
        assert newsroom.sandbox.faults.wait_hanging(timeout=30)
        process.send_signal(signal.SIGTERM)
        newsroom.sandbox.faults.release()
        process.communicate(timeout=30)
        assert process.returncode == 0
    assert not newsroom.json("queue", "--state", "sending")
    posted = {row["remote_id"] for row in newsroom.json("log", "--channel", "x")}
    assert posted == {post.id for post in newsroom.posts("x")}


def test_a_second_daemon_refuses_to_start(newsroom: Newsroom) -> None:
    with daemon(newsroom) as process:
        read_until(process, "running")
        for arguments in (["run"], ["run", "--once"]):
            newsroom.bot(*arguments, status=1)
            assert "another bot works on this database" in newsroom.stderr
            assert newsroom.stderr.count("\n") == 1


def test_a_post_by_hand_goes_through_the_daemon(newsroom: Newsroom) -> None:
    newsroom.configure(kinds=[])
    with daemon(newsroom) as process:
        read_until(process, "running")
        rows = newsroom.json("post", "saturday-market-move", "--yes", "--to", "x")
        assert [row["state"] for row in rows] == ["posted"]
    assert len(newsroom.posts("x")) == 1
