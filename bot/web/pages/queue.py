"""Queue: what is not finished, each as its readers will see it, with the article's passages beside it."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Response

from bot.model.delivery import UNFINISHED, Delivery, State
from bot.web.items import items
from bot.web.pages.today import is_running
from bot.web.visit import Reader

router = APIRouter(include_in_schema=False)

PER_PAGE = 10
TABS = (State.HELD, State.SCHEDULED, State.FAILED, State.UNKNOWN, State.SENDING)
"""Hand-offs have a page of their own."""


@router.get("/queue")
def queue(here: Reader, state: str = "", channel: str = "", page: int = 1) -> Response:
    """The queue, or what of it is in one state or on one channel."""
    waiting = [d for d in here.desk.bot.views.queue() if d.state in TABS]
    counts = Counter(d.state for d in waiting)
    chosen = State(state) if state in UNFINISHED else None
    wanted = [d for d in waiting if _is_wanted(d, chosen, channel)]
    pages = max(1, -(-len(wanted) // PER_PAGE))
    page = min(max(page, 1), pages)
    shown = wanted[(page - 1) * PER_PAGE : page * PER_PAGE]
    return here.page(
        "queue.html",
        items=items(here, shown),
        tabs=[(tab, counts[tab]) for tab in TABS if counts[tab] or tab in TABS[:2]],
        total=len(waiting),
        state=chosen,
        channel=channel,
        channels=tuple(here.desk.bot.newsroom.channels),
        page=page,
        pages=pages,
        runs=is_running(here),
    )


def _is_wanted(delivery: Delivery, state: State | None, channel: str) -> bool:
    return (state is None or delivery.state is state) and channel in ("", delivery.channel)
