"""The named facts in a page's head: meta elements, links, title and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from bot.extract.words import normalise

_MAX_ELEMENTS = 1_000
_MAX_VALUE = 2_000


@dataclass(frozen=True, slots=True)
class Head:
    """``meta`` by name or property in small letters, each with its values as written, in page order."""

    title: str
    language: str | None
    meta: Mapping[str, tuple[str, ...]]
    canonical: str | None
    """Where the page says that it stands."""

    def first(self, *names: str) -> str | None:
        """The first value of the first name that has one."""
        return next(iter(self.all(*names)), None)

    def all(self, *names: str) -> tuple[str, ...]:
        """Every value of every name."""
        values = (value for name in names for value in self.meta.get(name, ()))
        return tuple(filter(None, map(normalise, values)))


def read_head(root: etree._Element) -> Head:
    """The head of the page; meta elements that strayed into its body count too."""
    meta: dict[str, tuple[str, ...]] = {}
    for element in islice(root.iter("meta"), _MAX_ELEMENTS):
        name = (
            element.get("property")
            or element.get("name")
            or element.get("itemprop")
            or element.get("http-equiv")
        )
        value = element.get("content")
        if name and value:
            key = name.strip().lower()
            meta[key] = (*meta.get(key, ()), value[:_MAX_VALUE])
    links = (
        element.get("href") or ""
        for element in islice(root.iter("link"), _MAX_ELEMENTS)
        if "canonical" in (element.get("rel") or "").lower().split()
    )
    title = root.find(".//title")
    return Head(
        title=normalise("".join(map(str, title.itertext()))) if title is not None else "",
        language=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        meta=meta,
        canonical=next(links, "").strip() or None,
    )
