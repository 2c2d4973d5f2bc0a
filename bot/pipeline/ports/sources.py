"""What the use cases ask of sources and pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model.article import Entry
from bot.pipeline.ports.push import Offer


@dataclass(frozen=True, slots=True)
class Bookmark:
    """What a source remembers from one poll to the next.

    ``etag`` and ``last_modified`` go back to the server as it gave them; ``cursor`` is the source
    kind's own (WordPress: the newest ``modified_gmt`` seen). ``moved_from`` moved to ``moved_to`` for good.
    """

    etag: str | None = None
    last_modified: str | None = None
    cursor: str | None = None
    moved_from: str | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one poll brought. ``malformed`` says in plain words which items could not be used."""

    entries: tuple[Entry, ...]
    bookmark: Bookmark
    malformed: tuple[str, ...] = ()
    offer: Offer | None = None
    """The hub that tells of the source's news."""
    max_age: float | None = None
    """Seconds for which the server says that its answer holds."""
    is_window: bool = False
    """It is the newest stories, and as many as the source always shows: what they pushed out is not seen."""


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of a web page and where they came from after redirects."""

    url: str
    body: bytes
    charset: str | None = None
    """From the Content-Type header; None where it names none."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a server asked of us concerning the address ``url``.

    It wants to be left alone until ``rests_until``; it has answered 410 Gone since ``gone_at``.
    """

    url: str
    rests_until: datetime | None = None
    gone_at: datetime | None = None


class Standings(Protocol):
    """What the servers of sources asked of us, by source."""

    def standing(self, source: str) -> Standing | None:
        """What is noted of the source; None where nothing is."""
        ...

    def note_standing(self, source: str, standing: Standing) -> None:
        """Commit it in place of what was noted."""
        ...


class Source(Protocol):
    """A place where articles come from."""

    name: str

    def poll(self, bookmark: Bookmark) -> Batch:
        """Read what is there, or nothing where it has not changed. Raises FetchError, SourceError."""
        ...

    def find(self, slug: str) -> Entry | None:
        """The entry whose URL ends in ``slug``, or None. Raises FetchError, SourceError."""
        ...


class Pages(Protocol):
    """Reads web pages through the guarded client."""

    def read(self, url: str) -> Page:
        """The page at ``url``. Raises FetchError."""
        ...
