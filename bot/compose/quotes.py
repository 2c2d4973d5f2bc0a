"""Whether the quotation marks of a text are balanced, in any of the ways in which they are paired."""

from __future__ import annotations

import re
from functools import lru_cache

_CLOSERS = {
    "“": "”",
    "„": "“”",
    "”": "”“",  # Swedish ”so”, and ”so“ as typed from right to left
    "«": "»",
    "»": "«»",  # Danish »so«, Swedish »so»
    "‹": "›",
    "›": "‹›",
    "‘": "’",
    "‚": "‘’",
    '"': '"',
    "'": "'",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
}
"""What closes each opening mark."""

_MARK = re.compile("[" + "".join(sorted({*_CLOSERS, *"".join(_CLOSERS.values())})) + "]")
_LETTER = r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
"""Of a script that has apostrophes."""
_EDGES = re.compile(rf"\A(?:(?!{_MARK.pattern})\W)+|(?:(?!{_MARK.pattern})\W)+\Z")
"""What is neither word nor quotation mark, at the ends."""
_WORD = re.compile(r"\w")
_QUOTED = re.compile(
    "|".join(
        f"{re.escape(opener)}[^{re.escape(opener + closers)}]*[{re.escape(closers)}]"
        for opener, closers in _CLOSERS.items()
        if opener not in "'‘’‚"
    )
)
"""A quotation with its marks, without another of the same kind in it."""
_APOSTROPHE = re.compile(
    rf"(?<={_LETTER})[’‘'](?={_LETTER})"  # Putin’s, l’homme, Hawai‘i
    r"|[‘'](?=\d\ds?\b)"  # the ‘90s
    r"|(?<=[\u05d0-\u05ea])[\"”](?=[\u05d0-\u05ea])"  # the sign of a Hebrew abbreviation
)


@lru_cache(maxsize=512)  # composer and check ask of the same lines
def balanced(text: str) -> bool:
    """Whether every quotation that begins in ``text`` ends there, and none ends that did not begin.

    Apostrophes are no quotation marks: "Putin’s", "the students’ vote", "rock ’n’ roll".
    """
    if not _MARK.search(text):
        return True
    text = _APOSTROPHE.sub("x", text)
    is_open: list[str] = []
    for found in _MARK.finditer(text):
        mark = found[0]
        if is_open and mark in _CLOSERS[is_open[-1]]:
            is_open.pop()
        elif _opens(text, found.start()):
            is_open.append(mark)
        elif not _is_harmless(text, found.start()):
            return False
    return not is_open


def _opens(text: str, at: int) -> bool:
    """Whether the mark at ``at``, which closes nothing, begins a quotation."""
    match text[at]:
        case '"' | "'" | "”" | "»" | "›":  # each closes elsewhere: it opens only in front of a word
            before, after = text[at - 1 : at], text[at + 1 : at + 2]
            return not before.isalnum() and bool(after) and (after.isalnum() or after in _CLOSERS)
        case mark:
            return mark in _CLOSERS


def _is_harmless(text: str, at: int) -> bool:
    """Whether the mark at ``at``, which neither closes nor opens, is none: an apostrophe, inches."""
    return text[at] in "’'" or (text[at] == '"' and text[at - 1 : at].isdigit())


def is_all_quoted(text: str) -> bool:
    """Whether ``text`` is one quotation and nothing beside it, so that it does not tell who speaks."""
    words = _EDGES.sub("", text)
    if len(words) < 2 or words[0] not in _CLOSERS or words[-1] not in _CLOSERS[words[0]]:
        return False
    outside = _QUOTED.sub("", words)
    return not _WORD.search(outside)
