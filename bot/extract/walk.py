"""A parsed page to block elements and blocks of text, in one pass without recursion."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import etree

from bot.extract.blocks import Block, Kind, Node, Page
from bot.extract.lines import Line, Link, join_lines, kind_of_link
from bot.extract.noise import TELLING_TAGS, Noise, classify
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
    amp-iframe amp-img amp-youtube amp-analytics amp-consent rp rt sup-ref
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


def walk(root: etree._Element, url: str = "", *, whole: bool = False) -> Page:
    """The page that stands below ``root``. ``url`` is its address: links to other hosts lead out.

    Menus, footers and readers' comments are left out, but where ``whole``.
    """
    builder = _Builder(url, whole=whole)
    skipped: etree._Element | None = None
    walker = etree.iterwalk(root, events=("start", "end"))
    for count, (event, element) in enumerate(walker):
        tag = element.tag
        if event == "start":
            if tag in _SKIPPED or (tag == "span" and _is_unseen(element)):
                walker.skip_subtree()
            elif not builder.open(element, tag):
                skipped = element
                walker.skip_subtree()
        else:
            if element is skipped:
                skipped = None
            elif tag not in _SKIPPED:
                builder.close(tag)
            tail = element.tail
            if tail:
                builder.add(tail)
            if count > 2 * MAX_ELEMENTS or builder.room <= 0:
                break
    return builder.finish()


class _Builder:
    """Collects the lines of the block at hand and knows where in the page it stands."""

    def __init__(self, url: str, *, whole: bool) -> None:
        self._whole = whole
        self._site = site_of(url) if url else ""
        self._address = urlsplit(url).path.rstrip("/")
        self.nodes: list[Node] = []
        self.blocks: list[Block] = []
        self._path: list[int] = [-1]
        self._lists: list[int] = []
        self._items: list[int] = []
        self._lines: list[Line] = [Line()]
        self._filled = False
        self._links: list[Link] = []
        self._bold = 0
        self._pre = 0
        self.room = MAX_TEXT
        """Characters that may still be read."""

    def open(self, element: etree._Element, tag: str) -> bool:
        """An element begins; False where it is to be passed over with all that it holds."""
        if tag in _BLOCKS:
            self._flush()
            if not self._push(element, tag):
                return False
        elif tag == "br":
            self._lines.append(Line())
        elif tag == "a":
            self._links.append(kind_of_link(element.get("href") or "", self._site, self._address))
        elif tag in _CELLS:
            self.add(" ")
        elif tag == "img" and "emoji" in (element.get("class") or ""):
            self.add(element.get("alt"))
        elif tag in _BOLD:
            self._bold += 1
        text = element.text
        if text:
            self.add(text)
        return True

    def close(self, tag: str) -> None:
        """An element ends."""
        if tag in _BLOCKS:
            self._flush()
            self._pop(tag)
        elif tag == "a" and self._links:
            self._links.pop()
        elif tag in _CELLS:
            self.add(" ")
        elif tag in _BOLD:
            self._bold -= 1

    def add(self, text: str | None) -> None:
        """Text of the block at hand."""
        line = self._lines[-1]
        if not text:
            return
        if self._pre and "\n" in text:
            for row in text.split("\n"):
                self.add(row)
                self._lines.append(Line())
        elif text.isspace():
            if line.pieces:
                line.pieces.append(" ")
        elif self.room > 0:
            self._filled = True
            piece = collapse(text[: self.room])
            self.room -= len(piece)
            line.add(piece, self._links[-1] if self._links else None, bold=self._bold > 0)

    def finish(self) -> Page:
        """What was collected."""
        self._flush()
        return Page(tuple(self.nodes), tuple(self.blocks))

    def _push(self, element: etree._Element, tag: str) -> bool:
        noise, body = Noise.NONE, False
        if tag in TELLING_TAGS or len(element.attrib):
            get = element.get
            named = get("id") or ""
            # A long one is its heading's words, for links to it, and tells nothing: "menu-prices-rise-again".
            place = "" if "-" in named and len(_JOINT.findall(named)) >= _SLUG_JOINTS else named
            noise, body = classify(
                tag, f"{get('class') or ''} {place} {get('itemprop') or ''}", get("role") or ""
            )
            if noise is Noise.NONE and _is_hidden(element, named):
                noise = Noise.MAYBE
            elif noise is Noise.ALIEN and not self._whole:
                return False
        index = len(self.nodes)
        self.nodes.append(Node(self._path[-1], tag, noise, body))
        self._path.append(index)
        if tag in _LISTS:
            self._lists.append(index)
        elif tag in _ITEMS:
            self._items.append(index)
        self._pre += tag == "pre"
        return True

    def _pop(self, tag: str) -> None:
        if len(self._path) > 1:
            self._path.pop()
        if tag in _LISTS and self._lists:
            self._lists.pop()
        elif tag in _ITEMS and self._items:
            self._items.pop()
        self._pre -= tag == "pre"

    def _flush(self) -> None:
        if not self._filled:
            return
        lines, self._lines, self._filled = self._lines, [Line()], False
        for line, text in join_lines(lines):
            self.blocks.append(self._block(line, text))

    def _block(self, line: Line, text: str) -> Block:
        node = max(self._path[-1], 0)
        tag = self.nodes[node].tag if self.nodes else "body"
        kind, level = Kind.PARAGRAPH, 0
        if tag in _HEADINGS:
            kind, level = Kind.HEADING, int(tag[1])
        elif self._items:
            kind, level = Kind.ITEM, max(1, len(self._lists))
        elif tag == "tr":
            kind = Kind.ROW
        return Block(
            kind=kind,
            text=text,
            node=node,
            linked=line.linked,
            anchored=line.anchored,
            outbound=line.outbound,
            strong=line.strong,
            item=self._items[-1] if self._items else -1,
            list=self._lists[-1] if self._lists else -1,
            level=level,
        )


def _is_unseen(span: etree._Element) -> bool:
    """A span that only screen readers or scripts show."""
    marks = span.get("class")
    style = span.get("style")
    return (marks is not None and _UNSEEN.search(marks) is not None) or (
        style is not None and _HIDDEN.search(style) is not None
    )


def _is_hidden(element: etree._Element, named: str) -> bool:
    if _STREAMED.match(named):
        return False
    style = element.get("style")
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or (style is not None and _HIDDEN.search(style) is not None)
    )
