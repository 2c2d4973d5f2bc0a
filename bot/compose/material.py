"""What an article gives for posts: its title and its key points as they would be posted."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from bot.compose.defuse import defuse, has_address
from bot.compose.direction import leading_mark, runs_leftward
from bot.compose.emoji import without_outer_emoji
from bot.compose.fit import Candidate
from bot.compose.layout import addition, head
from bot.compose.length import counter
from bot.compose.memory import once_per_article
from bot.compose.quotes import balanced
from bot.compose.statements import lacks_speaker
from bot.compose.wording import comparable, one_line
from bot.model.article import Article
from bot.model.draft import Measure
from bot.model.keypoint import KeyPoint

LeftOut = tuple[int, str]
"""The index of a key point, and why it is not posted."""


class Material(NamedTuple):
    """Title and usable points in story order; of the others, by index, why not; what each point adds to a text.

    ``title_cost`` is the title's length. ``costs`` are by ``Candidate.index``: within a group, and at the head
    of one. ``warnings`` say what is wrong with the article for posting it anywhere.
    """

    title: str
    title_cost: int
    points: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...]
    costs: dict[int, tuple[int, int]]
    warnings: tuple[str, ...]

    def cost(self, point: Candidate, leads: bool) -> int:
        """What ``point`` adds to a text; ``leads`` says that it begins a group."""
        return self.costs[point.index][leads]

    def may_say(self, title: str) -> bool:
        """Whether the points together may have every word of the title; False is certain."""
        said = " ".join(f"{point.attribution or ''} {point.text}" for point in self.points)
        return all(map(said.casefold().__contains__, comparable(title).casefold().split()))


@once_per_article
def material_of(article: Article, by: Measure, keep_emoji: bool) -> Material:
    """The material for posts that are measured ``by``. ``keep_emoji`` as in ``Style``."""
    sorted_out = _sorted_out(article, keep_emoji)
    points, count = sorted_out.points, counter(by)
    return Material(
        title=sorted_out.title,
        title_cost=count(sorted_out.title),
        points=points,
        left_out=sorted_out.left_out,
        costs={point.index: _costs(point, count) for point in points},
        warnings=sorted_out.warnings,
    )


def _costs(point: Candidate, count: Callable[[str], int]) -> tuple[int, int]:
    """What the point adds within a group, and at the head of one."""
    alone = count(addition(point))
    return alone, alone + count(head(point))


class _SortedOut(NamedTuple):
    title: str
    points: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...]


@once_per_article
def _sorted_out(article: Article, keep_emoji: bool) -> _SortedOut:
    title = comparable(article.title)
    seen: set[tuple[str, str | None]] = {(title, None)}
    points, left_out = [], []
    form = _Form(keep_emoji, is_leftward=runs_leftward(article))
    statements = [(i, point) for i, point in enumerate(article.key_points) if point.postable]
    for index, point in sorted(statements, key=_place):
        words = comparable(point.text)
        mark = (words, None if words == title else point.attribution)
        reason = "it repeats the title or another point" if mark in seen else _unfit(point, words)
        if reason:
            left_out.append((index, reason))
        else:
            seen.add(mark)
            points.append(form.candidate(index, point))
    return _SortedOut(
        form.marked(form.of(article.title)),
        tuple(points),
        tuple(sorted(left_out)),
        _warnings(article, title, has_points=bool(points)),
    )


def _place(item: tuple[int, KeyPoint]) -> tuple[int, int]:
    index, point = item
    return point.span.start, index


def _warnings(article: Article, title: str, *, has_points: bool) -> tuple[str, ...]:
    any_stated = any(point.postable for point in article.key_points)
    none_usable = "None of the article's key points can be posted."
    facts = (
        (not title, "The article has no title."),
        (has_address(title), "The title spells out a web address."),
        (not any_stated, "The article has no key points."),
        (any_stated and not has_points, none_usable),
    )
    return tuple(warning for is_so, warning in facts if is_so)


def _unfit(point: KeyPoint, words: str) -> str | None:
    """Why a point is never posted, or None."""
    texts = (point.text, point.attribution or "")
    if not words:
        return "it has no words"
    if any(map(has_address, texts)):
        return "it spells out a web address"
    if not all(map(balanced, texts)):
        return "it has a quotation that is not whole"
    if not point.attribution and lacks_speaker(words, point.speaker):
        return "it does not say whose words it is"
    return None


class _Form:
    """How a text of the article is posted: in one line, defused, running in the article's direction."""

    def __init__(self, keep_emoji: bool, *, is_leftward: bool) -> None:
        self._keep_emoji = keep_emoji
        self._is_leftward = is_leftward
        self._lines: dict[str | None, str | None] = {None: None}

    def of(self, text: str) -> str:
        return defuse(one_line(text if self._keep_emoji else without_outer_emoji(text)))

    def marked(self, text: str) -> str:
        return self._mark(text) + text

    def candidate(self, index: int, point: KeyPoint) -> Candidate:
        line, text = self._line(point.attribution), self.of(point.text)
        return Candidate(index, text, line, point.score, self._mark(text))

    def _line(self, attribution: str | None) -> str | None:
        """The same for each of its points."""
        if attribution not in self._lines:
            self._lines[attribution] = self.marked(self.of(attribution or "")) or None
        return self._lines[attribution]

    def _mark(self, text: str) -> str:
        return leading_mark(text) if self._is_leftward else ""
