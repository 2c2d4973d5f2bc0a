"""The log, searched: what ended, newest first, page by page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, literal, select, tuple_

from bot.model.delivery import Delivery, State
from bot.model.identity import slug_of
from bot.store.columns import UtcTime
from bot.store.database import Database
from bot.store.reads.page import Page, Place, checked_limit, place_of
from bot.store.reads.search import stories_with
from bot.store.rows import DELIVERIES, delivery_of
from bot.store.tables import articles, deliveries
from bot.store.words import matches, words_of

LOOKED_THROUGH = 4_000
"""Deliveries looked through for one page; the next page goes on from there."""
_STEP = 1_000
_SELDOM = frozenset({State.CANCELLED, State.EXPIRED, State.RETRACTED})
"""States by which it is quicker to look than through all that ended: most of that was posted."""
_BRIEF: Select[Any] = select(
    deliveries.c.id,
    deliveries.c.ended_at,
    deliveries.c.channel,
    deliveries.c.state,
    articles.c.slug,
    articles.c.title,
).join_from(deliveries, articles)
_NEWEST = (deliveries.c.ended_at.desc(), deliveries.c.id.desc())


@dataclass(frozen=True, slots=True)
class LogSearch:
    """What is looked for; what is empty does not count.

    ``text`` is words, each the beginning of one in the title or the address of the story; a web address
    is the story that stands there. Times are of the end: ``since`` is included, ``until`` not.
    """

    text: str = ""
    slug: str | None = None
    channel: str | None = None
    states: Collection[State] = ()
    since: datetime | None = None
    until: datetime | None = None

    def fits(self, row: Row[Any], words: Collection[str]) -> bool:
        """Whether the delivery is looked for, its time aside."""
        return (
            (self.slug is None or row.slug == self.slug)
            and (self.channel is None or row.channel == self.channel)
            and (not self.states or row.state in self.states)
            and (not words or matches(words, row.title, row.slug))
        )


class LogReads:
    """Part of ``Reads``."""

    _db: Database

    def log_page(
        self, search: LogSearch, *, cursor: str | None = None, limit: int = 50
    ) -> Page[Delivery]:
        """What fits the search, newest end first. Raises UsageError for a cursor that is none."""
        checked_limit(limit)
        search = _understood(search)
        words = words_of(search.text)
        start = place_of(cursor)
        with self._db.read() as connection:
            found: list[int] = []
            last: Place | None = None
            for looked, row in enumerate(self._candidates(connection, search, words, start)):
                if len(found) == limit or looked == LOOKED_THROUGH:
                    assert last is not None
                    return Page(_whole(connection, found), last.cursor())
                last = Place(row.ended_at, row.id)
                if search.fits(row, words):
                    found.append(row.id)
            return Page(_whole(connection, found))

    def _candidates(
        self, connection: Connection, search: LogSearch, words: Collection[str], start: Place | None
    ) -> Iterator[Row[Any]]:
        """A superset of what fits, newest first, by the index that leaves the fewest."""
        ended = _BRIEF.where(deliveries.c.ended_at.is_not(None))
        stories = _stories(connection, search, words)
        if stories is not None:
            mine = ended.where(deliveries.c.article_id.in_(stories))
            yield from connection.execute(_from(mine, search, start).order_by(*_NEWEST))
        elif search.states and set(search.states) <= _SELDOM:
            by_state = [ended.where(deliveries.c.state == state) for state in search.states]
            yield from _walk(connection, by_state, search, start)
        elif search.channel is not None:
            mine = ended.where(deliveries.c.channel == search.channel)
            yield from _walk(connection, [mine], search, start)
        else:
            yield from _walk(connection, [ended], search, start)


def _understood(search: LogSearch) -> LogSearch:
    """A web address in place of words is taken for the story that stands there."""
    text = search.text.strip()
    if not text.lower().startswith(("http://", "https://")):
        return search
    return LogSearch("", slug_of(text), search.channel, search.states, search.since, search.until)


def _stories(
    connection: Connection, search: LogSearch, words: Collection[str]
) -> Collection[int] | None:
    """The stories that can fit, where they are few enough to be counted on; else None."""
    if search.slug is not None:
        known = select(articles.c.id).where(articles.c.slug == search.slug)
        return connection.execute(known).scalars().all()
    return stories_with(connection, words) if words else None


def _from(wanted: Select[Any], search: LogSearch, start: Place | None) -> Select[Any]:
    ended_at = deliveries.c.ended_at
    if search.since is not None:
        wanted = wanted.where(ended_at >= search.since)
    if search.until is not None:
        wanted = wanted.where(ended_at < search.until)
    if start is not None:
        before = tuple_(literal(start.at, UtcTime()), literal(start.number))
        wanted = wanted.where(tuple_(ended_at, deliveries.c.id) < before)
    return wanted


def _walk(
    connection: Connection, parts: Iterable[Select[Any]], search: LogSearch, start: Place | None
) -> Iterator[Row[Any]]:
    """The rows of all parts, newest first, read in steps along an index."""
    parts, step = list(parts), 100
    while True:
        rows: list[Row[Any]] = []
        for part in parts:
            some = _from(part, search, start).order_by(*_NEWEST).limit(step)
            rows += connection.execute(some).all()
        rows.sort(key=lambda row: (row.ended_at, row.id), reverse=True)
        rows = rows[:step]
        yield from rows
        if len(rows) < step:
            return
        start, step = Place(rows[-1].ended_at, rows[-1].id), _STEP


def _whole(connection: Connection, ids: Collection[int]) -> tuple[Delivery, ...]:
    if not ids:
        return ()
    wanted = DELIVERIES.where(deliveries.c.id.in_(ids)).order_by(*_NEWEST)
    return tuple(map(delivery_of, connection.execute(wanted)))
