"""Lists that were typed: paragraphs or lines that begin with a bullet, a figure or an emoji."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.extract.blocks import ITEM, PARAGRAPH, Block
from bot.extract.bullets import MARK, may_be_marked

_LONGEST = 500
"""A longer paragraph with a figure or dash in front is a section or speech, not an item."""
# A dash opens direct speech in many languages; then the same dash comes back before who says it.
_SPEECH = regex.compile(r"\s[–—-]\s+\p{Ll}|^[¿¡]")


def find_typed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with each typed list turned into items without their marks.

    Only a run of two or more neighbours with marks of one kind (figures counting up) is a list.
    """
    result: list[Block] = []
    done = 0
    for index, block in enumerate(blocks):
        if index < done:
            continue
        run = _run(blocks, index) if may_be_marked(block.text) else []
        if len(run) > 1:
            result += [_item(block, index) for block in run]
            done = index + len(run)
        else:
            result.append(_unmarked(block) if block.kind is ITEM else block)
    return tuple(result)


def _run(blocks: Sequence[Block], start: int) -> list[Block]:
    """The neighbours from ``start`` on whose marks are of one kind."""
    run: list[Block] = []
    kind = ""
    for number, place in enumerate(range(start, len(blocks)), 1):
        mark = _kind_of_mark(blocks[place], number)
        if mark is None or (kind and mark != kind):
            break
        kind = mark
        run.append(blocks[place])
    return run


def _kind_of_mark(block: Block, number: int) -> str | None:
    """The kind of the mark that the block begins with, fit to be the ``number``th of a list."""
    if block.kind is not PARAGRAPH or len(block.text) > _LONGEST:
        return None
    found = MARK.match(block.text)
    if found is None or found.lastgroup is None:
        return None
    kind, mark = found.lastgroup, found.group(found.lastgroup)
    if kind == "number":
        return kind if int(mark) == number else None
    if kind == "dash":
        speech = mark in "–—" and _SPEECH.search(block.text[found.end() :])
        return None if speech else f"dash {mark}"
    return kind


def _item(block: Block, list_id: int) -> Block:
    # Typed lists have no element: an identity below -1 is theirs alone.
    return _unmarked(block)._replace(kind=ITEM, list=-2 - list_id, item=-1, level=1)


def _unmarked(block: Block) -> Block:
    found = MARK.match(block.text) if may_be_marked(block.text) else None
    if found is None or (block.kind is ITEM and found.lastgroup in ("number", "letter", "emoji")):
        return block
    return block._replace(text=block.text[found.end() :])
