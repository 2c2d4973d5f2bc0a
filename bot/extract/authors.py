"""Who wrote the story: what the page names, marks or shows as its author."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise

from lxml import etree

from bot.extract.bylines import join_authors
from bot.extract.head import Head
from bot.extract.jsonld import Graph
from bot.extract.noise import MAX_MARKS
from bot.extract.words import normalise

_NAMES = (
    "author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl",
    "citation_author", "article:author_name", "cxenseparse:author",
)  # fmt: skip
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MARK = re.compile(
    r"(?<![a-z])(?:by-?line|author|authors|creator|writer|contributor|posted-?by|written-?by|by-?author|field--name-uid)(?![a-z])"
)
_NOT_MARK = re.compile(
    r"(?<![a-z])(?:bio|box|avatar|desc|description|photo|image|img|social|comment|comments|follow|related|job|title|position|role|card|about|text)(?![a-z])"
)
_SHOWN = re.compile(
    r"^(?:(?:written|posted|published|authored|reported|contributed|article|story|text|words)\s+)?by(?::\s*|\s+)(?=\S)|^(?:author|autor|auteur|autore|text|texte|testo|texto|tekst)s?\s*:\s*\S",
    re.IGNORECASE,
)
_A_NAME = re.compile(
    r"^(?:by|written by|posted by|author)?:?\s*(?:[^\W\d_][\w.'’&-]*\s?){1,6}", re.IGNORECASE
)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|auteurs?|autor|autores|autori|autore|redacteur)/[^/?#]+/?$",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?:(?:Dr|Prof)\.? )?[A-ZÀ-ÖØ-ÞĀ-ŽΆΈ-ΏΑ-ΫА-ЯЁІЇЄҐ][^\W\d_]+(?:[-'’ ](?:[A-Z]\.|(?:de|van|von|der|den|la|da|di|and|y|e|und|et|&)|[A-ZÀ-ÖØ-ÞĀ-ŽΆΈ-ΏΑ-ΫА-ЯЁІЇЄҐ][^\W\d_]+)){1,6}"
)
_LABEL = re.compile(
    r"(?:(?:written|posted|reported|words|story|text)?\s*by|authors?|autor(?:a|en|es)?|von|par|por|di|auteur|autore|door|tekst)\s*:?",
    re.IGNORECASE,
)
_ROLE = re.compile(r"\s+[-–—|,]\s+.*$")
_DATED = re.compile(
    r"\b(?:19|20)\d\d\b|\bmin(?:ute)?s?[ -]read\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}\b",
    re.IGNORECASE,
)
_FORE = re.compile(
    rf"^(?:von|par|por|di|de|door|przez|oprac\.|της|του|(?:γράφει|επιμέλεια) (?:ο|η))\s+(?=(?-i:{_PERSON.pattern})$)",
    re.IGNORECASE,
)
"""What stands in front of a name in a line that says who wrote the story."""
_PART = re.compile(r"\s+[·•|]\s+")
_TITLED = re.compile(
    r"\b(?:writer|editor|reporter|correspondent|journalist|columnist|contributor|author|analyst|strategist|expert|specialist|manager|director|professor|staff|team|redakteur(?:in)?|"
    r"journaliste|rédact\w+|periodista|redact\w+|giornalista|jornalista|verslaggever|dziennikar\w+)\b",
    re.IGNORECASE,
)
"""What someone who writes is called, in the line below the name."""
_WRITTEN_LINE = re.compile(
    rf"(?:[Ww]ritten|[Ww]ords|[Tt]ext|[Ss]tory|[Rr]eported)\s+by:?\s+(?P<who>{_PERSON.pattern})\.?"
)
_AND = re.compile(r"\s*(?:,\s*(?:and\s+|&\s*)?|\s(?:and|&|und|et|y|e)\s)\s*", re.IGNORECASE)
_ONE_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]{2,}")
_BEARERS = (
    "span", "div", "p", "a", "li", "address", "cite", "strong", "h3", "h4", "h5", "h6", "section",
)  # fmt: skip
"""Elements whose marks may say that they hold an author."""
_FIRST_LINES = 2
_SHORT = 60
_LONGEST = 150
_CONSIDERED = 60


def find_byline(
    root: etree._Element,
    head: Head,
    graph: Graph,
    lines: Sequence[str],
    site: str | None,
    texts: Iterable[str] = (),
) -> str | None:
    """The authors as printed; ``lines`` stand around the headline, ``texts`` are the page's blocks.

    Where the page's own data name only the site as the author, a person whom the page shows comes first.
    """
    named = _named(head, graph)
    if named and not _same(named, site) and not _only_bodies(graph):
        return _with_others(named, lines)
    return (
        _marked(root) or _shown(lines) or _linked(root) or _bare(lines) or _written(texts) or named
    )


def _with_others(named: str, lines: Sequence[str]) -> str:
    """The authors, or the line under the headline that begins with them and goes on with others."""
    for line in lines[:_FIRST_LINES]:
        others = _AND.split(line[len(named) :]) if line.startswith(named) else []
        names = len(others) > 1 and not others[0] and all(map(_PERSON.fullmatch, others[1:]))
        if names and not _TITLED.search(line):
            return line
    return named


def _written(texts: Iterable[str]) -> str | None:
    """A line anywhere on the page that says no more than who wrote it."""
    short = (text for text in texts if len(text) <= _LONGEST)
    found = next(filter(None, map(_WRITTEN_LINE.fullmatch, short)), None)
    return found["who"] if found else None


def _named(head: Head, graph: Graph) -> str | None:
    for found in graph.articles:
        byline = join_authors(graph.names(found.get("author")) or graph.names(found.get("creator")))
        if byline:
            return byline
    return join_authors([name for name in head.all(*_NAMES) if "://" not in name][:5])


def _only_bodies(graph: Graph) -> bool:
    """Every author that the data name is an organisation."""
    authors = [item for found in graph.articles for item in graph.objects(found.get("author"))]
    return bool(authors) and all(
        not isinstance(item, str) and item.get("@type") == "Organization" for item in authors
    )


def _same(name: str, site: str | None) -> bool:
    return site is not None and "".join(name.casefold().split()) == "".join(site.casefold().split())


def _marked(root: etree._Element) -> str | None:
    linked = [
        _text(element)
        for element in root.iter("a")
        if "author" in (element.get("rel") or "").split()
    ]
    return join_authors(text for text in linked[:3] if len(text) <= _LONGEST) or next(
        _by_marks(root), None
    )


def _by_marks(root: etree._Element) -> Iterator[str]:
    considered = 0
    for element in root.iter(*_BEARERS):
        marks, property_ = element.get("class"), element.get("itemprop")
        if property_:
            marks = f"{marks or ''} {property_}"
        if not marks or not _is_author(marks[:MAX_MARKS]):
            continue
        considered += 1
        if considered > _CONSIDERED:
            return
        text = _name_first(element)
        byline = join_authors([text]) if 2 < len(text) <= _LONGEST and _A_NAME.match(text) else None
        if byline:
            yield byline


def _name_first(element: etree._Element) -> str:
    """The element's text, or the name alone where a box holds a name and then what its bearer is called."""
    pieces = list(filter(None, (normalise(str(piece)) for piece in islice(element.itertext(), 40))))
    pieces = [piece for piece in pieces if not _LABEL.fullmatch(piece)]
    is_box = len(pieces) == 2 and element.find("*") is not None
    if is_box and _PERSON.fullmatch(pieces[0]) and _TITLED.search(pieces[1]):
        return pieces[0]
    return _text(element)


