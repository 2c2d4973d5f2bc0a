"""What programs asked for under their own keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.pipeline.ports import Answered, RequestKey
from bot.store.database import Database
from bot.store.statements import insert_missing
from bot.store.tables import requests


class RequestStore:
    """``bot.pipeline.ports.Requests`` on a database; it says what each method means."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def answered(self, owner: str, key: str) -> Answered | None:
        """What the request has brought; None for one that has brought nothing."""
        mine = select(requests).where(requests.c.owner == owner, requests.c.key == key)
        with self._db.read() as connection:
            rows = connection.execute(mine).all()
        if not rows:
            return None
        return Answered(rows[0].digest, {row.channel: str(row.delivery_id) for row in rows})

    def note(self, request: RequestKey, channel: str, delivery_id: str, *, now: datetime) -> None:
        """Commit that the request brought this delivery, if nothing is noted for the channel."""
        with self._db.write() as connection:
            insert_missing(connection, requests, request_row(request, channel, delivery_id, now))


def request_row(
    request: RequestKey, channel: str, delivery_id: str | int, now: datetime
) -> dict[str, Any]:
    """The row that says so."""
    return {
        "owner": request.owner,
        "key": request.key,
        "channel": channel,
        "digest": request.digest,
        "delivery_id": int(delivery_id),
        "at": now,
    }
