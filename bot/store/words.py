"""The index of the words in titles and addresses, by which stories are searched.

A table of our own, because it has to be the same on SQLite and PostgreSQL: a word and a story a row, found
by the beginning of the word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import Connection

from bot.store.statements import insert_all_missing
from bot.store.tables import article_words

_WORD = re.compile(r"\w+")
_LONGEST = 40
_MOST = 200
"""Words kept of one story: a hostile title must not fill the index."""
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
"""Scripts that put no space between words: there two characters stand for a word."""
LAST = "\U0010ffff"
"""Stands behind whatever a word can go on with."""


def words_of(*texts: str) -> frozenset[str]:
    """The words in a form without capitals and accents; of a story as of what is searched for."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _WORD.findall(_plain(text[:10_000]).replace("_", " ")):
            for part in (word,) if word.isascii() else _parts(word):
                found[part[:_LONGEST]] = None
    return frozenset(list(found)[:_MOST])


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    return "".join(
        char
        for char in unicodedata.normalize("NFKD", text).casefold()
        if not unicodedata.combining(char)
    )


def _parts(word: str) -> Iterable[str]:
    unspaced = _UNSPACED.findall(word)
    yield from (run[i : i + 2] for run in unspaced for i in range(max(1, len(run) - 1)))
    yield from filter(None, _UNSPACED.split(word))


def matches(wanted: Iterable[str], *texts: str) -> bool:
    """Whether each wanted word is the beginning of one of the texts'."""
    words = words_of(*texts)
    return all(any(word.startswith(start) for word in words) for start in wanted)


def index_words(connection: Connection, stories: Iterable[tuple[int, str, str]]) -> None:
    """Note the words of stories, each given by its id, title and slug."""
    # one order: no deadlock
    rows = sorted(
        (word, number) for number, title, slug in stories for word in words_of(title, slug)
    )
    insert_all_missing(
        connection,
        article_words,
        [{"word": word, "article_id": number} for word, number in rows],
    )
