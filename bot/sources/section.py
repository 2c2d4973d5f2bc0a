"""Kind "page" with ``links``: a section page, whose links of a pattern are the stories."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.article import Entry
from bot.model.errors import ExtractError, SourceError
from bot.model.identity import article_key, fits, is_front_page, path_of, site_of, slug_of
from bot.pipeline.ports import Batch, Bookmark
from bot.sources.answer import Response, charset_of
from bot.sources.fetch import HTML, FetchClient
from bot.sources.reading import web_address
from bot.sources.story import plain
from bot.sources.target import shown

MAX_LINKS = 500
"""So many links of a page are looked at; more is no section but an archive."""


class SectionPage:
    """One page. Each link on it to the same site whose path fits ``pattern`` is an entry.

    In the pattern ``*`` stands for anything and ``?`` for one character: "/news/*". One that begins with
    http is held against the whole address, and may lead to another site.
    """

    def __init__(self, name: str, url: str, pattern: str, client: FetchClient) -> None:
        self.name = name
        self._url = url
        self._pattern = pattern
        self._client = client

    def poll(self, bookmark: Bookmark) -> Batch:
        """The links, or nothing where the page has not changed. Raises FetchError, SourceError."""
        response = self._client.get(
            self._url,
            accept=HTML,
            etag=bookmark.etag,
            last_modified=bookmark.last_modified,
            is_page=True,
        )
        if response.not_modified:
            return Batch((), bookmark)
        entries = tuple(self._entries(response))
        headers = response.headers
        if not entries:
            raise SourceError(
                f'{shown(self._url)}: no link on this page fits links = "{self._pattern}"'
            )
        return Batch(entries, Bookmark(headers.get("etag"), headers.get("last-modified")))

    def find(self, slug: str) -> Entry | None:
        """The entry whose URL ends in ``slug``, or None. Raises FetchError, SourceError."""
        entries = self.poll(Bookmark()).entries if slug else ()
        return next((entry for entry in entries if slug_of(entry.url) == slug), None)

    def _entries(self, response: Response) -> Iterator[Entry]:
        """Each address once, in the page's order, with the longest text that leads to it."""
        here = article_key(response.url)
        found: dict[str, tuple[str, str]] = {}
        for url, text in _links(response):
            key = article_key(url)
            if key != here and self._fits(url, response.url) and len(found) < MAX_LINKS:
                first, longest = found.get(key, (url, ""))
                found[key] = (first, max(longest, text, key=len))
        for url, text in found.values():
            yield Entry(source=self.name, guid=url, url=url, title=text)

    def _fits(self, url: str, base: str) -> bool:
        if is_front_page(url):
            return False
        if self._pattern.startswith(("http://", "https://")):
            return fits(url, self._pattern)
        return site_of(url) == site_of(base) and fits(path_of(url), self._pattern)


def _links(response: Response) -> Iterator[tuple[str, str]]:
    from bot.extract.charset import decode  # with the parser; feeds have no need of it
    from bot.extract.tree import parse

    try:
        root = parse(decode(response.body, charset_of(response.headers)))
    except ExtractError as error:
        raise SourceError(f"{shown(response.url)}: {error}") from None
    base = response.url
    for element in root.iter("base"):
        base = web_address(base, element.get("href")) or base
        break
    for element in root.iter("a"):
        url = web_address(base, element.get("href"))
        if url:
            yield url.partition("#")[0], plain(" ".join(map(str, element.itertext())))
