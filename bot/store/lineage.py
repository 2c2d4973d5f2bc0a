"""Whether this database is the one that was last worked with, or an earlier copy of it that was put back.

A copy made by ``Database.backup`` says so itself. Any other is known by a count that grows in the
database and in a file beside it: a database that is behind its file, or has lost it, is a copy.
"""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from bot.pipeline.ports import Restored
from bot.store.backup import COPIED_AT
from bot.store.database import Database
from bot.store.facts import Facts

log = logging.getLogger(__name__)

_BEAT = "beat"
_RESTORED = "restored"


class Lineage:
    """Kept by the process that delivers; it alone calls ``check`` and ``beat``."""

    def __init__(self, database: Database) -> None:
        self._facts = Facts(database)
        self._mark = database.file and database.file.with_name(f"{database.file.name}.beat")

    def restored(self) -> Restored | None:
        """Whether the database is a copy that was put back, and what was posted since is not settled."""
        told = self._facts.fact(_RESTORED)
        if not told:
            return None
        taken, seen = told.split()
        return Restored(datetime.fromisoformat(taken), datetime.fromisoformat(seen))

    def check(self, now: datetime) -> Restored | None:
        """At the start: find out whether it is a copy, and take note of that."""
        taken = self._copy_of()
        if taken is not None:
            standing = self.restored()
            since = min(taken, standing.taken_at) if standing else taken
            self._facts.set_fact(_RESTORED, f"{since.isoformat()} {now.isoformat()}")
            self._facts.set_fact(COPIED_AT, "")
        self.beat(now)
        return self.restored()

    def beat(self, now: datetime) -> None:
        """Count on, in the database first: a crash between the two leaves the file behind, not ahead."""
        if self._mark is None:
            return
        count = max(self._counted()[0], _count_in(self._mark)) + 1
        self._facts.set_fact(_BEAT, f"{count} {now.isoformat()}")
        partial = self._mark.with_name(f"{self._mark.name}.partial")
        try:
            partial.write_text(str(count))
            partial.replace(self._mark)
        except OSError as error:
            log.warning("%s cannot be written: %s", self._mark, error.strerror)

    def resume(self) -> None:
        """Take the database for whole: what was posted since the copy was made is settled."""
        self._facts.set_fact(_RESTORED, "")

    def _copy_of(self) -> datetime | None:
        """The time of which the database is a copy; None where it is none."""
        if copied_at := self._facts.fact(COPIED_AT):
            return datetime.fromisoformat(copied_at)
        count, at = self._counted()
        if self._mark is None or at is None:
            return None
        is_whole = self._mark.exists() and _count_in(self._mark) <= count
        return None if is_whole else at

    def _counted(self) -> tuple[int, datetime | None]:
        told = self._facts.fact(_BEAT)
        if not told:
            return 0, None
        count, at = told.split()
        return int(count), datetime.fromisoformat(at)


def _count_in(mark: Path) -> int:
    """The count in the file; 0 where it is missing or was cut off by a failing disk."""
    try:
        return int(mark.read_text())
    except (OSError, ValueError):
        return 0
