"""Lists that were typed: paragraphs or lines that begin with a bullet, a figure or an emoji."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from bot.extract.blocks import Block, Kind

_MARK = regex.compile(
    r"""\s*(?:
        (?P<bullet>[•●▪■◦‣∙·▸►▶➤➢❖◆◇○★✓✔✅☑✗✘➡→»⁃])
      | (?P<dash>[-–—*])
      | (?P<number>\d{1,2})[.)]
      | (?P<letter>[a-h])\)
      | (?P<emoji>(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3)[\ufe0e\ufe0f\u200d\p{Emoji_Modifier}\p{Extended_Pictographic}]*)
    )(?:\s+|(?<=[•●▪■‣►➤✓✔✅])|(?<=\p{Extended_Pictographic}\ufe0f?))(?=\S)""",
    regex.VERBOSE,
)
_LONGEST = 500
"""A longer paragraph with a figure or dash in front is a section or speech, not an item."""
# A dash opens direct speech in many languages; then the same dash comes back before who says it.
_SPEECH = regex.compile(r"\s[–—-]\s+\p{Ll}|^[¿¡]")


def find_typed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with each typed list turned into items without their marks.

    Only a run of two or more neighbours with marks of one kind (figures counting up) is a list.
    """
    result: list[Block] = []
    index = 0
    while index < len(blocks):
        run = _run(blocks, index)
        if len(run) > 1:
            result += [_item(block, index) for block in run]
            index += len(run)
        else:
            block = blocks[index]
            result.append(_unmarked(block) if block.kind is Kind.ITEM else block)
            index += 1
    return tuple(result)


def _run(blocks: Sequence[Block], start: int) -> list[Block]:
    run: list[Block] = []
    kind, glyph, number = "", "", 0
    for place in range(start, len(blocks)):
        block = blocks[place]
        found = (
            _MARK.match(block.text)
            if block.kind is Kind.PARAGRAPH and len(block.text) <= _LONGEST
            else None
        )
        if found is None or found.lastgroup is None:
            break
        name, mark = found.lastgroup, found.group(found.lastgroup)
        if run and (name != kind or (name == "dash" and mark != glyph)):
            break
        if name == "number" and int(mark) != number + 1:
            break
        if name == "dash" and mark in "–—" and _SPEECH.search(block.text[found.end() :]):
            break
        kind, glyph = name, mark
        number += 1
        run.append(block)
    return run


def _item(block: Block, list_id: int) -> Block:
    # Typed lists have no element: an identity below -1 is theirs alone.
    return replace(_unmarked(block), kind=Kind.ITEM, list=-2 - list_id, item=-1, level=1)


def _unmarked(block: Block) -> Block:
    found = _MARK.match(block.text)
    if found is None or (
        block.kind is Kind.ITEM and found.lastgroup in ("number", "letter", "emoji")
    ):
        return block
    return replace(block, text=block.text[found.end() :])
