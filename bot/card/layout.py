"""Where every word of a card stands: the largest size at which all of it fits, or none.

Sizes are in units of a hundredth of the picture's side (the root of its area), so that a card for X and one for
Facebook are one design. Right-to-left stories are the mirror image.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.card.fonts import drawn, typefaces
from bot.card.paragraph import Line, Paragraph
from bot.model.card import Card, CardFormat

_MARGIN = 6.0
_FOOT = 6.6
"""What stays free at the bottom."""
_BODY = tuple(size / 10 for size in range(56, 27, -1))
"""Sizes of the points, in units. The least is what a reader still reads on a telephone: a line of about 50 letters."""
_TITLE_TO_BODY = (1.62, 1.45, 1.3)
_CROWDED = 3.4
"""From this size of the points down the title may come closer to theirs."""
_TITLE_TO_BODY_IN_A_CROWD = (1.62, 1.4, 1.2, 1.05)
_TITLE_ALONE = tuple(size / 10 for size in range(92, 31, -2))
_TITLE_MAX = 7.4
_SIZES = tuple(
    (body, min(_TITLE_MAX, body * ratio))
    for body in _BODY
    for ratio in (_TITLE_TO_BODY if body > _CROWDED else _TITLE_TO_BODY_IN_A_CROWD)
)
"""Of points and title, in units, the best first: large points, then a large title."""
_SIZES_ALONE = tuple((_BODY[0], title) for title in _TITLE_ALONE)
_MASTHEAD = 2.7
_MASTHEAD_LEAST = 1.5

_TITLE_LEADING = 1.19
_BODY_LEADING = 1.36
_ASCENT = 0.96
"""How far below a line's top its baseline lies, in ems."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, from the top left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Written:
    """A line of text: where its left end and baseline are, its size in pixels, and the box that it must not leave."""

    paragraph: Paragraph
    line: Line
    x: float
    baseline: float
    size: float
    ink: str
    box: Box


@dataclass(frozen=True, slots=True)
class Filled:
    """A rectangle in one of the look's colours."""

    box: Box
    ink: str


@dataclass(frozen=True, slots=True)
class Layout:
    """All that is drawn. ``masthead`` is the room of the site's name, which a logo may take."""

    written: tuple[Written, ...]
    filled: tuple[Filled, ...]
    masthead: Box


@lru_cache(maxsize=16)
def lay_out(card: Card) -> Layout | None:
    """The card at the largest size at which all of it fits; None where none is legible, or a glyph is missing."""
    room = _Room(card.format)
    texts = _Texts(card)
    if texts.missing:
        return None
    sizes = _SIZES if card.groups else _SIZES_ALONE
    for body, title in sizes:
        column = _Column(card, texts, room, body * room.unit, title * room.unit)
        if column.height <= room.height:
            return column.placed()
    return None


class _Room:
    """The picture's measures, in pixels."""

    def __init__(self, form: CardFormat) -> None:
        self.unit = math.sqrt(form.width * form.height) / 100
        self.margin = _MARGIN * self.unit
        self.width = form.width - 2 * self.margin
        self.masthead = Box(
            self.margin, 4.4 * self.unit, self.width, _MASTHEAD * _BODY_LEADING * self.unit
        )
        self.top = self.masthead.top + self.masthead.height + 2.6 * self.unit
        self.height = form.height - self.top - _FOOT * self.unit
        self.page = Box(0, 0, form.width, form.height)


class _Texts:
    """The card's texts, shaped once for all sizes."""

    def __init__(self, card: Card) -> None:
        self.title = _shaped(card, card.title, bold=True)
        self.name = _shaped(card, card.site_name, bold=True)
        self.groups = [
            (
                _shaped(card, group.attribution, bold=True) if group.attribution else None,
                [_shaped(card, point, bold=False) for point in group.points],
            )
            for group in card.groups
        ]

    @property
    def missing(self) -> bool:
        """Whether a word could not be shown."""
        points = [point for _, points in self.groups for point in points]
        lines = [line for line, _ in self.groups if line]
        every = [self.title, self.name, *lines, *points]
        return not self.title.text or any(text.missing() for text in every)


