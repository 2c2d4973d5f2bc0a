"""Stories, newest first, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.model.identity import slug_of
from bot.store.database import Database
from bot.store.reads.page import Page, Place, checked_limit, place_of
from bot.store.reads.search import stories_with
from bot.store.tables import articles
from bot.store.words import matches, words_of

LOOKED_THROUGH = 4_000
"""Stories looked through for one page; the next page goes on from there."""

_BRIEF = select(
    articles.c.id,
    articles.c.url,
    articles.c.slug,
    articles.c.title,
    articles.c.published_at,
    articles.c.first_seen_at,
)


@dataclass(frozen=True, slots=True)
class ArticleBrief:
    """A story in a list. ``title`` is empty for one that was seen but never read."""

    id: str
    url: str
    slug: str
    title: str
    published_at: datetime | None
    first_seen_at: datetime


class ArticleReads:
    """Part of ``Reads``."""

    _db: Database

    def article_page(
        self, text: str = "", *, cursor: str | None = None, limit: int = 50
    ) -> Page[ArticleBrief]:
        """Those whose title or address has words that begin so; a web address is the story itself.

        Raises UsageError for a cursor that is none.
        """
        checked_limit(limit)
        start, words = place_of(cursor), words_of(text)
        wanted = _BRIEF.order_by(articles.c.id.desc()).limit(LOOKED_THROUGH + 1)
        if start is not None:
            wanted = wanted.where(articles.c.id < start.number)
        found: list[ArticleBrief] = []
        last = None
        with self._db.read() as connection:
            if text.strip().lower().startswith(("http://", "https://")):
                words = frozenset()
                wanted = wanted.where(articles.c.slug == slug_of(text.strip()))
            elif words and (few := stories_with(connection, words)) is not None:
                wanted = wanted.where(articles.c.id.in_(few))
            for looked, row in enumerate(connection.execute(wanted)):
                if len(found) == limit or looked == LOOKED_THROUGH:
                    assert last is not None
                    return Page(tuple(found), Place(None, last).cursor())
                last = row.id
                if not words or matches(words, row.title, row.slug):
                    found.append(ArticleBrief(str(row.id), *row[1:]))
        return Page(tuple(found))
