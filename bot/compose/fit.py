"""Chooses the key points that say most within the room there is: an exact search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import ne

MAX_POINTS = 5
"""A post is read at a glance: beyond five points it is the article again."""
MAX_CANDIDATES = 12
"""The search is exact over so many, the best by score; more would take time and say hardly more."""
_GRAIN = 1_000_000
"""Scores are summed as whole numbers, so that sums do not depend on their order."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A key point that may be used.

    ``index`` is its place in the article's key points, ``attribution`` the line that it must stand under;
    both texts are as they would be posted, and ``mark`` is what must stand in front of the line.
    """

    index: int
    text: str
    attribution: str | None
    score: float
    mark: str = ""

    @property
    def worth(self) -> int:
        """The score as a whole number; one that is negative or no number says nothing."""
        return int(min(self.score, 1e9) * _GRAIN) if self.score > 0 else 0


def choose(
    candidates: Sequence[Candidate], room: int, cost: Callable[[Candidate, bool], int]
) -> tuple[Candidate, ...]:
    """Those candidates, in the order given, that say most and together cost no more than ``room``.

    Most is the most attributions, so that of two sides none is left out while both have room; then the
    highest sum of scores, then the most points, then the earliest points. ``cost(candidate, leads)`` is
    what it adds to the text; ``leads`` says that it begins a group, under its attribution.
    """
    if len(candidates) <= MAX_POINTS and sum(map(cost, candidates, leads(candidates))) <= room:
        return tuple(candidates)
    return _Search(_best(candidates), room, cost).run()


def leads(points: Sequence[Candidate]) -> list[bool]:
    """Of each point in a text, whether it begins a group."""
    lines = [point.attribution for point in points]
    return [True, *map(ne, lines, lines[1:])]


def _best(candidates: Sequence[Candidate]) -> list[Candidate]:
    ranked = sorted(candidates, key=lambda candidate: -candidate.worth)[:MAX_CANDIDATES]
    return [candidate for candidate in candidates if candidate in ranked]


class _Search:
    """Depth first, each candidate taken before it is left out, without what cannot beat the best so far.

    Sides are bits of a number, one for each attribution.
    """

    def __init__(
        self, candidates: list[Candidate], room: int, cost: Callable[[Candidate, bool], int]
    ) -> None:
        self._candidates = candidates
        self._room = room
        self._costs = [(cost(c, False), cost(c, True)) for c in candidates]
        self._lines = [c.attribution for c in candidates]
        self._worths = [c.worth for c in candidates]
        self._sides = _bits(self._lines)
        count = len(candidates)
        self._ahead = [_sums_of_best(self._worths[i:]) for i in range(count + 1)]
        self._sides_ahead = [0] * (count + 1)
        for i in range(count - 1, -1, -1):
            self._sides_ahead[i] = self._sides_ahead[i + 1] | self._sides[i]
        cheapest = accumulate((max(1, min(pair)) for pair in reversed(self._costs)), min)
        self._cheapest_ahead = [*cheapest][::-1]
        self._best: tuple[int, ...] = ()
        self._best_value = (0, 0, 0)

    def run(self) -> tuple[Candidate, ...]:
        self._visit(0, 0, 0, (), 0)
        return tuple(self._candidates[i] for i in self._best)

    def _visit(self, i: int, used: int, value: int, taken: tuple[int, ...], sides: int) -> None:
        count, side_count = len(taken), sides.bit_count()
        if (side_count, value, count) > self._best_value:
            self._best, self._best_value = taken, (side_count, value, count)
        more = min(MAX_POINTS - count, len(self._lines) - i)
        if more:
            more = max(0, min(more, (self._room - used) // self._cheapest_ahead[i]))
        more_sides = min(more, (self._sides_ahead[i] & ~sides).bit_count())
        within_reach = (side_count + more_sides, value + self._ahead[i][more], count + more)
        if within_reach <= self._best_value:
            return
        leads = not taken or self._lines[taken[-1]] != self._lines[i]
        cost = used + self._costs[i][leads]
        if cost <= self._room:
            more_said = value + self._worths[i]
            self._visit(i + 1, cost, more_said, (*taken, i), sides | self._sides[i])
        self._visit(i + 1, used, value, taken, sides)


def _bits(lines: Sequence[str | None]) -> list[int]:
    """A bit for each attribution, the same for the same one; 0 for none."""
    known: dict[str, int] = {}
    return [known.setdefault(line, 1 << len(known)) if line else 0 for line in lines]


def _sums_of_best(worths: list[int]) -> list[int]:
    """At ``n``, the sum of the ``n`` greatest, up to what a post may have."""
    return [0, *accumulate(sorted(worths, reverse=True)[:MAX_POINTS])]
