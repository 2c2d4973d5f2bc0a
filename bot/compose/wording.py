"""Text as it may stand in a post, and text as it is compared: the same words, however they are spaced."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DEFUSER = "\u200b"
"""ZERO WIDTH SPACE: put behind "@", "#", "$" or a dot it hides the link from X, not from readers.

It weighs 1 on X. U+2060 would weigh 2, and U+200C and U+200D may stand inside a hashtag.
"""

_UNFIT = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069"
)
"""Control characters, what X refuses, halves of characters, and marks that turn text around them."""
_BREAKS = re.compile("[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")
_DROPPED = re.compile(f"[{_UNFIT}]")
_NOT_COMPARED = re.compile(f"[{_UNFIT}\u00ad\u061c\u200b\u200e\u200f\u2060]")
_WORD = re.compile(r"\w+")
_BULLET = re.compile(r"[•▪◦‣·*–—-]\s+")


def one_line(text: str) -> str:
    """The text in one line and without unfit characters; spaces that do not break stay as they are."""
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable() or "  " in text:
        text = _BREAKS.sub(" ", _DROPPED.sub("", text))
    return text.strip()


@lru_cache(maxsize=512)  # a line comes again on every platform
def comparable(text: str) -> str:
    """The words of the text for a comparison: any spacing is one space, what is invisible is gone."""
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = _NOT_COMPARED.sub("", text)
    elif "  " not in text:  # of all spaces only the plain one is printable
        return text.strip()
    return " ".join(text.split())


def without_bullet(line: str) -> str:
    """The line without the mark of a list in front of it."""
    line = line.lstrip()
    bullet = _BULLET.match(line)
    return line[bullet.end() :] if bullet else line


def words_in(*texts: str) -> frozenset[str]:
    """The words of the texts, without regard to case."""
    return frozenset(word for text in texts for word in _WORD.findall(comparable(text).casefold()))
