"""What people were told, over restarts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.pipeline.notices import Notice
from bot.store.columns import as_key
from bot.store.database import Database
from bot.store.statements import insert_missing
from bot.store.tables import notices


class NoticeStore:
    """``bot.pipeline.notices.NoticeMemory`` on a database; it says what each method means."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def known(self) -> Mapping[str, datetime | None]:
        """By key, when each was told; None for what was not told yet."""
        with self._db.read() as connection:
            found = connection.execute(select(notices.c.key, notices.c.told_at))
            return {row.key: row.told_at for row in found}

    def change(
        self,
        *,
        new: Sequence[Notice] = (),
        told: Collection[str] = (),
        over: Collection[str] = (),
        now: datetime,
    ) -> None:
        """Commit all of it at once."""
        with self._db.write() as connection:
            for notice in new:
                values = {
                    "key": notice.key,
                    "cause": notice.cause,
                    "text": notice.text,
                    "since": now,
                }
                insert_missing(connection, notices, values)
            for key in map(as_key, told):
                connection.execute(update(notices).where(notices.c.key == key).values(told_at=now))
            for key in map(as_key, over):
                connection.execute(delete(notices).where(notices.c.key == key))
