"""Whether a post says only what the article says, and says whose words they are.

Independent of the composer: it knows the article and the finished text, however that came about, so that
it serves for what people write as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.compose.clause import begins_with_clause
from bot.compose.hashtags import fixed_hashtags, tag_hashtags
from bot.compose.layout import label
from bot.compose.links import is_web_link, plain_link
from bot.compose.quotes import balanced
from bot.compose.urls import find_urls
from bot.compose.wording import comparable, without_bullet
from bot.model.article import Article
from bot.model.draft import LinkPlace, Rules, Style

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"”»’)\]」』]*\s*\Z")


def check(text: str, article: Article, rules: Rules, style: Style) -> tuple[str, ...]:
    """What is wrong with ``text`` as a post about ``article``, in plain words; empty when it is faithful.

    Every line must be the title (or a whole clause at its beginning), an attribution, or a key point or whole
    sentences of the article, word for word; or else the link, the fixed label or a hashtag of the channel.
    What was said under an attribution must stand under it, and nothing else may. An empty line ends a group.
    """
    problems = [*_line_problems(text, article, rules, style)]
    problems += _link_problems(text, article, rules, style)
    return tuple(dict.fromkeys(problems))


def _line_problems(text: str, article: Article, rules: Rules, style: Style) -> Iterator[str]:
    said = _said(article)
    hashtags = {*fixed_hashtags(style), *tag_hashtags(article.tags, style)}
    under: str | None = None
    for line in text.splitlines():
        if not line.strip():
            under = None
        elif not _is_fixed(line, label(rules, article.language), hashtags):
            words, is_bullet = said.words_of(line)
            if not balanced(words):
                yield f"The quotation marks are not balanced: {_shown(words)}"
            if words in said.attributions and not is_bullet:
                under = words
            else:
                yield from said.problems(words, under)


def _is_fixed(line: str, label: str, hashtags: set[str]) -> bool:
    """Whether the line has only what the channel puts there: link, label, hashtags."""
    words = [word for word in _ADDRESS.sub("", line).split() if word not in hashtags]
    return " ".join(words) in ("", label)


def _link_problems(text: str, article: Article, rules: Rules, style: Style) -> Iterator[str]:
    canonical = plain_link(article.url)
    addresses = _ADDRESS.findall(text)
    text = unicodedata.normalize("NFC", _ADDRESS.sub("", text))
    addresses += [text[start:end] for start, end in find_urls(text)]
    for address in addresses:
        if plain_link(address) != canonical:
            yield f"A link that is not the article's: {address}"
    in_text = rules.link_place is LinkPlace.TEXT or rules.link_label
    if style.link and in_text and is_web_link(article.url) and not addresses:
        yield "The link to the article is missing."


@dataclass(frozen=True, slots=True)
class _Said:
    """What an article says, in comparable form.

    ``points`` has for each key point the attributions under which it stands there, None for none.
    """

    title: str
    attributions: frozenset[str]
    points: dict[str, set[str | None]]
    paragraphs: tuple[str, ...]

    def words_of(self, line: str) -> tuple[str, bool]:
        """The words of a line, and whether a bullet came off to find them."""
        words, bare = comparable(line), comparable(without_bullet(line))
        return (words, False) if words == bare or self._says(words) else (bare, True)

    def _says(self, words: str) -> bool:
        return words == self.title or words in self.attributions or words in self.points

    def problems(self, words: str, under: str | None) -> Iterator[str]:
        """What is wrong with the line, standing under that attribution."""
        if under is None and begins_with_clause(self.title, words):
            return
        owners = self._owners(words)
        if not owners and not self._is_stated(words):
            yield f"This is not in the article, word for word: {_shown(words)}"
        elif owners and under not in owners:
            line = next(iter(owners - {None}), None)
            yield (
                f"This must stand under {_shown(line)}: {_shown(words)}"
                if line
                else f"The article does not put this under {_shown(under)}: {_shown(words)}"
            )
        elif not owners and under is not None:
            yield f"The article does not put this under {_shown(under)}: {_shown(words)}"

    def _owners(self, words: str) -> set[str | None]:
        """The attributions of the key points that say this, whole or in one of their sentences."""
        if words in self.points:
            return self.points[words]
        return {
            owner
            for point, owners in self.points.items()
            if _has_statement(point, words)
            for owner in owners
        }

    def _is_stated(self, words: str) -> bool:
        return any(_has_statement(paragraph, words) for paragraph in self.paragraphs)


@lru_cache(maxsize=16)
def _said(article: Article) -> _Said:
    paragraphs = tuple(filter(None, map(comparable, article.text.splitlines())))
    points: dict[str, set[str | None]] = {}
    for point in article.key_points:
        words = comparable(point.text)
        if any(words in paragraph for paragraph in paragraphs):
            line = comparable(point.attribution) if point.attribution else None
            points.setdefault(words, set()).add(line)
    attributions = {line for lines in points.values() for line in lines if line}
    return _Said(comparable(article.title), frozenset(attributions), points, paragraphs)


def _has_statement(paragraph: str, words: str) -> bool:
    """Whether ``words`` stand in ``paragraph`` as whole sentences."""
    at = paragraph.find(words) if words else -1
    while at >= 0:
        before, after = paragraph[:at], paragraph[at + len(words) :]
        begins = not before or _SENTENCE_END.search(before)
        if begins and (not after or _SENTENCE_END.search(words)):
            return True
        at = paragraph.find(words, at + 1)
    return False


def _shown(words: str | None) -> str:
    """The words as a message may show them."""
    words = words or ""
    return words if len(words) <= 80 else words[:79].rstrip() + "…"
