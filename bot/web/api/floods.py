"""Floods: more new stories at once than a source is expected to bring, decided about together."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Path

from bot.model.flood import Flood
from bot.pipeline.floods import FloodResult
from bot.shapes import Json, iso
from bot.web.api.access import Editor
from bot.web.api.documents import Document, Id, Listed, Order, Reason
from bot.web.api.errors import problems

router = APIRouter(tags=["floods"], responses=problems(404, 409))

FloodId = Annotated[Id, Path(description="The flood's id.")]


class FloodDocument(Document):
    """A flood that waits; ``held`` are the deliveries that it holds now."""

    id: str
    source: str
    stories: int
    limit: int
    held: int
    begun_at: str | None


class FloodList(Listed[FloodDocument]):
    """Those that nobody has decided about, oldest first."""


class FloodResultDocument(Document):
    """What became of its deliveries, by id."""

    scheduled: list[str]
    to_review: list[str]
    expired: list[str]
    rejected: list[str]


class Dismissal(Order):
    """Why none of its stories is posted."""

    reason: Reason | None = None


_NO_REASON = Dismissal()


@router.get("/floods", response_model=FloodList)
def floods(caller: Editor) -> Json:
    """The floods that wait for a person."""
    return {"items": [_shape(flood) for flood in caller.bot.floods.waiting()], "next": None}


@router.post("/floods/{flood_id}/release", response_model=FloodResultDocument)
def release(flood_id: FloodId, caller: Editor) -> Json:
    """Let its stories go out, each at the next free time of its channel."""
    return _result(caller.bot.flood_decisions.release(flood_id, by=caller.actor))


@router.post("/floods/{flood_id}/dismiss", response_model=FloodResultDocument)
def dismiss(
    flood_id: FloodId, caller: Editor, order: Annotated[Dismissal, Body()] = _NO_REASON
) -> Json:
    """Post none of its stories."""
    decisions = caller.bot.flood_decisions
    return _result(decisions.dismiss(flood_id, order.reason, by=caller.actor))


def _shape(flood: Flood) -> Json:
    return {
        "id": flood.id,
        "source": flood.source,
        "stories": flood.stories,
        "limit": flood.limit,
        "held": flood.held,
        "begun_at": iso(flood.begun_at),
    }


def _result(result: FloodResult) -> Json:
    return {
        "scheduled": list(result.scheduled),
        "to_review": list(result.to_review),
        "expired": list(result.expired),
        "rejected": list(result.rejected),
    }
