"""Text made comparable: one way to write spaces and letters, and words alone."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[ \t\r\n\f\v]{2,}|[\t\r\n\f\v]")
"""What is written as one space; a single space is one."""
_WIDE_GAP = re.compile(r"\s{2,}")
# Invisible marks that mean nothing to a reader, or (bidirectional overrides) would mislead one.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]"
)
_WORD = re.compile(r"\w+")
_PLAIN_WORDS = {
    code: char.lower() if _WORD.match(char) else " " for code in range(128) for char in (chr(code),)
}
"""ASCII letters made small and what is in no word a space: quicker than the pattern, to the same end."""
_PLAIN_LINES = _PLAIN_WORDS | {ord("\n"): "\n"}


def normalise(text: str) -> str:
    """Whitespace collapsed, invisible marks removed, NFC; typographic spaces within the line stay."""
    if not _is_plain(text):
        text = " ".join(text.split()) if text.isascii() else _SPACES.sub(" ", text)
        if not text.isprintable() and not _is_plain(text.replace("\u00a0", " ")):
            text = _WIDE_GAP.sub(" ", _SPACES.sub(" ", _INVISIBLE.sub("", text)))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text.strip()


def _is_plain(text: str) -> bool:
    return "  " not in text and text.isprintable()


def collapse(text: str) -> str:
    """Runs of spaces and line ends to one space each."""
    if "\n" in text or "  " in text or "\t" in text or "\r" in text:
        return _SPACES.sub(" ", text)
    return text


def plain_words(text: str) -> str:
    """The words alone, in small letters, one space between them, for comparing."""
    if not text.isascii():
        return " ".join(_WORD.findall(text.casefold()))
    plain = text.translate(_PLAIN_WORDS).strip()
    while "  " in plain:
        plain = plain.replace("  ", " ")
    return plain


def plain_lines(text: str) -> list[str]:
    """The ``plain_words`` of each line: all at once, in half the time."""
    if not text.isascii():
        return [plain_words(line) for line in text.split("\n")]
    plain = text.translate(_PLAIN_LINES)
    while "  " in plain:
        plain = plain.replace("  ", " ")
    return [line.strip() for line in plain.split("\n")]


def word_set(text: str) -> frozenset[str]:
    """The words of a table that is written as text."""
    return frozenset(text.split())
