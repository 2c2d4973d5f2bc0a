"""What a page says about its article: title, authors, times, address, picture, site, language, tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import regex
from lxml import etree

from bot.extract.addresses import absolute, canonical
from bot.extract.bylines import join_authors
from bot.extract.dates import date_in_url, parse_date
from bot.extract.head import Head, read_head
from bot.extract.jsonld import Graph, read_graph, texts
from bot.extract.languages import primary
from bot.extract.titles import choose_title, clean_title
from bot.extract.walk import normalise
from bot.model.article import Image

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished",
    "date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "dc.date.issued", "dcterms.created",
    "dc.date", "dcterms.date", "dc.date.created", "sailthru.date", "parsely-pub-date", "article.published", "published_time",
    "citation_publication_date", "cxenseparse:recs:publishtime", "created", "datecreated", "timestamp",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "last-modified", "lastmod",
    "dcterms.modified", "dc.date.modified", "article.updated", "modified_time",
)  # fmt: skip
_AUTHORS = (
    "author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl",
    "citation_author", "article:author_name", "cxenseparse:author",
)  # fmt: skip
_PUBLISHED_MARK = regex.compile(r"publish|posted|pubdate|created|entry-date|post-date|article-date|date-?line|byline|issued", regex.IGNORECASE)
_MODIFIED_MARK = regex.compile(r"modif|updat|revis|review", regex.IGNORECASE)
_AUTHOR_MARK = regex.compile(r"(?<![a-z])(?:by-?line|author|creator|writer|contributor|posted-?by|written-?by)(?![a-z]{3})", regex.IGNORECASE)
_NOT_AUTHOR_MARK = regex.compile(r"bio|box|avatar|desc|photo|image|img|social|comment|follow|related|job|title|card-list", regex.IGNORECASE)
_NO_TAG = frozenset({"uncategorized", "uncategorised", "sans catégorie", "allgemein", "senza categoria", "sin categoría"})
_SIZE_SUFFIX = regex.compile(r"-\d+x\d+$|-scaled$")
_MAX_TAGS = 20


@dataclass(frozen=True, slots=True)
class Metadata:
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


def read_metadata(root: etree._Element, url: str) -> Metadata:
    """What the page at ``url`` says about its article."""
    head, graph = read_head(root), read_graph(root)
    whole = canonical(url, (head.links.get("canonical"), head.first("og:url"), graph.text("url")))
    site = _site_name(head, graph)
    return Metadata(
        title=_title(root, head, graph, site, whole),
        url=whole,
        byline=_byline(root, head, graph, site),
        published_at=_published(root, head, graph) or date_in_url(whole),
        modified_at=_first_date((graph.text("dateModified"), *head.all(*_MODIFIED))),
        language=primary(head.language) or primary(head.first("og:locale", "content-language", "language", "dc.language")) or primary(graph.text("inLanguage")),
        site_name=site,
        image=_image(root, head, graph, whole or url),
        tags=_tags(head, graph),
    )


def content_image(root: etree._Element, base: str) -> Image | None:
    """The first picture of a story's body that is more than an ornament."""
    for element in root.iter("img"):
        address = absolute(base, _source(element))
        if address and not _is_ornament(element):
            return Image(address, normalise(element.get("alt") or ""))
    return None


def _site_name(head: Head, graph: Graph) -> str | None:
    publisher = (name for found in graph.about for name in graph.names(found.get("publisher")))
    return head.first("og:site_name") or next(publisher, None) or head.first("application-name")


def _title(root: etree._Element, head: Head, graph: Graph, site: str | None, url: str) -> str:
    headlines = [text for found in graph.articles for text in texts(found.get("headline")) + texts(found.get("name"))]
    raw = [*head.all("og:title"), *headlines[:1], *head.all("twitter:title", "dc.title")]
    named = [clean_title(text, (site,), url) for text in raw]
    headings = [normalise(" ".join(element.itertext())) for element in root.iter("h1")]
    headings = [clean_title(text, (site,), url) for text in headings if text]
    return choose_title(named, headings, clean_title(head.title, (site,), url))


def _byline(root: etree._Element, head: Head, graph: Graph, site: str | None) -> str | None:
    for found in graph.articles:
        byline = join_authors(graph.names(found.get("author")) or graph.names(found.get("creator")))
        if byline:
            return byline
    named = [name for name in head.all(*_AUTHORS) if "://" not in name]
    return join_authors(named[:5]) or _visible_byline(root)


