"""What is left to do after a copy of the database was put back."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model.delivery import Delivery, State
from bot.pipeline.ports import Restored
from bot.pipeline.restored import has_to_be_looked_for
from bot.wiring import Bot

LATECOMERS = timedelta(hours=1)
"""For so long a source may still show stories that were published before the copy was put back."""


def left_to_look_for(bot: Bot, restored: Restored) -> tuple[Delivery, ...]:
    """Deliveries that may have been made since the copy was taken."""
    waiting = bot.outbox.in_state(State.HELD, State.SCHEDULED, State.FAILED)
    return tuple(d for d in waiting if has_to_be_looked_for(d, restored))


def is_over(bot: Bot, restored: Restored, now: datetime) -> bool:
    """Whether nothing can come any more that the lost database may have posted."""
    polled = {s.name: s.last_ok_at for s in bot.views.sources()}
    names = [plan.name for plan in bot.newsroom.sources]
    since = restored.seen_at + LATECOMERS
    all_polled = all((at := polled.get(name)) is not None and at >= since for name in names)
    return now >= since and all_polled and not left_to_look_for(bot, restored)
