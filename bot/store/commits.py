"""Those who write at the same time share a commit: the disk takes as long for one as for thirty.

Whoever comes first leads: it does its own work and that of all who have come meanwhile, commits once, and
only then tells each. So nobody is told of anything that is not durable yet.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.model.errors import StoreError

T = TypeVar("T")
MOST_TOGETHER = 32
"""Works in one commit: the first is told only when the last is done."""


class _Wish:
    """A piece of work, who waits for it, and what came of it."""

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.is_over = threading.Lock()
        self.is_over.acquire()
        self.leads = False
        self.came: Any = None
        self.error: BaseException | None = None


class SharedCommits:
    """What the threads of one process write to one SQLite database."""

    def __init__(self, write: Callable[[], AbstractContextManager[Connection]], place: str) -> None:
        self._write = write
        self._place = place
        self._guard = threading.Lock()
        self._wishes: deque[_Wish] = deque()
        self._is_led = False

    def do(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` returns, once what it wrote is durable; nothing is written where it raises.

        It may be run by another thread that writes. Raises what ``work`` raises, and StoreError.
        """
        wish = _Wish(work)
        try:
            with self._guard:
                self._wishes.append(wish)
                wish.leads, self._is_led = not self._is_led, True
            if not wish.leads:
                wish.is_over.acquire()
        except BaseException:
            self._give_up(wish)
            raise
        if wish.leads:
            self._lead()
        if wish.error is not None:
            raise wish.error
        came: T = wish.came
        return came

    def _lead(self) -> None:
        with self._guard:
            count = min(len(self._wishes), MOST_TOGETHER)
            wishes = [self._wishes.popleft() for _ in range(count)]
        try:
            self._commit(wishes)
        except BaseException as error:  # noqa: BLE001 - all who took part have to hear of it
            self._fail(wishes, error)
        finally:
            self._hand_on()
            for wish in wishes:
                wish.is_over.release()

    def _commit(self, wishes: Sequence[_Wish]) -> None:
        with self._write() as connection:
            if len(wishes) == 1:
                wishes[0].came = wishes[0].work(connection)
                return
            driver: Any = connection.connection.driver_connection
            for wish in wishes:
                driver.execute("SAVEPOINT wish")
                try:
                    wish.came = wish.work(connection)
                except Exception as error:
                    # SQLite ends the whole transaction by itself after some errors, as when the disk is full
                    if not driver.in_transaction:
                        raise
                    driver.execute("ROLLBACK TO wish")
                    wish.error = error
                driver.execute("RELEASE wish")

    def _fail(self, wishes: Sequence[_Wish], error: BaseException) -> None:
        """Nothing was written; each gets an exception of its own."""
        wishes[0].error = error
        known = isinstance(error, StoreError)
        for wish in wishes[1:]:
            wish.error = (
                type(error)(*error.args)
                if known
                else StoreError(f"{self._place}: the common commit failed: {type(error).__name__}")
            )

    def _give_up(self, wish: _Wish) -> None:
        """Its thread is interrupted and does not wait any more."""
        with self._guard:
            if wish in self._wishes:
                self._wishes.remove(wish)
        if wish.leads:
            self._hand_on()

    def _hand_on(self) -> None:
        """Let the first of those who have come meanwhile lead."""
        with self._guard:
            self._is_led = bool(self._wishes)
            if self._wishes:
                self._wishes[0].leads = True
                self._wishes[0].is_over.release()
