"""A story's blocks without the lines between and around them that are not the story."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.extract.blocks import HEADING, ITEM, Block
from bot.extract.body import ends_sentence
from bot.extract.endings import cut_end
from bot.extract.furniture import heads_other_list, is_contents, is_furniture, names_account
from bot.extract.pullquotes import without_pull_quotes
from bot.extract.titles import without_tail
from bot.extract.words import plain_words

_BYLINE = regex.compile(
    r"^(?:by|von|par|por|di|door|autor(?:e|a)?|auteur|written by|posted by|reported by|author|text)\b[:\s].{2,80}$",
    regex.IGNORECASE,
)
_DATE = regex.compile(
    r"^(?:(?:published|updated|posted|last updated|created|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|"
    r"pubblicato|aggiornato|opublikowano|date)\b.{0,80}|[\w\s.,:/|•·()\[\]-]{0,30}\b(?:19|20)\d\d\b[\w\s.,:/|•·()\[\]-]{0,25}|"
    r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\s[–—|•·-]\s.{0,90})$",
    regex.IGNORECASE,
)
_FORE = 12
"""Characters in front of a byline."""
_LINKED = 0.5
"""The share of links from which an item is one of a list of links."""


def trim(blocks: Sequence[Block], title: str, byline: str | None = None) -> tuple[Block, ...]:
    """The story's blocks alone: no lines for other stories, networks, credits, bylines, or the title again."""
    story = _without_furniture(cut_end(list(blocks)))
    return tuple(_without_orphans(without_pull_quotes(_cut_head(story, title, byline))))


def _without_furniture(blocks: list[Block]) -> list[Block]:
    """No lines that are not the story, and no lists under lines that send the reader elsewhere."""
    kept: list[Block] = []
    dropped = -1
    for place, block in enumerate(blocks):
        if block.kind is ITEM:
            headed = place > 0 and heads_other_list(blocks[place - 1])
            if headed and not _is_interrupted(blocks, place) and not is_contents(block):
                dropped = block.list
            if block.list == dropped != -1:
                continue
        dropped = -1
        below = blocks[place + 1] if place + 1 < len(blocks) else None
        if not is_furniture(block) or (below is not None and _introduces(block, below)):
            kept.append(block)
    return kept


def _is_interrupted(blocks: list[Block], place: int) -> bool:
    """The line above sends the reader to its own link, and the line above that announces the list at ``place``."""
    if place < 2:
        return False
    announcing, between = blocks[place - 2 : place]
    return (
        between.linked > 0
        and announcing.text.endswith((":", "："))
        and not heads_other_list(announcing)
        and blocks[place].link_share < _LINKED
    )


def _introduces(block: Block, below: Block) -> bool:
    """The line stands over a list as whose it is, however it begins: without it the list were another's."""
    return (
        below.kind is ITEM
        and block.kind is not ITEM
        and block.text.endswith((":", "："))
        and not heads_other_list(block)
        and not names_account(block.text)
    )


def _cut_head(blocks: list[Block], title: str, byline: str | None) -> list[Block]:
    """Drop the title, byline and date that stand before the first paragraph."""
    head = next((i for i, b in enumerate(blocks) if len(b.text) >= 80 and ends_sentence(b.text)), 0)
    wanted = plain_words(title)
    kept = []
    for index, block in enumerate(blocks[: head + 2]):
        plain = plain_words(without_tail(block.text) if block.kind is HEADING else block.text)
        again = bool(wanted) and (
            plain == wanted or (block.kind is HEADING and index <= head and plain in wanted)
        )
        label = index < head and (
            _BYLINE.match(block.text)
            or _DATE.match(block.text)
            or block.link_share > 0.8
            or (byline is not None and _prints(block.text, byline))
        )
        if not again and not label:
            kept.append(block)
    return kept + blocks[head + 2 :]


def _prints(line: str, byline: str) -> bool:
    """The line is the byline, with at most a word such as "di" in front of it."""
    return line.endswith(byline) and len(line) <= len(byline) + _FORE


def _without_orphans(blocks: list[Block]) -> list[Block]:
    """Drop headings with nothing under them at the end of the story."""
    end = len(blocks)
    while end and blocks[end - 1].kind is HEADING:
        end -= 1
    return blocks[:end]
