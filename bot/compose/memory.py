"""What is made of an article once and serves all its channels."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from bot.model.article import Article

P = ParamSpec("P")
T = TypeVar("T")

_ARTICLES_KEPT = 16


def once_per_article(
    make: Callable[Concatenate[Article, P], T],
) -> Callable[Concatenate[Article, P], T]:
    """``make`` called once for each article and further arguments, as long as the article is a recent one.

    Articles are told apart as objects: comparing them by value would cost more than it saves.
    """
    kept: dict[Hashable, tuple[Article, T]] = {}

    @wraps(make)
    def remembered(article: Article, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (id(article), args, *kwargs.values())
        found = kept.get(key)
        if found is not None and found[0] is article:
            return found[1]
        made = make(article, *args, **kwargs)
        if len(kept) >= _ARTICLES_KEPT:
            kept.clear()
        kept[key] = (article, made)  # keeps the article alive, so that its id is no other's
        return made

    return remembered
