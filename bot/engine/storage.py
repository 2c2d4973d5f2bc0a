"""What is done about a database that takes no commit: stop, finish what is under way, go on when it can."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bot.engine.work import Report
from bot.model.errors import DiskFull, StoreError
from bot.wiring import Bot

log = logging.getLogger(__name__)

PROBED_AT = "probed_at"
"""The fact whose writing shows that the database takes commits."""
NO_ROOM = "the disk is full: there is no room for the reserve beside the database; free some space"


class Storage:
    """Whether the database takes commits. While it does not, nothing is sent, read or polled."""

    def __init__(self, bot: Bot, say: Report, complain: Report) -> None:
        self._bot = bot
        self._say = say
        self._complain = complain
        self._guard = threading.Lock()
        self.trouble: str | None = None
        """Why nothing goes on; None when all is well."""

    def failed(self, error: StoreError) -> None:
        """Take note that a commit or a reading failed."""
        if free_reserve(self._bot, error):
            self._complain("the disk is full: freed the reserve, to finish what is under way")
        self._ill(str(error))

    def is_well(self) -> bool:
        """Whether work may go on. After a fault: finish the open verdicts, then try a commit."""
        if self.trouble is None:
            if not self._keep_reserve():
                self._ill(NO_ROOM)
            return self.trouble is None
        try:
            for delivery in self._bot.deliver.conclude_open():
                self._say(f"{delivery.channel}: {delivery.slug}: {delivery.state} after all")
            self._bot.facts.set_fact(PROBED_AT, self._bot.clock.now().isoformat())
        except StoreError as error:
            self.failed(error)
            return False
        if not self._keep_reserve():
            self._ill(NO_ROOM)
            return False
        self.trouble = None
        self._say("the database takes commits again: work goes on")
        return True

    def _keep_reserve(self) -> bool:
        reserve = self._bot.database.reserve
        return reserve is None or reserve.make()

    def _ill(self, reason: str) -> None:
        with self._guard:
            is_news, self.trouble = self.trouble != reason, reason
        if is_news:
            self._complain(f"nothing is sent: {reason}")


@contextmanager
def verdicts_saved(bot: Bot) -> Iterator[None]:
    """For a process that ends on a StoreError: try once more to commit the verdicts of its calls."""
    try:
        yield
    except StoreError as error:
        free_reserve(bot, error)
        # what cannot be saved is read back by the next process
        with suppress(StoreError):
            bot.deliver.conclude_open()
        raise


def free_reserve(bot: Bot, error: StoreError) -> bool:
    """Where the disk is full, give the reserve back to it; whether there was one."""
    reserve = bot.database.reserve
    if reserve is None or not (isinstance(error, DiskFull) or reserve.disk_is_full()):
        return False
    return reserve.release()
