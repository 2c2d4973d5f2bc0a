"""Pull quotes: lines that a page sets large to say again what its story says."""

from __future__ import annotations

from bot.extract.blocks import ITEM, PARAGRAPH, Block
from bot.extract.words import plain_lines

_FROM, _TO = 25, 300
"""Letters of a pull quote; a shorter line may come back by chance."""
_AMONG = 300
"""Paragraphs that are compared, so that time stays bounded."""
_PROBE = 11
"""Letters to each side of a line's middle that are looked for before all words are compared."""


def without_pull_quotes(blocks: list[Block]) -> list[Block]:
    """No lines that say again, set large, what a paragraph or an item of the story says.

    The first paragraph is the story's own: it may be said again, but is no such line.
    """
    first = next((i for i, block in enumerate(blocks) if block.kind is PARAGRAPH), 0)
    small = [block.text.lower() for block in blocks[:_AMONG]]
    said = "\n".join(small)
    likely = [
        index
        for index, line in enumerate(small)
        if index > first
        and blocks[index].kind is PARAGRAPH
        and _FROM - 2 <= len(line) <= 1.2 * _TO
        and _comes_back(_probe(line), said)
        and not line.endswith((":", "："))
    ]
    if not likely:
        return blocks
    words = [f" {line} " for line in plain_lines(said)]
    pulled = {
        index
        for index in likely
        if _FROM <= len(words[index]) <= _TO and _says_again(blocks, small, words, index)
    }
    return [block for index, block in enumerate(blocks) if index not in pulled]


def _comes_back(part: str, whole: str) -> bool:
    """``part`` of the whole stands in it again."""
    return whole.find(part, whole.find(part) + len(part)) >= 0


def _probe(line: str) -> str:
    """The middle of a line: where it comes back, the line may."""
    middle = len(line) // 2
    return line[middle - _PROBE : middle + _PROBE]


def _says_again(blocks: list[Block], small: list[str], words: list[str], index: int) -> bool:
    """An item, or a paragraph that says more, says what the line at ``index`` says.

    ``small`` are the blocks' texts in small letters, ``words`` the words of each, apart by spaces.
    """
    probe, said = _probe(small[index]), words[index]
    size = len(said)
    return any(
        place != index
        and probe in small[place]
        and (blocks[place].kind is ITEM or (blocks[place].kind is PARAGRAPH and size < len(other)))
        for place, other in enumerate(words)
        if other == said or (size < len(other) and said in other)
    )
