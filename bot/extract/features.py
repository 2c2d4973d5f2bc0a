"""What can be told of a sentence by counting: the features that rank it.

Every value is 0 to 1; the names are those of ``weights``. ``evenness`` is the one thing told of the whole story.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import exp, fsum, sqrt
from typing import NamedTuple

import regex

from bot.extract.patterns import any_of
from bot.extract.phrases import SCENES
from bot.extract.quotes import quoted
from bot.extract.speakers import speaker_of
from bot.extract.words import word_set

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’.,-][\p{L}\p{M}\p{N}]+)*")
_PLAIN_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
"""``_WORD`` for text without combining marks, in half the time."""
_MAY_COMBINE = re.compile("[\u0300-\u036f\u0483-\u0489\u0590-\u1fff\u20d0-\u20ff\u2c00-\U0010ffff]")
_CJK = re.compile(
    "[\u0e00-\u0e3a\u0e40-\u0e5b\u1100-\u11ff\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff"
    "\u3131-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufad9\uff66-\uffdc\U0001b000-\U0001b16f\U00020000-\U000323af]"
)
"""Letters of scripts without spaces between words, and Hangul."""
_FIGURE = re.compile(r"\d")
_SCENE = regex.compile(
    rf"[\W_]*(?:[\p{{L}}’']+\W+){{0,4}}{any_of(SCENES)}(?!\p{{L}})", regex.IGNORECASE
)
_STOP_LENGTH = 3
_STEM = 6
"""Letters that two words have in common where they are forms of one: "breakfast", "breakfasts"."""
_TITLE_WORDS = 3
"""A title of fewer words says too little for one of them to mean much."""
_ECHOES = 0.5
"""Share of the words that the title quotes, from which a sentence holds the same quotation."""
_FULL_WORDS, _LONG_WORDS = 30, 60
"""Words from which a sentence tells no more by being longer, and is as long as can be."""
_SHORT_WORDS, _SHORTEST_WORDS = 12, 5
"""Words below which a sentence is short, and as short as can be."""
_OPENING = 3
"""The first sentences of a story are its opening; what is as short as can be is a label, and none of them."""
_SPREAD, _SPREAD_STEP = 10.0, 2.0
"""Standard deviation of the sentences' words from which a story is rather uneven, and how sharply."""
_STOP_WORDS = word_set(
    """
    the and for with that from has have had was were will would are not but his her its their they
    this after into over more than who which been about also said says und der die das den dem des
    mit für von auf ist sind war nicht ein eine einen einer auch les des une dans pour par sur est
    sont que qui pas plus avec aux los las una por para con del que como más fue sido della delle
    degli per con che non una sono più dos das uma com não mais foi een van het voor met niet zijn
    aan ook jest oraz dla nie się który από στο στη την της του και για που din pentru care sunt
    este fost
    """
)


class Candidate(NamedTuple):
    """A sentence of the story: its place in the text, and its paragraph's in the story."""

    text: str
    start: int
    paragraph: int
    cited: bool = False
    """It stands in a block of quotation: someone's words, without marks."""


@dataclass(frozen=True, slots=True)
class _Title:
    """What the title holds: its words, those within quotation marks, and whether it is someone's statement."""

    stems: frozenset[str]
    quoted: frozenset[str]
    spoken: bool


def features(
    candidates: Sequence[Candidate], words: Sequence[frozenset[str]], title: str
) -> tuple[Mapping[str, float], ...]:
    """The features of each sentence; ``words`` are the content words of each."""
    headline = _read_title(title)
    opening = _opening(candidates)
    return tuple(
        {
            **_place(candidate, number in opening, headline),
            **_content(candidate.text, found, headline),
            "central": central,
        }
        for number, (candidate, found, central) in enumerate(
            zip(candidates, words, centrality(words), strict=True)
        )
    )


def evenness(candidates: Sequence[Candidate]) -> float:
    """1 for a story whose sentences are all about as long, as in a short report; 0 for one where they differ much.

    The two are written in different ways: in an even story each sentence brings its share of the news, the longer the
    more; in an uneven one, with captions, asides and exclamations, the news stands at the beginning.
    """
    if not candidates:
        return 1.0
    lengths = [word_length(candidate.text) for candidate in candidates]
    mean = sum(lengths) / len(lengths)
    spread = sqrt(sum((length - mean) ** 2 for length in lengths) / len(lengths))
    return 1 / (1 + exp(min(50.0, (spread - _SPREAD) / _SPREAD_STEP)))


