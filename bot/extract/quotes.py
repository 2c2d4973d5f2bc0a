"""Quotation marks: where they open and close, and whether they do."""

from __future__ import annotations

from dataclasses import dataclass

_OPENERS = "„‟«‹「『《〈"
_CLOSERS = {"「": "」", "『": "』", "《": "》", "〈": "〉"}
_CLOSING_ONLY = "」』》〉"
_DOUBLES = '“”„‟"«»'


@dataclass(frozen=True, slots=True)
class Quoted:
    """What the marks of a text come to.

    ``spans`` are (start, end) of each quotation with its marks; ``stray`` is the place of the first
    mark that has no partner, or -1.
    """

    spans: tuple[tuple[int, int], ...]
    stray: int = -1

    @property
    def balanced(self) -> bool:
        """Every mark has its partner."""
        return self.stray < 0

    def covers(self, place: int) -> bool:
        """``place`` lies within a quotation, between its marks."""
        return any(start < place < end - 1 for start, end in self.spans)


def quoted(text: str) -> Quoted:
    """The quotations of ``text``, of any of the styles “ ” „ “ « » » « " " 「 」 ‹ ›.

    Single marks are left alone: ’ is an apostrophe far more often than it closes a quotation. A mark
    for inches (13") neither opens nor closes.
    """
    spans: list[tuple[int, int]] = []
    open_at, stray = -1, -1
    closer: str | None = None
    for place, mark in enumerate(text):
        if mark not in _DOUBLES and mark not in _CLOSERS and mark not in _CLOSING_ONLY:
            continue
        if open_at < 0:
            if _opens(text, place, mark):
                open_at, closer = place, _CLOSERS.get(mark)
            elif not _is_inch(text, place, mark) and stray < 0:
                stray = place
        elif closer is not None:
            if mark == closer:
                spans.append((open_at, place + 1))
                open_at = -1
        elif mark in _CLOSERS or mark in _CLOSING_ONLY:
            continue
        elif _closes(text, place, mark, text[open_at]):
            spans.append((open_at, place + 1))
            open_at = -1
        # Any other mark within an open quotation is a quotation within it.
    if open_at >= 0 and stray < 0:
        stray = open_at
    return Quoted(tuple(spans), stray)


def balanced(text: str) -> bool:
    """Every quotation mark of ``text`` has its partner."""
    return quoted(text).balanced


def _opens(text: str, place: int, mark: str) -> bool:
    if mark in _OPENERS:
        return True
    if mark in _CLOSING_ONLY:
        return False
    if mark == '"':
        return not _is_inch(text, place, mark)
    if mark == "“":
        return True
    # ” and » open in some languages: Swedish ”så”, Danish »så«.
    return _starts_word(text, place)


def _closes(text: str, place: int, mark: str, opener: str) -> bool:
    if opener in "«»":
        return mark in "«»" and mark != opener
    if opener in "„‟":
        return mark in '“”"'
    # Typed by hand, the two marks of a pair may be of different make: "so”.
    return mark in '”"' or (mark == "“" and not _starts_word(text, place))


def _starts_word(text: str, place: int) -> bool:
    before = text[place - 1 : place]
    after = text[place + 1 : place + 2]
    return (
        (not before or before.isspace() or before in "([—–-")
        and bool(after)
        and not after.isspace()
    )


def _is_inch(text: str, place: int, mark: str) -> bool:
    return mark in '"”' and place > 0 and text[place - 1].isdigit()
