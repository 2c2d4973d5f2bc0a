"""Subscriptions to sources that tell when they have news."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, delete, select

from bot.pipeline.ports import Offer, Subscription, SubscriptionState
from bot.store.database import Database
from bot.store.statements import replace_all
from bot.store.tables import subscriptions


class SubscriptionStore:
    """``bot.pipeline.ports.Subscriptions`` on a database; it says what each method means."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def subscription(self, source: str) -> Subscription | None:
        """The source's; None where it never offered one."""
        wanted = select(subscriptions).where(subscriptions.c.source == source)
        with self._db.read() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else _of(row)

    def subscriptions(self) -> tuple[Subscription, ...]:
        """All of them, by source."""
        with self._db.read() as connection:
            found = connection.execute(select(subscriptions).order_by(subscriptions.c.source))
            return tuple(map(_of, found))

    def put_subscription(self, subscription: Subscription) -> None:
        """Commit it in place of what was there."""
        lease = subscription.lease
        values = {
            "source": subscription.source,
            "hub": subscription.offer.hub,
            "topic": subscription.offer.topic,
            "state": subscription.state,
            "asked_at": subscription.asked_at,
            "expires_at": subscription.expires_at,
            "lease_seconds": None if lease is None else int(lease.total_seconds()),
            "failures": subscription.failures,
            "error": subscription.error,
        }
        with self._db.write() as connection:
            replace_all(connection, subscriptions, ("source",), [values])

    def remove_subscription(self, source: str) -> None:
        """Commit that there is none."""
        with self._db.write() as connection:
            connection.execute(delete(subscriptions).where(subscriptions.c.source == source))


def _of(row: Row[Any]) -> Subscription:
    return Subscription(
        source=row.source,
        offer=Offer(row.hub, row.topic),
        state=SubscriptionState(row.state),
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        lease=None if row.lease_seconds is None else timedelta(seconds=row.lease_seconds),
        failures=row.failures,
        error=row.error,
    )
