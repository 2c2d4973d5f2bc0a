"""What the use cases ask of the store about stories."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model.article import Article, Entry
from bot.model.delivery import State
from bot.model.draft import Draft
from bot.model.identity import Witness
from bot.pipeline.ports.sources import Bookmark


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What the store knows of an entry: the digest it had, and how often reading it failed.

    ``digest`` is empty for one that was announced and never dealt with.
    """

    digest: str
    failures: int


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

    def fail_poll(self, source: str, error: str, *, now: datetime) -> None:
        """Commit that a poll failed; the bookmark stays."""
        ...

    def known_entries(self, source: str, guids: Collection[str]) -> Mapping[str, KnownEntry]:
        """Of these GUIDs the ones that the source has shown before."""
        ...

    def find_witness(self, witnesses: Sequence[Witness]) -> KnownArticle | None:
        """The story that any of the witnesses belongs to."""
        ...

    def remember(
        self,
        entry: Entry,
        *,
        digest: str,
        witnesses: Sequence[Witness],
        now: datetime,
        reason: str | None = None,
    ) -> None:
        """Commit that the entry was seen, as a story that is known and needs nothing, and why not."""
        ...

    def entry_failed(self, entry: Entry, error: str, *, now: datetime) -> None:
        """Commit that the entry's story could not be read this time."""
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
        """In one durable commit: the entry, the story with its witnesses and revision, its deliveries.

        Where a witness knows the story already, the new witnesses join it, a changed text becomes a
        revision, and **no delivery is made**. ``entry`` is None for a story given by hand.
        """
        ...

    def by_slug(self, slug: str) -> tuple[KnownArticle, ...]:
        """The stories whose URL ends in ``slug``."""
        ...
