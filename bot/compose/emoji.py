"""The emoji that X counts as one: sequences of several code points, each of weight 2.

A single emoji needs no entry here: it weighs 2 like any other character outside the light ranges.
The tables are facts of Unicode Emoji 11 as npm's twitter-text 3.1.0 has them. ``bench/generate/twitter_text_facts.py``
prints those that asking can find; families, couples and single joined emoji are written by hand. Newer
sequences are counted piece by piece, there as here.
"""

from __future__ import annotations

import re

_STYLED = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23ed-\u23ef"
    "\u23f1\u23f2\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614"
    "\u2615\u2618\u261d\u2620\u2622\u2623\u2626\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653"
    "\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267f\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26aa"
    "\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea\u26f0-\u26f5"
    "\u26f7-\u26fa\u26fd\u2702\u2708\u2709\u270c\u270d\u270f\u2712\u2714\u2716\u271d\u2721\u2733\u2734"
    "\u2744\u2747\u2757\u2763\u2764\u27a1\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d"
    "\u3297\u3299\U0001f004\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f202\U0001f21a\U0001f22f"
    "\U0001f237\U0001f321\U0001f324-\U0001f32c\U0001f336\U0001f37d\U0001f396\U0001f397"
    "\U0001f399-\U0001f39b\U0001f39e\U0001f39f\U0001f3cb-\U0001f3ce\U0001f3d4-\U0001f3df\U0001f3f3"
    "\U0001f3f5\U0001f3f7\U0001f43f\U0001f441\U0001f4fd\U0001f549\U0001f54a\U0001f56f\U0001f570"
    "\U0001f573-\U0001f579\U0001f587\U0001f58a-\U0001f58d\U0001f590\U0001f5a5\U0001f5a8\U0001f5b1"
    "\U0001f5b2\U0001f5bc\U0001f5c2-\U0001f5c4\U0001f5d1-\U0001f5d3\U0001f5dc-\U0001f5de\U0001f5e1"
    "\U0001f5e3\U0001f5e8\U0001f5ef\U0001f5f3\U0001f5fa\U0001f6cb\U0001f6cd-\U0001f6cf"
    "\U0001f6e0-\U0001f6e5\U0001f6e9\U0001f6f0\U0001f6f3"
)
"""Take U+FE0F as part of themselves."""

_TONED = (
    "\u261d\u26f7\u26f9\u270a-\u270d\U0001f385\U0001f3c2-\U0001f3c4\U0001f3c7\U0001f3ca-\U0001f3cc"
    "\U0001f442\U0001f443\U0001f446-\U0001f450\U0001f466-\U0001f469\U0001f46e\U0001f470-\U0001f478"
    "\U0001f47c\U0001f481-\U0001f483\U0001f485-\U0001f487\U0001f4aa\U0001f574\U0001f575\U0001f57a"
    "\U0001f590\U0001f595\U0001f596\U0001f645-\U0001f647\U0001f64b-\U0001f64f\U0001f6a3"
    "\U0001f6b4-\U0001f6b6\U0001f6c0\U0001f6cc\U0001f918-\U0001f91c\U0001f91e\U0001f91f\U0001f926"
    "\U0001f930-\U0001f939\U0001f93d\U0001f93e\U0001f9b5\U0001f9b6\U0001f9b8\U0001f9b9"
    "\U0001f9d1-\U0001f9dd"
)
"""Take a skin tone."""

_STYLED_AND_TONED = (
    "\u261d\u26f7\u26f9\u270c\u270d\U0001f3cb\U0001f3cc\U0001f574\U0001f575\U0001f590"
)
"""Take U+FE0F, then a skin tone."""

_GENDERED = (
    "\U0001f3c3\U0001f3c4\U0001f3ca\U0001f46e\U0001f471\U0001f473\U0001f477\U0001f481\U0001f482"
    "\U0001f486\U0001f487\U0001f645-\U0001f647\U0001f64b\U0001f64d\U0001f64e\U0001f6a3"
    "\U0001f6b4-\U0001f6b6\U0001f926\U0001f935\U0001f937-\U0001f939\U0001f93d\U0001f93e\U0001f9b8"
    "\U0001f9b9\U0001f9d6-\U0001f9dd"
)
"""Take an optional skin tone, then a joined ♀ or ♂."""

