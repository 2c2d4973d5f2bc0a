"""Health: channels, tokens, spend, and why it is ill; and the sources."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Response

from bot.health.diagnosis import diagnose
from bot.web.figures import figures
from bot.web.pages.today import is_running
from bot.web.visit import Reader

router = APIRouter(include_in_schema=False)


@router.get("/health")
def health(here: Reader) -> Response:
    """Is it well, and if not, why."""
    bot = here.desk.bot
    state = diagnose(bot)
    return here.page(
        "health.html",
        health=state,
        reasons=(*here.desk.troubles(), *state.reasons),
        runs=is_running(here),
        charts=figures(here.desk, here.now),
        database=bot.database.place,
    )


@router.get("/sources")
def sources(here: Reader) -> Response:
    """How the polls went, and when the next ones are."""
    bot = here.desk.bot
    known = {status.name: status for status in bot.views.sources()}
    rows = []
    for table, plan in zip(bot.settings.configuration.sources, bot.newsroom.sources, strict=True):
        status = known.get(plan.name)
        due = None
        if status is not None and status.last_polled_at is not None:
            wait = min(
                plan.poll * (1 << min(status.failures, 12)), max(timedelta(hours=1), plan.poll)
            )
            due = status.last_polled_at + wait
        rows.append((table, plan, status, due))
    return here.page("sources.html", rows=rows, runs=is_running(here))
