"""What of a delivery a person saw when deciding, in a few characters."""

from __future__ import annotations

import hashlib

from bot.model.delivery import Delivery


def mark_of(delivery: Delivery) -> str:
    """The same for two readings of a delivery exactly if a person would decide about the same thing.

    A page carries it and gives it back with the decision, so that who decides about an older text,
    time or state can be told.
    """
    draft = delivery.draft
    seen = (
        delivery.id,
        delivery.state.value,
        delivery.fence,
        delivery.due_at,
        delivery.manual,
        tuple(part.text for part in draft.parts),
        draft.link,
        tuple((media.url, media.alt) for media in draft.media),
    )
    return hashlib.sha256(repr(seen).encode("utf-8", "backslashreplace")).hexdigest()[:16]
