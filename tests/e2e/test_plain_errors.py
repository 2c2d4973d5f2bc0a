"""What goes wrong is told in one line, with the exit status of the interface."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest

from tests.fakes.newsroom import Newsroom


def one_line(newsroom: Newsroom) -> str:
    assert newsroom.stderr.count("\n") == 1, newsroom.stderr
    return newsroom.stderr


def test_an_unknown_key(newsroom: Newsroom) -> None:
    newsroom.configure(extra="\n[site2]\n")
    newsroom.bot("run", "--once", status=2)
    assert "bot.toml: site2: unknown key" in one_line(newsroom)
    assert newsroom.json("run", "--once", status=2)["error"]["code"] == "usage"


def test_a_missing_credential(newsroom: Newsroom) -> None:
    del newsroom.environment["X_API_SECRET"]
    newsroom.bot("run", "--once", status=2)
    assert "X_API_SECRET" in one_line(newsroom)
    assert newsroom.sandbox.posts() == ()


def test_an_unreachable_site(newsroom: Newsroom) -> None:
    newsroom.site = "http://127.0.0.1:9/"
    newsroom.configure(kinds=["feed"])
    newsroom.bot("run", "--once", status=1)
    assert "127.0.0.1:9" in one_line(newsroom)
    newsroom.bot("post", "a-story", status=1)
    assert "a-story" in one_line(newsroom)


def test_a_database_of_a_newer_version(newsroom: Newsroom) -> None:
    newsroom.bot("db", "upgrade")
    database = sqlite3.connect(newsroom.folder / "data/bot.db")
    database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.commit()
    database.close()
    for command in (["run", "--once"], ["log"], ["post", "x"]):
        newsroom.bot(*command, status=1)
        assert "newer version" in one_line(newsroom)


def test_a_damaged_database(newsroom: Newsroom) -> None:
    newsroom.bot("db", "upgrade")
    (newsroom.folder / "data/bot.db").write_bytes(b"no database any more " * 999)
    for command in (["run"], ["run", "--once"], ["db", "verify"], ["status"], ["log"]):
        newsroom.bot(*command, status=1)
        assert "is not a database" in one_line(newsroom)
        assert "restore a backup" in newsroom.stderr
    assert newsroom.sandbox.posts() == ()


@pytest.mark.parametrize(
    ("arguments", "status", "word"),
    [
        (["confirm", "999", "https://www.youtube.com/post/x"], 1, "999"),
        (["approve", "nonsense"], 1, "nonsense"),
        (["queue", "--state", "lost"], 2, "held"),
        (["post", "x", "--to", "mastodon"], 2, "mastodon"),
        (["post", "x", "--at", "soon"], 2, "18:30"),
        (["log", "--limit", "0"], 2, "limit"),
        (["fly"], 2, "fly"),
        (["preview", "no-such-story"], 1, "no-such-story"),
    ],
)
def test_bad_input(newsroom: Newsroom, arguments: list[str], status: int, word: str) -> None:
    newsroom.bot(*arguments, status=status)
    assert word in one_line(newsroom)


def test_a_page_without_an_article(newsroom: Newsroom) -> None:
    (newsroom.folder / "empty.html").write_text("<html><body></body></html>")
    newsroom.bot("preview", "empty.html", status=1)
    assert one_line(newsroom)


def test_help_is_instant_because_no_sdk_is_imported() -> None:
    code = (
        "import sys\nfrom bot.cli import run\nrun(['--help'])\n"
        "heavy = {'tweepy', 'facebook', 'googleapiclient', 'sqlmodel', 'sqlalchemy', 'lxml', 'feedparser',"
        " 'apscheduler', 'requests', 'alembic'} & set(sys.modules)\nassert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_every_command_has_help_with_an_example() -> None:
    code = "from bot.cli.app import app; import typer.main as m; print(' '.join(m.get_command(app).commands))"
    listed = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    commands = listed.stdout.split()
    assert len(commands) >= 18
    for command in set(commands) - {"db", "channel", "user"}:
        shown = subprocess.run(
            [sys.executable, "-m", "bot", command, "--help"],
            check=True,
            capture_output=True,
            text=True,
        )
        assert "Example: bot" in shown.stdout, command
