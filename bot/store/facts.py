"""Small things to remember by name, such as when the last sweep was."""

from __future__ import annotations

from sqlalchemy import select, update

from bot.store.database import Database
from bot.store.statements import insert_missing
from bot.store.tables import facts


class Facts:
    """Texts by key."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def fact(self, key: str) -> str | None:
        """What was last set under ``key``; None where nothing was."""
        with self._db.read() as connection:
            value: str | None = connection.execute(
                select(facts.c.value).where(facts.c.key == key)
            ).scalar()
            return value

    def set_fact(self, key: str, value: str) -> None:
        """Commit ``value`` under ``key``, in place of what was there."""
        with self._db.write() as connection:
            if not insert_missing(connection, facts, {"key": key, "value": value}):
                connection.execute(update(facts).where(facts.c.key == key).values(value=value))
