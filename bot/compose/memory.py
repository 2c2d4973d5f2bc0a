"""What is made of an article once and serves all its channels."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

from bot.model.article import Article

Arguments = TypeVarTuple("Arguments")
T = TypeVar("T")

_ARTICLES_KEPT = 16


def once_per_article(
    make: Callable[[Article, *Arguments], T],
) -> Callable[[Article, *Arguments], T]:
    """``make`` called once for each article and further arguments, as long as the article is a recent one.

    Articles are told apart as objects: comparing them by value would cost more than it saves.
    """
    kept: dict[tuple[int, *Arguments], tuple[Article, T]] = {}

    @wraps(make)
    def remembered(article: Article, *arguments: *Arguments) -> T:
        key = (id(article), *arguments)
        found = kept.get(key)
        if found is not None and found[0] is article:
            return found[1]
        made = make(article, *arguments)
        if len(kept) >= _ARTICLES_KEPT:
            kept.clear()
        kept[key] = (article, made)  # keeps the article alive, so that its id is no other's
        return made

    return remembered