def _visible_byline(root: etree._Element) -> str | None:
    linked = [normalise("".join(element.itertext())) for element in root.xpath("//a[contains(@rel,'author')]")[:3]]
    return join_authors(linked) or next(_marked_bylines(root), None)


def _marked_bylines(root: etree._Element) -> Iterator[str]:
    for element in root.xpath("//*[@itemprop='author' or contains(@class,'uthor') or contains(@class,'yline') or contains(@class,'riter')]")[:40]:
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if not _AUTHOR_MARK.search(marks) or _NOT_AUTHOR_MARK.search(marks):
            continue
        text = normalise(" ".join(element.itertext()))
        if 2 < len(text) <= 150:
            byline = join_authors([text])
            if byline:
                yield byline


def _published(root: etree._Element, head: Head, graph: Graph) -> datetime | None:
    named = (graph.text("datePublished"), *head.all(*_PUBLISHED), graph.text("dateCreated"), graph.text("uploadDate"))
    return _first_date(named) or _first_date(_visible_dates(root)) or _first_date((graph.text("dateModified"),))


def _visible_dates(root: etree._Element) -> Iterator[str | None]:
    """Dates of the page's body: those marked as published, then any time element, then marked text."""
    times = root.xpath("//time | //*[@itemprop='datePublished']")[:60]
    kept = [element for element in times if not _MODIFIED_MARK.search(_marks(element))]
    for marked in (True, False):
        for element in kept:
            if bool(_PUBLISHED_MARK.search(_marks(element))) is marked:
                yield element.get("datetime") or element.get("content")
                yield normalise(" ".join(element.itertext()))
    for element in root.xpath("//*[contains(@class,'date') or contains(@class,'Date') or contains(@class,'publish') or contains(@class,'byline') or contains(@class,'meta')]")[:60]:
        text = normalise(" ".join(element.itertext()))
        if text and len(text) <= 120 and not _MODIFIED_MARK.search(_marks(element)):
            yield text


def _marks(element: etree._Element) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('id') or ''}"


def _first_date(values: Sequence[str | None] | Iterator[str | None]) -> datetime | None:
    return next((date for date in map(parse_date, values) if date), None)


def _image(root: etree._Element, head: Head, graph: Graph, base: str) -> Image | None:
    claims = [*head.all("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")]
    for found in graph.articles:
        claims += [item if isinstance(item, str) else next(iter(texts(item.get("url"))), "") for item in graph.objects(found.get("image"))]
    for claim in claims:
        address = absolute(base, claim)
        if address:
            return Image(address, head.first("og:image:alt", "twitter:image:alt") or _alt_of(root, address))
    article = root.find(".//article")
    return content_image(article if article is not None else root, base)


def _alt_of(root: etree._Element, address: str) -> str:
    """The alternative text that the page gives the same picture, in whatever size."""
    wanted = _file_stem(address)
    for element in root.iter("img"):
        source = _source(element)
        if source and element.get("alt") and _file_stem(source) == wanted:
            return normalise(element.get("alt") or "")
    return ""


def _source(element: etree._Element) -> str | None:
    source = element.get("src") or ""
    lazy = element.get("data-src") or element.get("data-lazy-src") or element.get("data-original")
    return lazy if lazy and (not source or source.startswith("data:")) else source or None


def _is_ornament(element: etree._Element) -> bool:
    sizes = [element.get("width") or "", element.get("height") or ""]
    return any(size.isdigit() and int(size) < 100 for size in sizes) or "emoji" in (element.get("class") or "")


def _file_stem(address: str) -> str:
    try:
        return _SIZE_SUFFIX.sub("", PurePosixPath(urlsplit(address).path).stem)
    except ValueError:
        return ""


def _tags(head: Head, graph: Graph) -> tuple[str, ...]:
    listed = [*head.all("article:section", "article:tag")]
    words = [*head.all("news_keywords", "keywords")] if not listed else []
    words += [word for found in graph.articles for word in texts(found.get("keywords"))]
    listed += [part for word in words for part in word.split(",")]
    return clean_tags(listed)


def clean_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """Tags as text, each once, without the names of having none."""
    found: dict[str, str] = {}
    for tag in tags:
        text = normalise(tag)
        if text and len(text) <= 60 and text.casefold() not in _NO_TAG:
            found.setdefault(text.casefold(), text)
    return tuple(found.values())[:_MAX_TAGS]
