"""The main picture of a story and the text that stands for it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from lxml import etree

from bot.extract.addresses import absolute
from bot.extract.head import Head
from bot.extract.jsonld import Graph, texts
from bot.extract.words import normalise
from bot.model.article import Image

_SIZE_SUFFIX = re.compile(r"-\d+x\d+$|-scaled$")
_STANDS_FOR_NONE = re.compile(r"//(?:[\w-]+\.)*gravatar\.com/|/i/blank\.(?:jpg|png|gif)(?:$|\?)")
"""What WordPress.com names as the picture of a story without one: the site's sign, or an empty picture."""
_SMALLEST = 100
"""Pixels: a smaller picture is an ornament."""


def main_image(root: etree._Element, head: Head, graph: Graph, base: str) -> Image | None:
    """The picture that the page names, or the first of its article."""
    claims = [
        *head.all(
            "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"
        )
    ]
    for found in graph.articles:
        for item in graph.objects(found.get("image")):
            claims += [item] if isinstance(item, str) else texts(item.get("url"))
    for claim in claims:
        address = absolute(base, claim)
        if address and not _STANDS_FOR_NONE.search(address):
            alt = head.first("og:image:alt", "twitter:image:alt") or _alt_of(root, address)
            return Image(address, alt)
    article = root.find(".//article")
    return first_image(article if article is not None else root, base)


def first_image(root: etree._Element, base: str) -> Image | None:
    """The first picture below ``root`` that is more than an ornament."""
    for element in root.iter("img"):
        address = absolute(base, _source(element))
        if address and not _is_ornament(element):
            return Image(address, normalise(element.get("alt") or ""))
    return None


def _alt_of(root: etree._Element, address: str) -> str:
    """The alternative text that the page gives the same picture, in whatever size."""
    wanted = _file_stem(address)
    for element in root.iter("img"):
        alt = element.get("alt")
        source = _source(element) if alt else None
        if alt and source and wanted in source and _file_stem(source) == wanted:
            return normalise(alt)
    return ""


def _source(element: etree._Element) -> str | None:
    source = element.get("src") or ""
    lazy = element.get("data-src") or element.get("data-lazy-src") or element.get("data-original")
    return lazy if lazy and (not source or source.startswith("data:")) else source or None


def _is_ornament(element: etree._Element) -> bool:
    sizes = (element.get("width") or "", element.get("height") or "")
    small = any(size.isdecimal() and int(size[:6]) < _SMALLEST for size in sizes)
    return small or "emoji" in (element.get("class") or "")


def _file_stem(address: str) -> str:
    try:
        return _SIZE_SUFFIX.sub("", PurePosixPath(urlsplit(address).path).stem)
    except ValueError:
        return ""
