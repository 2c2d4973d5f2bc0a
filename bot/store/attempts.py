"""The attempt log: what was tried, what came of it, and who decided. Rows are only ever added."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert

from bot.store.codec import decode, encode
from bot.store.columns import storable
from bot.store.prepared import Prepared
from bot.store.tables import attempts

_APPEND = Prepared(
    insert(attempts).values(
        {column.name: bindparam(column.name) for column in attempts.columns if column.name != "id"}
    )
)


class Step(StrEnum):
    """What a row of the attempt log records."""

    INTENT = "intent"
    """Claimed, with the frozen payload: from here on the call may have been made."""
    OUTCOME = "outcome"
    """What the call came to."""
    DISCARDED = "discarded"
    """An outcome that came when the claim was no longer valid: it changed nothing."""
    ORPHAN = "orphan"
    """Found in ``sending`` at boot: whoever claimed it is gone."""
    READING = "reading"
    """The platform was read to settle an unknown outcome."""
    DECISION = "decision"
    """A person's or the planner's event."""
    AMENDING = "amending"
    """The posted text is about to be changed or taken down: before and after, as frozen payload."""
    AMENDED = "amended"
    """What became of an amendment, or that a person is to decide about it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One row of the log. ``fingerprint`` is the SHA-256 of ``payload``, the frozen request as JSON."""

    id: str
    delivery_id: str
    fence: int
    step: Step
    at: datetime
    payload: str | None
    fingerprint: str | None
    detail: Mapping[str, Any]


def append(
    connection: Connection,
    delivery_id: int,
    fence: int,
    step: Step,
    *,
    at: datetime,
    payload: str | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Add a row to the log."""
    if payload is not None:
        payload = storable(payload)
    values = {
        "delivery_id": delivery_id,
        "fence": fence,
        "step": step,
        "at": at,
        "payload": payload,
        "fingerprint": payload and hashlib.sha256(payload.encode()).hexdigest(),
        "detail": encode(detail) if detail else "{}",
    }
    _APPEND.run(connection, values)


def attempt_of(row: Row[Any]) -> Attempt:
    """The row of the table as the value that leaves the store."""
    return Attempt(
        id=str(row.id),
        delivery_id=str(row.delivery_id),
        fence=row.fence,
        step=Step(row.step),
        at=row.at,
        payload=row.payload,
        fingerprint=row.fingerprint,
        detail=decode(dict, row.detail),
    )
