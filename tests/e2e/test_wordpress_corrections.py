"""Corrections on a real WordPress: an edit, a story set back to draft, a story in the trash."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.fakes.newsroom import Newsroom

SHARED = Path(__file__).resolve().parents[3] / "shared"
POST = SHARED / "tools/wordpress/post.py"
BASE = Path(os.environ.get("BOT_TEST_WORDPRESS_BASE", "/nonexistent"))

pytestmark = pytest.mark.skipif(
    not (POST.exists() and (BASE / "env").exists()),
    reason="needs a running WordPress: BOT_TEST_WORDPRESS_BASE names its folder",
)

BODY = """<p>The harbour board of Sallow agreed on Monday on a plan for the quay that the winter storm {mark} broke.</p>
<p><strong>The board promises:</strong></p><ul><li>The quay opens again in May {mark}</li>
<li>The wall will be {height} centimetres higher</li></ul><p>Ferries use the northern pier until then.</p>"""

Run = Callable[..., dict[str, str]]


@pytest.fixture
def run() -> Run:
    def run(*arguments: str) -> dict[str, str]:
        command = [sys.executable, str(POST), str(BASE), *arguments]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return dict(json.loads(done.stdout))

    return run


@pytest.fixture
def newsroom(tmp_path: Path, sandbox: Sandbox) -> Iterator[Newsroom]:
    facts = dict(line.split("=", 1) for line in (BASE / "env").read_text().splitlines())
    newsroom = Newsroom(tmp_path, sandbox, site=facts["WP_URL"] + "/")
    newsroom.configure(kinds=["wordpress"], extra='\n[corrections]\nconfirm = "0s"\n')
    path = newsroom.folder / "bot.toml"
    text = path.read_text()
    for platform, on_change in (("x", "retract"), ("facebook", "amend")):
        text = text.replace(
            f'platform = "{platform}"', f'platform = "{platform}"\non_change = "{on_change}"'
        )
    path.write_text(text)
    return newsroom


def publish(run: Run, tmp_path: Path) -> tuple[str, str, str]:
    """A new story; its id, its slug and a word that no other has."""
    mark = uuid.uuid4().hex[:8]
    page = tmp_path / "body.html"
    page.write_text(BODY.format(height=40, mark=mark))
    made = run(f"Harbour board agrees on the quay {mark}", str(page))
    return str(made["id"]), made["slug"], mark


def posts(newsroom: Newsroom, platform: str, mark: str) -> list[str]:
    return [post.text for post in newsroom.posts(platform) if mark in post.text]


def look_again(newsroom: Newsroom) -> None:
    with closing(sqlite3.connect(newsroom.folder / "data/bot.db")) as database:
        database.execute("UPDATE watches SET next_look_at = '2026-01-01 00:00:00'")
        database.commit()


def test_an_edited_story_edits_facebook_and_takes_down_x(
    tmp_path: Path, newsroom: Newsroom, run: Run
) -> None:
    number, slug, mark = publish(run, tmp_path)
    newsroom.bot("run", "--once")
    assert "40 centimetres" in posts(newsroom, "facebook", mark)[0]
    page = tmp_path / "body.html"
    page.write_text(BODY.format(height=45, mark=mark))
    run("--edit", number, "--content", str(page))
    newsroom.bot("run", "--once")
    (text,) = posts(newsroom, "facebook", mark)
    assert "45 centimetres" in text
    assert posts(newsroom, "x", mark) == []
    (row,) = newsroom.json("log", "--slug", slug, "--channel", "x")
    assert row["state"] == "retracted"
    run("--trash", number)


@pytest.mark.parametrize("how", ["draft", "trash"])
def test_a_story_that_is_unpublished_is_withdrawn(
    tmp_path: Path, newsroom: Newsroom, run: Run, how: str
) -> None:
    number, slug, mark = publish(run, tmp_path)
    newsroom.bot("run", "--once")
    assert posts(newsroom, "x", mark)
    arguments = ("--trash", number) if how == "trash" else ("--edit", number, "--status", "draft")
    run(*arguments)
    for _ in range(2):
        look_again(newsroom)
        newsroom.bot("run", "--once")
    assert posts(newsroom, "x", mark) == []
    assert posts(newsroom, "facebook", mark)  # amend: a person decides about a withdrawn story
    (task,) = [row for row in newsroom.json("corrections") if row["slug"] == slug]
    assert (task["channel"], task["cause"]) == ("facebook", "withdrawn")
    if how == "draft":
        run("--trash", number)
