"""The lists of a story, what each is there for, and whose claims its items are.

The introducing line, which stands directly above the list, becomes the attribution of the list's points
where a reader needs it to know whose claim they are or what they are about: see ``introductions``.

A nested list belongs to its parent item where that ends in a colon, only heads its children (then it is no point) or
names who speaks; else both are under the line above the list, where there is one. In a flat list items that end in a colon head those after them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from bot.extract.blocks import ITEM, PARAGRAPH, Block
from bot.extract.body import ends_sentence
from bot.extract.furniture import heads_other_list, is_contents
from bot.extract.introductions import announces, introduction
from bot.extract.speakers import speaker_of

_LINKED_LIST = 0.7
"""A list with a larger share of links leads elsewhere."""
_TEASERS, _TEASER = 3, 60
"""Items of a list of teasers, and characters of one."""
_STATEMENT_WORDS = 6
"""From so many words on average, what a box of key points links is said, not merely named."""
_ALONE_WORDS = 4
"""An only item with fewer words is a value in a table of facts ("Enrolled: 164,091"), not a statement."""
_LABEL_WORDS = 3
"""Words of an item with children that is only their heading."""


class Purpose(Enum):
    """What a list is there for."""

    STATES = "its items say something"
    REFERS = "its items are links that the story introduces, or its contents"
    LEADS_AWAY = "it sends the reader to other stories"


class ListItem(NamedTuple):
    """A point of a list: the index of its block, and the line that says whose it is."""

    block: int
    attribution: str | None


@dataclass(frozen=True, slots=True)
class FoundList:
    """A list as it stands in the body, whether or not its items are points.

    ``items`` include parents of nested items; ``attribution`` is the line that introduces it. ``leads_elsewhere``:
    it is made of links to other pages, so it is no part of the story's text.
    """

    items: tuple[str, ...]
    attribution: str | None
    leads_elsewhere: bool


class StoryList(NamedTuple):
    """A list of the story. ``named``: it stands in a box of key points. ``refers``: see Purpose.REFERS."""

    items: tuple[ListItem, ...]
    named: bool = False
    refers: bool = False


def read_lists(blocks: Sequence[Block]) -> tuple[StoryList, ...]:
    """The lists of statements among the story's blocks, in story order."""
    lists: list[StoryList] = []
    for run in _runs(blocks):
        found = _read(blocks, run)
        if found is not None:
            lists.append(found)
    return tuple(lists)


def found_lists(blocks: Sequence[Block]) -> tuple[FoundList, ...]:
    """Every list among the blocks of a body, in story order."""
    return tuple(
        FoundList(
            items=tuple(blocks[index].text for index in run),
            attribution=_line_above(blocks, run)[0],
            leads_elsewhere=_purpose(blocks, run) is not Purpose.STATES,
        )
        for run in _runs(blocks)
    )


def link_lists(blocks: Sequence[Block]) -> frozenset[int]:
    """The indexes of blocks in lists that send the reader to other stories: no part of this one's text."""
    return frozenset(
        index
        for run in _runs(blocks)
        if _purpose(blocks, run) is Purpose.LEADS_AWAY
        for index in run
    )


def _runs(blocks: Sequence[Block]) -> list[list[int]]:
    """Indexes of items that follow each other in one list, nested ones included."""
    runs: list[list[int]] = []
    for index, block in enumerate(blocks):
        if block.kind is not ITEM:
            continue
        before = blocks[index - 1] if index else None
        follows = before is not None and before.kind is ITEM
        new_list = (
            follows
            and before is not None
            and block.level == 1
            and before.list != block.list
            and before.level == 1
        )
        if follows and not new_list and runs:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _purpose(blocks: Sequence[Block], run: Sequence[int]) -> Purpose:
    """What the list is there for. What a line introduces as links to other sites is what the list is about."""
    items = [blocks[index] for index in run]
    above = blocks[run[0] - 1] if run[0] else None
    linked = sum(block.linked for block in items)
    leads = linked > _LINKED_LIST * sum(len(block.text) for block in items)
    if leads and len(items) > 1 and sum(map(is_contents, items)) > len(items) // 2:
        return Purpose.REFERS
    if len(items) >= _TEASERS and sum(map(_is_cut, items)) > len(items) // 2:
        return Purpose.LEADS_AWAY
    if above is not None and heads_other_list(above):
        return Purpose.LEADS_AWAY
    if not leads:
        return Purpose.STATES
    if len(items) == 1:
        return Purpose.LEADS_AWAY
    line, named = _line_above(blocks, run)
    outbound = sum(block.outbound for block in items) >= _LINKED_LIST * linked
    sentences = sum(ends_sentence(block.text) for block in items) > len(items) // 2
    if (line and (outbound or sentences)) or (named and _mean_words(items) >= _STATEMENT_WORDS):
        return Purpose.STATES
    announced = above is not None and above.kind is PARAGRAPH and announces(above.text)
    return Purpose.REFERS if announced or outbound else Purpose.LEADS_AWAY


