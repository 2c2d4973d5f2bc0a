"""A story's blocks to its text and its key points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.extract.blocks import PARAGRAPH, Block
from bot.extract.body import ends_sentence
from bot.extract.features import Candidate
from bot.extract.items import join_items
from bot.extract.lists import StoryList, link_lists, read_lists
from bot.extract.quotes import quoted
from bot.extract.ranking import choose
from bot.extract.sentences import split
from bot.extract.typed import find_typed
from bot.model.keypoint import KeyPoint, Origin, Span

_QUOTATION, _QUOTED_WORDS = 0.9, 4
"""The share of an item in quotation marks from which it is a quotation, and its words: fewer are a name."""
_GAP = "\n\n"
_NOTE = re.compile(r"[*†‡•●▪■]+\s*")
_LEAD, _FIRST = 40, 3
"""Characters of a real paragraph, and how many are looked at for one that ends as a sentence."""
_MOST_PARAGRAPHS, _LONGEST_PARAGRAPH = 300, 20_000
"""What stands behind is not looked at for telling sentences."""

# What a list item's score is made of. Position does most; a box of key points goes before other lists.
_NAMED_LIST = 1.2
_ATTRIBUTED_LIST = 1.0
_PLAIN_LIST = 0.8
_PER_PLACE = -0.02
_PER_LIST = -0.1
_TOO_SHORT = -0.2
_TOO_LONG = -0.2
_SHORT_WORDS, _LONG_WORDS = 4, 60


class Story(NamedTuple):
    """The body: its blocks, the text they make, and where in it each begins."""

    blocks: tuple[Block, ...]
    text: str
    starts: tuple[int, ...]
    lists: tuple[StoryList, ...]

    @property
    def lead(self) -> str | None:
        """The first real paragraph, whole: a line of labels above it is none."""
        paragraphs = [block.text for block in self.blocks if block.kind is PARAGRAPH]
        long = [text for text in paragraphs if len(text) >= _LEAD][:_FIRST]
        told = (text for text in long if ends_sentence(text))
        return next(told, None) or next(iter([*long, *paragraphs]), None)


def whole_blocks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """One block for each paragraph and each list item, typed lists among them."""
    return find_typed(join_items(blocks))


def tell(blocks: Sequence[Block]) -> Story:
    """The story that the trimmed blocks of a body tell."""
    whole = whole_blocks(blocks)
    elsewhere = link_lists(whole)
    kept = tuple(block for index, block in enumerate(whole) if index not in elsewhere)
    starts, place = [], 0
    for block in kept:
        starts.append(place)
        place += len(block.text) + len(_GAP)
    return Story(kept, _GAP.join(block.text for block in kept), tuple(starts), read_lists(kept))


def key_points(story: Story, title: str, language: str | None) -> tuple[KeyPoint, ...]:
    """The items of the story's lists; where none of them states anything, its most telling sentences.

    Items in story order, sentences the best first; behind them, not to be posted, the lists of links and of contents.
    """
    listed = _from_lists(story)
    statements = tuple(point for point in listed if point.postable)
    references = tuple(point for point in listed if not point.postable)
    return (statements or _from_sentences(story, title, language)) + references


def _from_lists(story: Story) -> tuple[KeyPoint, ...]:
    points = []
    for order, found in enumerate(story.lists):
        for place, item in enumerate(found.items):
            text = story.blocks[item.block].text
            start = story.starts[item.block]
            points.append(
                KeyPoint(
                    text=text,
                    span=Span(start, start + len(text)),
                    origin=Origin.LIST,
                    attribution=item.attribution,
                    score=_score(found, order, place, item.attribution, text),
                    postable=not found.refers and (bool(item.attribution) or not _is_nobodys(text)),
                )
            )
    return tuple(points)


def _is_nobodys(text: str) -> bool:
    """All of it is a quotation, and nothing says whose."""
    said = sum(end - start for start, end in quoted(text).spans)
    return said >= _QUOTATION * len(text) and len(text.split()) >= _QUOTED_WORDS


def _score(found: StoryList, order: int, place: int, attribution: str | None, text: str) -> float:
    if found.refers:
        return 0.0
    base = _NAMED_LIST if found.named else _ATTRIBUTED_LIST if attribution else _PLAIN_LIST
    words = len(text.split())
    length = _TOO_SHORT if words < _SHORT_WORDS else _TOO_LONG if words > _LONG_WORDS else 0.0
    return round(base + _PER_LIST * order + _PER_PLACE * place + length, 4)


def _from_sentences(story: Story, title: str, language: str | None) -> tuple[KeyPoint, ...]:
    paragraphs = [
        (block.text[:_LONGEST_PARAGRAPH], start, block.cited)
        for block, start in zip(story.blocks, story.starts, strict=True)
        if block.kind is PARAGRAPH
    ]
    told = sum(len(text) for text, _, cited in paragraphs if not cited)
    # Where most of a story is set as a quotation, that is how the page looks and says nothing.
    cites = told > sum(len(text) for text, _, _ in paragraphs) / 2
    candidates = [
        Candidate(
            text=text[span.start : span.end],
            start=start + span.start,
            paragraph=number,
            cited=cited and cites,
        )
        for number, (text, start, cited) in enumerate(paragraphs[:_MOST_PARAGRAPHS])
        for span in _statements(text)
    ]
    return tuple(
        KeyPoint(
            text=chosen.text,
            span=Span(chosen.start, chosen.start + len(chosen.text)),
            origin=Origin.SENTENCE,
            speaker=chosen.speaker,
            score=chosen.score,
        )
        for chosen in choose(candidates, title, language)
    )


def _statements(text: str) -> Iterator[Span]:
    """The sentences of a paragraph, the first without the mark of a note or a lone bullet before it."""
    mark = _NOTE.match(text)
    for span in split(text):
        behind = mark.end() if mark else 0
        if span.end > behind:
            yield Span(max(span.start, behind), span.end)
