"""Lines of text under construction, and what their links lead to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from bot.extract.bullets import MARK
from bot.extract.words import normalise

_HOST = re.compile(r"\s*(?:https?:)?//(?:[^/@]*@)?([^/:?#]+)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…:。！？]['\"”’»)\]]*$")
_TAIL = 20
_SCHEME = 12
"""Characters among which an address has the marks before its host."""


class Link(Enum):
    """Where a link leads."""

    WITHIN = "another page of the site"
    ANCHOR = "a place of the same page"
    OUT = "another site"


WITHIN, ANCHOR, OUT = Link
"""The members by themselves: a member is read from its class slowly."""


def kind_of_link(href: str, site: str, path: str = "") -> Link:
    """Where ``href`` leads from the page at ``path`` of the host ``site``; "" where that is not known."""
    if "#" in href:
        place, _, _ = href.partition("#")
        if not place or (path and place.rstrip("/").endswith(path)):
            return ANCHOR
    found = _HOST.match(href) if site and "//" in href[:_SCHEME] else None
    if found is None:
        return WITHIN
    host = found.group(1).lower().removeprefix("www.")
    near = host == site or host.endswith(f".{site}") or site.endswith(f".{host}")
    return WITHIN if near else OUT


class Line:
    """Text up to a line break, and how many of its characters are linked (and whither) and bold."""

    __slots__ = ("anchored", "linked", "outbound", "pieces", "strong")

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Empty the line, to be filled again."""
        self.pieces: list[str] = []
        self.linked = self.anchored = self.outbound = self.strong = 0

    def add(self, piece: str, link: Link | None, *, bold: bool) -> None:
        """Take a piece of text in."""
        self.pieces.append(piece)
        size = len(piece.strip()) if link or bold else 0
        if link:
            self.linked += size
            self.anchored += size if link is ANCHOR else 0
            self.outbound += size if link is OUT else 0
        if bold:
            self.strong += size

    def join(self, other: Line) -> None:
        """Take the next line in: the break between them was for looks."""
        self.pieces += [" ", *other.pieces]
        self.linked += other.linked
        self.anchored += other.anchored
        self.outbound += other.outbound
        self.strong += other.strong

    def text(self) -> str:
        """The line as a reader sees it."""
        pieces = self.pieces
        return normalise(pieces[0] if len(pieces) == 1 else "".join(pieces))


def join_lines(lines: Sequence[Line]) -> list[tuple[Line, str]]:
    """Lines to blocks: apart at an empty line, after a finished sentence, and around a typed bullet."""
    parts: list[tuple[Line, str]] = []
    run: list[Line] = []
    open_ended = False
    for line in lines:
        text = line.text()
        bullet = MARK.match(text) is not None
        if run and not (text and open_ended and not bullet):
            parts.append(_joined(run))
            run = []
        if text:
            run.append(line)
        open_ended = bool(text) and not bullet and _SENTENCE_END.search(text[-_TAIL:]) is None
    if run:
        parts.append(_joined(run))
    return parts


def _joined(run: list[Line]) -> tuple[Line, str]:
    first, *others = run
    for other in others:
        first.join(other)
    return first, first.text()
