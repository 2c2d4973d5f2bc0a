"""Log: what ended, searched; and the proof of each: text, revision, answers of the platform, cost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from bot.model.delivery import FINISHED, Delivery, State
from bot.store.reads.log import LogSearch
from bot.web.items import item
from bot.web.visit import Reader, Visit

router = APIRouter(include_in_schema=False)

PER_PAGE = 40
CSV_MOST = 50_000
"""Lines of one sheet; a narrower search gives the rest."""
COLUMNS = (
    "id", "posted_at", "state", "channel", "platform", "title", "article_url",
    "text", "post_url", "attempts", "cost_usd", "note",
)  # fmt: skip


@router.get("/log")
def log(
    here: Reader,
    q: str = "",
    channel: str = "",
    state: str = "",
    since: str = "",
    until: str = "",
    cursor: str = "",
) -> Response:
    """A page of the log, newest first."""
    search = _search(here, q, channel, state, since, until)
    page = here.desk.bot.reads.log_page(search, cursor=cursor or None, limit=PER_PAGE)
    return here.page(
        "log.html",
        deliveries=page.items,
        next=page.next,
        cursor=cursor,
        q=q,
        channel=channel,
        state=state,
        since=since,
        until=until,
        channels=tuple(here.desk.bot.newsroom.channels),
        states=[s for s in State if s in FINISHED],
    )


@router.get("/log.csv")
def sheet(
    here: Reader,
    q: str = "",
    channel: str = "",
    state: str = "",
    since: str = "",
    until: str = "",
) -> Response:
    """The same search as comma-separated values."""
    search = _search(here, q, channel, state, since, until)
    headers = {"Content-Disposition": 'attachment; filename="log.csv"'}
    return StreamingResponse(
        _lines(here, search), media_type="text/csv; charset=utf-8", headers=headers
    )


@router.get("/log/{delivery_id}")
def proof(delivery_id: str, here: Reader) -> Response:
    """Everything about one delivery, at an address that stays."""
    found = here.desk.bot.reads.proof(delivery_id)
    return here.page("proof.html", proof=found, item=item(here, found.delivery, found.article))


def _search(here: Visit, q: str, channel: str, state: str, since: str, until: str) -> LogSearch:
    return LogSearch(
        text=q[:200],
        channel=channel or None,
        states=(State(state),) if state in FINISHED else (),
        since=_midnight(here, since),
        until=_midnight(here, until, days=1),
    )


def _midnight(here: Visit, day: str, days: int = 0) -> datetime | None:
    """The beginning of a day on the newsroom's clock, or so many days later; None for what is no day."""
    try:
        on = date.fromisoformat(day) + timedelta(days=days)
        return datetime.combine(on, time(0), tzinfo=here.desk.zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _lines(here: Visit, search: LogSearch) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    cursor: str | None = None
    written = 0
    while written < CSV_MOST:
        page = here.desk.bot.reads.log_page(search, cursor=cursor, limit=200)
        writer.writerows(map(_cells, page.items))
        written += len(page.items)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        cursor = page.next
        if cursor is None:
            return


def _cells(delivery: Delivery) -> list[str]:
    post = delivery.posts[0].url if delivery.posts else ""
    cells = (
        delivery.id,
        delivery.posted_at.isoformat() if delivery.posted_at else "",
        delivery.state.value,
        delivery.channel,
        delivery.platform,
        delivery.title,
        delivery.article_url,
        "\n\n".join(part.text for part in delivery.draft.parts),
        post,
        str(delivery.attempts),
        f"{delivery.cost_usd:.3f}",
        delivery.error or "",
    )
    return [_safe(cell) for cell in cells]


def _safe(cell: str) -> str:
    # a spreadsheet runs a cell that begins like a formula, and titles come from outside
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