@lru_cache(maxsize=4096)
def _is_author(marks: str) -> bool:
    flat = _HUMP.sub("-", marks).lower()
    return any(
        _MARK.search(mark) and not _NOT_MARK.search(mark) and not mark.startswith(("has-", "is-"))
        for mark in flat.split()
    )


def _shown(lines: Sequence[str]) -> str | None:
    return next(
        (
            byline
            for line in lines
            for part in _PART.split(line)
            if _SHOWN.match(part)
            for byline in [join_authors([part])]
            if byline
        ),
        None,
    )


def _linked(root: etree._Element) -> str | None:
    """A name that leads to an author's page: where the author is neither named nor marked."""
    links = islice(
        (link for link in root.iter("a") if _AUTHOR_PAGE.search(link.get("href") or "")),
        _CONSIDERED,
    )
    return next((name for name in map(_text, links) if _PERSON.fullmatch(name)), None)


def _bare(lines: Sequence[str]) -> str | None:
    """A name under the headline: below "Written by", or first of all, with a date near it."""
    for label, name in pairwise(lines):
        if _LABEL.fullmatch(label):
            bare = _ROLE.sub("", name)
            return (
                join_authors([bare]) if _PERSON.match(bare) or _ONE_NAME.fullmatch(bare) else None
            )
    for place, line in enumerate(lines[:_FIRST_LINES]):
        name = _FORE.sub("", line)
        near = " ".join(lines[place + 1 : place + 1 + _FIRST_LINES])
        below = lines[place + 1] if place + 1 < len(lines) else ""
        titled = len(below) <= _SHORT and _TITLED.search(below)
        if _PERSON.fullmatch(name) and (titled or _DATED.search(near)):
            return name
    return None


def _text(element: etree._Element) -> str:
    return normalise(" ".join(str(piece) for piece in element.itertext()))
