"""What people look at: the queue, the log, the health of sources and channels."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.model.article import Article
from bot.model.delivery import UNFINISHED, Delivery, State
from bot.model.flood import Flood
from bot.model.identity import entry_witnesses
from bot.pipeline.ports import READING_FAILURES_MAX, ChannelState
from bot.store import stories
from bot.store.attempts import Attempt, attempt_of
from bot.store.channels import channel_of
from bot.store.codec import decode
from bot.store.database import Database
from bot.store.floods import FloodStore
from bot.store.rows import BY_DUE, DELIVERIES, delivery_of, number_of
from bot.store.tables import articles, attempts, channels, deliveries, entries, revisions, sources

_ORDER = {state: place for place, state in enumerate(State)}
_NEWEST = 5_000
"""Entries among which those are looked for that were given up lately: not all that was ever seen."""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How the polls of a source went. Times are aware and in UTC, None where it never happened.

    ``failures`` counts in a row; ``new_stories`` counts all that the source ever brought. ``moved_to`` is
    where its address leads for good; its server asked to be left alone until ``rests_until``, or
    has answered that ``asked_url`` is gone since ``gone_at``.
    """

    name: str
    last_polled_at: datetime | None
    last_ok_at: datetime | None
    failures: int
    error: str | None
    new_stories: int
    moved_to: str | None = None
    asked_url: str | None = None
    rests_until: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GivenUp:
    """An entry whose story was tried in vain so often that it is tried no more."""

    id: str
    source: str
    url: str
    error: str


class Views:
    """Reads only."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def queue(self, states: Collection[State] = UNFINISHED) -> tuple[Delivery, ...]:
        """The deliveries in these states, by state as in ``State``, then by due time, then by id."""
        wanted = DELIVERIES.where(deliveries.c.state.in_(states)).order_by(
            deliveries.c.due_at.is_(None), *BY_DUE
        )
        with self._db.read() as connection:
            found = [delivery_of(row) for row in connection.execute(wanted)]
        return tuple(sorted(found, key=lambda delivery: _ORDER[delivery.state]))

    def log(
        self,
        *,
        slug: str | None = None,
        channel: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
    ) -> tuple[Delivery, ...]:
        """What ended, newest end first; ``since`` is about when it ended."""
        wanted = DELIVERIES.where(deliveries.c.ended_at.is_not(None))
        if slug is not None:
            wanted = wanted.where(articles.c.slug == slug)
        if channel is not None:
            wanted = wanted.where(deliveries.c.channel == channel)
        if since is not None:
            wanted = wanted.where(deliveries.c.ended_at >= since)
        newest = wanted.order_by(deliveries.c.ended_at.desc(), deliveries.c.id.desc()).limit(limit)
        with self._db.read() as connection:
            return tuple(map(delivery_of, connection.execute(newest)))

    def sources(self) -> tuple[SourceStatus, ...]:
        """Every source that was ever polled, by name."""
        wanted = select(
            sources.c.name,
            sources.c.last_polled_at,
            sources.c.last_ok_at,
            sources.c.failures,
            sources.c.error,
            sources.c.new_stories,
            sources.c.moved_to,
            sources.c.asked_url,
            sources.c.rests_until,
            sources.c.gone_at,
        ).order_by(sources.c.name)
        with self._db.read() as connection:
            found = connection.execute(wanted).mappings()
            return tuple(SourceStatus(**row) for row in found)

    def channels(self) -> tuple[ChannelState, ...]:
        """Every channel that was ever paused or rested, by name."""
        with self._db.read() as connection:
            found = connection.execute(select(channels).order_by(channels.c.name))
            return tuple(map(channel_of, found))

    def floods(self) -> tuple[Flood, ...]:
        """The floods that wait for a person, oldest first."""
        return FloodStore(self._db).waiting()

    def attempts(self, delivery_id: str) -> tuple[Attempt, ...]:
        """The attempt log of a delivery, oldest first."""
        wanted = select(attempts).where(attempts.c.delivery_id == number_of(delivery_id))
        with self._db.read() as connection:
            return tuple(map(attempt_of, connection.execute(wanted.order_by(attempts.c.id))))

    def given_up(self, *, since: datetime) -> tuple[GivenUp, ...]:
        """Entries whose last try was ``since`` then, of the newest; not those whose stories came otherwise."""
        newest = select(func.max(entries.c.id)).scalar_subquery()
        wanted = (
            select(entries.c.id, entries.c.source, entries.c.guid, entries.c.url, entries.c.error)
            .where(
                entries.c.id > newest - _NEWEST,
                entries.c.failures >= READING_FAILURES_MAX,
                entries.c.digest == "",
                entries.c.article_id.is_(None),
                entries.c.seen_at >= since,
            )
            .order_by(entries.c.id)
        )
        with self._db.read() as connection:
            return tuple(
                GivenUp(str(row.id), row.source, row.url, row.error or "")
                for row in connection.execute(wanted)
                if stories.owner_of(connection, entry_witnesses(row.url, row.guid)) is None
            )

    def latest_article(self, article_id: str) -> Article | None:
        """The story's current revision; None for one that is unknown or was never read."""
        wanted = (
            select(revisions.c.data)
            .join_from(revisions, articles)
            .where(
                articles.c.id == number_of(article_id),
                revisions.c.fingerprint == articles.c.fingerprint,
            )
        )
        with self._db.read() as connection:
            data = connection.execute(wanted).scalar()
        return None if data is None else decode(Article, data)
