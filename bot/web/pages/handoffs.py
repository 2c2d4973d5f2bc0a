"""Hand-offs: what a person posts, with everything at hand for it, and the field that says where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from bot.health.diagnosis import HANDOFF_SOON
from bot.model.cadence import expires_at
from bot.model.delivery import Delivery, State
from bot.postview.links import is_web_link
from bot.web.items import Item, items
from bot.web.visit import Reader, Visit

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Handoff:
    """One, with where to post it and until when. ``deadline`` None: its story never grows too old."""

    item: Item
    compose_url: str
    deadline: datetime | None
    is_over: bool
    is_soon: bool
    hosts: tuple[str, ...]


@router.get("/handoffs")
def handoffs(here: Reader) -> Response:
    """All of them, the most urgent first."""
    waiting = here.desk.bot.views.queue({State.HANDED_OFF})
    made = [_handoff(here, item) for item in items(here, waiting)]
    made.sort(key=lambda h: (h.deadline is None, h.deadline or here.now))
    return here.page("handoffs.html", handoffs=made)


def _handoff(here: Visit, item: Item) -> Handoff:
    delivery = item.delivery
    channel = here.desk.bot.newsroom.channels.get(delivery.channel)
    deadline = expires_at(channel.cadence, delivery.published_at) if channel else None
    return Handoff(
        item=item,
        compose_url=_compose_url(here, delivery),
        deadline=deadline,
        is_over=deadline is not None and deadline <= here.now,
        is_soon=deadline is not None and here.now < deadline <= here.now + HANDOFF_SOON,
        hosts=channel.rules.post_hosts if channel else (),
    )


def _compose_url(here: Visit, delivery: Delivery) -> str:
    """Where the platform's composer opens; empty where no address is known."""
    for attempt in reversed(here.desk.bot.views.attempts(delivery.id)):
        url = str(attempt.detail.get("compose_url") or "")
        if is_web_link(url):
            return url
    return ""
