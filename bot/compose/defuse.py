"""Keeps what a story mentions from being linked, notified or billed.

One rule on every platform: an invisible character goes behind every "@", "#" and "$" that a name may
follow, and behind every dot that could make a link. Readers see the same text.
"""

from __future__ import annotations

import re

from bot.compose.urls import find_urls
from bot.compose.wording import DEFUSER

_SIGN = re.compile(r"[@＠](?=\w)|[#＃](?=[^\s\ufe0f\u20e3])|\$(?=[A-Za-z])")
_DOT_IN_NAME = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})")
"""Wider than what X links today: new top-level domains come every year."""
_ADDRESS = re.compile(r"\w://|\bwww\.", re.IGNORECASE)


def has_address(text: str) -> bool:
    """Whether the text spells a web address out: defused, it would still be read as a broken link."""
    may_have = "://" in text or "w." in text or "W." in text
    return may_have and _ADDRESS.search(text) is not None


def defuse(text: str) -> str:
    """The text so that X finds no link, mention, hashtag or cashtag in it."""
    if _has_sign(text):
        text = _SIGN.sub(lambda sign: sign[0] + DEFUSER, text)
    if "." not in text:
        return text
    text = _DOT_IN_NAME.sub(f".{DEFUSER}", text)
    while urls := find_urls(text):
        for start, end in reversed(urls):
            text = text[:start] + text[start:end].replace(".", f".{DEFUSER}") + text[end:]
    return text


def live_sign(text: str) -> str | None:
    """The first sign of a mention, a hashtag or a cashtag in ``text`` that was not defused, or None."""
    if _has_sign(text):
        for found in _SIGN.finditer(text):
            if text[found.end()] != DEFUSER:
                return found[0]
    return None


def _has_sign(text: str) -> bool:
    # most lines have none, and five looks are quicker than one search by the pattern
    return "@" in text or "#" in text or "$" in text or "＠" in text or "＃" in text
