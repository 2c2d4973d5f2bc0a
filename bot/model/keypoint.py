"""A statement of the article that may be said in public, and whose statement it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """Where a key point stood in the article."""

    LIST = "list"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Span:
    """A place in ``Article.text``: ``text[start:end]``, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One statement of the article, verbatim.

    ``attribution`` is the line that introduces the list it stood in ("Putin admits:"), as
    printed; points with the same attribution belong together. ``speaker`` is who says it
    where the sentence itself tells. ``score`` ranks points of one article: higher tells
    more; it has no unit and no meaning between articles. ``postable`` is False for an item of a
    list of links or of contents: it names what another place holds, and is never posted.
    """

    text: str
    span: Span
    origin: Origin
    attribution: str | None = None
    speaker: str | None = None
    score: float = 0.0
    postable: bool = True
