"""Patterns made of tables of words, and what a line may begin with."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from unicodedata import normalize

import regex

_OPENING = 3
"""How many of a line's first letters are compared with a table before its pattern is tried."""
_ACCENT = regex.compile(r"\p{Mn}")
_WRITTEN = {" ": r"\s+", "ș": "[șş]", "ț": "[țţ]"}
"""Patterns of letters that are written in more than one way."""


def opens_with(line: str, known: frozenset[str]) -> bool:
    """The line may begin with one of the words whose ``openings`` are known, whatever marks stand in front."""
    start = 0
    if not line[:1].isalnum():
        start = next((place for place, char in enumerate(line) if char.isalnum()), 0)
    first = line[start : start + _OPENING].replace("\u00a0", " ").lower()
    return first in known or first[:2] in known or first[:1] in known


def openings(words: Iterable[str]) -> frozenset[str]:
    """How lines that begin with one of the words open: one that does not cannot begin with any."""
    return frozenset(word[:_OPENING] for word in words)


def also_bare(words: Iterable[str]) -> tuple[str, ...]:
    """The words, and as they are set in capitals where those have no accents: ΔΙΑΒΑΣΤΕ, PUBLICITE."""
    known = tuple(words)
    apart = (normalize("NFD", word) for word in known)
    return (*known, *(normalize("NFC", _ACCENT.sub("", word)) for word in apart))


def any_of(words: tuple[str, ...]) -> str:
    """A pattern of the words, the longest first; a space stands for any run of spaces.

    It is a tree of their letters: a text is left at the first letter with which no word goes on.
    Romanian is often written with the letters that older machines had, ş and ţ: they are the same here.
    """
    return f"(?:{_any_rest(word.replace('ş', 'ș').replace('ţ', 'ț') for word in words)})"


def _any_rest(rests: Iterable[str]) -> str:
    """A pattern of what is left of words that begin alike; of a word that ends here nothing is left."""
    left = sorted(set(rests))
    branches = [
        _WRITTEN.get(letter, regex.escape(letter)) + _any_rest(rest[1:] for rest in group)
        for letter, group in groupby(filter(None, left), key=itemgetter(0))
    ]
    ends = "" in left
    if len(branches) > 1 or (branches and ends):
        return f"(?:{'|'.join(branches)}){'?' if ends else ''}"
    return "".join(branches)
