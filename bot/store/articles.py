"""Stories, their witnesses and revisions, and what each source has shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.model.article import Article, Entry
from bot.model.errors import AlreadyPosted, StoreError
from bot.model.identity import Witness
from bot.pipeline.ports import Admission, Bookmark, KnownArticle, KnownEntry, NewDelivery
from bot.store import rows, stories
from bot.store.columns import as_key
from bot.store.database import Database
from bot.store.statements import insert_missing
from bot.store.tables import articles, entries, sources

T = TypeVar("T")
_TRIES = 5
_AT_ONCE = 500
"""GUIDs asked for in one query: databases cap how many values a query may carry."""


class _Overtaken(Exception):
    """Another transaction made the same story first."""


class ArticleStore:
    """``bot.pipeline.ports.Articles`` on a database; it says what each method means."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- sources

    def bookmark(self, source: str) -> Bookmark | None:
        """The source's bookmark; None before its first completed poll."""
        wanted = select(sources.c.etag, sources.c.last_modified, sources.c.cursor).where(
            sources.c.name == source, sources.c.first_polled_at.is_not(None)
        )
        with self._db.read() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else Bookmark(*row)

    def finish_poll(self, source: str, bookmark: Bookmark, *, new: int, now: datetime) -> None:
        """Commit that a poll succeeded."""
        with self._db.write() as connection:
            _have_source(connection, source)
            connection.execute(
                update(sources)
                .where(sources.c.name == source)
                .values(
                    etag=bookmark.etag,
                    last_modified=bookmark.last_modified,
                    cursor=bookmark.cursor,
                    first_polled_at=func.coalesce(sources.c.first_polled_at, now),
                    last_polled_at=now,
                    last_ok_at=now,
                    failures=0,
                    error=None,
                    new_stories=sources.c.new_stories + new,
                )
            )

    def fail_poll(self, source: str, error: str, *, now: datetime) -> None:
        """Commit that a poll failed; the bookmark stays."""
        with self._db.write() as connection:
            _have_source(connection, source)
            connection.execute(
                update(sources)
                .where(sources.c.name == source)
                .values(last_polled_at=now, failures=sources.c.failures + 1, error=error)
            )

    # --- entries

    def known_entries(self, source: str, guids: Collection[str]) -> Mapping[str, KnownEntry]:
        """Of these GUIDs the ones that the source has shown before."""
        wanted = select(entries.c.guid, entries.c.digest, entries.c.failures)
        asked = list(guids)
        known: dict[str, KnownEntry] = {}
        with self._db.read() as connection:
            for start in range(0, len(asked), _AT_ONCE):
                some = asked[start : start + _AT_ONCE]
                found = connection.execute(
                    wanted.where(entries.c.source == source, entries.c.guid.in_(some))
                )
                known |= {guid: KnownEntry(digest, failures) for guid, digest, failures in found}
        return {guid: known[as_key(guid)] for guid in guids if as_key(guid) in known}

    def remember(
        self,
        entry: Entry,
        *,
        digest: str,
        witnesses: Sequence[Witness],
        now: datetime,
        reason: str | None = None,
    ) -> None:
        """Commit that the entry was seen, as a story that is known and needs nothing."""

        def work(connection: Connection) -> None:
            article_id = stories.owner_of(connection, witnesses)
            is_new = article_id is None
            if article_id is None:
                article_id = stories.remembered(connection, entry, now=now)
            _claim_witnesses(connection, article_id, witnesses, is_new=is_new)
            stories.note_entry(connection, entry, article_id, digest=digest, now=now, reason=reason)

        self._until_first(work)

    def entry_failed(self, entry: Entry, error: str, *, now: datetime) -> None:
        """Commit that the entry's story could not be read this time."""
        with self._db.write() as connection:
            stories.note_failure(connection, entry, error, now=now)

    # --- stories

    def find_witness(self, witnesses: Sequence[Witness]) -> KnownArticle | None:
        """The story that any of the witnesses belongs to; the first known witness decides."""
        with self._db.read() as connection:
            owner = stories.owner_of(connection, witnesses)
            if owner is None:
                return None
            row = connection.execute(stories.KNOWN.where(articles.c.id == owner)).one()
            return stories.known_of(row)

    def by_slug(self, slug: str) -> tuple[KnownArticle, ...]:
        """The stories whose URL ends in ``slug``, oldest first."""
        with self._db.read() as connection:
            found = connection.execute(
                stories.KNOWN.where(articles.c.slug == slug).order_by(articles.c.id)
            )
            return tuple(map(stories.known_of, found))

    def admit(
        self,
        entry: Entry | None,
        article: Article,
        *,
        digest: str,
        witnesses: Sequence[Witness],
        deliveries: Sequence[NewDelivery],
        now: datetime,
    ) -> Admission:
        """In one durable commit: the entry, the story with its witnesses and revision, its deliveries."""

        def work(connection: Connection) -> Admission:
            known = stories.owner_of(connection, witnesses)
            is_revision = False
            ids: tuple[str, ...] = ()
            if known is None:
                article_id = stories.read(connection, article, now=now)
                ids = rows.create(connection, article_id, deliveries, now=now)
            else:
                article_id = known
                is_revision = stories.revise(connection, article_id, article, now=now)
            _claim_witnesses(connection, article_id, witnesses, is_new=known is None)
            if entry is not None:
                stories.note_entry(connection, entry, article_id, digest=digest, now=now)
            return Admission(str(article_id), known is None, is_revision, ids)

        try:
            return self._until_first(work)
        except IntegrityError as error:
            raise AlreadyPosted(
                f"“{article.title}” was to go twice to one channel; name each channel once"
            ) from error

    def _until_first(self, work: Callable[[Connection], T]) -> T:
        """Commit ``work``; where another made the same story meanwhile, undo and look again."""
        for _ in range(_TRIES):
            try:
                with self._db.write() as connection:
                    return work(connection)
            except _Overtaken:
                continue
        raise StoreError(f"{self._db.place}: others keep making the same story; try again")


def _claim_witnesses(
    connection: Connection, article_id: int, witnesses: Sequence[Witness], *, is_new: bool
) -> None:
    """Join the witnesses. One of a known story may have another owner; none of a new story may."""
    if not stories.join(connection, article_id, witnesses) and is_new:
        raise _Overtaken


def _have_source(connection: Connection, name: str) -> None:
    insert_missing(connection, sources, {"name": name, "failures": 0, "new_stories": 0})
