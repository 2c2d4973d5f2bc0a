"""SIGKILL while the platform holds its answer back: each story stands exactly once afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.fakes.newsroom import Newsroom, sandbox_now


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    # a stand-in that lets equal posts stand: a double would be counted, not refused
    with Sandbox(now=sandbox_now, refuse_duplicates=False) as sandbox:
        yield Newsroom(tmp_path, sandbox)


@pytest.mark.parametrize("platform", ["x", "facebook"])
@pytest.mark.parametrize(
    "fault", ["accept_then_hang", "hang_then_accept"], ids=["published", "not published"]
)
def test_killed_in_the_call(newsroom: Newsroom, platform: str, fault: str) -> None:
    newsroom.sandbox.faults.add(platform, fault)
    process = newsroom.start("run", "--once")
    assert newsroom.sandbox.faults.wait_hanging(timeout=60)
    process.kill()
    process.communicate()
    if fault == "accept_then_hang":
        newsroom.sandbox.faults.release()
    newsroom.bot("run", "--once")
    count = len({delivery["slug"] for delivery in newsroom.json("log")})
    assert count >= 4
    for name in ("x", "facebook"):
        texts = [post.text for post in newsroom.posts(name)]
        assert len(texts) == len(set(texts)) == count
    states = {row["state"] for row in newsroom.json("log") + newsroom.json("queue")}
    assert states == {"posted", "handed_off"}


@pytest.mark.parametrize("platform", ["x", "facebook"])
@pytest.mark.parametrize("fault", ["accept_then_500", "refuse_500", "accept_then_reset", "reset"])
def test_a_lost_answer_doubles_and_loses_none(
    newsroom: Newsroom, platform: str, fault: str
) -> None:
    newsroom.sandbox.faults.add(platform, fault)
    newsroom.bot("run", "--once")
    count = len({delivery["slug"] for delivery in newsroom.json("log")})
    texts = [post.text for post in newsroom.posts(platform)]
    assert len(texts) == len(set(texts)) == count >= 4
