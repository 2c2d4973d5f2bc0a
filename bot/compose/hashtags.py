"""Hashtags: the channel's fixed ones, and those made of the article's own tags."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from bot.model.draft import Style


def fixed_hashtags(style: Style) -> tuple[str, ...]:
    """The channel's own hashtags, each with one "#" and without spaces."""
    if not style.hashtags:
        return ()
    words = ("".join(tag.split()).lstrip("#＃") for tag in style.hashtags)
    return tuple(f"#{word}" for word in words if word)


def tag_hashtags(tags: Iterable[str], style: Style) -> tuple[str, ...]:
    """The hashtags that the article's tags give, none twice and none of the fixed ones.

    The channel says how many at most; tags that make no hashtag do not count.
    """
    if not style.hashtags_from_tags:
        return ()
    return _made(tuple(tags), fixed_hashtags(style), style.hashtags_from_tags)


@lru_cache(maxsize=64)
def _made(tags: tuple[str, ...], fixed: tuple[str, ...], most: int) -> tuple[str, ...]:
    known = {tag.casefold() for tag in fixed}
    made: list[str] = []
    for tag in map(_camel_case, tags):
        if len(made) >= most:
            break
        if tag and not tag.isdigit() and f"#{tag}".casefold() not in known:
            made.append(f"#{tag}")
            known.add(f"#{tag}".casefold())
    return tuple(made)


def _camel_case(tag: str) -> str:
    """The tag as one word, "EasternEconomicForum"; empty where nothing is left."""
    kept = (letter if _in_word(letter) else " " for letter in unicodedata.normalize("NFC", tag))
    return "".join(word[0].upper() + word[1:] for word in "".join(kept).split())


def _in_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter).startswith("M")
