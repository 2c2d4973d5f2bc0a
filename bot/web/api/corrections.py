"""Posts whose story was corrected or withdrawn: what is done about them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from bot.model.amendment import ENDED, Action, Amendment, Cause, Progress
from bot.shapes import Json, iso
from bot.web.api.access import Editor
from bot.web.api.documents import Document, Id, Listed, Money
from bot.web.api.errors import problems

router = APIRouter(tags=["corrections"], responses=problems(404, 409))

DeliveryId = Annotated[Id, Path(description="The id of the post's delivery.")]


class CorrectionDocument(Document):
    """One correction or withdrawal of one post. ``progress`` open: a person is to decide."""

    delivery_id: str
    channel: str
    cause: Cause
    action: Action
    progress: Progress
    reasons: list[str]
    before: str
    after: str | None
    reply_url: str | None
    created_at: str | None
    ended_at: str | None
    cost_usd: Money
    error: str | None


class CorrectionList(Listed[CorrectionDocument]):
    """Those that have not ended."""


@router.get("/corrections", response_model=CorrectionList)
def corrections(caller: Editor) -> Json:
    """The posts whose story changed, and what is done about each, until that has ended."""
    unended = [progress for progress in Progress if progress not in ENDED]
    found = caller.bot.followers.amendments.in_progress(*unended)
    return {"items": [_shape(amendment) for amendment in found], "next": None}


@router.post("/deliveries/{delivery_id}/amend", response_model=CorrectionDocument)
def amend(delivery_id: DeliveryId, caller: Editor) -> Json:
    """Bring a post in line with its story, as its platform can. Where only a person can, it records that one did."""
    order = caller.bot.followers.amend.order
    return _shape(order(delivery_id, Action.EDIT, by=caller.actor))


@router.post("/deliveries/{delivery_id}/retract", response_model=CorrectionDocument)
def retract(delivery_id: DeliveryId, caller: Editor) -> Json:
    """Take a post down. Where only a person can, it records that one did."""
    order = caller.bot.followers.amend.order
    return _shape(order(delivery_id, Action.DELETE, by=caller.actor))


@router.post("/deliveries/{delivery_id}/dismiss", response_model=CorrectionDocument)
def dismiss(delivery_id: DeliveryId, caller: Editor) -> Json:
    """Leave a post as it is, although its story changed."""
    return _shape(caller.bot.followers.amend.dismiss(delivery_id, by=caller.actor))


def _shape(amendment: Amendment) -> Json:
    return {
        "delivery_id": amendment.delivery_id,
        "channel": amendment.channel,
        "cause": amendment.cause,
        "action": amendment.action,
        "progress": amendment.progress,
        "reasons": list(amendment.reasons),
        "before": amendment.before,
        "after": amendment.after or None,
        "reply_url": amendment.posts[0].url if amendment.posts else None,
        "created_at": iso(amendment.created_at),
        "ended_at": iso(amendment.ended_at),
        "cost_usd": float(amendment.cost_usd),
        "error": amendment.error,
    }
