"""A title that is too long, up to the end of a clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.compose.quotes import balanced

_STATEMENT_END = re.compile(r"(?<=[?!])(?=\s)|(?<=[。！？])|\s*[;；|]")
"""What follows is a statement of its own."""
_CLAUSE_END = re.compile(r"[:,](?=\s)|[，、：]|\s[–-](?=\s)|\s*—")
"""What follows may complete the statement or say whose words these are."""


@dataclass(frozen=True, slots=True)
class Clause:
    """The beginning of a title. ``is_whole`` tells that what was left out is a statement of its own."""

    text: str
    is_whole: bool


def longest_clause(title: str, fits: Callable[[str], bool]) -> Clause | None:
    """The longest beginning of ``title`` that is whole, fits and has no quotation cut; None if none does.

    Whole statements are preferred; the end of a mere clause is the second choice.
    """
    for end, is_whole in ((_STATEMENT_END, True), (_CLAUSE_END, False)):
        for text in reversed(list(_beginnings(title, end))):
            if text and balanced(text) and fits(text):
                return Clause(text, is_whole)
    return None


def begins_with_clause(title: str, text: str) -> bool:
    """Whether ``text`` is ``title``, or a beginning of it that ends where a clause ends."""
    if not title.startswith(text):
        return False
    ends = (_STATEMENT_END, _CLAUSE_END)
    return text == title or any(text in _beginnings(title, end) for end in ends)


def _beginnings(title: str, end: re.Pattern[str]) -> Iterator[str]:
    return (title[: found.start()] for found in end.finditer(title))
