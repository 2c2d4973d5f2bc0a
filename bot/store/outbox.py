"""The durable set of deliveries: the queue of record."""

from __future__ import annotations

from bot.store.bookings import Bookings
from bot.store.channels import Channels
from bot.store.claims import Claims
from bot.store.deliveries import Deliveries


class OutboxStore(Deliveries, Claims, Bookings, Channels):
    """``bot.pipeline.ports.Outbox`` on a database, put together from its parts."""
