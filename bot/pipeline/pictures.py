"""The picture of a draft: its bytes, the mark of them that is frozen before a call, and a post without it."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from bot.model.delivery import Delivery
from bot.model.draft import Draft
from bot.model.errors import CardError

log = logging.getLogger(__name__)

ATTEMPTS_WITH_PICTURE = 3
"""After so many calls, the last of which failed at the picture, a post goes without it: the story matters more."""
IN_THE_WAY = "the picture "
"""How the detail of an outcome begins where the picture alone was what failed."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and the words for those who do not see it."""

    content: bytes
    alt: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The mark of its bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def picture_of(draft: Draft) -> Picture | None:
    """The picture of the draft's key points, the same bytes each time; None where it has none.

    Raises CardError where it cannot be drawn.
    """
    media = next((media for media in draft.media if media.card is not None), None)
    if media is None or media.card is None:
        return None
    from bot.card import draw  # fonts and shaping take 0.2 s to load

    form = media.card.format
    return Picture(draw(media.card), media.alt, form.width, form.height)


def without_picture(draft: Draft) -> Draft:
    """The draft without a picture of its key points, and without what that costs."""
    kept = tuple(media for media in draft.media if media.card is None)
    if kept == draft.media:
        return draft
    saved = sum((media.price_usd for media in draft.media if media.card), Decimal(0))
    first, *more = draft.parts
    return replace(
        draft,
        parts=(replace(first, cost_usd=first.cost_usd - saved), *more),
        media=kept,
        cost_usd=draft.cost_usd - saved,
        linkless=without_picture(draft.linkless) if draft.linkless else None,
    )


def frozen(draft: Draft) -> dict[str, object]:
    """What a call will carry, for the attempt log: the draft, and of its picture size and mark. Raises CardError."""
    payload: dict[str, object] = asdict(draft)
    picture = picture_of(draft)
    if picture is not None:
        payload["pictures"] = [{"sha256": picture.sha256, "bytes": len(picture.content)}]
    return payload


def to_be_sent(delivery: Delivery, draft: Draft) -> Draft:
    """The draft as it is sent: without its picture where that cannot be drawn, or was in the way too often.

    Of a thread the first part has it; once that stands nothing is changed.
    """
    if delivery.posts:
        return draft
    failed_at_picture = (delivery.error or "").startswith(IN_THE_WAY)
    if failed_at_picture and delivery.attempts >= ATTEMPTS_WITH_PICTURE:
        return without_picture(draft)
    try:
        picture_of(draft)
    except CardError as error:
        log.warning("%s: posted without its picture: %s", draft.channel, error)
        return without_picture(draft)
    except Exception:
        # whatever breaks in drawing, the post must not wait for it
        log.exception("%s: posted without its picture, which could not be drawn", draft.channel)
        return without_picture(draft)
    return draft
