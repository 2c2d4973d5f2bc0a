"""The queue, page by page."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, Select, literal, tuple_

from bot.model.delivery import UNFINISHED, Delivery, State
from bot.model.errors import UsageError
from bot.store.columns import UtcTime
from bot.store.database import Database
from bot.store.reads.page import Page, Place, checked_limit, place_of
from bot.store.rows import DELIVERIES, delivery_of
from bot.store.tables import deliveries

_ORDER = tuple(state for state in State if state in UNFINISHED)


class QueueReads:
    """Part of ``Reads``."""

    _db: Database

    def queue_page(
        self,
        states: Collection[State] = UNFINISHED,
        *,
        channel: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Delivery]:
        """By state as in ``State``, then by due time (those without one last), then by id.

        Raises UsageError for a cursor that is none.
        """
        checked_limit(limit)
        first, place = _begin(cursor)
        wanted = [state for state in _ORDER if state in states]
        found: list[Delivery] = []
        with self._db.read() as connection:
            for state in wanted[wanted.index(first) :] if first in wanted else wanted:
                start = place if state is first else None
                found += _of_state(connection, state, channel, start, limit + 1 - len(found))
                if len(found) > limit:
                    last = found[limit - 1]
                    return Page(tuple(found[:limit]), _cursor(last))
        return Page(tuple(found))


def _of_state(
    connection: Connection, state: State, channel: str | None, start: Place | None, limit: int
) -> Iterator[Delivery]:
    mine = DELIVERIES.where(deliveries.c.state == state)
    if channel is not None:
        mine = mine.where(deliveries.c.channel == channel)
    for part in _parts(mine, start):
        if limit > 0:
            for row in connection.execute(part.limit(limit)):
                limit -= 1
                yield delivery_of(row)


def _parts(mine: Select[Any], start: Place | None) -> Iterator[Select[Any]]:
    """Those with a due time, then those without: databases do not agree on where NULL is sorted."""
    due = deliveries.c.due_at
    if start is None or start.at is not None:
        dated = mine.where(due.is_not(None)).order_by(due, deliveries.c.id)
        if start is not None:
            behind = tuple_(literal(start.at, UtcTime()), literal(start.number))
            dated = dated.where(tuple_(due, deliveries.c.id) > behind)
        yield dated
    undated = mine.where(due.is_(None)).order_by(deliveries.c.id)
    if start is not None and start.at is None:
        undated = undated.where(deliveries.c.id > start.number)
    yield undated


def _cursor(last: Delivery) -> str:
    return f"{last.state}.{Place(last.due_at, int(last.id)).cursor()}"


def _begin(cursor: str | None) -> tuple[State | None, Place | None]:
    if cursor is None:
        return None, None
    state, _, rest = cursor.partition(".")
    if state not in _ORDER:
        raise UsageError("this is no cursor; take it from the page before")
    return State(state), place_of(rest)
