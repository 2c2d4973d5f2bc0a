"""Kind "feed": RSS 2, RSS 1, Atom and JSON Feed."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.model.article import Entry
from bot.model.errors import SourceError
from bot.model.identity import slug_of
from bot.pipeline.ports import Batch, Bookmark, Source
from bot.sources.answer import Response, max_age
from bot.sources.fetch import FetchClient
from bot.sources.moved import get_where_it_moved
from bot.sources.push import offer_in
from bot.sources.reading import Reading
from bot.sources.target import shown

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
_START = 2_000
_BLANK = b" \t\r\n\x00\xef\xbb\xbf\xfe\xff"


def open_source(name: str, url: str, client: FetchClient) -> Source:
    """The feed at ``url``; nothing is read yet."""
    return Feed(name, url, client)


class Feed:
    """A feed, read with conditional requests."""

    def __init__(self, name: str, url: str, client: FetchClient) -> None:
        self.name = name
        self._url = url
        self._client = client

    def poll(self, bookmark: Bookmark) -> Batch:
        """Read the feed, or nothing where it has not changed. Raises FetchError, SourceError."""
        response, after = get_where_it_moved(self._client, self._url, bookmark, accept=_ACCEPT)
        holds = max_age(response.headers)
        if response.not_modified:
            return Batch((), bookmark, max_age=holds)
        reading = read_feed(self.name, response)
        if reading.cut_off:
            # With this answer's validators the missing part would never be asked for.
            after = replace(after, etag=None, last_modified=None)
        return Batch(
            reading.entries, after, reading.malformed, offer_in(response), holds, is_window=True
        )

    def find(self, slug: str) -> Entry | None:
        """The entry whose URL ends in ``slug``, or None. Raises FetchError, SourceError."""
        entries = self.poll(Bookmark()).entries if slug else ()  # "/?p=7" ends in no slug either
        return next((entry for entry in entries if slug_of(entry.url) == slug), None)


def read_feed(source: str, response: Response) -> Reading:
    """What the answer holds. Raises SourceError where it is no feed."""
    # with the parser of XML: a feed that never changes needs none
    from bot.sources import jsonfeed, xmlfeed

    start = response.body[:_START].lstrip(_BLANK)
    read = jsonfeed.read if start.startswith(b"{") else xmlfeed.read
    reading = read(source, response)
    if reading is None:
        raise SourceError(f"{shown(response.url)}: this is no feed but {_looks_like(start)}")
    return reading


def _looks_like(start: bytes) -> str:
    text = start.replace(b"\x00", b"").lower()
    address = "give the address of the site's feed, often …/feed/"
    if not text:
        return f"empty; {address}"
    if text.startswith((b"{", b"[")):
        return f"other JSON; {address}"
    if re.search(rb"<(urlset|sitemapindex)\b", text):
        return 'a sitemap; use kind = "sitemap"'
    if re.search(rb"<!doctype html|<html\b|<head\b|<body\b", text):
        return f'a web page; {address}, or use kind = "page" for a single story'
    return f"something that cannot be read; {address}"
