"""Stories, their witnesses and revisions, and what each source has shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.model.article import Article, Entry
from bot.model.errors import AlreadyPosted, StoreError
from bot.model.identity import Witness, WitnessKind, fingerprint
from bot.pipeline.ports import (
    Admission,
    Bookmark,
    KnownArticle,
    KnownEntry,
    NewDelivery,
    NewStory,
    Seen,
    Standing,
)
from bot.store import rows, stories
from bot.store.columns import as_key
from bot.store.database import Database
from bot.store.statements import insert_missing
from bot.store.tables import articles, entries, sources
from bot.store.watching import note_page

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
        wanted = select(
            sources.c.etag,
            sources.c.last_modified,
            sources.c.cursor,
            sources.c.moved_from,
            sources.c.moved_to,
        ).where(sources.c.name == source, sources.c.first_polled_at.is_not(None))
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
                    moved_from=bookmark.moved_from,
                    moved_to=bookmark.moved_to,
                    first_polled_at=func.coalesce(sources.c.first_polled_at, now),
                    last_polled_at=now,
                    last_ok_at=now,
                    failures=0,
                    error=None,
                    new_stories=sources.c.new_stories + new,
                )
            )

    def note_quiet_polls(self, polled: Mapping[str, datetime]) -> None:
        """Commit when sources were polled that showed nothing new."""
        statement = (
            update(sources)
            .where(sources.c.name == bindparam("source"))
            .values(last_polled_at=bindparam("at"), last_ok_at=bindparam("at"))
        )
        with self._db.write() as connection:
            connection.execute(
                statement, [{"source": name, "at": at} for name, at in polled.items()]
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

    def standing(self, source: str) -> Standing | None:
        """What the source's server asked of us; None where nothing is noted."""
        wanted = select(sources.c.asked_url, sources.c.rests_until, sources.c.gone_at).where(
            sources.c.name == source, sources.c.asked_url.is_not(None)
        )
        with self._db.read() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else Standing(*row)

    def note_standing(self, source: str, standing: Standing) -> None:
        """Commit what the source's server asked of us."""
        with self._db.write() as connection:
            _have_source(connection, source)
            connection.execute(
                update(sources)
                .where(sources.c.name == source)
                .values(
                    asked_url=standing.url,
                    rests_until=standing.rests_until,
                    gone_at=standing.gone_at,
                )
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
        self, entry: Entry, *, digest: str, witnesses: Sequence[Witness], now: datetime
    ) -> None:
        """Commit that the entry was seen, as a story that is known and needs nothing."""
        self.remember_all([Seen(entry, digest, witnesses)], now=now)

    def remember_all(self, seen: Sequence[Seen], *, now: datetime) -> None:
        """In one commit: the entries were seen, as stories that are known and need nothing."""

        def work(connection: Connection) -> None:
            owners = stories.owners_of(connection, _telling(seen))
            strangers: list[Seen] = []
            owned: list[tuple[Seen, int]] = []
            made = dict(owners)
            for each in seen:
                owner = _owner(each.witnesses, made)
                if owner is None:
                    # the place in ``strangers``, until the database gives an id
                    owner = -1 - len(strangers)
                    strangers.append(each)
                    made |= dict.fromkeys(_identifying(each.witnesses), owner)
                owned.append((each, owner))
            ids = stories.remembered(connection, [each.entry for each in strangers], now=now)
            placed = [(each, owner if owner > 0 else ids[-1 - owner]) for each, owner in owned]
            fresh = set(ids)
            for each, owner in placed:
                if each.has_moved and owner not in fresh:
                    stories.move(connection, owner, each.entry.source, each.entry.url)
            _join(connection, [(each.witnesses, owner) for each, owner in placed], fresh)
            noted = [(each.entry, owner, each.digest, each.reason) for each, owner in placed]
            stories.note_entries(connection, noted, now=now)

        self._until_first(work)

    def entry_failed(self, entry: Entry, error: str, *, now: datetime) -> bool:
        """Commit that the entry's story could not be read; whether that counts, or came too soon after the last."""
        with self._db.write() as connection:
            return stories.note_failure(connection, entry, error, now=now)

    def entry_waits(self, entry: Entry, error: str, *, now: datetime) -> datetime:
        """Commit why the entry's story cannot be read for now, which is no failure of it; since when it waits."""
        with self._db.write() as connection:
            return stories.note_wait(connection, entry, error, now=now)

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

    def owners(self, witnesses: Iterable[Witness]) -> Mapping[Witness, str]:
        """Of these witnesses those that are known, with the ids of their stories."""
        with self._db.read() as connection:
            owners = stories.owners_of(connection, witnesses)
        return {mark: str(owner) for mark, owner in owners.items()}

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
        told = fingerprint(article.title, article.text)
        story = NewStory(entry, article, digest, told, witnesses, deliveries)
        (admission,) = self.admit_all([story], now=now)
        return admission

    def admit_all(self, new: Sequence[NewStory], *, now: datetime) -> tuple[Admission, ...]:
        """In one durable commit: entries, stories with their witnesses and revisions, deliveries."""

        def work(connection: Connection) -> tuple[Admission, ...]:
            owners = stories.owners_of(connection, _telling(new))
            fresh = _unrelated(new, owners)
            admitted = _admit_fresh(connection, [new[number] for number in fresh], now)
            done = dict(zip(fresh, admitted, strict=True))
            for number, story in enumerate(new):
                if number not in done:
                    done[number] = _admit_known(connection, story, now)
            return tuple(done[number] for number in range(len(new)))

        try:
            return self._until_first(work)
        except IntegrityError as error:
            titles = ", ".join(f"“{story.article.title}”" for story in new[:3])
            raise AlreadyPosted(
                f"{titles} was to go twice to one channel; name each channel once"
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


def _telling(things: Iterable[Seen | NewStory]) -> list[Witness]:
    return [mark for thing in things for mark in _identifying(thing.witnesses)]


def _identifying(marks: Iterable[Witness]) -> list[Witness]:
    return [mark for mark in marks if mark.kind is not WitnessKind.TITLE]


def _owner(marks: Iterable[Witness], owners: Mapping[Witness, int]) -> int | None:
    return next((owners[mark] for mark in _identifying(marks) if mark in owners), None)


def _unrelated(new: Sequence[NewStory], owners: Mapping[Witness, int]) -> list[int]:
    """Which of the stories are known neither to the store nor by an earlier one of them."""
    taken = set(owners)
    fresh = []
    for number, story in enumerate(new):
        marks = set(_identifying(story.witnesses))
        if not marks & taken:
            fresh.append(number)
        taken |= marks
    return fresh


def _admit_fresh(connection: Connection, new: Sequence[NewStory], now: datetime) -> list[Admission]:
    ids = stories.read(connection, [(s.article, s.fingerprint) for s in new], now=now)
    pairs = list(zip(ids, new, strict=True))
    made = rows.create_all(
        connection, [(number, wanted) for number, s in pairs for wanted in s.deliveries], now=now
    )
    _join(connection, [(story.witnesses, number) for number, story in pairs], set(ids))
    for number, story in pairs:
        if story.is_page:  # what the page said is what it will be compared with
            note_page(connection, number, story.article)
    noted = [(story.entry, number, story.digest, None) for number, story in pairs if story.entry]
    stories.note_entries(connection, noted, now=now)
    deliveries = iter(made)
    return [
        Admission(str(number), True, False, tuple(islice(deliveries, len(story.deliveries))))
        for number, story in pairs
    ]


def _admit_known(connection: Connection, story: NewStory, now: datetime) -> Admission:
    owner = stories.owner_of(connection, story.witnesses)
    if owner is None:
        raise _Overtaken
    is_revision = stories.revise(connection, owner, story.article, now=now)
    if story.entry is not None:
        if story.has_moved:
            stories.move(connection, owner, story.entry.source, story.article.url)
        stories.note_entries(connection, [(story.entry, owner, story.digest, None)], now=now)
    stories.join(connection, owner, story.witnesses)
    return Admission(str(owner), False, is_revision, ())


def _join(
    connection: Connection, joining: Sequence[tuple[Sequence[Witness], int]], new: AbstractSet[int]
) -> None:
    """Join the witnesses. One of a known story may have another owner; none of a new story may."""
    claimed: dict[Witness, int] = {}
    for marks, owner in sorted(joining, key=lambda pair: pair[1] not in new):
        for mark in marks:
            claimed.setdefault(mark, owner)
    of_new = [(owner, mark) for mark, owner in claimed.items() if owner in new]
    of_known = [(owner, mark) for mark, owner in claimed.items() if owner not in new]
    if not stories.join_all(connection, of_new):
        raise _Overtaken
    stories.join_all(connection, of_known)


def _have_source(connection: Connection, name: str) -> None:
    insert_missing(connection, sources, {"name": name, "failures": 0, "new_stories": 0})
