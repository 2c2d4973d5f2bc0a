"""What the use cases ask of the store about stories."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.model.article import Article, Entry
from bot.model.delivery import State
from bot.model.draft import Draft
from bot.model.identity import Witness
from bot.model.user import Actor
from bot.pipeline.ports.sources import Bookmark

READING_FAILURES_MAX = 5
"""After so many failures to read a story it is left alone; the entry keeps the error."""
FIRST_READINGS_APART = timedelta(minutes=2)
"""The second failure counts only so long after the first, each further one twice as long after the last: a
burst of polls must not use them up while a cache still says that the page is not there."""


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What the store knows of an entry: the digest it had, and how often reading it failed.

    ``digest`` is empty for one that was announced and never dealt with.
    """

    digest: str
    failures: int


@dataclass(frozen=True, slots=True)
class RequestKey:
    """By what a program's request is known again: its account, the key it chose, a digest of what it asked."""

    owner: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A delivery to be made: its draft, and whether it is held or scheduled and for when."""

    draft: Draft
    state: State
    due_at: datetime | None
    manual: bool = False
    again: int = 0
    reason: str | None = None
    """Why it is held, in plain words."""
    flood: str | None = None
    breaking: bool = False
    by: Actor | None = None
    """The person who asked for it, for the audit trail; None where the bot makes it by itself."""
    request: RequestKey | None = None
    """The program's request that it answers, remembered in the same commit."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry whose story is known and needs nothing. ``has_moved``: it was shown at another address.

    ``reason`` is why it is not posted, in plain words.
    """

    entry: Entry
    digest: str
    witnesses: Sequence[Witness]
    has_moved: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story to be admitted with its deliveries. ``entry`` is None for one given by hand.

    ``fingerprint`` is of the article's words. ``is_page``: the article is what its own page said.
    """

    entry: Entry | None
    article: Article
    digest: str
    fingerprint: str
    witnesses: Sequence[Witness]
    deliveries: Sequence[NewDelivery] = ()
    has_moved: bool = False
    is_page: bool = False


@dataclass(frozen=True, slots=True)
class Admission:
    """What came of admitting a story: ``is_new`` False means that a witness knew it already."""

    article_id: str
    is_new: bool
    is_revision: bool
    delivery_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """A story in the store. ``title`` is empty for one that was seen but never read."""

    id: str
    url: str
    slug: str
    title: str


class Articles(Protocol):
    """Stories, their witnesses and revisions, and what each source has shown."""

    def bookmark(self, source: str) -> Bookmark | None:
        """The source's bookmark; None before its first completed poll."""
        ...

    def finish_poll(self, source: str, bookmark: Bookmark, *, new: int, now: datetime) -> None:
        """Commit that a poll succeeded, with what to remember and how many new stories it brought."""
        ...

    def note_quiet_polls(self, polled: Mapping[str, datetime]) -> None:
        """Commit when sources were polled that showed nothing new."""
        ...

    def fail_poll(self, source: str, error: str, *, now: datetime) -> None:
        """Commit that a poll failed; the bookmark stays."""
        ...

    def known_entries(self, source: str, guids: Collection[str]) -> Mapping[str, KnownEntry]:
        """Of these GUIDs the ones that the source has shown before."""
        ...

    def find_witness(self, witnesses: Sequence[Witness]) -> KnownArticle | None:
        """The story that any of the witnesses belongs to."""
        ...

    def owners(self, witnesses: Iterable[Witness]) -> Mapping[Witness, str]:
        """Of these witnesses those that are known, with the ids of their stories."""
        ...

    def remember_all(self, seen: Sequence[Seen], *, now: datetime) -> None:
        """In one commit: the entries were seen, as stories that are known and need nothing."""
        ...

    def entry_failed(self, entry: Entry, error: str, *, now: datetime) -> bool:
        """Commit that the entry's story could not be read; whether that counts, or came too soon after the last."""
        ...

    def entry_waits(self, entry: Entry, error: str, *, now: datetime) -> datetime:
        """Commit why the entry's story cannot be read for now, which is no failure of it; since when it waits."""
        ...

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
        """``admit_all`` of one story; ``entry`` is None for a story given by hand."""
        ...

    def admit_all(self, new: Sequence[NewStory], *, now: datetime) -> tuple[Admission, ...]:
        """In one durable commit: entries, stories with their witnesses and revisions, deliveries.

        Where a witness knows a story already, or an earlier one of these is the same, the new witnesses
        join it, a changed text becomes a revision, and **no delivery is made**.
        """
        ...

    def by_slug(self, slug: str) -> tuple[KnownArticle, ...]:
        """The stories whose URL ends in ``slug``."""
        ...


@dataclass(frozen=True, slots=True)
class Answered:
    """What a request has brought so far: deliveries by channel. ``digest`` is of what it asked."""

    digest: str
    deliveries: Mapping[str, str]


class Requests(Protocol):
    """What programs asked for under a key of theirs, so that asking twice does it once."""

    def answered(self, owner: str, key: str) -> Answered | None:
        """What the request has brought; None for one that has brought nothing."""
        ...

    def note(self, request: RequestKey, channel: str, delivery_id: str, *, now: datetime) -> None:
        """Commit that the request brought this delivery, if nothing is noted for the channel."""
        ...
