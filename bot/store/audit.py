"""The audit trail: who did what. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.model.user import Actor
from bot.pipeline.ports import Deed
from bot.store.database import Database
from bot.store.deeds import append, deed_of
from bot.store.rows import number_of
from bot.store.tables import audit

_NEWEST = select(audit).order_by(audit.c.id.desc())


class AuditStore:
    """``bot.pipeline.ports.AuditTrail`` on a database; it says what each method means."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(
        self,
        actor: Actor,
        action: str,
        *,
        subject: str,
        now: datetime,
        reason: str | None = None,
    ) -> None:
        """Commit a line about what no delivery is changed by, such as a login."""
        with self._db.write() as connection:
            append(connection, actor, action, at=now, subject=subject, reason=reason)

    def of_delivery(self, delivery_id: str) -> tuple[Deed, ...]:
        """What people did to a delivery, oldest first."""
        wanted = select(audit).where(audit.c.delivery_id == number_of(delivery_id))
        with self._db.read() as connection:
            return tuple(map(deed_of, connection.execute(wanted.order_by(audit.c.id))))

    def recent(
        self, *, actor: str | None = None, before: str | None = None, limit: int = 50
    ) -> tuple[Deed, ...]:
        """The newest lines, of one person or all; ``before`` an id: those older than that line."""
        wanted = _NEWEST.limit(limit)
        if actor is not None:
            wanted = wanted.where(audit.c.actor == actor)
        if before is not None:
            wanted = wanted.where(audit.c.id < (number_of(before) or 0))
        with self._db.read() as connection:
            return tuple(map(deed_of, connection.execute(wanted)))
