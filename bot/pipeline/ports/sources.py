"""What the use cases ask of sources and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.model.article import Entry


@dataclass(frozen=True, slots=True)
class Bookmark:
    """What a source remembers from one poll to the next.

    ``etag`` and ``last_modified`` go back to the server as it gave them; ``cursor`` is the source
    kind's own (WordPress: the newest ``modified_gmt`` seen).
    """

    etag: str | None = None
    last_modified: str | None = None
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one poll brought. ``malformed`` says in plain words which items could not be used."""

    entries: tuple[Entry, ...]
    bookmark: Bookmark
    malformed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of a web page and where they came from after redirects."""

    url: str
    body: bytes
    charset: str | None = None
    """From the Content-Type header; None where it names none."""


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
