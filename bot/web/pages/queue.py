"""Queue: what is not finished, each as its readers will see it, with the article's passages beside it."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter, Response

from bot.model.delivery import Delivery, State
from bot.web.items import items
from bot.web.pages.today import is_running
from bot.web.visit import Reader, Visit

router = APIRouter(include_in_schema=False)

PER_PAGE = 10
TABS = (State.HELD, State.SCHEDULED, State.FAILED, State.UNKNOWN, State.SENDING)
"""Hand-offs have a page of their own."""


@router.get("/queue")
def queue(here: Reader, state: str = "", channel: str = "", cursor: str = "") -> Response:
    """The queue, or what of it is in one state or on one channel."""
    chosen = State(state) if state in TABS else None
    page = here.desk.bot.reads.queue_page(
        (chosen,) if chosen else TABS,
        channel=channel or None,
        cursor=cursor or None,
        limit=PER_PAGE,
    )
    return _page(here, page.items, chosen, channel, cursor, page.next)


@router.get("/queue/{delivery_id}")
def one(delivery_id: str, here: Reader) -> Response:
    """One of the queue; what is no longer in it has its page elsewhere."""
    delivery = here.desk.bot.outbox.get(delivery_id)
    if delivery.state is State.HANDED_OFF:
        return here.go(f"/handoffs#delivery-{delivery.id}")
    if delivery.state not in TABS:
        return here.go(f"/log/{delivery.id}")
    return _page(here, (delivery,), None, "", "", None, alone=True)


def _page(
    here: Visit,
    deliveries: Iterable[Delivery],
    chosen: State | None,
    channel: str,
    cursor: str,
    following: str | None,
    *,
    alone: bool = False,
) -> Response:
    waiting = here.desk.bot.reads.waiting()
    return here.page(
        "queue.html",
        items=items(here, deliveries),
        tabs=[(tab, waiting[tab]) for tab in TABS if waiting[tab] or tab in TABS[:2]],
        total=sum(waiting[tab] for tab in TABS),
        state=chosen,
        channel=channel,
        channels=tuple(here.desk.bot.newsroom.channels),
        cursor=cursor,
        next=following,
        alone=alone,
        floods=() if alone else here.desk.bot.views.floods(),
        runs=is_running(here),
    )
