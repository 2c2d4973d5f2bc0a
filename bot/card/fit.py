"""Which points go into a picture: as many as are legible in it and as its alternative text may tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.card.layout import lay_out
from bot.model.card import Card, CardGroup


@dataclass(frozen=True, slots=True)
class CardPoint:
    """A point that may be shown: its words, the line that it must stand under, and how much it tells."""

    index: int
    text: str
    attribution: str | None
    worth: int


def fitted(card: Card, points: Sequence[CardPoint]) -> tuple[Card, tuple[int, ...]] | None:
    """``card`` with those of ``points``, whole and in their order, that fit; and which these are.

    At worst it has the title alone; None where not even that fits or can be drawn. What tells least is left out
    first, and of two sides none before the other has but one point left.
    """
    for chosen in _fewer_and_fewer(points):
        tried = replace(card, groups=_groups(chosen))
        if alt_length(tried) <= card.format.alt_limit and lay_out(tried) is not None:
            return tried, tuple(point.index for point in chosen)
    return None


def alt_length(card: Card) -> int:
    """The length of the alternative text in UTF-16 units, which no platform counts as fewer."""
    return len(card.words.encode("utf-16-le")) // 2


def _groups(points: Sequence[CardPoint]) -> tuple[CardGroup, ...]:
    groups = groupby(points, key=lambda point: point.attribution)
    return tuple(CardGroup(line, tuple(point.text for point in group)) for line, group in groups)


def _fewer_and_fewer(points: Sequence[CardPoint]) -> Iterator[tuple[CardPoint, ...]]:
    left = list(points)
    while left:
        yield tuple(left)
        lines = [point.attribution for point in left]
        left.remove(
            min(
                left,
                key=lambda point: (lines.count(point.attribution) == 1, point.worth, -point.index),
            )
        )
    yield ()
