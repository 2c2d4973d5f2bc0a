"""Whether a text that a platform shows is the text that was sent to it.

Platforms escape, shorten, unwind and respace what they are given. Both texts are brought to the same plain
form first. What is the same but for its links is *doubtful*, never absent.
"""

from __future__ import annotations

import html
import re
import unicodedata
from enum import Enum

from bot.model.identity import article_key

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LINK = re.compile(
    r"https?://[^\s<>\"]+|(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,}(?:/[^\s<>\"]*)?", re.IGNORECASE
)
_ENDING = re.compile(r"[.,;:!?…)\]}'’”»]+$")
_CUT = re.compile(r"(?:…|\.\.\.)$")
_TELLING = 40
"""Characters. The same beginning of at least this length is no chance."""

_LONGEST = 200_000
"""Characters; no platform shows as many, and comparing more would only cost time."""


class Likeness(Enum):
    """How much two texts are alike."""

    SAME = "same"
    DOUBTFUL = "doubtful"
    """The same words with other links, or the same as far as the platform shows it."""
    OTHER = "other"


def likeness(ours: str, theirs: str) -> Likeness:
    """Compare the text that was sent with the one that is shown."""
    if not theirs.strip() or len(theirs) > _LONGEST:
        return Likeness.OTHER
    if _canonical(ours) == _canonical(theirs):
        return Likeness.SAME
    sent, shown = _without_links(ours), _without_links(theirs)
    if sent == shown:
        return Likeness.DOUBTFUL
    start = _CUT.sub("", shown).rstrip()
    if start != shown and len(start) >= _TELLING and sent.startswith(start):
        return Likeness.DOUBTFUL
    return Likeness.OTHER


def same_link(one: str, other: str) -> bool:
    """Whether both lead to the same page, whatever campaign they count for."""
    return _key(one) == _key(other)


def _canonical(text: str) -> str:
    return _spaced(_LINK.sub(lambda link: _key_in_text(link.group()), _plain(text)))


def _without_links(text: str) -> str:
    return _spaced(_LINK.sub(" ", _plain(text)))


def _plain(text: str) -> str:
    """Without markup and invisible signs, which platforms add and drop as they like."""
    plain = unicodedata.normalize("NFC", html.unescape(_BREAK.sub("\n", text)))
    return "".join(
        sign
        for sign in plain
        if unicodedata.category(sign) != "Cf" and not "\ufe00" <= sign <= "\ufe0f"
    )


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _key_in_text(link: str) -> str:
    """The link's key, with the punctuation of the sentence that it stands in."""
    ending = _ENDING.search(link)
    end = ending.start() if ending else len(link)
    return _key(link[:end]) + link[end:]


def _key(link: str) -> str:
    try:
        return article_key(link if "://" in link else f"http://{link}")
    except ValueError:
        return link
