"""Every step at which a process may die has a label: proxies around the ports call ``at`` with it.

The product has no hook: the outbox, the articles, the database and the platforms' connections are
wrapped from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.platforms import wire
from bot.store.database import Database

At = Callable[[str], None]
T = TypeVar("T")

OUTBOX = (
    "orphan",  # recovery
    "claim",  # T1
    "settle",  # T2
    "note_reading",
    "resolve",
    "rest",
)
ARTICLES = ("admit_all", "finish_poll")
FLOODS = ("announce",)
CALLS = ("publish", "find")
_COMMIT = ("begun", "uncommitted", "committed")
_WIRE = ("connected", "half sent", "sent", "answered")


def catalogue() -> tuple[str, ...]:
    """All labels."""
    around = (
        f"{name}: {side}"
        for name in (*OUTBOX, *ARTICLES, *FLOODS, *CALLS)
        for side in ("before", "after")
    )
    commits = (f"{name}: {step}" for name in (*OUTBOX, *ARTICLES, *FLOODS) for step in _COMMIT)
    wire = (f"{name}: {step}" for name in CALLS for step in _WIRE)
    return tuple(dict.fromkeys((*around, *commits, *wire)))


class Tracer:
    """Knows which port method is under way, so that what happens below it is named after it."""

    def __init__(self, at: At) -> None:
        self._at = at
        self._names: list[str] = []

    def step(self, what: str) -> None:
        if self._names:
            self._at(f"{self._names[-1]}: {what}")

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        self._names.append(name)
        try:
            self.step("before")
            yield
            self.step("after")
        finally:
            self._names.pop()


class Labelled:
    """Any port, with a label before and after the methods that are named."""

    def __init__(self, port: Any, names: tuple[str, ...], tracer: Tracer) -> None:
        self._port = port
        self._names = names
        self._tracer = tracer

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if name not in self._names:
            return method

        def labelled(*args: Any, **kwargs: Any) -> Any:
            with self._tracer.inside(name):
                return method(*args, **kwargs)

        return labelled


class LabelledDatabase:
    """A database with labels inside of each writing transaction."""

    def __init__(self, database: Database, tracer: Tracer) -> None:
        self._database = database
        self._tracer = tracer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with self._database.write() as connection:
            self._tracer.step("begun")
            yield connection
            self._tracer.step("uncommitted")
        self._tracer.step("committed")

    def write_together(self, work: Callable[[Connection], T]) -> T:
        def labelled(connection: Connection) -> T:
            self._tracer.step("begun")
            came = work(connection)
            self._tracer.step("uncommitted")
            return came

        came = self._database.write_together(labelled)
        self._tracer.step("committed")
        return came


def label_the_wire(tracer: Tracer) -> None:
    """From now on the platforms' connections of this process have labels."""

    class LabelledConnection(HTTPConnection):
        def send(self, data: Any) -> None:
            half = len(data) // 2
            tracer.step("connected")
            super().send(data[:half])
            tracer.step("half sent")
            super().send(data[half:])
            tracer.step("sent")

        def getresponse(self) -> Any:
            answer = super().getresponse()
            tracer.step("answered")
            return answer

    wire.HTTPConnection = LabelledConnection  # type: ignore[misc]
