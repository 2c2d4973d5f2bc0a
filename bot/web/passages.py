"""An article as a page shows it: paragraphs in which each key point has its place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.model.article import Article
from bot.model.keypoint import KeyPoint


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``point`` is the index of the key point that it is, None for other text."""

    text: str
    point: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A key point in its surroundings. ``index`` is its place in ``Article.key_points``."""

    index: int
    point: KeyPoint
    pieces: tuple[Piece, ...]


def paragraphs(
    article: Article, marked: Collection[int] | None = None
) -> tuple[tuple[Piece, ...], ...]:
    """The article's paragraphs in order, with those key points marked (None: all)."""
    shown = []
    start = 0
    for paragraph in article.text.split("\n\n"):
        if paragraph.strip():
            shown.append(_pieces(article, start, start + len(paragraph), marked))
        start += len(paragraph) + 2
    return tuple(shown)


def passages(article: Article, indexes: Collection[int]) -> tuple[Passage, ...]:
    """The key points of these indexes, each in its paragraph; an index of an older revision is left out."""
    found = []
    for index in indexes:
        if index < len(article.key_points):
            point = article.key_points[index]
            start, end = _paragraph_around(article.text, point)
            found.append(Passage(index, point, _pieces(article, start, end, {index})))
    return tuple(found)


def _paragraph_around(text: str, point: KeyPoint) -> tuple[int, int]:
    before = text.rfind("\n\n", 0, point.span.start)
    after = text.find("\n\n", point.span.end)
    return (before + 2 if before >= 0 else 0), (after if after >= 0 else len(text))


def _pieces(
    article: Article, start: int, end: int, marked: Collection[int] | None
) -> tuple[Piece, ...]:
    inside = sorted(
        (point.span.start, index)
        for index, point in enumerate(article.key_points)
        if point.postable
        and start <= point.span.start < point.span.end <= end
        and (marked is None or index in marked)
    )
    pieces: list[Piece] = []
    at = start
    for begins, index in inside:
        if begins < at:
            continue  # it lies within the one before
        ends = article.key_points[index].span.end
        pieces += [Piece(article.text[at:begins]), Piece(article.text[begins:ends], index)]
        at = ends
    pieces.append(Piece(article.text[at:end]))
    return tuple(piece for piece in pieces if piece.text)
