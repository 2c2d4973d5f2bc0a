"""Lists that were typed: paragraphs or lines that begin with a bullet, a figure or an emoji."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import regex

from bot.extract.blocks import ITEM, PARAGRAPH, Block
from bot.extract.bullets import MARK, may_be_marked

_LONGEST = 500
"""A longer paragraph with a figure or dash in front is a section or speech, not an item."""
# A dash opens direct speech in many languages; then the same dash comes back before who says it.
_SPEECH = regex.compile(r"\s[–—-]\s+\p{Ll}|^[¿¡]")


def find_typed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with each typed list turned into items without their marks.

    Only a run of two or more neighbours with marks of one kind (figures counting up) is a list; marks of another
    kind between them are those of a list within it.
    """
    result: list[Block] = []
    done = 0
    for index, block in enumerate(blocks):
        if index < done:
            continue
        levels = _levels(blocks, index) if may_be_marked(block.text) else []
        if len(levels) > 1:
            run = zip(blocks[index:], levels, strict=False)
            result += [_item(block, index, level) for block, level in run]
            done = index + len(levels)
        else:
            result.append(_unmarked(block) if block.kind is ITEM else block)
    return tuple(result)


def _levels(blocks: Sequence[Block], start: int) -> list[int]:
    """How deep in the list that begins at ``start`` each of its neighbours stands, 1 or 2."""
    levels = [1]
    outer, inner = _Marks(), _Marks()
    first = _mark_of(blocks[start])
    if first is None or not outer.begin(first):
        return []
    for block in islice(blocks, start + 1, None):
        mark = _mark_of(block)
        if mark is None:
            break
        if inner.take(mark):
            levels.append(2)
        elif outer.take(mark):
            inner = _Marks()
            levels.append(1)
        elif inner.kind or "emoji" in (first[0], mark[0]) or not inner.begin(mark):
            break
        else:
            levels.append(2)
    # A list behind another, and not between its items, is its own.
    last = next(place for place in range(len(levels), 0, -1) if levels[place - 1] == 1)
    parent = blocks[start + last - 1].text.endswith((":", "："))
    return levels if parent else levels[:last]


class _Marks:
    """The marks of one list so far: their kind, and for figures how many."""

    def __init__(self) -> None:
        self.kind = ""
        self._count = 0

    def begin(self, mark: tuple[str, int]) -> bool:
        """The mark may be the first of a list."""
        self.kind, self._count = mark[0], 1
        return mark[1] in (0, 1)

    def take(self, mark: tuple[str, int]) -> bool:
        """The mark is the next of this list."""
        fits = mark[0] == self.kind and mark[1] in (0, self._count + 1)
        self._count += fits
        return fits


def _mark_of(block: Block) -> tuple[str, int] | None:
    """The kind of the mark that the block begins with, and its figure, 0 where it is none."""
    if block.kind is not PARAGRAPH or len(block.text) > _LONGEST:
        return None
    found = MARK.match(block.text)
    if found is None or found.lastgroup is None:
        return None
    kind, mark = found.lastgroup, found.group(found.lastgroup)
    if kind == "number":
        return kind, int(mark) or -1
    if kind == "dash":
        speech = mark in "–—" and _SPEECH.search(block.text[found.end() :])
        return None if speech else (f"dash {mark}", 0)
    return kind, 0


def _item(block: Block, list_id: int, level: int) -> Block:
    # Typed lists have no element: an identity below -1 is theirs alone.
    return _unmarked(block)._replace(kind=ITEM, list=-2 - list_id, item=-1, level=level)


def _unmarked(block: Block) -> Block:
    found = MARK.match(block.text) if may_be_marked(block.text) else None
    if found is None or (block.kind is ITEM and found.lastgroup in ("number", "letter", "emoji")):
        return block
    return block._replace(text=block.text[found.end() :])
