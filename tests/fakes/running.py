"""The daemon's engine in a thread of the test, with faults of its database that can be switched."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import event

from bot.engine.embedded import Embedded
from bot.model.errors import Stalled
from bot.settings import Settings, parse_configuration
from bot.store.database import Database
from bot.wiring import Bot, open_bot
from tests.fakes.newsroom import Newsroom

PATIENCE = 20.0


def settings_of(newsroom: Newsroom) -> Settings:
    """The settings that the newsroom's commands would read."""
    path = newsroom.folder / "bot.toml"
    environment = {**newsroom.environment, "DATABASE_URL": f"sqlite:///{database_of(newsroom)}"}
    return Settings(path, parse_configuration(path.read_text(), path), environment)


def database_of(newsroom: Newsroom) -> Path:
    return newsroom.folder / "data" / "bot.db"


class Lines:
    """What was said, in order; a test waits for words in it."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._news = threading.Condition()

    def __call__(self, line: str) -> None:
        with self._news:
            self.all.append(line)
            self._news.notify_all()

    def wait_for(self, words: str, times: int = 1) -> None:
        self.until(lambda: sum(words in line for line in self.all) >= times, words)

    def until(self, done: Callable[[], bool], what: str) -> None:
        give_up = time.monotonic() + PATIENCE
        with self._news:
            while not done():
                assert time.monotonic() < give_up, f"no {what!r} in {self.all}"
                self._news.wait(0.05)


class Running:
    """``with Running(newsroom) as daemon``: works until the block ends, then ends in order."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.lines = Lines()
        self.bot: Bot = open_bot(settings_of(newsroom))
        self.given_up: list[Stalled] = []
        self.engine = Embedded(self.bot, self.lines, self.lines, give_up=self._give_up)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.engine.run, args=(self._stop,))

    def _give_up(self, error: Stalled) -> None:
        self.given_up.append(error)
        self.lines(str(error))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        self.bot.database.close()


def forget_writer(database: Database) -> None:
    """The connection that is kept for writing was checked out before there was a listener."""
    with database._one_writer:
        database._drop_kept()


class Fault:
    """A PRAGMA before each transaction that makes the database refuse, until ``over``."""

    def __init__(self, bot: Bot, on: str, off: str) -> None:
        self.pragma, self._off = on, off
        event.listen(bot.database._engine, "checkout", self._set)
        forget_writer(bot.database)

    def _set(self, driver: sqlite3.Connection, *_: object) -> None:
        driver.execute(f"PRAGMA {self.pragma}")

    def over(self) -> None:
        self.pragma = self._off


def read_only(bot: Bot) -> Fault:
    return Fault(bot, "query_only = ON", "query_only = OFF")


def full(bot: Bot) -> Fault:
    return Fault(bot, "max_page_count = 1", "max_page_count = 1073741823")
