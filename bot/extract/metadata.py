"""What a page says about its article: title, authors, times, address, picture, site, language, tags."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from lxml import etree

from bot.extract.access import is_live, is_locked
from bot.extract.addresses import canonical
from bot.extract.authors import find_byline
from bot.extract.blocks import HEADING, Page
from bot.extract.head import Head, read_head
from bot.extract.images import main_image
from bot.extract.jsonld import Graph, read_graph, texts
from bot.extract.languages import primary
from bot.extract.masthead import masthead
from bot.extract.published import modified_at, published_at, shown_change
from bot.extract.titles import choose_title, clean_title, site_behind, without_tail
from bot.extract.walk import walk
from bot.extract.words import normalise
from bot.model.article import Image

_NO_TAG = frozenset(
    {
        "uncategorized",
        "uncategorised",
        "non classé",
        "allgemein",
        "senza categoria",
        "sin categoría",
    }
)
_DAY_FIRST_ENGLISH = frozenset({"gb", "ie", "au", "nz", "za", "in"})
_LONGEST_TAG = 60
_MAX_TAGS = 20
_FEW_TAGS = 8
"""On a page that does not say where its story stands more links to tags are a menu."""
_MAX_HEADINGS = 20


class Metadata(NamedTuple):
    """As in Article; ``title`` is empty where the page names none."""

    title: str
    url: str
    byline: str | None
    published_at: datetime | None
    modified_at: datetime | None
    language: str | None
    site_name: str | None
    image: Image | None
    tags: tuple[str, ...]
    locked: bool = False
    """Readers have to pay or sign in for the whole story."""
    live: bool = False
    """A page of entries as things happen."""


def read_metadata(root: etree._Element, url: str) -> tuple[Metadata, Page]:
    """What the page at ``url`` says about its article, and the page's blocks."""
    head = read_head(root)
    graph = read_graph(root, (url, head.canonical, head.first("og:url")))
    whole = canonical(url, (head.canonical, head.first("og:url"), graph.text("url")))
    page = walk(root, whole)
    site = _site_name(head, graph)
    title = _title(page, head, graph, site, whole)
    lines = masthead(page, title)
    texts = [block.text for block in page.blocks]
    day_first = _is_day_first(head)
    published = published_at(root, head, graph, lines, whole, texts, day_first=day_first)
    found = Metadata(
        title=title,
        url=whole,
        byline=find_byline(root, head, graph, lines, site, texts),
        published_at=published,
        modified_at=modified_at(head, graph) or shown_change(lines, published, day_first=day_first),
        language=_language(head, graph),
        site_name=site or site_behind(head.title, title),
        image=main_image(root, head, graph, whole or url),
        tags=_tags(head, graph) or _shown_tags(root),
        locked=is_locked(head, graph, page),
        live=is_live(graph, page, whole or url, title),
    )
    return found, page


def clean_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """Tags as text, each once, without the names of having none."""
    found: dict[str, str] = {}
    for tag in tags:
        text = normalise(html.unescape(tag))
        if text and len(text) <= _LONGEST_TAG and text.casefold() not in _NO_TAG:
            found.setdefault(text.casefold(), text)
    return tuple(found.values())[:_MAX_TAGS]


def _site_name(head: Head, graph: Graph) -> str | None:
    publisher = (name for found in graph.about for name in graph.names(found.get("publisher")))
    return head.first("og:site_name") or next(publisher, None) or head.first("application-name")


def _title(page: Page, head: Head, graph: Graph, site: str | None, url: str) -> str:
    headlines = [
        text
        for found in graph.articles
        for text in texts(found.get("headline")) + texts(found.get("name"))
    ]
    raw = [*head.all("og:title"), *headlines[:1], *head.all("twitter:title", "dc.title")]
    named = [clean_title(text, (site,), url) for text in raw]
    headings = [block.text for block in page.blocks if block.kind is HEADING and block.level == 1]
    headings = [clean_title(text, (site,), url) for text in headings[:_MAX_HEADINGS]]
    page_title = clean_title(head.title, (site,), url)
    return without_tail(choose_title(named, headings, page_title))


def _language(head: Head, graph: Graph) -> str | None:
    claims = (
        head.language,
        head.first("og:locale", "content-language", "language", "dc.language"),
        graph.text("inLanguage"),
    )
    return next((language for language in map(primary, claims) if language), None)


def _is_day_first(head: Head) -> bool:
    """The page's language is written where 9/2/2026 is in February."""
    tag = (
        (head.language or head.first("og:locale", "content-language") or "en")
        .replace("_", "-")
        .lower()
    )
    language, _, region = tag.partition("-")
    return language != "en" or region[:2] in _DAY_FIRST_ENGLISH


def _shown_tags(root: etree._Element) -> tuple[str, ...]:
    """The words of links that say that they lead to a tag's page: what machines are told of a page without data."""
    article = root.find(".//article")
    for place in (article, root.find(".//main"), root):
        links = () if place is None else place.iter("a")
        found = [link for link in links if "tag" in (link.get("rel") or "").lower().split()]
        if found and (place is not root or len(found) <= _FEW_TAGS):
            texts_ = (normalise(" ".join(map(str, link.itertext()))) for link in found[:_MAX_TAGS])
            return clean_tags(tuple(texts_))
    return ()


def _tags(head: Head, graph: Graph) -> tuple[str, ...]:
    listed = [*head.all("article:section", "article:tag")]
    words = [] if listed else [*head.all("news_keywords", "keywords")]
    words += [word for found in graph.articles for word in texts(found.get("keywords"))]
    listed += [name for found in graph.articles[:1] for name in texts(found.get("articleSection"))]
    return clean_tags([*listed, *(part for word in words for part in word.split(","))])
