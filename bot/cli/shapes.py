"""What the command line shows of deliveries."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.model.delivery import Delivery
from bot.shapes import (
    DELIVERY_COLUMNS,
    Json,
    article_shape,
    deed_shape,
    delivery_shape,
    draft_shape,
    text_of,
)

if TYPE_CHECKING:
    from bot.store.views import Views

__all__ = [
    "DELIVERY_COLUMNS",
    "Json",
    "article_shape",
    "compose_url",
    "deed_shape",
    "delivery_shape",
    "draft_shape",
    "local",
    "text_of",
]


def compose_url(views: Views, delivery: Delivery) -> str:
    """The address of the platform's composer for a hand-off; empty where none is known."""
    told = [attempt.detail.get("compose_url") for attempt in views.attempts(delivery.id)]
    return next((str(url) for url in reversed(told) if url), "")


def moment_in_words(instant: datetime, zone: str) -> str:
    """A time with its day, as an editor checks it: "Fri 2026-12-04 18:30 (Europe/Brussels)"."""
    from zoneinfo import ZoneInfo

    return f"{instant.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M} ({zone})"


def local(instant: datetime | None, zone: str) -> str:
    """A time as an editor reads it, in the zone of the site; "-" for none."""
    from zoneinfo import ZoneInfo

    return instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if instant else "-"
