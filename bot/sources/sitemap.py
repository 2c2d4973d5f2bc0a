"""Kind "sitemap": news sitemaps, other sitemaps, and the indexes that lead to them, as they are or in gzip.

Of an index the sitemaps of news are read, else the ones changed last; each has its own validators.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from lxml import etree

from bot.model.article import Entry, Image
from bot.model.errors import FetchError, SourceError
from bot.model.identity import is_front_page, slug_of
from bot.pipeline.ports import Batch, Bookmark, Source
from bot.sources.answer import Response, max_age
from bot.sources.decompress import body_of
from bot.sources.fetch import FetchClient
from bot.sources.moved import get_where_it_moved
from bot.sources.reading import Unusable, plausible, read_items, web_address
from bot.sources.story import plain
from bot.sources.target import shown
from bot.sources.xmlparse import EntityDeclared, refuse_entities

MAX_BYTES = 50 * 1024 * 1024
"""The largest sitemap, unpacked, that the protocol allows."""
MAX_SITEMAPS = 10
"""Of an index so many sitemaps are read in one poll."""

_ACCEPT = "application/xml, text/xml;q=0.9, application/gzip;q=0.9, */*;q=0.1"
_GZIP = b"\x1f\x8b"
_NEWS = re.compile(r"news", re.IGNORECASE)
_NO_STORIES = re.compile(
    r"/(?:wp-sitemap-(?:users|taxonomies-[^/]+|posts-page)-\d+"
    r"|(?:author|category|post_tag|page)-sitemap\d*)\.xml(?:\.gz)?$"
)
"""Sitemaps of archives and fixed pages, as WordPress and its plugins name them."""
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def open_source(name: str, url: str, client: FetchClient) -> Source:
    """The sitemap or index at ``url``; nothing is read yet."""
    return Sitemap(name, url, client)


@dataclass(frozen=True, slots=True)
class _Read:
    """What one document holds: the entries of a sitemap, or the sitemaps of an index."""

    entries: tuple[Entry, ...] = ()
    sitemaps: Mapping[str, str] = field(default_factory=dict)
    """Addresses with their ``lastmod`` as it is written, empty where none is."""
    malformed: tuple[str, ...] = ()
    is_whole: bool = True


class Sitemap:
    """A sitemap, or an index of some, read with conditional requests."""

    def __init__(self, name: str, url: str, client: FetchClient) -> None:
        self.name = name
        self._url = url
        self._client = client

    def poll(self, bookmark: Bookmark) -> Batch:
        """Read what has changed. Raises FetchError, SourceError."""
        seen = _seen(bookmark.cursor)
        # An index that is as it was says nothing about sitemaps whose lastmod it does not tell.
        response, after = get_where_it_moved(
            self._client,
            self._url,
            bookmark,
            accept=_ACCEPT,
            max_bytes=MAX_BYTES,
            conditional=not seen,
        )
        holds = max_age(response.headers)
        if response.not_modified:
            return Batch((), bookmark, max_age=holds)
        read = self._read(response)
        if read.sitemaps or not read.is_whole:
            after = replace(after, etag=None, last_modified=None)
        if not read.sitemaps:
            return Batch(read.entries, after, read.malformed, max_age=holds)
        return replace(self._follow(read, seen, after), max_age=holds)

    def find(self, slug: str) -> Entry | None:
        """The entry whose URL ends in ``slug``, or None. Raises FetchError, SourceError."""
        entries = self.poll(Bookmark()).entries if slug else ()
        return next((entry for entry in entries if slug_of(entry.url) == slug), None)

    def _follow(
        self, index: _Read, seen: Mapping[str, Sequence[str | None]], moved: Bookmark
    ) -> Batch:
        """Read the sitemaps of an index that may hold news."""
        entries: list[Entry] = []
        malformed = list(index.malformed)
        after: dict[str, Sequence[str | None]] = {}
        chosen = _chosen(index.sitemaps)
        for url, lastmod in chosen.items():
            before = seen.get(url, (None, None, None))
            after[url] = before
            if lastmod and before[2] == lastmod:
                continue
            try:
                response = self._get(url, before[0], before[1])
                if response.not_modified:
                    continue
                read = self._read(response)
            except (FetchError, SourceError) as error:
                if len(chosen) == 1:
                    raise
                malformed.append(str(error))
                continue
            entries += read.entries
            malformed += read.malformed
            if read.is_whole:
                after[url] = (*_validators(response), lastmod)
        cursor = json.dumps(after, separators=(",", ":"))
        return Batch(tuple(entries), replace(moved, cursor=cursor), tuple(malformed))

    def _get(self, url: str, etag: str | None, last_modified: str | None) -> Response:
        return self._client.get(
            url, accept=_ACCEPT, etag=etag, last_modified=last_modified, max_bytes=MAX_BYTES
        )

    def _read(self, response: Response) -> _Read:
        where = shown(response.url)
        body = response.body
        if body.startswith(_GZIP):
            try:
                body = body_of([body], "gzip", limit=MAX_BYTES)
            except FetchError as error:
                raise type(error)(f"{where}: {error}") from None
        try:
            refuse_entities(body)
        except EntityDeclared:
            raise SourceError(
                f"{where}: this sitemap declares XML entities, which are not read"
            ) from None
        items, is_whole = _items(body)
        if items is None:
            raise SourceError(
                f'{where}: this is no sitemap; give the address of an XML sitemap, or use kind = "feed"'
            )
        if items and "loc" in items[0] and items[0]["is"] == "sitemap":
            return _Read(sitemaps=_sitemaps(response.url, items), is_whole=is_whole)
        entries, malformed = read_items(
            items, lambda item, notes: _entry(self.name, response.url, item, notes)
        )
        if not is_whole:
            malformed = (
                *malformed,
                f"{where}: the sitemap breaks off; the rest is left for the next poll",
            )
        return _Read(entries=entries, malformed=malformed, is_whole=is_whole)


def _items(body: bytes) -> tuple[list[dict[str, str]] | None, bool]:
    """The ``url`` or ``sitemap`` elements by the names in them, and whether the document is whole.

    None where it is no sitemap at all.
    """
    items: list[dict[str, str]] = []
    events = etree.iterparse(
        io.BytesIO(body),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    root: etree._Element | None = None
    try:
        for event, element in events:
            if root is None:
                root = element
                if _name(element) not in ("urlset", "sitemapindex"):
                    return None, False
            if (
                event == "end"
                and _name(element) in ("url", "sitemap")
                and element.getparent() is root
            ):
                items.append(_told(element))
                element.clear()
                while element.getprevious() is not None:
                    del root[0]
    except etree.XMLSyntaxError:
        return (items, False) if root is not None else (None, False)
    return items, True


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _told(element: etree._Element) -> dict[str, str]:
    """The first text under each name; those of news and pictures with their prefix."""
    told = {"is": _name(element)}
    for part in element.iter(etree.Element):
        prefix = "news:" if "news" in (part.nsmap.get(part.prefix) or "") else ""
        prefix = "image:" if "image" in (part.nsmap.get(part.prefix) or "") else prefix
        text = (part.text or "").strip()
        if part is not element and text:
            told.setdefault(prefix + _name(part), text)
    return told


def _sitemaps(base: str, items: Sequence[Mapping[str, str]]) -> dict[str, str]:
    found = ((web_address(base, item.get("loc")), item.get("lastmod", "")) for item in items)
    return {url: lastmod for url, lastmod in found if url}


def _chosen(sitemaps: Mapping[str, str]) -> dict[str, str]:
    """Those that are called news; else those changed last, and of those without a time the last ones.

    Those of authors, categories and fixed pages are read only where there are no others.
    """
    stories = {url: told for url, told in sitemaps.items() if not _NO_STORIES.search(url)}
    news = {url: told for url, told in stories.items() if _NEWS.search(url)}
    among = list((news or stories or sitemaps).items())
    newest = sorted(enumerate(among), key=lambda pair: (_rank(pair[1][1]), pair[0]), reverse=True)
    return dict(item for _, item in newest[:MAX_SITEMAPS])


def _rank(lastmod: str) -> datetime:
    return _moment(lastmod) or datetime.min.replace(tzinfo=UTC)


def _entry(source: str, base: str, item: Mapping[str, str], notes: list[str]) -> Entry | None:
    url = web_address(base, item.get("loc"))
    if not url:
        raise Unusable("it has no address")
    if is_front_page(url):
        return None
    picture = web_address(base, item.get("image:loc"))
    return Entry(
        source=source,
        guid=url,
        url=url,
        title=plain(item.get("news:title", "")),
        published_at=_noted(item, "news:publication_date", notes),
        modified_at=_noted(item, "lastmod", notes),
        tags=tuple(_keywords(item.get("news:keywords", ""))),
        language=item.get("news:language") or None,
        image=Image(picture) if picture else None,
    )


def _keywords(text: str) -> Iterator[str]:
    for word in text.split(","):
        if name := plain(word):
            yield name


def _noted(item: Mapping[str, str], name: str, notes: list[str]) -> datetime | None:
    written = item.get(name)
    moment = _moment(written) if written else None
    if written and moment is None:
        notes.append(f"its date “{plain(written)[:40]}” cannot be read and was left out")
    return moment


def _moment(written: str) -> datetime | None:
    """A W3C date and time, or a year, month or day alone: its beginning in UTC."""
    try:
        if _DAY.fullmatch(written):
            year, month, day = (*map(int, written.split("-")), 1, 1)[:3]
            return plausible(datetime(year, month, day, tzinfo=UTC))
        return plausible(datetime.fromisoformat(written))
    except (ValueError, OverflowError):
        return None


def _validators(response: Response) -> tuple[str | None, str | None]:
    return response.headers.get("etag"), response.headers.get("last-modified")


def _seen(cursor: str | None) -> dict[str, Sequence[str | None]]:
    """By sitemap its validators and ``lastmod``, as the last poll left them."""
    try:
        found = json.loads(cursor or "{}")
        return {
            str(url): (*map(_text, marks), None, None, None)[:3] for url, marks in found.items()
        }
    except (ValueError, AttributeError, TypeError):
        return {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
