"""Which words of a text are not the article's: what an editor has to look at when a check fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.compose.fidelity import check
from bot.compose.wording import comparable
from bot.model.article import Article
from bot.model.draft import Rules, Style

_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*|[%€$£]", re.UNICODE)
_SENTENCE = re.compile(r"(?<=[.!?…»”\"])\s+|\n+")
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_NEAR = 0.3
"""A line that has less in common with every sentence is compared with the article's words only."""
_LONGEST = 400
"""Words of a line that are compared in order; what is beyond is compared with the article's words only."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the text; ``strange``: the article does not have it like this."""

    text: str
    strange: bool


def strange_words(
    text: str, article: Article, rules: Rules, style: Style
) -> tuple[tuple[Stretch, ...], ...]:
    """The lines of the text in stretches. Only lines that the check refuses by themselves have strange ones."""
    sentences = [_words(sentence) for sentence in _sentences(article)]
    known = {word.casefold() for sentence in sentences for word in sentence}
    return tuple(
        _stretches(line, sentences, known)
        if _is_refused(line, article, rules, style)
        else (Stretch(line, strange=False),)
        for line in text.splitlines()
    )


def _is_refused(line: str, article: Article, rules: Rules, style: Style) -> bool:
    missing = "The link to the article is missing."
    attribution = "This must stand under"
    alone = "Nothing stands under this line"
    return any(
        not problem.startswith((missing, attribution, alone))
        for problem in check(line, article, rules, style)
    )


def _sentences(article: Article) -> Iterator[str]:
    yield article.title
    for point in article.key_points:
        yield point.text
        if point.attribution:
            yield point.attribution
    yield from filter(None, _SENTENCE.split(article.text))


def _words(text: str) -> list[str]:
    return [match.group() for match in _WORD.finditer(comparable(text))]


def _stretches(line: str, sentences: list[list[str]], known: set[str]) -> tuple[Stretch, ...]:
    links = [match.span() for match in _LINK.finditer(line)]
    found = [
        match
        for match in _WORD.finditer(line)
        if not any(start <= match.start() < end for start, end in links)
    ]
    strange = _strange_places([match.group() for match in found], sentences, known)
    stretches: list[Stretch] = []
    at = 0
    for place, match in enumerate(found):
        if place in strange:
            stretches += [
                Stretch(line[at : match.start()], strange=False),
                Stretch(match.group(), strange=True),
            ]
            at = match.end()
    stretches.append(Stretch(line[at:], strange=False))
    return tuple(stretch for stretch in stretches if stretch.text)


def _strange_places(words: list[str], sentences: list[list[str]], known: set[str]) -> set[int]:
    unknown = {place for place, word in enumerate(words) if word.casefold() not in known}
    mine = [word.casefold() for word in words[:_LONGEST]]
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(mine)
    best, nearest = _NEAR, None
    for sentence in sentences:
        matcher.set_seq1([word.casefold() for word in sentence])
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
            ratio = matcher.ratio()
            if ratio > best:
                best, nearest = ratio, [word.casefold() for word in sentence]
    if nearest is None:
        return unknown
    matcher.set_seq1(nearest)
    kept = {
        block.b + offset for block in matcher.get_matching_blocks() for offset in range(block.size)
    }
    return unknown | (set(range(len(mine))) - kept)
