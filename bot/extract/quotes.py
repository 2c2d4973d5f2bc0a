"""Quotation marks: where they open and close, and whether they do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_PAIRS = {"「": "」", "『": "』", "《": "》", "〈": "〉"}
_OPENING_ONLY = "„‟"
_CLOSING_ONLY = "".join(_PAIRS.values())
_MARK = re.compile('[“”„‟"«»「」『』《》〈〉]')
# Single marks count where punctuation before the closing one shows that it is no apostrophe: ‘Go,’ he said.
_SINGLE = re.compile(r"(?:‘(?<!\w‘)[^‘“”]{3,600}?[,.!?…]’|'(?<!\w')[^'\"]{3,600}?[,.!?…]')(?!\w)")

MASK = "\u2400"
"""What stands in a masked sentence for each character of a quotation."""
_LONGEST = 1_000
"""Characters of a sentence that are looked at."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """What the marks of a text come to.

    ``spans`` are (start, end) of each quotation with its marks, in order; ``stray`` is the place of the first
    mark that has no partner, or -1.
    """

    spans: tuple[tuple[int, int], ...]
    stray: int = -1

    @property
    def balanced(self) -> bool:
        """Every mark has its partner."""
        return self.stray < 0


_NONE = Quoted(())


def quoted(text: str) -> Quoted:
    """The quotations of ``text``, of any of the styles “ ” „ “ « » » « " " 「 」 and, where they are plain, ‘ ’.

    Single marks are never stray: ’ is an apostrophe far more often than it closes a quotation. A mark
    for inches (13") neither opens nor closes.
    """
    return _quoted(text) if may_quote(text) else _NONE


def masked(sentence: str) -> str:
    """The sentence, as far as it is looked at, with its quotations blotted out at the same length."""
    sentence = sentence[:_LONGEST]
    spans = quoted(sentence).spans
    if not spans:
        return sentence
    chars = list(sentence)
    for start, end in spans:
        chars[start:end] = MASK * (end - start)
    return "".join(chars)


def may_quote(text: str) -> bool:
    """False for nearly every text without quotations, and at once."""
    return not text.isascii() or '"' in text or "'" in text


@lru_cache(maxsize=2048)
def _quoted(text: str) -> Quoted:
    spans: list[tuple[int, int]] = []
    open_at, stray = -1, -1
    for found in _MARK.finditer(text):
        place = found.start()
        if open_at >= 0:
            if _closes(text, place, text[open_at]):
                spans.append((open_at, place + 1))
                open_at = -1
        elif _opens(text, place):
            open_at = place
        elif stray < 0 and not _is_inch(text, place):
            stray = place
    return Quoted(_with_single(text, spans), open_at if stray < 0 else stray)


def _with_single(text: str, spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The spans and those in single marks that lie apart from them."""
    if "'" not in text and "‘" not in text:
        return tuple(spans)
    merged: list[tuple[int, int]] = []
    single = [found.span() for found in _SINGLE.finditer(text)]
    for start, end in sorted([*spans, *single]):
        if not merged or start >= merged[-1][1]:
            merged.append((start, end))
    return tuple(merged)


def _opens(text: str, place: int) -> bool:
    mark = text[place]
    if mark == '"':
        return not _is_inch(text, place)
    if mark in "”»":  # they open in some languages: Swedish ”så”, Danish »så«
        return _starts_word(text, place)
    return mark not in _CLOSING_ONLY


def _closes(text: str, place: int, opener: str) -> bool:
    """The mark at ``place`` ends what ``opener`` began; any other is a quotation within the quotation."""
    mark = text[place]
    if opener in _PAIRS:
        return mark == _PAIRS[opener]
    if opener in "«»":
        return mark in "«»" and mark != opener
    if opener in _OPENING_ONLY:
        return mark in '“”"'
    # Typed by hand, the two marks of a pair may be of different make: "so”.
    return mark in '”"' or (mark == "“" and not _starts_word(text, place))


def _starts_word(text: str, place: int) -> bool:
    before = text[place - 1] if place else ""
    after = text[place + 1 : place + 2]
    return (not before or before.isspace() or before in "([—–-") and bool(after.strip())


def _is_inch(text: str, place: int) -> bool:
    return text[place] in '"”' and place > 0 and text[place - 1].isdigit()
