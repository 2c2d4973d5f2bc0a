"""Whether a page shows anything of a story. Sites put walls in its place, at the story's own address. Pure."""

from __future__ import annotations

import re
import unicodedata

from bot.model.article import Article
from bot.model.identity import slug_of

WALL_MAX = 1_500
"""Characters of a page that is no wall: the sentences of one are few."""
_SHARE = 1 / 3
"""So much of what is known of a story is in its page, whatever was changed."""
_SHORTEST = 4
"""Shorter words are in every text."""
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
"""Scripts that put no space between words: there two characters stand for a word."""
_WORD = re.compile(r"\w+")
_TITLE, _TOLD, _SLUG = 3, 8, 3
"""So many words are needed before they count as knowing the story."""


def shows(page: Article, *, title: str, told: str, url: str) -> bool:
    """Whether the page may be that of the story.

    ``title`` and ``told`` are what the source said of it, ``url`` is its address, whose last part is often its
    title. False only for a short page that has next to none of these words: a wall, a notice, a question.
    """
    if len(page.text) > WALL_MAX:
        return True
    shown = _telling(f"{page.title}\n{page.text}")
    known = (
        (_telling(title), _TITLE),
        (_telling(told), _TOLD),
        (_telling(re.sub(r"[\W_]+", " ", slug_of(url))), _SLUG),
    )
    enough = [words for words, fewest in known if len(words) >= fewest]
    return not enough or any(
        len(words & shown) >= _SHARE * min(len(words), max(len(shown), 1)) for words in enough
    )


def _telling(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    pairs = {run[i : i + 2] for run in _UNSPACED.findall(plain) for i in range(len(run) - 1)}
    words = {word for word in _WORD.findall(_UNSPACED.sub(" ", plain)) if len(word) >= _SHORTEST}
    return frozenset(words | pairs)