_GENDERED_STYLED = "\u26f9\U0001f3cb\U0001f3cc\U0001f574\U0001f575"
"""Take a skin tone or U+FE0F, then a joined ♀ or ♂."""

_GENDERED_PAIRS = "\U0001f46f\U0001f93c\U0001f9de\U0001f9df"
"""Take a joined ♀ or ♂ and no skin tone."""

_ROLES = (
    "\U0001f33e\U0001f373\U0001f393\U0001f3a4\U0001f3a8\U0001f3eb\U0001f3ed\U0001f4bb\U0001f4bc"
    "\U0001f527\U0001f52c\U0001f680\U0001f692\U0001f9b0-\U0001f9b3"
)
"""What a man or woman may be joined with: a sheaf makes a farmer."""

_FLAGS = (
    "A:CDEFGILMOQRSTUWXZ B:ABDEFGHIJLMNOQRSTVWYZ C:ACDFGHIKLMNOPRUVWXYZ D:EGJKMOZ E:ACEGHRSTU F:IJKMOR "
    "G:ABDEFGHILMNPQRSTUWY H:KMNRTU I:CDELMNOQRST J:EMOP K:EGHIMNPRWYZ L:ABCIKRSTUVY "
    "M:ACDEFGHKLMNOPQRSTUVWXYZ N:ACEFGILOPRUZ O:M P:AEFGHKLMNRSTWY Q:A R:EOSUW S:ABCDEGHIJKLMNORSTVXYZ "
    "T:ACDFGHJKLMNORTVWZ U:AGMNSYZ V:ACEGINU W:FS X:K Y:ET Z:AMW"
)
"""The two-letter regions that have a flag, by first letter."""


def _indicator(letters: str) -> str:
    """The letters as regional indicator symbols."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in letters)


def _flags() -> str:
    pairs = (entry.split(":") for entry in _FLAGS.split())
    return "|".join(f"{_indicator(first)}[{_indicator(second)}]" for first, second in pairs)


def _tags(region: str) -> str:
    """A black flag with the region as tag characters, ended by the cancel tag."""
    return "🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"


_TONE = "[\U0001f3fb-\U0001f3ff]"
_JOIN = "\u200d"
_SIGN = f"{_JOIN}[♀♂]\ufe0f"
_CHILDREN = f"(?:👦{_JOIN}👦|👧{_JOIN}[👦👧]|[👦👧])"
_PARENTS = f"(?:👨{_JOIN}[👨👩]|👩{_JOIN}👩|[👨👩])"
_HEART = f"{_JOIN}❤\ufe0f{_JOIN}(?:💋{_JOIN})?"

SEQUENCE = re.compile(
    "|".join(
        (
            f"[👨👩]{_TONE}?{_JOIN}(?:[⚕⚖✈]\ufe0f|[{_ROLES}])",
            f"[{_GENDERED_STYLED}](?:{_TONE}|\ufe0f){_SIGN}",
            f"[{_GENDERED}]{_TONE}?{_SIGN}",
            f"[{_GENDERED_PAIRS}]{_SIGN}",
            f"👨{_HEART}👨|👩{_HEART}[👨👩]",
            f"{_PARENTS}{_JOIN}{_CHILDREN}",
            f"🏳\ufe0f{_JOIN}🌈|🏴{_JOIN}☠\ufe0f|👁{_JOIN}🗨",
            "[#*0-9]\ufe0f?\u20e3",
            f"[{_STYLED_AND_TONED}]\ufe0f{_TONE}",
            f"[{_TONED}]{_TONE}",
            f"[{_STYLED}]\ufe0f",
            "|".join(_tags(region) for region in ("gbeng", "gbsct", "gbwls")),
            _flags(),
        )
    )
)
"""Matches one emoji of several code points, the longest that X knows at that place."""

_PIECE = (
    "(?:[0-9#*]\ufe0f?\u20e3|[\u200d\ufe0f\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff"
    "\U0001f000-\U0001faff\U000e0020-\U000e007f])"
)
_OUTER = re.compile(rf"\A\s*(?:{_PIECE}+\s*)+|(?:\s*{_PIECE}+)+\s*\Z")


def without_outer_emoji(text: str) -> str:
    """``text`` without the emoji in front of its words and behind them.

    One between words stays, since it may stand for a word; so does a text of nothing but emoji.
    """
    if text.isascii():
        return text
    return _OUTER.sub("", text) or text
