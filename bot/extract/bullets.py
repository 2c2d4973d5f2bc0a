"""The marks with which people type lists."""

from __future__ import annotations

import regex

MARK = regex.compile(
    r"""\s*(?:
        (?P<bullet>[•●▪■◦‣∙·▸►▶➤➢❖◆◇○★✓✔✅☑✗✘➡→»⁃・\uf0b7\uf0a7\uf0d8])
      | (?P<dash>[-–—*])
      | \(?(?P<number>\d{1,2})[.)]
      | (?P<letter>[a-h])\)
      | (?P<emoji>(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3)[\ufe0e\ufe0f\u200d\p{Emoji_Modifier}\p{Extended_Pictographic}]*)
    )(?:\s+|(?<=[•●▪■‣►➤✓✔✅・])|(?<=\p{Extended_Pictographic}\ufe0f?))(?=\S)""",
    regex.VERBOSE,
)
"""A mark at the beginning of a line; the group that matched names its kind. The last three bullets are those of word processors' symbol fonts."""


def may_be_marked(text: str) -> bool:
    """A line without spaces in front that ``MARK`` may match: it does not begin with a word."""
    return not text[:1].isalpha() or text[1:2] == ")"
