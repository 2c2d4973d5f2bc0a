"""The audit trail: who did what, written in the commit of what it tells of. Rows are only ever added."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from bot.model.delivery import Delivery
from bot.model.user import Actor, Via
from bot.pipeline.ports import Deed
from bot.store.codec import encode
from bot.store.database import Database
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
            return tuple(map(_deed, connection.execute(wanted.order_by(audit.c.id))))

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
            return tuple(map(_deed, connection.execute(wanted)))


def append(
    connection: Connection,
    actor: Actor,
    action: str,
    *,
    at: datetime,
    delivery_id: int | None = None,
    subject: str | None = None,
    reason: str | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Add a line to the trail."""
    values = {
        "at": at,
        "actor": actor.name,
        "via": actor.via,
        "action": action,
        "delivery_id": delivery_id,
        "subject": subject,
        "reason": reason,
        "before": encode(before) if before else None,
        "after": encode(after) if after else None,
    }
    connection.execute(insert(audit).values(values))


def append_change(
    connection: Connection,
    actor: Actor,
    action: str,
    before: Delivery,
    after: Delivery,
    *,
    at: datetime,
    reason: str | None = None,
) -> None:
    """Add a line about a delivery, with what of it is another than before."""
    was, now = _facts(before), _facts(after)
    changed = [key for key in now if now[key] != was[key]]
    append(
        connection,
        actor,
        action,
        at=at,
        delivery_id=int(after.id),
        reason=reason,
        before={key: was[key] for key in changed},
        after={key: now[key] for key in changed},
    )


def last_of(connection: Connection, delivery_id: str) -> Deed | None:
    """What was done to the delivery last by a person; None where nothing was."""
    mine = _NEWEST.where(audit.c.delivery_id == number_of(delivery_id)).limit(1)
    row = connection.execute(mine).first()
    return None if row is None else _deed(row)


def _facts(delivery: Delivery) -> dict[str, object]:
    return {
        "state": delivery.state,
        "due_at": delivery.due_at,
        "text": [part.text for part in delivery.draft.parts],
        "posts": [post.url for post in delivery.posts],
    }


def _deed(row: Row[Any]) -> Deed:
    return Deed(
        id=str(row.id),
        at=row.at,
        actor=Actor(row.actor, Via(row.via)),
        action=row.action,
        delivery_id=None if row.delivery_id is None else str(row.delivery_id),
        subject=row.subject,
        reason=row.reason,
        before=json.loads(row.before or "{}"),
        after=json.loads(row.after or "{}"),
    )
