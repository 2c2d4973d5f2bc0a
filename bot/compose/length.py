"""How long a text is in a platform's own measure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import assert_never

from bot.compose.emoji import SEQUENCE
from bot.compose.urls import replace_urls
from bot.model.draft import Measure

URL_WEIGHT = 23
"""What X counts for any link, however long."""

_HEAVY = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]+")
"""Characters that weigh 2; all others weigh 1."""
_JOINER = "\u200d"
_IN_EMOJI = re.compile("[\u20e3\ufe0f\U0001f1e6-\U0001f3ff]")
"""Every emoji of several code points has one of these, which are heavy, or the joiner between heavy ones."""
_EMOJI_STAND_IN = "\u2800"


def measure(text: str, by: Measure) -> int:
    """The length of ``text`` as a platform with that measure counts it."""
    return counter(by)(text)


def counter(by: Measure) -> Callable[[str], int]:
    """What counts as a platform with that measure does."""
    match by:
        case Measure.CHARACTERS:
            return len
        case Measure.WEIGHTED:
            return weighted_length
        case _:
            assert_never(by)


@lru_cache(maxsize=1024)
def weight(text: str) -> int:
    """``weighted_length`` of a piece that comes again and again."""
    return weighted_length(text)


def weighted_length(text: str) -> int:
    """The length of ``text`` on X: twitter-text with configuration v3.

    After NFC a link weighs 23, an emoji 2, Latin, Greek, Cyrillic, Arabic, Devanagari and Georgian letters
    and most punctuation 1, all else 2. Every sequence gives way to a stand-in of its weight before the
    characters are counted.
    """
    if text.isascii() and "." not in text:
        return len(text)
    text = replace_urls(unicodedata.normalize("NFC", text), "x" * URL_WEIGHT)
    if text.isascii():
        return len(text)
    heavy = "".join(_HEAVY.findall(text))
    if heavy and (_JOINER in text or _IN_EMOJI.search(heavy)):
        text = SEQUENCE.sub(_EMOJI_STAND_IN, text)
        heavy = "".join(_HEAVY.findall(text))
    return len(text) + len(heavy)
