"""A correction or a withdrawal of a story reaches what was posted: separate processes, real HTTP."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.fakes.newsroom import Newsroom, sandbox_now

SLUG = "tarne-bridge-closure"
CORRECTIONS = """
[corrections]
confirm = "0s"
"""


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    with Sandbox(now=sandbox_now, refuse_duplicates=False) as sandbox:
        yield Newsroom(tmp_path, sandbox)


def configure(newsroom: Newsroom, on_change: str) -> None:
    newsroom.configure(kinds=["feed"], extra=CORRECTIONS)
    path = newsroom.folder / "bot.toml"
    text = path.read_text().replace(
        'cadence = { min_gap = "0s" }', f'on_change = "{on_change}"\ncadence = {{ min_gap = "0s" }}'
    )
    path.write_text(text)


def correct(newsroom: Newsroom, slug: str = SLUG) -> str:
    """Change the title of a story; the new one."""
    title = "The bridge over the Tarne stays open"
    newsroom.sandbox.revise_story(slug, title=title)
    return title


def look_again(newsroom: Newsroom) -> None:
    """Let the pages of all stories be due for a look, and what is missing be missed, as if hours had passed."""
    with closing(sqlite3.connect(newsroom.folder / "data/bot.db")) as database:
        database.execute("UPDATE watches SET next_look_at = '2026-01-01 00:00:00'")
        database.execute(
            "UPDATE watches SET missing_since = '2026-01-01 00:00:00' WHERE missing_since IS NOT NULL"
        )
        database.commit()


def post_of(newsroom: Newsroom, platform: str, slug: str = SLUG) -> list[str]:
    ids = {row["remote_id"] for row in newsroom.json("log", "--slug", slug, "--channel", platform)}
    return [post.text for post in newsroom.posts(platform) if post.id in ids]


def test_a_correction_edits_facebook_and_is_replied_on_x(newsroom: Newsroom) -> None:
    configure(newsroom, "amend")
    newsroom.bot("run", "--once")
    count = len(newsroom.posts("x"))
    title = correct(newsroom)
    newsroom.bot("run", "--once")
    newsroom.bot("run", "--once")
    (text,) = post_of(newsroom, "facebook")
    assert text.startswith(title)
    assert len(newsroom.posts("facebook")) == count
    replies = [post.text for post in newsroom.posts("x") if post.text.startswith("Updated:")]
    assert len(replies) == 1
    assert title in replies[0]
    assert len(newsroom.posts("x")) == count + 1


def test_a_hand_off_is_corrected_by_a_person(newsroom: Newsroom) -> None:
    configure(newsroom, "amend")
    newsroom.bot("run", "--once")
    rows = newsroom.json("queue", "--state", "handed_off")
    one = next(row for row in rows if row["slug"] == SLUG)
    newsroom.bot("confirm", one["id"], "https://www.youtube.com/post/UgkxTarne")
    correct(newsroom)
    newsroom.bot("run", "--once")
    (task,) = [row for row in newsroom.json("corrections") if row["channel"] == "youtube"]
    assert (task["action"], task["progress"]) == ("tell", "open")
    assert "stays open" in task["reasons"][0]
    assert "stays open" in task["after"]
    assert f"bot retract {one['id']}" in newsroom.bot("corrections")
    newsroom.bot("status", status=1)
    newsroom.bot("amend", one["id"], "--yes")
    assert newsroom.json("corrections") == []
    newsroom.bot("status")


def test_by_default_a_person_is_told_and_nothing_is_touched(newsroom: Newsroom) -> None:
    configure(newsroom, "notify")
    newsroom.bot("run", "--once")
    before = newsroom.sandbox.posts()
    correct(newsroom)
    newsroom.bot("run", "--once")
    assert newsroom.sandbox.posts() == before
    rows = newsroom.json("corrections")
    assert {row["channel"] for row in rows} == {"x", "facebook"}
    on_x, on_facebook = (next(r for r in rows if r["channel"] == n) for n in ("x", "facebook"))
    newsroom.bot("retract", on_x["delivery_id"], status=2)
    assert "0.010 USD" in newsroom.stderr
    newsroom.bot("retract", on_x["delivery_id"], "--yes")
    newsroom.bot("amend", on_facebook["delivery_id"], "--yes")
    assert post_of(newsroom, "facebook")[0].startswith("The bridge over the Tarne stays open")
    assert post_of(newsroom, "x") == []
    (row,) = newsroom.json("log", "--slug", SLUG, "--channel", "x")
    assert (row["state"], row["cost_usd"]) == ("retracted", 0.21)


def test_a_withdrawn_story_takes_its_posts_with_it(newsroom: Newsroom) -> None:
    configure(newsroom, "retract")
    newsroom.bot("run", "--once")
    count = len(newsroom.posts("x"))
    newsroom.sandbox.withdraw_story(SLUG)
    look_again(newsroom)
    newsroom.bot("run", "--once")
    assert len(newsroom.posts("x")) == count  # one look is not enough
    look_again(newsroom)
    newsroom.bot("run", "--once")
    for platform in ("x", "facebook"):
        assert post_of(newsroom, platform) == []
        (row,) = newsroom.json("log", "--slug", SLUG, "--channel", platform)
        assert row["state"] == "retracted"
        assert "404" in row["error"]
    assert len(newsroom.posts("x")) == len(newsroom.posts("facebook")) == count - 1
    (hand_off,) = newsroom.json("log", "--slug", SLUG, "--channel", "youtube")
    assert hand_off["state"] == "cancelled"


def test_a_site_that_moved_retracts_nothing(newsroom: Newsroom) -> None:
    configure(newsroom, "retract")
    newsroom.bot("run", "--once")
    before = newsroom.sandbox.posts()
    for story in newsroom.sandbox.stories:
        newsroom.sandbox.withdraw_story(story.slug)
    for _ in range(3):
        look_again(newsroom)
        newsroom.bot("run", "--once")
    assert newsroom.sandbox.posts() == before
    rows = newsroom.json("corrections")
    assert {row["progress"] for row in rows} == {"open"}
    assert "at once" in rows[0]["error"]


@pytest.mark.parametrize("fault", ["accept_then_hang", "hang_then_accept"])
@pytest.mark.parametrize(
    ("on_change", "platform"), [("amend", "facebook"), ("amend", "x"), ("retract", "x")]
)
def test_killed_between_intent_and_verdict(
    newsroom: Newsroom, on_change: str, platform: str, fault: str
) -> None:
    configure(newsroom, on_change)
    newsroom.bot("run", "--once")
    count = len(newsroom.posts(platform))
    title = correct(newsroom)
    newsroom.sandbox.faults.add(platform, fault)
    process = newsroom.start("run", "--once")
    assert newsroom.sandbox.faults.wait_hanging(timeout=60)
    process.kill()
    process.communicate()
    if fault == "accept_then_hang":
        newsroom.sandbox.faults.release()
    newsroom.bot("run", "--once")
    texts = [post.text for post in newsroom.posts(platform)]
    match on_change, platform:
        case "amend", "facebook":
            assert len(texts) == count
            assert sum(text.startswith(title) for text in texts) == 1
        case "amend", _:
            assert len(texts) == count + 1
            assert sum(text.startswith("Updated:") for text in texts) == 1
        case _:
            assert len(texts) == count - 1
    assert {row["progress"] for row in newsroom.json("corrections", "--all")} <= {"done", "dropped"}
