"""The normalised piece of journalism, and the raw item that announced it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.keypoint import KeyPoint


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article. ``url`` is absolute; ``alt`` is empty where the site gives none."""

    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A raw, untrusted item of a source: nothing in it has been checked but its types.

    ``guid`` is unique within its source. ``content_html`` is the whole story where the source
    carries it; None where only an excerpt is known, so that the page must be read.
    Times are aware and in UTC.
    """

    source: str
    guid: str
    url: str
    title: str
    content_html: str | None = None
    summary: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """The normalised piece.

    ``url`` is canonical and absolute; ``slug`` is its last path segment. ``text`` is the body:
    paragraphs and list items in story order, one per line, separated by "\\n\\n"; every
    ``KeyPoint.span`` points into it. Times are aware and in UTC. ``warnings`` are plain
    sentences for an editor about the article as a whole.
    """

    url: str
    slug: str
    title: str
    text: str
    byline: str | None = None
    site_name: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str | None = None
    lead: str | None = None
    image: Image | None = None
    tags: tuple[str, ...] = ()
    key_points: tuple[KeyPoint, ...] = ()
    warnings: tuple[str, ...] = ()
