"""Is it well, and who did what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from bot.health.diagnosis import diagnose, swept_at
from bot.model.cadence import day_start
from bot.shapes import Json, deed_shape, iso
from bot.store.reads.page import LIMIT_MOST
from bot.web.api.access import Admin, Caller, Editor
from bot.web.api.documents import (
    ChannelList,
    DeedList,
    HealthDocument,
    Id,
    Name,
    StatusDocument,
)
from bot.web.api.errors import problems
from bot.web.api.shapes import channel_document

router = APIRouter(tags=["watch"], responses=problems())


@router.get("/channels", response_model=ChannelList)
def channels(caller: Editor) -> Json:
    """The channels, and what stops them."""
    bot = caller.bot
    return {
        "items": [
            channel_document(bot.outbox.channel(name), plan.rules.platform)
            for name, plan in bot.newsroom.channels.items()
        ]
    }


@router.get("/health", response_model=HealthDocument)
def health(request: Request, caller: Editor) -> Json:
    """Whether it is well, and why not. For monitors there is `/healthz`, which answers 503 when it is ill."""
    reasons = _reasons(request, caller)
    return {"ok": not reasons, "reasons": reasons}


@router.get("/status", response_model=StatusDocument)
def status(request: Request, caller: Editor) -> Json:
    """As `bot status`, in short; 200 also when it is ill."""
    bot = caller.bot
    reasons = _reasons(request, caller)
    today = bot.reads.today(since=day_start(bot.days.zone, bot.clock.now()), limit=0)
    return {
        "ok": not reasons,
        "reasons": reasons,
        "waiting": {state.value: number for state, number in today.waiting.items()},
        "posted_today": today.posted,
        "swept_at": iso(swept_at(bot)),
    }


@router.get("/audit", response_model=DeedList)
def audit(
    caller: Admin,
    actor: Annotated[Name | None, Query(description="Only what this person did.")] = None,
    before: Annotated[Id | None, Query(description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MOST)] = 50,
) -> Json:
    """Who did what, newest first. Needs the role admin."""
    deeds = caller.bot.audit.recent(actor=actor, before=before, limit=limit + 1)
    more = len(deeds) > limit
    shown = deeds[:limit]
    return {
        "items": [deed_shape(deed) for deed in shown],
        "next": shown[-1].id if more else None,
    }


def _reasons(request: Request, caller: Caller) -> list[str]:
    return [*request.app.state.troubles(), *diagnose(caller.bot).reasons]