def _shaped(card: Card, text: str, *, bold: bool) -> Paragraph:
    # a name in Latin letters within a Chinese story is no Chinese text
    faces = typefaces(card.language if max(text, default="") > "\u2e80" else "", bold=bold)
    return Paragraph(drawn(text, faces), faces, card.language, leftward=card.leftward)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of one paragraph, as they follow in the column. ``gap`` is the space above."""

    paragraph: Paragraph
    lines: list[Line]
    size: float
    leading: float
    ink: str
    gap: float
    indent: float = 0.0
    bullet: bool = False
    apart: bool = False
    """A rule above parts it from a group whose attribution must not seem to be its own."""

    @property
    def height(self) -> float:
        return self.gap + len(self.lines) * self.size * self.leading


class _Column:
    """Title and groups at one pair of sizes."""

    def __init__(self, card: Card, texts: _Texts, room: _Room, body: float, title: float) -> None:
        self._card, self._texts, self._room = card, texts, room
        self._body, self._title = body, title
        self._blocks = [*self._all_blocks()]
        self.height = sum(block.height for block in self._blocks)

    def _all_blocks(self) -> Iterator[_Block]:
        body, title, texts = self._body, self._title, self._texts
        lines = texts.title.balanced(self._room.width / title)
        yield _Block(texts.title, lines, title, _TITLE_LEADING, "text", 0.0)
        gap = 2.2 * body
        is_under_line = False
        for line, points in texts.groups:
            apart = is_under_line and line is None
            is_under_line = line is not None
            if apart:
                gap = 1.7 * body
            if line:
                lines = line.lines(self._room.width / body)
                yield _Block(line, lines, body, _BODY_LEADING, "accent", gap)
                gap = 0.34 * body
            indent = 1.05 * body
            for point in points:
                lines = point.tidy((self._room.width - indent) / body)
                yield _Block(
                    point, lines, body, _BODY_LEADING, "text", gap, indent, bullet=True, apart=apart
                )
                gap, apart = 0.46 * body, False
            gap = 1.05 * body

    def placed(self) -> Layout:
        """The blocks where they stand; room that is left goes above and between them."""
        room = self._room
        slack = room.height - self.height
        spread = min(slack * 0.5 / max(1, len(self._blocks) - 1), 0.5 * self._body)
        top = room.top + min(
            0.3 * (slack - spread * (len(self._blocks) - 1)), 0.05 * room.page.height
        )
        written: list[Written] = []
        filled: list[Filled] = [*self._furniture()]
        for number, block in enumerate(self._blocks):
            top += block.gap + (spread if number else 0)
            if number == 1 or block.apart:
                filled.append(self._rule(top - (block.gap + spread) * 0.5))
            if block.bullet:
                filled.append(self._bullet(top, block))
            for line in block.lines:
                written.append(self._written(line, top, block))
                top += block.size * block.leading
        return Layout((*self._name(), *written), tuple(filled), room.masthead)

    def _written(self, line: Line, top: float, block: _Block) -> Written:
        room, size = self._room, block.size
        height = size * block.leading
        box = Box(room.margin + block.indent, top, room.width - block.indent, height)
        box = replace(box, left=self._from_start(box.left, box.width))
        x = box.left + (box.width - line.width * size if self._card.leftward else 0)
        baseline = top + (height - size) / 2 + _ASCENT * size - 0.08 * size
        return Written(block.paragraph, line, x, baseline, size, block.ink, box)

    def _name(self) -> Iterator[Written]:
        """The site's name in one line, smaller where it is long, and not at all where it is too long for that."""
        name, room = self._texts.name, self._room
        if not name.text:
            return
        (line, *more) = name.lines(math.inf)
        size = min(_MASTHEAD * room.unit, 0.8 * room.width / max(line.width, 0.01))
        if more or size < _MASTHEAD_LEAST * room.unit:
            return
        block = _Block(name, [line], size, room.masthead.height / size, "accent", 0.0)
        yield self._written(line, room.masthead.top, block)

    def _furniture(self) -> Iterator[Filled]:
        """The tab at the top edge, and the line at the foot."""
        unit, page = self._room.unit, self._room.page
        tab = 7.0 * unit
        yield Filled(Box(self._from_start(self._room.margin, tab), 0, tab, 1.9 * unit), "accent")
        yield Filled(Box(0, page.height - 0.9 * unit, page.width, 0.9 * unit), "accent")

    def _rule(self, y: float) -> Filled:
        return Filled(
            Box(self._room.margin, y, self._room.width, max(1.0, 0.12 * self._room.unit)), "faint"
        )

    def _bullet(self, top: float, block: _Block) -> Filled:
        side = 0.36 * block.size
        middle = top + block.size * block.leading / 2 + 0.06 * block.size
        left = self._from_start(self._room.margin + 0.04 * block.size, side)
        return Filled(Box(left, middle - side / 2, side, side), "accent")

    def _from_start(self, left: float, width: float) -> float:
        """``left``, or its mirror image in a picture that is read from the right."""
        return self._room.page.width - left - width if self._card.leftward else left
