"""News for open pages, and what monitors ask."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from bot.web.visit import Reader, desk_of

router = APIRouter(include_in_schema=False)


@router.get("/events")
async def events(here: Reader, seen: str | None = None) -> Response:
    """Server-sent events: "change" whenever a page would show something else; ``seen`` is that page's mark."""
    if here.desk.pulse.is_full:
        return Response(status_code=503, headers={"Retry-After": "30"})
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(
        here.desk.pulse.events(seen), media_type="text/event-stream", headers=headers
    )


@router.get("/healthz")
@router.get("/metrics")
def monitored(request: Request) -> Response:
    """Is it well; the figures. Monitors have no account."""
    status, kind, text = desk_of(request).health_page.answer(request.url.path)
    return Response(text, status, media_type=kind)
