"""Lines that begin in Latin script within a story written from right to left."""

from __future__ import annotations

import unicodedata

from bot.model.article import Article

RIGHT_TO_LEFT_MARK = "\u200f"
"""An invisible letter: a line that begins with it runs from right to left. It weighs 2 on X."""
_LANGUAGES = frozenset({"ar", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"})


def runs_leftward(article: Article) -> bool:
    """Whether the story is written from right to left: by its language, else by its title."""
    if article.language:
        return article.language.partition("-")[0].lower() in _LANGUAGES
    return _first_strong(article.title) in ("R", "AL")


def leading_mark(line: str) -> str:
    """What must stand in front of ``line`` so that it runs from right to left; mostly nothing.

    Screens take the direction of a line from its first letter: one that begins with "NATO" would be turned.
    """
    return RIGHT_TO_LEFT_MARK if _first_strong(line) == "L" else ""


def _first_strong(text: str) -> str:
    directions = map(unicodedata.bidirectional, text)
    return next((each for each in directions if each in ("L", "R", "AL")), "")
