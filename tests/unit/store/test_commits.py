"""Threads that write at the same time share a commit; each is told for itself what came of its own work."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from unittest.mock import Mock

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError

from bot.model.errors import StoreError
from bot.store.commits import _Wish
from bot.store.database import Database

OTHERS = 5
Work = Callable[[Connection], object]


class Commits:
    """A database with a table of unique numbers, whose commits are counted."""

    def __init__(self, folder: Path) -> None:
        self.database = Database.open(f"sqlite:///{folder / 'bot.db'}")
        with self.database.write() as connection:
            connection.execute(text("CREATE TABLE t (number INTEGER UNIQUE)"))
        self.count = 0
        self.refuse = False
        event.listen(self.database._writer, "commit", self._committing)
        self.database._drop_kept()

    def _committing(self, connection: Connection) -> None:
        self.count += 1
        if self.refuse:
            raise sqlite3.OperationalError("the disk went away")

    def numbers(self) -> list[int]:
        """As another program sees them."""
        with sqlite3.connect(str(self.database.file)) as other:
            return [number for (number,) in other.execute("SELECT number FROM t ORDER BY number")]

    def at_once(self, first: Work, others: list[Work]) -> list[Future[object]]:
        """The first leads and goes on only when all the others wait to be done with it or after it."""
        together = self.database._together
        assert together is not None

        def lead(connection: Connection) -> object:
            begun.set()
            while len(together._wishes) < len(others):
                turned.wait(0.001)
            return first(connection)

        begun, turned = threading.Event(), threading.Event()
        with ThreadPoolExecutor(len(others) + 1) as pool:
            leader = pool.submit(self.database.write_together, lead)
            assert begun.wait(10)
            rest = []
            for work in others:
                rest.append(pool.submit(self.database.write_together, work))
                while len(together._wishes) < len(rest):
                    turned.wait(0.001)
        return [leader, *rest]


@pytest.fixture
def commits(tmp_path: Path) -> Iterator[Commits]:
    commits = Commits(tmp_path)
    yield commits
    commits.database.close()


def insert(number: int) -> Work:
    def work(connection: Connection) -> int:
        connection.execute(text("INSERT INTO t VALUES (:number)"), {"number": number})
        return number

    return work


def test_those_who_wait_share_a_commit(commits: Commits) -> None:
    found = commits.at_once(insert(0), [insert(number) for number in range(1, OTHERS + 1)])
    assert [future.result() for future in found] == list(range(OTHERS + 1))
    assert commits.numbers() == list(range(OTHERS + 1))
    assert commits.count == 2, "one for the first, one for all who came meanwhile"


def test_who_is_told_finds_it_durable(commits: Commits) -> None:
    def write(number: int) -> bool:
        commits.database.write_together(insert(number))
        return number in commits.numbers()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(write, range(80)))
    assert len(commits.numbers()) == 80


def test_one_that_fails_takes_back_only_its_own(commits: Commits) -> None:
    def breaks(connection: Connection) -> None:
        insert(7)(connection)
        raise ValueError("no")

    works = [insert(1), insert(1), breaks, insert(2)]
    _, one, again, broken, two = commits.at_once(insert(0), works)
    assert (one.result(), two.result()) == (1, 2)
    assert isinstance(again.exception(), IntegrityError)
    assert isinstance(broken.exception(), ValueError)
    assert commits.numbers() == [0, 1, 2]


def test_where_the_database_takes_all_back_all_are_told(commits: Commits) -> None:
    def ends_all(connection: Connection) -> None:
        connection.connection.cursor().execute("ROLLBACK")
        raise StoreError("the disk is full")

    _, one, ended, two = commits.at_once(insert(0), [insert(1), ends_all, insert(2)])
    for future in (one, ended, two):
        assert isinstance(future.exception(), StoreError)
    assert commits.numbers() == [0]
    assert commits.database.write_together(insert(3)) == 3


def test_a_commit_that_fails_fails_for_all(commits: Commits) -> None:
    def refused(connection: Connection) -> object:
        commits.refuse = True
        return insert(1)(connection)

    _, one, two = commits.at_once(insert(0), [refused, insert(2)])
    for future in (one, two):
        assert isinstance(future.exception(), StoreError)
    commits.refuse = False
    assert commits.numbers() == [0]
    assert commits.database.write_together(insert(4)) == 4


def test_who_is_interrupted_while_waiting_writes_nothing_and_blocks_nobody(
    commits: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = commits.database._together
    assert together is not None
    begun, gone = threading.Event(), threading.Event()

    class Interrupted(_Wish):
        def __init__(self, work: Work) -> None:
            super().__init__(work)
            self.is_over = Mock(acquire=Mock(side_effect=KeyboardInterrupt))

    def lead(connection: Connection) -> object:
        begun.set()
        assert gone.wait(10)
        return insert(0)(connection)

    with ThreadPoolExecutor(1) as pool:
        leader = pool.submit(commits.database.write_together, lead)
        assert begun.wait(10)
        with monkeypatch.context() as patched:
            patched.setattr("bot.store.commits._Wish", Interrupted)
            with pytest.raises(KeyboardInterrupt):
                commits.database.write_together(insert(1))
        gone.set()
        assert leader.result() == 0
    assert not together._wishes
    assert commits.database.write_together(insert(2)) == 2
    assert commits.numbers() == [0, 2]


class _Torn:
    """A lock whose holder is interrupted as it lets go."""

    def __init__(self, lock: threading.Lock) -> None:
        self._lock = lock

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()
        raise KeyboardInterrupt


def test_who_is_interrupted_while_joining_writes_nothing_and_blocks_nobody(
    commits: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = commits.database._together
    assert together is not None
    whole, torn = together._guard, _Torn(together._guard)
    guards = iter((torn,))
    monkeypatch.setattr(
        type(together), "_guard", property(lambda _: next(guards, whole)), raising=False
    )
    with pytest.raises(KeyboardInterrupt):
        commits.database.write_together(insert(1))
    assert not together._wishes
    assert not together._is_led
    assert commits.database.write_together(insert(2)) == 2
    assert commits.numbers() == [2]
