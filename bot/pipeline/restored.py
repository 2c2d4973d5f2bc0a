"""A database that is a copy put back does not know what was posted since: that is looked for first."""

from __future__ import annotations

from bot.model.delivery import Delivery
from bot.pipeline.ports import Restored


def has_to_be_looked_for(delivery: Delivery, restored: Restored) -> bool:
    """Whether the delivery may have been made by the database that is lost.

    Not where its story is younger than the restore, nor where the platform was read since then. A part of a
    thread that such a reading found says nothing of the next one.
    """
    sent = delivery.sent_at
    looked_for = sent is not None and sent >= restored.taken_at
    if looked_for and sent == restored.taken_at and delivery.has_begun:
        looked_for = delivery.absences > 0
    published = delivery.published_at
    return not looked_for and (published is None or published < restored.seen_at)
