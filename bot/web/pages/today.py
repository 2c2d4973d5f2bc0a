"""Today: what went out, what is next, what needs a person, in one glance."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response

from bot.health.diagnosis import SILENT_AFTER, diagnose, swept_at
from bot.model.cadence import day_start
from bot.model.delivery import Delivery, State
from bot.store.reads.today import NEEDS_A_PERSON
from bot.web.figures import figures
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
        return max(0, self.count - len(self.first))


@router.get("/")
def today(here: Reader) -> Response:
    """The first page."""
    bot = here.desk.bot
    glance = bot.reads.today(since=day_start(here.desk.zone, here.now), limit=SHOWN)
    waiting = glance.waiting
    on_its_way = bot.outbox.in_state(State.SENDING, State.UNKNOWN)
    return here.page(
        "today.html",
        needs=Few(glance.needs_me, sum(waiting[state] for state in NEEDS_A_PERSON)),
        coming=Few(glance.coming, waiting[State.SCHEDULED]),
        under_way=Few(on_its_way[:SHOWN], len(on_its_way)),
        out=Few(glance.went_out, glance.posted),
        reasons=diagnose(bot).reasons,
        runs=is_running(here),
        charts=figures(here.desk, here.now),
    )


def is_running(here: Visit) -> bool:
    """Whether a daemon delivers what is approved here."""
    last = swept_at(here.desk.bot)
    return here.desk.engine_runs or (last is not None and here.now - last <= SILENT_AFTER)
