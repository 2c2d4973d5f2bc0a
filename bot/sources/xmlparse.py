"""Feed documents in XML, parsed by feedparser behind guards.

feedparser reads what is out there, well-formed or not, and can be made to stumble: over a character
reference that is out of range, say, or for minutes over a long author. Then the items are parsed one by
one, so that only those at fault are lost.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import pairwise

from bot.sources import xmlfast
from bot.sources.fields import Document, Fields

_STUMBLES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_START_TAG = re.compile(rb"<[A-Za-z]")
_ITEM = re.compile(rb"<(?:\w{1,40}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_PERSON = re.compile(
    rb"<((?:\w{1,40}:)?(?:author|contributor|creator|email|managingeditor|name|owner|publisher|webmaster))"
    rb"[\s>]",
    re.IGNORECASE,
)
_LONGEST_PERSON = 2_000
_LONGEST_HEAD = 64 * 1024
_END = re.compile(rb"</(?:\w{1,40}:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


class EntityDeclared(Exception):
    """The document declares XML entities, which serve to blow up a small file or to read others."""


def parse(body: bytes, *, url: str, charset: str | None) -> Document | None:
    """The document in ``body``, or None where it is no feed. Raises EntityDeclared.

    ``url`` is what its links are relative to; ``charset`` comes from the Content-Type.
    """
    if body.startswith(_UTF16):
        body, charset = body.decode("utf-16", "replace").encode(), "utf-8"
    refuse_entities(body)
    usual = xmlfast.parse(body, charset)
    if usual is not None:
        return usual
    try:
        document = _parse(body, url, charset)
    except _STUMBLES:
        document = _parse_apart(body, url, charset)
    return document if document.version else None


def _parse(body: bytes, url: str, charset: str | None) -> Document:
    import feedparser

    _refuse_long_persons(body)
    # As XML whatever the server calls it, so that no charset counts but one that is named.
    kind = f"application/xml; charset={charset}" if charset else "application/xml"
    parsed = feedparser.parse(
        io.BytesIO(body),  # never the bytes themselves: those it would try to open as a file
        response_headers={"content-type": kind, "content-location": url},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    return Document(
        version=parsed["version"],
        feed=dict(parsed["feed"]),
        items=tuple(dict(item) for item in parsed["entries"]),
        cut_off=bool(parsed["bozo"]) and not _END.search(body[-2_000:]),
    )


def _parse_apart(body: bytes, url: str, charset: str | None) -> Document:
    """Each item alone, behind the document's head."""
    starts = [found.start() for found in _ITEM.finditer(body)]
    head = body[: starts[0]] if starts else b""
    version, feed, items = "", {}, list[Fields | None]()
    if len(head) > _LONGEST_HEAD:
        starts = []
    for piece in _pieces(body, starts):
        try:
            document = _parse(head + piece, url, charset)
            version, feed = document.version, dict(document.feed)
            items.append(document.items[0])
        except _STUMBLES:
            items.append(None)
    return Document(version, feed, tuple(items), cut_off=not _END.search(body[-2_000:]))


def _pieces(body: bytes, starts: list[int]) -> Iterator[bytes]:
    for start, end in pairwise([*starts, len(body)]):
        yield body[start:end]


def refuse_entities(body: bytes) -> None:
    """Raise EntityDeclared where the head of the document declares an entity."""
    first = _START_TAG.search(body)
    if b"<!ENTITY" in body[: first.start() if first else None].upper():
        raise EntityDeclared


def _refuse_long_persons(body: bytes) -> None:
    """Raise ValueError where a person takes up more than 2,000 bytes.

    In each person feedparser looks for a mail address, in time that grows with the square of the
    length: 40 KB take 11 s.
    """
    for found in _PERSON.finditer(body):
        start = body.find(b">", found.end() - 1)
        if start < 0 or body[start - 1 : start] == b"/":
            continue
        limit = found.end() + _LONGEST_PERSON
        if limit < len(body) and body.find(b"</" + found.group(1), found.end(), limit) < 0:
            raise ValueError("a person's name is too long")
