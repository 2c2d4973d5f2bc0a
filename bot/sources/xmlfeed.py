"""RSS 0.9 to 2.0, RDF and Atom, through feedparser.

feedparser reads what is out there, well-formed or not. What it hands back is hostile all the same:
it is asked neither to clean HTML nor to resolve links in it, which is the reader's business.
"""

from __future__ import annotations

import calendar
import io
import re
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.model.article import Entry, Image
from bot.model.errors import SourceError
from bot.sources.answer import Response, charset_of
from bot.sources.reading import Reading, identified, named, plausible, read_items, web_address
from bot.sources.story import is_protected, paragraphs, plain, whole_story, without_footer
from bot.sources.target import shown

Fields = Mapping[str, Any]
"""feedparser's names to its values, as a plain dict: its own dict falls back from one name to
another, with warnings."""

_PROLOG = re.compile(rb"<[A-Za-z]")
_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_IMAGE_PATH = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:\?|$)", re.IGNORECASE)


def read(source: str, response: Response) -> Reading | None:
    """The feed in the answer, or None where it is none. Raises SourceError for entity tricks."""
    import feedparser

    _refuse_entities(response)
    parsed = feedparser.parse(
        io.BytesIO(response.body),  # never bytes: those it would try to open as a file
        response_headers={
            "content-type": _content_type(response),
            "content-location": response.url,
        },
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not parsed["version"]:
        return None
    items = [dict(entry) for entry in parsed["entries"]]
    cut_off = bool(parsed["bozo"]) and not _END.search(response.body.replace(b"\x00", b"")[-2_000:])
    lost = items.pop() if cut_off and items else None
    feed, is_atom = dict(parsed["feed"]), parsed["version"].startswith("atom")
    entries, malformed = read_items(
        items, lambda item, notes: _entry(source, response.url, feed, item, notes, is_atom=is_atom)
    )
    if lost is not None:
        where = named(len(items) + 1, _text(lost, "title"))
        malformed = (*malformed, f"{where}: the feed breaks off here; it is left for the next poll")
    return Reading(entries, malformed, cut_off)


def _content_type(response: Response) -> str:
    """As XML whatever the server calls it: other types make feedparser guess at the charset."""
    charset = charset_of(response.headers)
    return f"application/xml; charset={charset}" if charset else "application/xml"


def _refuse_entities(response: Response) -> None:
    """No feed needs entities of its own; they serve to blow up a small file or to read others."""
    body = response.body
    first = _PROLOG.search(body.replace(b"\x00", b"") if b"\x00" in body[:200] else body)
    prolog = (first.string[: first.start()] if first else body).upper()
    if b"<!ENTITY" in prolog:
        raise SourceError(
            f"{shown(response.url)}: this feed declares XML entities, which are not read; "
            "ask the site for a feed without them"
        )


def _entry(
    source: str, base: str, feed: Fields, item: Fields, notes: list[str], *, is_atom: bool
) -> Entry | None:
    contents = sorted(_contents(item), key=len)
    if any(is_protected(content) for content in contents):
        return None
    link = _text(item, "feedburner_origlink") or _text(item, "link")
    url, guid = identified(web_address(base, link), _text(item, "id"))
    summary = _summary(item, contents)
    published, modified = _moment(item, "published", notes), _moment(item, "updated", notes)
    if not is_atom and not published:
        # dc:date, which RSS uses for publication, arrives as "updated"
        published, modified = modified, None
    return Entry(
        source=source,
        guid=guid,
        url=url,
        title=plain(_text(item, "title")),
        content_html=whole_story(contents[-1] if contents else None, summary),
        summary=summary,
        published_at=published,
        modified_at=modified,
        authors=_authors(item) or (_authors(feed) if is_atom else ()),
        categories=_categories(item),
        language=_language(item, feed),
        image=_image(base, item),
    )


def _contents(item: Fields) -> Iterable[str]:
    for content in item.get("content", ()):
        kind, value = content.get("type", ""), content.get("value") or ""
        if kind in ("text/html", "application/xhtml+xml"):
            yield value
        elif kind == "text/plain":
            yield value if "</" in value else paragraphs(value)


def _summary(item: Fields, contents: list[str]) -> str | None:
    """The item's own summary. Where it has none, feedparser repeats the content: no summary."""
    if "summary_detail" in item:
        found = _text(item, "summary")
    else:
        found = contents[0] if len(contents) > 1 else ""
    return without_footer(found).strip() or None


def _text(item: Fields, name: str) -> str:
    value = item.get(name)
    return value.strip() if isinstance(value, str) else ""


def _moment(item: Fields, name: str, notes: list[str]) -> datetime | None:
    written, parsed = _text(item, name), item.get(f"{name}_parsed")
    if not written:
        return None
    moment = None
    if isinstance(parsed, time.struct_time):
        try:
            moment = plausible(datetime.fromtimestamp(calendar.timegm(parsed), UTC))
        except (OverflowError, ValueError, OSError):
            moment = None
    if moment is None:
        notes.append(f"its date “{plain(written)[:40]}” cannot be read and was left out")
    return moment


def _authors(item: Fields) -> tuple[str, ...]:
    people = item.get("authors") or ()
    names = [plain(_text(person, "name")) for person in people] or [plain(_text(item, "author"))]
    return tuple(dict.fromkeys(name for name in names if name))


def _categories(item: Fields) -> tuple[str, ...]:
    labels = (_text(tag, "label") or _text(tag, "term") for tag in item.get("tags") or ())
    return tuple(dict.fromkeys(name for label in labels if (name := plain(label))))


def _language(item: Fields, feed: Fields) -> str | None:
    for detail in (*item.get("content", ()), item.get("title_detail") or {}):
        if detail.get("language"):
            return str(detail["language"])
    return _text(feed, "language") or None


def _image(base: str, item: Fields) -> Image | None:
    """The item's picture: the full one before the thumbnail before the enclosure."""
    media = [m for m in item.get("media_content") or () if _is_image(m, m.get("url"))]
    enclosed = [m for m in item.get("links") or () if m.get("rel") == "enclosure"]
    found = (
        *(m.get("url") for m in media),
        *(m.get("url") for m in item.get("media_thumbnail") or ()),
        *(m.get("href") for m in enclosed if _is_image(m, m.get("href"))),
    )
    urls = (web_address(base, url) for url in found)
    return next((Image(url) for url in urls if url), None)


def _is_image(media: Fields, url: object) -> bool:
    kind = media.get("type") or media.get("medium") or ""
    if kind:
        return str(kind).startswith("image")
    return isinstance(url, str) and _IMAGE_PATH.search(url) is not None
