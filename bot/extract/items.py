"""The items of a story's lists: one block for each, however many the page made of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.extract.blocks import HEADING, ITEM, PARAGRAPH, Block

_SECTION = 700
"""An item that is longer holds a section of the story, not a point of it."""


def join_items(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """One block for each list item; an item that holds a section becomes its paragraphs."""
    whole = _with_large_items(blocks)
    if not any(map(_same_item, whole, whole[1:])):
        return tuple(whole)
    joined: list[Block] = []
    for group in _by_item(whole):
        if group[0].kind is not ITEM or len(group) == 1:
            joined += group
        elif sum(len(block.text) for block in group) > _SECTION:
            joined += [block._replace(kind=PARAGRAPH, list=-1, item=-1) for block in group]
        else:
            joined.append(_joined(group))
    return tuple(joined)


def _with_large_items(blocks: Sequence[Block]) -> list[Block]:
    """Headings that are all there is of a list item as items: they are set large, not over something."""
    result = list(blocks)
    for index, block in enumerate(blocks):
        if block.item == -1 or block.kind is not HEADING:
            continue
        before = blocks[index - 1].item if index else -1
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        heads = after is not None and (
            after.item == block.item or (after.kind is ITEM and after.level > 1)
        )
        if block.item != before and not heads:
            result[index] = block._replace(kind=ITEM, level=1)
    return result


def _by_item(blocks: Sequence[Block]) -> list[list[Block]]:
    """Neighbours of the same list item together, all else alone."""
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and _same_item(groups[-1][-1], block):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _same_item(one: Block, other: Block) -> bool:
    return one.item == other.item != -1 and one.kind is ITEM and other.kind is ITEM


def _joined(group: Sequence[Block]) -> Block:
    return group[0]._replace(
        text=" ".join(block.text for block in group),
        linked=sum(block.linked for block in group),
        anchored=sum(block.anchored for block in group),
        outbound=sum(block.outbound for block in group),
        strong=sum(block.strong for block in group),
    )
