"""Today: what went out, what is next, what needs a person, in one glance."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response

from bot.health.diagnosis import SILENT_AFTER, diagnose, swept_at
from bot.model.cadence import day_start
from bot.model.delivery import Delivery, State
from bot.web.figures import figures
from bot.web.items import NEEDS_A_PERSON
from bot.web.visit import Reader, Visit

router = APIRouter(include_in_schema=False)

SHOWN = 6
"""Lines of each list; the rest is one click away."""


@dataclass(frozen=True, slots=True)
class Few:
    """The first of many."""

    first: tuple[Delivery, ...]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.first)


def few(deliveries: list[Delivery]) -> Few:
    """The first of them."""
    return Few(tuple(deliveries[:SHOWN]), len(deliveries))


@router.get("/")
def today(here: Reader) -> Response:
    """The first page."""
    views = here.desk.bot.views
    queue = views.queue()
    needs = [d for state in NEEDS_A_PERSON for d in queue if d.state is state]
    coming = [d for d in queue if d.state is State.SCHEDULED]
    under_way = [d for d in queue if d.state in (State.SENDING, State.UNKNOWN)]
    ended = views.log(since=day_start(here.desk.zone, here.now), limit=500)
    out = [d for d in ended if d.state is State.POSTED]
    return here.page(
        "today.html",
        needs=few(needs),
        coming=few(coming),
        under_way=few(under_way),
        out=few(out),
        reasons=diagnose(here.desk.bot).reasons,
        runs=is_running(here),
        charts=figures(here.desk, here.now),
    )


def is_running(here: Visit) -> bool:
    """Whether a daemon delivers what is approved here."""
    last = swept_at(here.desk.bot)
    return here.desk.engine_runs or (last is not None and here.now - last <= SILENT_AFTER)