def _is_cut(item: Block) -> bool:
    """The item ends in the middle of its text, as a teaser of another story does."""
    return item.text.endswith(("...", "…")) and len(item.text) >= _TEASER


def _mean_words(items: Sequence[Block]) -> float:
    return sum(len(block.text.split()) for block in items) / len(items)


def _line_above(blocks: Sequence[Block], run: Sequence[int]) -> tuple[str | None, bool]:
    """The line that introduces the list, and whether it names a box of key points."""
    above = blocks[run[0] - 1] if run[0] else None
    if above is not None and above.kind is ITEM:  # two lists that touch: the second goes on
        above = _above_items(blocks, run[0])
    return introduction(above) if above is not None else (None, False)


def _read(blocks: Sequence[Block], run: Sequence[int]) -> StoryList | None:
    purpose = _purpose(blocks, run)
    if purpose is Purpose.LEADS_AWAY:
        return None
    line, named = _line_above(blocks, run)
    attributed = _attributed(blocks, run, line)
    # Names and catchwords tell something as a list; a list in which most are no more tells nothing.
    refers = purpose is Purpose.REFERS
    stating = sum(_states(blocks[index], own, named) for index, own in attributed)
    if stating < 0.5 * len(attributed) and not refers:
        return None
    items = tuple(ListItem(index, own) for index, own in attributed)
    if len(run) == 1 and line and not refers and len(blocks[run[0]].text.split()) < _ALONE_WORDS:
        return None
    return StoryList(items, named, refers) if items and (len(run) > 1 or line or named) else None


def _above_items(blocks: Sequence[Block], first: int) -> Block | None:
    while first and blocks[first - 1].kind is ITEM:
        first -= 1
    return blocks[first - 1] if first else None


def _attributed(
    blocks: Sequence[Block], run: Sequence[int], line: str | None
) -> list[tuple[int, str | None]]:
    """Each item with its attribution; ``above`` holds the lines that hold at each depth.

    What holds for the items of a list that are its own, not its children, lies half a level above them.
    """
    items = [blocks[index] for index in run]
    parents = [below.level > item.level for item, below in pairwise(items)] + [False]
    colons = [item.text.endswith((":", "：")) for item in items]
    flat = [colon and not parent for colon, parent in zip(colons, parents, strict=True)]
    several = sum(flat) > 1
    above: list[tuple[float, str | None]] = [(0, line)]
    found: list[tuple[int, str | None]] = []
    for place, item in enumerate(items):
        heads = flat[place] and (several or item.bold or (not place and not line))
        depth = item.level - 0.5 * heads
        while len(above) > 1 and above[-1][0] >= depth:
            above.pop()
        own = above[-1][1]
        introduces = colons[place] or (parents[place] and _is_label(item))
        if not introduces:
            found.append((run[place], own))
        holds = heads or (parents[place] and (introduces or _may_hold(item, own)))
        above.append((depth, item.text if holds else own))
    return found


def _may_hold(item: Block, line: str | None) -> bool:
    """A parent that states something is its children's line where it names who speaks, or no ``line`` says whose they are."""
    return not ends_sentence(item.text) and (line is None or speaker_of(item.text) is not None)


def _is_label(item: Block) -> bool:
    """It names what its children are about and states nothing itself."""
    return (item.bold or len(item.text.split()) <= _LABEL_WORDS) and not ends_sentence(item.text)


def _states(block: Block, attribution: str | None, named: bool) -> bool:
    """The item says something: it is more than a name, or a line says what it is about."""
    if named or attribution is not None:
        return True
    words = block.text.split()
    return len(words) > 2 or (bool(words) and not block.text.isascii())
