"""From words to stories."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from bot.store.tables import article_words
from bot.store.words import LAST

FEW = 500
"""Stories that are fetched by their numbers; where each word has more, the list itself is looked through."""


def stories_with(connection: Connection, words: Collection[str]) -> Collection[int] | None:
    """The stories that have the rarest of the words; None where it is not rare.

    They are a superset of those that have all of the words, or had them in an earlier title.
    """
    rarest: Collection[int] | None = None
    for word in words:
        begins = (article_words.c.word >= word, article_words.c.word <= word + LAST)
        some = select(article_words.c.article_id).where(*begins).limit(FEW + 1)
        found = connection.execute(some).scalars().all()
        if len(found) <= FEW and (rarest is None or len(found) < len(rarest)):
            rarest = frozenset(found)
    return rarest
