"""A parsed page to block elements and blocks of text, in one pass without recursion."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from bot.extract.blocks import HEADING, ITEM, PARAGRAPH, ROW, Block, Nodes, Page
from bot.extract.lines import Line, Link, join_lines, kind_of_link
from bot.extract.noise import MAX_MARKS, TELLING_TAGS, Noise, classify
from bot.extract.words import collapse, word_set
from bot.model.identity import site_of

MAX_ELEMENTS = 30_000
"""What stands after so many elements is not read: six times the largest article page seen."""
MAX_TEXT = 400_000
"""Characters of text that are read: the length of a novel, and time stays bounded."""

_SKIPPED = word_set(
    """
    meta link title script style noscript template svg math object video audio canvas map iframe select option
    textarea input button label dialog datalist progress meter amp-ad amp-social-share amp-sidebar
    amp-iframe amp-img amp-youtube amp-analytics amp-consent amp-twitter amp-instagram amp-facebook amp-facebook-page amp-facebook-comments
    amp-tiktok amp-reddit amp-pinterest amp-embedly-card amp-embed amp-vimeo amp-dailymotion amp-brightcove amp-jwplayer amp-video amp-audio
    amp-lightbox amp-sticky-ad amp-user-notification amp-web-push amp-next-page rp rt sup-ref
    """
)
_BLOCKS = word_set(
    """
    address article aside blockquote body caption center dd details dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol
    p pre section summary table tbody tfoot thead tr ul
    """
)
_LISTS = frozenset({"ul", "ol", "dl", "dir"})
_ITEMS = frozenset({"li", "dd"})
_TRACKED = _LISTS | _ITEMS | {"pre", "blockquote"}
"""Blocks of which it is known at every place whether it stands in one."""
_BOLD = frozenset({"b", "strong"})
_CELLS = frozenset({"td", "th"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SLUG_JOINTS = 3
_JOINT = re.compile(r"[-_]")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_UNSEEN = re.compile(
    r"sr-only|screen-reader|visually-?hidden|tooltip|popover|rollover[-\w]*block", re.IGNORECASE
)
# React streams parts of a page in hidden boxes of these names and then puts them into their places.
_STREAMED = re.compile(r"[SB]:\w+$")

_TELLING_MARKS = frozenset({"id", "itemprop", "role", "hidden", "aria-hidden", "style"})
"""What besides its classes may tell what an element is."""


class _Part(Enum):
    """What an element does to the text around and within it; one that is none of these does nothing."""

    SKIPPED = auto()
    BLOCK = auto()
    LINK = auto()
    BOLD = auto()
    BREAK = auto()
    CELL = auto()
    SPAN = auto()
    IMAGE = auto()


# A member is read from its class slowly, and these are asked for at every element.
_NONE, _ALIEN = Noise.NONE, Noise.ALIEN
_NOTHING = (Noise.NONE, False)
_SKIP, _BLOCK, _LINK, _STRONG, _BREAK, _CELL, _SPAN, _IMAGE = _Part

_PARTS = {
    **dict.fromkeys(_SKIPPED, _SKIP),
    **dict.fromkeys(_BLOCKS, _BLOCK),
    **dict.fromkeys(_BOLD, _STRONG),
    **dict.fromkeys(_CELLS, _CELL),
    "a": _LINK,
    "br": _BREAK,
    "span": _SPAN,
    "img": _IMAGE,
}


def walk(root: etree._Element, url: str = "", *, whole: bool = False) -> Page:
    """The page that stands below ``root``. ``url`` is its address: links to other hosts lead out.

    Menus, footers and readers' comments are left out, but where ``whole``.
    """
    builder = _Builder(url, whole=whole)
    walker = etree.iterwalk(root, events=("start", "end"))
    passed_over: etree._Element | None = None
    part_of, add = _PARTS.get, builder.add
    for event, element in islice(walker, 2 * MAX_ELEMENTS):
        tag = element.tag
        part = part_of(tag)
        if event == "start":
            if part is _SKIP:
                walker.skip_subtree()
                continue
            if part is not None and not (
                builder.begin(element, tag) if part is _BLOCK else builder.open(part, element)
            ):
                passed_over = element
                walker.skip_subtree()
                continue
            text = element.text
        else:
            if part is _BLOCK:
                if element is not passed_over:
                    builder.end(tag)
            elif part is not None and part is not _SKIP:
                builder.close(part)
            text = element.tail
        # Most text is the space between two blocks, which is nobody's.
        if text and (builder.filled or not text.isspace()):
            add(text)
    return builder.finish()


class _Builder:
    """Collects the lines of the block at hand and knows where in the page it stands."""

    def __init__(self, url: str, *, whole: bool) -> None:
        self._url = url
        self._place: tuple[str, str] | None = None
        """The host and the path of the page: found out for its first link."""
        self._whole = whole
        self._parents: list[int] = []
        self._tags: list[str] = []
        self._noises: list[Noise] = []
        self._bodies: list[int] = []
        self.blocks: list[Block] = []
        self._path: list[int] = [-1]
        self._lists: list[int] = []
        self._items: list[int] = []
        self._line = Line()
        self._lines: list[Line] = [self._line]
        self.filled = False
        """There is text in the block at hand."""
        self._links: list[Link] = []
        self._bold = 0
        self._pre = 0
        self._cited = 0
        self.room = MAX_TEXT
        """Characters that may still be read."""

    def begin(self, element: etree._Element, tag: str) -> bool:
        """A block element begins; False where it is to be passed over with all that it holds."""
        if self.filled:
            self._flush()
        attributes = element.items()
        noise, body = _judge(tag, attributes) if attributes or tag in TELLING_TAGS else _NOTHING
        if noise is _ALIEN and not self._whole:
            return False
        index = len(self._tags)
        self._parents.append(self._path[-1])
        self._tags.append(tag)
        self._noises.append(noise)
        if body:
            self._bodies.append(index)
        self._path.append(index)
        if tag in _TRACKED:
            self._enter(tag, index)
        return True

    def _enter(self, tag: str, index: int) -> None:
        if tag in _LISTS:
            self._lists.append(index)
        elif tag in _ITEMS:
            self._items.append(index)
        elif tag == "pre":
            self._pre += 1
        else:
            self._cited += 1

    def end(self, tag: str) -> None:
        """A block element ends."""
        if self.filled:
            self._flush()
        if len(self._path) > 1:
            self._path.pop()
        if tag in _TRACKED:
            self._leave(tag)

    def _leave(self, tag: str) -> None:
        if tag in _LISTS and self._lists:
            self._lists.pop()
        elif tag in _ITEMS and self._items:
            self._items.pop()
        elif tag == "pre":
            self._pre -= 1
        elif tag == "blockquote":
            self._cited -= 1

    def open(self, part: _Part, element: etree._Element) -> bool:
        """An element within a block begins; False where it is to be passed over with all that it holds."""
        if part is _LINK:
            if self._place is None:
                self._place = _place_of(self._url)
            self._links.append(kind_of_link(element.get("href") or "", *self._place))
        elif part is _SPAN:
            return not _is_unseen(element)
        elif part is _STRONG:
            self._bold += 1
        elif part is _BREAK:
            self._break()
        elif part is _CELL:
            self.add(" ")
        elif "emoji" in (element.get("class") or ""):
            self.add(element.get("alt") or "")
        return True

    def close(self, part: _Part) -> None:
        """An element within a block ends."""
        if part is _LINK:
            if self._links:
                self._links.pop()
        elif part is _CELL:
            self.add(" ")
        elif part is _STRONG:
            self._bold -= 1

    def add(self, text: str) -> None:
        """Text of the block at hand."""
        line = self._line
        if self._pre and "\n" in text:
            for row in text.split("\n"):
                self.add(row)
                self._break()
        elif text.isspace() or not text:
            if line.pieces:
                line.pieces.append(" ")
        elif self.room > 0:
            self.filled = True
            piece = collapse(text if len(text) <= self.room else text[: self.room])
            self.room -= len(piece)
            if self._links or self._bold > 0:
                line.add(piece, self._links[-1] if self._links else None, bold=self._bold > 0)
            else:
                line.pieces.append(piece)

    def _break(self) -> None:
        self._line = Line()
        self._lines.append(self._line)

    def finish(self) -> Page:
        """What was collected."""
        if self.filled:
            self._flush()
        nodes = Nodes(self._parents, self._tags, self._noises, self._bodies)
        return Page(nodes, tuple(self.blocks))

    def _flush(self) -> None:
        self.filled = False
        if len(self._lines) > 1:
            for line, text in join_lines(self._lines):
                self.blocks.append(self._block(line, text))
            del self._lines[1:]
            self._line = self._lines[0]
        elif text := self._line.text():
            self.blocks.append(self._block(self._line, text))
        self._line.clear()

    def _block(self, line: Line, text: str) -> Block:
        node = max(self._path[-1], 0)
        tag = self._tags[node] if self._tags else "body"
        kind, level = PARAGRAPH, 0
        if tag in _HEADINGS:
            kind, level = HEADING, int(tag[1])
        elif self._items:
            kind, level = ITEM, max(1, len(self._lists))
        elif tag == "tr":
            kind = ROW
        return Block(
            kind,
            text,
            node,
            line.linked,
            line.anchored,
            line.outbound,
            line.strong,
            self._items[-1] if self._items else -1,
            self._lists[-1] if self._lists else -1,
            level,
            self._cited > 0,
        )


def _place_of(url: str) -> tuple[str, str]:
    return site_of(url) if url else "", urlsplit(url).path.rstrip("/")


def _is_unseen(span: etree._Element) -> bool:
    """A span that only screen readers or scripts show."""
    marks = span.get("class")
    style = span.get("style")
    return (marks is not None and _UNSEEN.search(marks) is not None) or (
        style is not None and _HIDDEN.search(style) is not None
    )


def _judge(tag: str, attributes: Sequence[tuple[Any, Any]]) -> tuple[Noise, bool]:
    """Whether an element is noise, and whether its marks say that it holds the story's body."""
    if len(attributes) == 1 and attributes[0][0] == "class":
        return classify(tag, attributes[0][1][:MAX_MARKS], "")
    marks: dict[str, str] = dict(attributes)
    if _TELLING_MARKS.isdisjoint(marks):
        return classify(tag, marks.get("class", "")[:MAX_MARKS], "")
    named = marks.get("id", "")
    # A long one is its heading's words, for links to it, and tells nothing: "menu-prices-rise-again".
    place = "" if "-" in named and len(_JOINT.findall(named)) >= _SLUG_JOINTS else named
    told = f"{marks.get('class', '')} {place} {marks.get('itemprop', '')}"
    noise, body = classify(tag, told[:MAX_MARKS], marks.get("role", "")[:MAX_MARKS])
    hidden = noise is _NONE and _is_hidden(marks) and not _STREAMED.match(named)
    return (Noise.MAYBE, body) if hidden else (noise, body)


def _is_hidden(marks: Mapping[str, str]) -> bool:
    return (
        "hidden" in marks
        or marks.get("aria-hidden") == "true"
        or ("style" in marks and _HIDDEN.search(marks["style"]) is not None)
    )
