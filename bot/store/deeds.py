"""Lines of the audit trail, written in the commit of what they tell of."""

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
from bot.store.tables import audit


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


def last_of(connection: Connection, delivery_id: int) -> Deed | None:
    """What was done to the delivery last by a person; None where nothing was."""
    mine = select(audit).where(audit.c.delivery_id == delivery_id)
    row = connection.execute(mine.order_by(audit.c.id.desc()).limit(1)).first()
    return None if row is None else deed_of(row)


def _facts(delivery: Delivery) -> dict[str, object]:
    return {
        "state": delivery.state,
        "due_at": delivery.due_at,
        "text": [part.text for part in delivery.draft.parts],
        "posts": [post.url for post in delivery.posts],
    }


def deed_of(row: Row[Any]) -> Deed:
    """The row of the table as the value that leaves the store."""
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