def centrality(words: Sequence[frozenset[str]]) -> tuple[float, ...]:
    """How like each sentence is to all others: the sum of the cosines of their words, 1 for the most central."""
    weight = [1 / sqrt(len(found)) if found else 0.0 for found in words]
    total: dict[str, float] = {}
    for found, each in zip(words, weight, strict=True):
        for word in found:
            total[word] = total.get(word, 0.0) + each
    # Unlike a plain sum's, the rounding of ``fsum`` does not depend on the order, and that of a set is no order.
    likeness = [
        round(each * fsum(map(total.__getitem__, found)) - bool(found), 9)
        for found, each in zip(words, weight, strict=True)
    ]
    most = max(likeness, default=0.0)
    return tuple(max(0.0, alike) / most if most > 0 else 0.0 for alike in likeness)


def content_words(text: str) -> frozenset[str]:
    """The words that carry meaning, in small letters; single characters for scripts without spaces."""
    if text.isascii():
        found = set(_PLAIN_WORD.findall(text.lower())) - _STOP_WORDS
        return frozenset([word for word in found if len(word) >= _STOP_LENGTH or word.isdigit()])
    plain = _MAY_COMBINE.search(text) is None
    found = {word.casefold() for word in (_PLAIN_WORD if plain else _WORD).findall(text)}
    if not plain and _CJK.search(text):
        found |= set(_CJK.findall(text))
    return frozenset(
        word
        for word in found
        if (len(word) >= _STOP_LENGTH or word.isdigit() or _CJK.match(word))
        and word not in _STOP_WORDS
    )


@lru_cache(maxsize=2048)
def word_length(text: str) -> int:
    """Words; in scripts without spaces two characters count as one, and marks that stand alone for nothing."""
    dense = 0 if text.isascii() else len(_CJK.findall(text))
    if dense > len(text) // 3:
        return dense // 2
    return len([word for word in text.split() if len(word) > 1 or word.isalnum()])


def sets_a_scene(sentence: str) -> bool:
    """The sentence opens with the hour, the light or the weather: how a report begins, not what it says."""
    return _SCENE.match(sentence) is not None and not _FIGURE.search(sentence)


def _opening(candidates: Sequence[Candidate]) -> frozenset[int]:
    real = (
        number
        for number, candidate in enumerate(candidates)
        if word_length(candidate.text) >= _SHORTEST_WORDS
    )
    return frozenset(islice(real, _OPENING))


def _place(candidate: Candidate, opens: bool, title: _Title) -> dict[str, float]:
    scene = candidate.paragraph == 0 and bool(title.stems) and sets_a_scene(candidate.text)
    return {
        "opening": float(opens and not scene),
        "scene": float(scene),
    }


def _content(text: str, words: frozenset[str], title: _Title) -> dict[str, float]:
    length = word_length(text)
    spans = quoted(text).spans
    stems = _stems(words)
    echo = 0.0
    if title.quoted and spans:
        said = _stems(content_words(" ".join(text[start:end] for start, end in spans)))
        echo = len(said & title.quoted) / len(title.quoted)
    return {
        "title": len(stems & title.stems) / max(_TITLE_WORDS, len(title.stems)),
        "echo": echo if echo >= _ECHOES else 0.0,
        "spoken": float(title.spoken and speaker_of(text) is not None),
        "length": min(1.0, length / _FULL_WORDS),
        "short": min(1.0, max(0.0, (_SHORT_WORDS - length) / (_SHORT_WORDS - _SHORTEST_WORDS))),
        "long": min(1.0, max(0.0, (length - _FULL_WORDS) / (_LONG_WORDS - _FULL_WORDS))),
    }


def _read_title(title: str) -> _Title:
    spans = quoted(title).spans
    inside = " ".join(title[start:end] for start, end in spans)
    return _Title(
        stems=_stems(content_words(title)),
        quoted=_stems(content_words(inside)),
        spoken=bool(spans) or speaker_of(title) is not None,
    )


def _stems(words: frozenset[str]) -> frozenset[str]:
    return frozenset([word[:_STEM] for word in words])
