"""Small, quick reads that pages ask for again and again: how many wait, whether anything happened, what was posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select

from bot.model.delivery import UNFINISHED, State
from bot.store.database import Database
from bot.store.rows import number_of
from bot.store.tables import articles, attempts, audit, channels, deliveries, revisions, sources


@dataclass(frozen=True, slots=True)
class Posting:
    """That something was posted: enough for a chart."""

    channel: str
    posted_at: datetime
    published_at: datetime | None
    cost_usd: Decimal


@dataclass(frozen=True, slots=True)
class RevisionStatus:
    """One version of a story. ``is_current``: posts are held against it."""

    id: str
    title: str
    seen_at: datetime
    is_current: bool


class Glances:
    """Part of ``Views``."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def tally(self) -> dict[str, int]:
        """How many deliveries are in each of the states that are not final, 0 included."""
        wanted = (
            select(deliveries.c.state, func.count())
            .where(deliveries.c.state.in_(UNFINISHED))
            .group_by(deliveries.c.state)
        )
        counts = {state.value: 0 for state in State if state in UNFINISHED}
        with self._db.read() as connection:
            counts.update(dict(map(tuple, connection.execute(wanted))))
        return counts

    def pulse(self) -> str:
        """A text that is another one whenever a page about the outbox, the channels or the sources would be."""
        newest = select(
            select(func.max(attempts.c.id)).scalar_subquery(),
            select(func.max(deliveries.c.id)).scalar_subquery(),
            select(func.max(revisions.c.id)).scalar_subquery(),
            select(func.max(audit.c.id)).scalar_subquery(),
        )
        with self._db.read() as connection:
            seen = [tuple(row) for row in connection.execute(newest)]
            seen += map(tuple, connection.execute(select(channels).order_by(channels.c.name)))
            polls = select(sources.c.name, sources.c.last_polled_at, sources.c.failures)
            seen += map(tuple, connection.execute(polls.order_by(sources.c.name)))
        return repr(seen)

    def posted(self, *, since: datetime) -> tuple[Posting, ...]:
        """What was posted since then and stands, oldest first."""
        wanted = (
            select(
                deliveries.c.channel,
                deliveries.c.posted_at,
                articles.c.published_at,
                deliveries.c.cost,
            )
            .join_from(deliveries, articles)
            .where(deliveries.c.ended_at >= since, deliveries.c.posted_at.is_not(None))
            .order_by(deliveries.c.ended_at)
        )
        with self._db.read() as connection:
            return tuple(Posting(*row) for row in connection.execute(wanted))

    def revisions(self, article_id: str) -> tuple[RevisionStatus, ...]:
        """The versions of a story, newest first."""
        wanted = (
            select(
                revisions.c.id,
                revisions.c.title,
                revisions.c.seen_at,
                (revisions.c.fingerprint == articles.c.fingerprint).label("is_current"),
            )
            .join_from(revisions, articles)
            .where(articles.c.id == number_of(article_id))
            .order_by(revisions.c.id.desc())
        )
        with self._db.read() as connection:
            return tuple(
                RevisionStatus(str(row.id), row.title, row.seen_at, bool(row.is_current))
                for row in connection.execute(wanted)
            )
