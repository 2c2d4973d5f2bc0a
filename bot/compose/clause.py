"""A title that is too long, up to the end of a clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.compose.quotes import balanced

_STATEMENT_END = re.compile(r"(?<=[?!])(?=\s)|(?<=[。！？])|\s*[;；|]")
"""What follows is a statement of its own."""
_CLAUSE_END = re.compile(r"[:,](?=\s)|[，、：]|\s[–-](?=\s)|\s*—")
"""What follows may complete the statement or say whose words these are."""


def longest_clause(title: str, fits: Callable[[str], bool]) -> str | None:
    """The longest beginning of ``title`` that is whole, fits and has no quotation cut; None if none does.

    Whole statements are preferred; the end of a mere clause is the second choice.
    """
    for end in (_STATEMENT_END, _CLAUSE_END):
        for text in reversed(list(_beginnings(title, end))):
            if text and balanced(text) and fits(text):
                return text
    return None


def is_beginning(title: str, text: str) -> bool | None:
    """Whether ``text`` is a beginning of ``title`` that ends with a statement; False for a mere clause's end.

    None where it is no such beginning.
    """
    if not title.startswith(text):
        return None
    if text == title or text in _beginnings(title, _STATEMENT_END):
        return True
    return False if text in _beginnings(title, _CLAUSE_END) else None


def _beginnings(title: str, end: re.Pattern[str]) -> Iterator[str]:
    return (title[: found.start()] for found in end.finditer(title))
