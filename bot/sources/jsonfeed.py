"""JSON Feed 1 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from bot.model.article import Entry, Image
from bot.sources.answer import Response
from bot.sources.reading import Reading, identified, plausible, read_items, web_address
from bot.sources.story import is_protected, paragraphs, plain, whole_story, without_footer

_VERSION = "jsonfeed.org/version/1"


def read(source: str, response: Response) -> Reading | None:
    """The feed in the answer, or None where it is no JSON Feed."""
    try:
        feed = json.loads(response.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or _VERSION not in _text(feed, "version"):
        return None
    items = feed.get("items")
    entries, malformed = read_items(
        items if isinstance(items, list) else [],
        lambda item, notes: _entry(source, response.url, feed, item, notes),
    )
    return Reading(entries, malformed)


def _entry(
    source: str,
    base: str,
    feed: Mapping[str, object],
    item: Mapping[str, object],
    notes: list[str],
) -> Entry | None:
    content = _text(item, "content_html") or paragraphs(_text(item, "content_text"))
    if is_protected(content):
        return None
    link = web_address(base, item.get("url")) or web_address(base, item.get("external_url"))
    url, guid = identified(link, _text(item, "id"))
    summary = without_footer(_text(item, "summary")) or None
    image = web_address(base, item.get("image")) or web_address(base, item.get("banner_image"))
    return Entry(
        source=source,
        guid=guid,
        url=url,
        title=plain(_text(item, "title")),
        content_html=whole_story(content, summary),
        summary=summary,
        published_at=_moment(item, "date_published", notes),
        modified_at=_moment(item, "date_modified", notes),
        authors=_authors(item) or _authors(feed),
        tags=_texts(item.get("tags")),
        language=_text(item, "language") or _text(feed, "language") or None,
        image=Image(image) if image else None,
    )


def _text(of: Mapping[str, object], key: str) -> str:
    value = of.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)  # ids are strings by the standard and numbers in practice
    return value.strip() if isinstance(value, str) else ""


def _texts(values: object) -> tuple[str, ...]:
    found = values if isinstance(values, list) else []
    return tuple(text for value in found if isinstance(value, str) and (text := plain(value)))


def _authors(of: Mapping[str, object]) -> tuple[str, ...]:
    many = of.get("authors")
    people = many if isinstance(many, list) else [of.get("author")]
    names = (plain(_text(person, "name")) for person in people if isinstance(person, dict))
    return tuple(name for name in names if name)


def _moment(item: Mapping[str, object], key: str, notes: list[str]) -> datetime | None:
    value = _text(item, key)
    if not value:
        return None
    try:
        moment = plausible(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        notes.append(f"its date “{value[:40]}” cannot be read and was left out")
    return moment
