"""RSS 0.9 to 2.0, RDF and Atom: what feedparser found, made entries.

All of it is hostile: feedparser is asked neither to clean HTML nor to resolve the links in it, which
is the business of whoever reads the story.
"""

from __future__ import annotations

import calendar
import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime

from bot.model.article import Entry, Image
from bot.model.errors import SourceError
from bot.sources.answer import Response, charset_of
from bot.sources.fields import Document, Fields
from bot.sources.reading import (
    Reading,
    Unusable,
    identified,
    named,
    plausible,
    read_items,
    web_address,
)
from bot.sources.story import (
    is_protected,
    paragraphs,
    plain,
    whole_story,
    without_footer,
)
from bot.sources.target import shown
from bot.sources.xmlparse import EntityDeclared, parse

_IMAGE_PATH = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:\?|$)", re.IGNORECASE)


def read(source: str, response: Response) -> Reading | None:
    """The feed in the answer, or None where it is none. Raises SourceError for entity tricks."""
    try:
        document = parse(response.body, url=response.url, charset=charset_of(response.headers))
    except EntityDeclared:
        raise SourceError(
            f"{shown(response.url)}: this feed declares XML entities, which are not read; "
            "ask the site for a feed without them"
        ) from None
    if document is None:
        return None
    items, lost = document.items, None
    if document.cut_off and items:
        # what stands last may be half a story
        items, lost = items[:-1], items[-1]
    entries, malformed = read_items(
        items, lambda item, notes: _entry(source, response.url, document, item, notes)
    )
    if document.cut_off:
        where = named(len(items) + 1, _text(lost or {}, "title"))
        malformed = (
            *malformed,
            f"{where}: the feed breaks off here; it is left for the next poll",
        )
    return Reading(entries, malformed, document.cut_off)


def _entry(
    source: str, base: str, document: Document, item: Fields | None, notes: list[str]
) -> Entry | None:
    if item is None:
        raise Unusable("it cannot be read")
    is_atom = document.version.startswith("atom")
    contents = list(_contents(item, is_atom=is_atom))
    if any(is_protected(content) for content in contents):
        return None
    link = _text(item, "feedburner_origlink") or _text(item, "link")
    url, guid = identified(web_address(base, link), _text(item, "id"))
    summary = _summary(item)
    published, modified = (
        _moment(item, "published", notes),
        _moment(item, "updated", notes),
    )
    if not is_atom and not published:
        # dc:date, which RSS uses for publication, arrives as "updated"
        published, modified = modified, None
    return Entry(
        source=source,
        guid=guid,
        url=url,
        title=plain(_text(item, "title")),
        content_html=whole_story(max(contents, key=len, default=None), summary),
        summary=summary,
        published_at=published,
        modified_at=modified,
        authors=_authors(item) or (_authors(document.feed) if is_atom else ()),
        categories=_categories(item),
        language=_language(item, document.feed),
        image=_image(base, item),
    )


def _contents(item: Fields, *, is_atom: bool) -> Iterable[str]:
    """What may be the story. In RSS that is HTML; plain text there is a picture's or a second summary."""
    for content in item.get("content", ()):
        kind, value = content.get("type", ""), content.get("value") or ""
        if kind in ("text/html", "application/xhtml+xml"):
            yield value
        elif kind == "text/plain" and is_atom:
            yield paragraphs(value)


def _summary(item: Fields) -> str | None:
    """The item's own summary; without one feedparser repeats the content under that name."""
    found = _text(item, "summary") if "summary_detail" in item else ""
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
