"""When the story was first published, and when it was last changed.

What machines are told comes first (JSON-LD, ``article:published_time``), then what the page marks or shows
beside its headline, then its URL. A date that is labelled as an update never counts as publication while there is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from lxml import etree

from bot.extract.dates import date_in_url, parse_date
from bot.extract.head import Head
from bot.extract.jsonld import Graph
from bot.extract.words import normalise

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished", "published",
    "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "w-published-date", "parsely-pub-date", "sailthru.date",
    "article.published", "published_time", "cxenseparse:recs:publishtime", "citation_publication_date", "dc.date.issued",
)  # fmt: skip
_VAGUE = (
    "date",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "created",
    "datecreated",
    "timestamp",
)
"""Names under which sites also give the day of the last change, or today."""
_MODIFIED = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "last-modified", "lastmod", "updated",
    "dcterms.modified", "dc.date.modified", "article.updated", "modified_time",
)  # fmt: skip
_PUBLISHED_MARK = re.compile(
    r"publish|posted|pubdate|created|entry-date|post-date|article-date|issued", re.IGNORECASE
)
_MODIFIED_MARK = re.compile(
    r"modif|updat|revis|review|aktualisiert|geändert|mis à jour|actualizad|aggiornat|atualizad|bijgewerkt|gewijzigd|zaktualizowan|ενημέρωση|actualizat",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\s[-–|•·]\s(?!\d{1,2}[:.h]\d\d)|(?=\b(?:last )?(?:updated|modified)\b)", re.IGNORECASE
)
_DATE_MARK = re.compile(r"date|time|publish|posted|meta", re.IGNORECASE)
_A_DATE = re.compile(
    r"[^\W\d_]{3,10}\.? \d{1,2}, \d{4}|\d{1,2}\.? [^\W\d_]{3,10}\.? \d{4}|\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{4}"
)
_DAY = timedelta(days=1)
_LABEL = 40
"""Characters of a line that gives a date and little else."""
_LONGEST = 120
_CONSIDERED = 40


def published_at(
    root: etree._Element,
    head: Head,
    graph: Graph,
    lines: Sequence[str],
    url: str,
    texts: Iterable[str] = (),
    *,
    day_first: bool = False,
) -> datetime | None:
    """The publication, in UTC; ``lines`` stand around the headline, ``texts`` are the page's blocks.

    ``day_first``: see ``parse_date``.
    """
    told = _first((graph.text("datePublished"), *head.all(*_PUBLISHED)))
    if told:
        changed = modified_at(head, graph)
        stamped = changed is not None and told >= changed
        if not stamped:
            return told
        # A machine that stamps every save writes one time for both; then an earlier day that readers see is true.
        labels = [part for part in _shown(lines) if len(part) <= _LABEL]
        shown = _first((*_pubdates(root), *labels), day_first=day_first)
        return shown if shown and told - shown > _DAY else told
    for values in (
        _times(root),
        _shown(lines),
        [graph.text("dateCreated"), graph.text("uploadDate")],
        head.all(*_VAGUE),
        _marked(root),
    ):
        found = _first(values, day_first=day_first)
        if found:
            return found
    return (
        date_in_url(url)
        or _only_date(texts, day_first=day_first)
        or modified_at(head, graph)
        or _first(lines, day_first=day_first)
    )


def _pubdates(root: etree._Element) -> Iterator[str | None]:
    return (
        element.get("datetime")
        for element in root.iter("time")
        if element.get("pubdate") is not None
    )


def _only_date(texts: Iterable[str], *, day_first: bool) -> datetime | None:
    """The day that a line of the page is, where no other line is another day."""
    days = (text for text in texts if _A_DATE.fullmatch(text))
    dates = {parse_date(day, day_first=day_first) for day in days} - {None}
    return dates.pop() if len(dates) == 1 else None


def modified_at(head: Head, graph: Graph) -> datetime | None:
    """The latest change that machines are told of, in UTC."""
    told = map(parse_date, (graph.text("dateModified"), *head.all(*_MODIFIED)))
    return max(filter(None, told), default=None)


def shown_change(
    lines: Sequence[str], published: datetime | None, *, day_first: bool = False
) -> datetime | None:
    """The change after the publication that a line around the headline gives, in UTC."""
    parts = (part for line in lines for part in _BOTH.split(line) if _MODIFIED_MARK.search(part))
    found = _first(parts, day_first=day_first)
    return found if found and (published is None or found > published) else None


def _times(root: etree._Element) -> Iterator[str | None]:
    """Time elements: those marked as publication, then the first that is not marked as a change."""
    elements = [element for element in root.iter("time") if not _is_change(element)][:_CONSIDERED]
    for element in sorted(
        elements, key=lambda element: not _PUBLISHED_MARK.search(_marks(element))
    ):
        yield element.get("datetime")
        yield _text(element)


def _is_change(element: etree._Element) -> bool:
    """It is the time of a change alone: WordPress marks the time of a story that never changed with both."""
    if _MODIFIED_MARK.search(_text(element)):
        return True
    marks = _marks(element)
    return _MODIFIED_MARK.search(marks) is not None and _PUBLISHED_MARK.search(marks) is None


def _shown(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        for part in _BOTH.split(line):
            if part and not _MODIFIED_MARK.search(part):
                yield part


def _marked(root: etree._Element) -> Iterator[str]:
    considered = 0
    for element in root.iter("span", "div", "p", "li"):
        marks = _marks(element)
        if not _DATE_MARK.search(marks) or _MODIFIED_MARK.search(marks):
            continue
        considered += 1
        if considered > _CONSIDERED:
            return
        text = _text(element)
        if text and len(text) <= _LONGEST and not _MODIFIED_MARK.search(text):
            yield text


def _marks(element: etree._Element) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('id') or ''}"


def _text(element: etree._Element) -> str:
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        pieces.append(str(piece))
        size += len(piece)
        if size > 4 * _LONGEST:
            return ""
    return normalise(" ".join(pieces))


def _first(values: Iterable[str | None], *, day_first: bool = False) -> datetime | None:
    dates = (parse_date(value, day_first=day_first) for value in values)
    return next((date for date in dates if date), None)
