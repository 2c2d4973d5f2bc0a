"""The short lines around a headline: who wrote the story, and when."""

from __future__ import annotations

from bot.extract.blocks import HEADING, ITEM, Page
from bot.extract.body import ends_sentence
from bot.extract.words import plain_words

_BEFORE, _AFTER = 4, 16
"""How many lines before and after the headline belong to it."""
_SHORT = 120


def masthead(page: Page, title: str) -> tuple[str, ...]:
    """The lines around the headline, those after it first; empty where the page does not show it."""
    wanted = plain_words(title)
    blocks = page.blocks
    place = next(
        (
            i
            for i, b in enumerate(blocks)
            if b.kind is HEADING
            and b.level <= 2
            and wanted
            and plain_words(b.text).startswith(wanted)
        ),
        None,
    )
    if place is None:  # set large, but not as a heading
        shown = title.casefold()
        same = (
            i for i, b in enumerate(blocks) if b.kind is not ITEM and b.text.casefold() == shown
        )
        place = next(same, None)
    if place is None:
        return ()
    after: list[str] = []
    for block in blocks[place + 1 : place + 1 + _AFTER]:
        if len(block.text) > _SHORT and ends_sentence(block.text) and len(after) > 1:
            break
        if len(block.text) <= _SHORT:
            after.append(block.text)
    before = [
        block.text for block in blocks[max(0, place - _BEFORE) : place] if len(block.text) <= _SHORT
    ]
    return (*after, *before)
