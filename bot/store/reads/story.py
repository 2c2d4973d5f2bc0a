"""A story with all that became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.model.article import Article
from bot.model.delivery import Delivery
from bot.model.errors import NotFound
from bot.pipeline.ports import KnownArticle
from bot.store.codec import decode
from bot.store.database import Database
from bot.store.rows import DELIVERIES, delivery_of, number_of
from bot.store.stories import KNOWN, known_of
from bot.store.tables import articles, deliveries, entries, revisions


@dataclass(frozen=True, slots=True)
class RevisionBrief:
    """One version of a story. ``is_current``: posts are held against it."""

    id: str
    title: str
    seen_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class Sighting:
    """That a source showed the story."""

    source: str
    guid: str
    url: str
    seen_at: datetime
    error: str | None


@dataclass(frozen=True, slots=True)
class StoryFile:
    """A story with its versions, newest first, and its deliveries and sightings, oldest first.

    ``article`` is its current text; None for a story that was never read.
    """

    known: KnownArticle
    article: Article | None
    first_seen_at: datetime
    revisions: tuple[RevisionBrief, ...]
    deliveries: tuple[Delivery, ...]
    sightings: tuple[Sighting, ...]


class StoryReads:
    """Part of ``Reads``."""

    _db: Database

    def story(self, article_id: str) -> StoryFile:
        """Raises NotFound."""
        number = number_of(article_id)
        with self._db.read() as connection:
            facts = KNOWN.add_columns(articles.c.fingerprint, articles.c.first_seen_at)
            row = connection.execute(facts.where(articles.c.id == number)).first()
            if row is None:
                raise NotFound(f"there is no story {article_id}")
            versions = connection.execute(
                select(revisions)
                .where(revisions.c.article_id == number)
                .order_by(revisions.c.id.desc())
            ).all()
            mine = DELIVERIES.where(deliveries.c.article_id == number).order_by(deliveries.c.id)
            shown = select(
                entries.c.source, entries.c.guid, entries.c.url, entries.c.seen_at, entries.c.error
            ).where(entries.c.article_id == number)
            current = next((v for v in versions if v.fingerprint == row.fingerprint), None)
            return StoryFile(
                known=known_of(row),
                article=None if current is None else decode(Article, current.data),
                first_seen_at=row.first_seen_at,
                revisions=tuple(
                    RevisionBrief(str(v.id), v.title, v.seen_at, v is current) for v in versions
                ),
                deliveries=tuple(map(delivery_of, connection.execute(mine))),
                sightings=tuple(
                    Sighting(*seen) for seen in connection.execute(shown.order_by(entries.c.id))
                ),
            )

    def revision(self, article_id: str, revision_id: str) -> Article:
        """One version of a story, whole. Raises NotFound."""
        wanted = select(revisions.c.data).where(
            revisions.c.id == number_of(revision_id),
            revisions.c.article_id == number_of(article_id),
        )
        with self._db.read() as connection:
            data = connection.execute(wanted).scalar()
        if data is None:
            raise NotFound(f"story {article_id} has no revision {revision_id}")
        return decode(Article, data)
