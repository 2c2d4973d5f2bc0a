"""The nouns of reading: the block elements of a page and the blocks of text that stand in them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from bot.extract.noise import Noise


class Kind(StrEnum):
    """What a block of text is on the page."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"
    """A row of a table, its cells joined with spaces."""


PARAGRAPH, HEADING, ITEM, ROW = Kind
"""The members by themselves: a member is read from its class slowly, and every block is asked for its kind."""


class Nodes(NamedTuple):
    """The block elements of a page, in columns: a parent stands before its children, its index is -1 for the first."""

    parents: Sequence[int]
    tags: Sequence[str]
    noises: Sequence[Noise]
    bodies: Sequence[int]
    """The indexes of those whose marks say that they hold the story's body."""


class Block(NamedTuple):
    """A run of text between two boundaries, normalised.

    ``node`` is the innermost block element. ``linked``, ``anchored``, ``outbound`` and ``strong`` count characters of
    ``text`` that stand in links, in links within the page, in links to other sites, and in bold. ``item`` is the node of the list item that
    the text stands in, ``list`` the node of its list, both -1 outside lists.
    """

    kind: Kind
    text: str
    node: int
    linked: int = 0
    anchored: int = 0
    outbound: int = 0
    strong: int = 0
    item: int = -1
    list: int = -1
    level: int = 0
    """Of a heading: 1 to 6. Of an item: how many lists it stands in."""
    cited: bool = False
    """It stands in a block of quotation."""

    @property
    def link_share(self) -> float:
        """How much of the text is linked, 0 to 1."""
        if not self.linked:
            return 0.0
        return min(1.0, self.linked / len(self.text)) if self.text else 0.0

    @property
    def leads_elsewhere(self) -> bool:
        """Nearly all of it is a link to another page of the same site."""
        return (
            self.linked > 0
            and self.link_share > 0.8
            and self.outbound + self.anchored < 0.5 * self.linked
        )

    @property
    def bold(self) -> bool:
        """All of the text is bold, but for punctuation."""
        return self.strong >= 0.9 * len(self.text)


class Page(NamedTuple):
    """All block elements and blocks of a page, in document order."""

    nodes: Nodes
    blocks: tuple[Block, ...]
