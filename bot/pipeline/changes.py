"""What readers of a post would see as different in its story. Pure.

A post is compared line by line with what the story said in earlier readings and says now. What neither
said before is the channel's own (label, link, hashtags) and does not count; nor do case, spacing and
punctuation. Signs that change what a number says do: "$40" is not "€40".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.model.article import Article

Words = tuple[str, ...]

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_WORD = re.compile(r"\w+|[%‰$€£¥+±<>=]|(?<!\w)[-−–](?=\d)")
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, in plain words for an editor; ``notice`` is the story's own notice of correction."""

    words: str
    notice: str = ""


def words_of(text: str) -> Words:
    """The words of a text as they are compared."""
    plain = unicodedata.normalize("NFKC", text)
    seen = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return tuple(_WORD.findall(seen.casefold()))


def changes(
    text: str, earlier: Sequence[Article], current: Sequence[Article]
) -> tuple[Change, ...]:
    """What of the post ``text`` its story no longer says.

    ``earlier`` are the readings of the story so far; ``current`` those that count now: the newest one
    and, where there is one, that of its page. What any of them says is still said.
    """
    from bot.extract.corrections import correction_notices  # not for an idle daemon

    told = [_said(article) for article in earlier]
    now = [_said(article) for article in current]
    lost = dict.fromkeys(_lost(text, told, now))
    known = {words_of(notice) for article in earlier for notice in correction_notices(article.text)}
    fresh = dict.fromkeys(
        notice
        for article in current
        for notice in correction_notices(article.text)
        if words_of(notice) not in known
    )
    notices = (Change(f"the story carries a notice: {_short(n)}", notice=n) for n in fresh)
    return (*lost, *notices)


@dataclass(frozen=True, slots=True)
class _Said:
    """What one reading of a story says. ``points`` have the attributions that they stand under."""

    title: Words
    shown_title: str
    attributions: frozenset[Words]
    points: dict[Words, frozenset[Words]]
    sentences: tuple[tuple[Words, ...], ...]

    def states(self, words: Words) -> bool:
        """Whether whole sentences of a paragraph, one after the other, are these words."""
        return any(_is_run(words, paragraph) for paragraph in self.sentences)

    def has(self, words: Words, under: Words) -> bool:
        """Whether it says these words, and under that attribution (empty: none)."""
        if words in self.points:
            return under in self.points[words]
        return self.states(words) and (not under or under in self.attributions)


@lru_cache(maxsize=64)
def _said(article: Article) -> _Said:
    from bot.extract.sentences import split

    points: dict[Words, set[Words]] = {}
    for point in article.key_points:
        points.setdefault(words_of(point.text), set()).add(words_of(point.attribution or ""))
    return _Said(
        title=words_of(article.title),
        shown_title=article.title,
        attributions=frozenset(
            words_of(p.attribution) for p in article.key_points if p.attribution
        ),
        points={words: frozenset(owners) for words, owners in points.items()},
        sentences=tuple(
            tuple(words_of(block[span.start : span.end]) for span in split(block))
            for block in article.text.split("\n\n")
        ),
    )


def _is_run(words: Words, sentences: Sequence[Words]) -> bool:
    for start in range(len(sentences)):
        run: Words = ()
        for sentence in sentences[start:]:
            run += sentence
            if run == words:
                return True
            if len(run) >= len(words):
                break
    return False


def _lost(text: str, earlier: Sequence[_Said], now: Sequence[_Said]) -> Iterator[Change]:
    under: Words = ()
    for number, line in enumerate(text.splitlines()):
        words = words_of(_ADDRESS.sub("", line))
        if not line.strip():
            under = ()
        elif number == 0 and any(_is_title(words, said) for said in earlier):
            if not any(_is_same_title(words, earlier, said) for said in now):
                yield Change(
                    f"the title was “{_short(line)}” and is “{_short(now[0].shown_title)}”"
                )
        elif any(words in said.attributions for said in earlier):
            under = words
        elif _is_lost(words, under, earlier, now):
            yield Change(_gone(line, words, now))


def _is_lost(words: Words, under: Words, earlier: Sequence[_Said], now: Sequence[_Said]) -> bool:
    was_said = any(said.has(words, under) for said in earlier)
    return bool(words) and was_said and not any(said.has(words, under) for said in now)


def _is_title(words: Words, said: _Said) -> bool:
    return bool(words) and said.title[: len(words)] == words


def _is_same_title(words: Words, earlier: Sequence[_Said], now: _Said) -> bool:
    """Whether the line is still the title. Of a title that was cut only the beginning has to stand."""
    was_whole = any(said.title == words for said in earlier)
    return now.title == words if was_whole else _is_title(words, now)


def _gone(line: str, words: Words, now: Sequence[_Said]) -> str:
    point = _short(line.lstrip(" \u200e\u200f•"))
    if any(words in said.points for said in now):
        return f"another now says: “{point}”"
    return f"the story no longer says: “{point}”"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"
