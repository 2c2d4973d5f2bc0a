"""A daemon that has nothing to do holds no library that only work needs."""

from __future__ import annotations

import signal

from tests.e2e.test_daemon import daemon, read_until
from tests.fakes.newsroom import Newsroom

FOR_WORK = {
    "alembic",
    "apprise",
    "bot.compose",
    "bot.extract",
    "bot.sandbox",
    "bot.web",
    "facebook",
    "fastapi",
    "googleapiclient",
    "jinja2",
    "PIL",
    "regex",
    "requests",
    "sqlalchemy.dialects.postgresql",
    "tweepy",
    "uvicorn",
}


def loaded(newsroom: Newsroom) -> set[str]:
    """The modules that `bot run` had loaded when it was stopped after its first poll."""
    newsroom.environment["PYTHONPROFILEIMPORTTIME"] = "1"
    with daemon(newsroom) as process:
        read_until(process, "feed: ")
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    lines = (line for line in err.splitlines() if line.startswith("import time:"))
    return {line.rsplit("|", 1)[1].strip() for line in lines}


def test_what_only_work_needs_is_not_loaded(newsroom: Newsroom) -> None:
    newsroom.configure(kinds=["feed"])
    file = newsroom.folder / "bot.toml"
    file.write_text(file.read_text().replace('first_run = "all"', 'first_run = "skip"'))
    at_first = loaded(newsroom)  # with an empty database and a feed that is read
    assert {"bot.store.tables", "bot.sources.xmlfast"} <= at_first
    assert FOR_WORK & at_first == set()
    unchanged = loaded(newsroom)
    assert "bot.store.tables" in unchanged
    assert (FOR_WORK | {"lxml", "feedparser"}) & unchanged == set()
