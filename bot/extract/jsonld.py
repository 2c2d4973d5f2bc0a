"""What a page says about its article in JSON-LD (schema.org), read without trusting its shape."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from lxml import etree

from bot.model.identity import article_key

Json = Mapping[str, object]

_MAX_CHARS = 1_000_000
_MAX_OBJECTS = 2_000
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|Recipe|NewsStory)$")
_LIVE = re.compile(r"^LiveBlogPosting$")
_PAGE = re.compile(r"(?:WebPage|Page|CreativeWork|Guide|HowTo|VideoObject)$")
_COMMENTED = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)
_BAD_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")


class Graph:
    """All objects of a page's JSON-LD.

    ``articles`` are those that describe an article, the one at the page's own address first: a page may describe
    the stories that it links to as well.
    """

    def __init__(self, objects: Sequence[Json], addresses: Sequence[str | None] = ()) -> None:
        self._by_id = {
            str(found["@id"]): found
            for found in reversed(objects)
            if "@id" in found and len(found) > 1
        }
        articles = [found for found in objects if _is(found, _ARTICLE)]
        pages = [found for found in objects if _is(found, _PAGE)]
        keys = {_key(address) for address in addresses if address}
        self.articles: tuple[Json, ...] = tuple(
            sorted(
                articles, key=lambda found: (not _is_about(found, keys), "headline" not in found)
            )
        )
        self.is_live = any(_is(found, _LIVE) for found in objects)
        self.about: tuple[Json, ...] = (*self.articles, *pages)

    def text(self, name: str) -> str | None:
        """The first text that an article object, or else a page object, gives for the property."""
        return next((text for found in self.about for text in texts(found.get(name))), None)

    def objects(self, value: object) -> Iterator[Json | str]:
        """The objects or strings of a property, references followed."""
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Mapping):
                known = self._by_id.get(str(item.get("@id"))) if "name" not in item else None
                yield known or item
            elif isinstance(item, str):
                yield self._by_id.get(item, item)

    def names(self, value: object) -> tuple[str, ...]:
        """The names of a property's objects: a name is a string, or a list of them."""
        found: list[str] = []
        for item in self.objects(value):
            found += [item] if isinstance(item, str) else texts(item.get("name"))
        return tuple(dict.fromkeys(name.strip() for name in found if name.strip()))


def read_graph(root: etree._Element, addresses: Sequence[str | None] = ()) -> Graph:
    """The JSON-LD of the page at ``addresses``; what cannot be parsed is left out."""
    objects: list[Json] = []
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        parsed = _parse(script.text or "")
        objects += _flatten(parsed, _MAX_OBJECTS - len(objects))
    return Graph(objects, addresses)


def texts(value: object) -> list[str]:
    """The non-empty strings of a value that is a string, a list of them, or a language-tagged object."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, list):
        return [item.strip() for item in value if isinstance(item, str) and item.strip()]
    if isinstance(value, Mapping):
        inner = value.get("@value")
        return [inner] if isinstance(inner, str) else []
    return []


def _parse(text: str) -> object:
    text = _COMMENTED.sub("", text[:_MAX_CHARS]).strip().rstrip(";")
    for attempt in (text, _BAD_ESCAPE.sub(r"\\\\", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flatten(value: object, most: int) -> list[Json]:
    """The objects in a value, in order; lists and graphs opened, not what hangs on their properties."""
    found: list[Json] = []
    queue: list[object] = [value]
    while queue and len(found) < most:
        item = queue.pop(0)
        if isinstance(item, list):
            queue[:0] = item[:most]
        elif isinstance(item, Mapping):
            found.append(item)
            queue[:0] = [
                item[name]
                for name in ("@graph", "mainEntity", "mainEntityOfPage", "author")
                if isinstance(item.get(name), (list, Mapping))
            ]
    return found


def _is(found: Json, kind: re.Pattern[str]) -> bool:
    return any(kind.search(name) for name in texts(found.get("@type")))


def _is_about(found: Json, keys: Collection[str]) -> bool:
    """The object says that it describes the page with one of these keys."""
    page = found.get("mainEntityOfPage")
    said = [*texts(found.get("url")), *texts(found.get("@id")), *texts(page)]
    if isinstance(page, Mapping):
        said += [*texts(page.get("@id")), *texts(page.get("url"))]
    return any(_key(address) in keys for address in said)


def _key(address: str) -> str:
    try:
        return article_key(address)
    except ValueError:
        return address
