"""The most telling sentences of a story that has no list.

A small linear model: every sentence that may stand alone gets a number for each feature, ``WEIGHTS`` says what each is
worth. Sentences are taken from the best down; one that repeats the title or a taken one is passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import regex

from bot.extract.body import ends_sentence
from bot.extract.phrases import OPENERS, any_of
from bot.extract.quotes import quoted
from bot.extract.speakers import says_unnamed, speaker_of
from bot.extract.words import word_set

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "lead": 0.8,  # the first sentence of the story
        "early": 0.8,  # 1 at the first paragraph, falling to 0
        "opens_paragraph": 0.2,
        "title": 0.8,  # share of the title's words that it holds
        "central": 1.5,  # how often its words come back in the story
        "figures": 0.25,
        "names": 0.3,
        "short": -0.6,  # fewer than 8 words
        "long": -0.3,  # more than 40 words
        "quote": -0.3,  # holds someone's words
    }
)
AT_MOST = 5
"""Key points of a story without a list."""

_TOO_SHORT_WORDS = 5
_TOO_LONG_WORDS = 70
_CONSIDERED = 400
"""Sentences that are looked at: a longer story has told its news by then."""
_REPEATS = 0.6
"""Share of common words from which two sentences say the same."""
_REPEATS_TITLE = 0.75

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’.,-][\p{L}\p{M}\p{N}]+)*")
_CJK = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]")
_OPENERS = {
    language: regex.compile(rf"[\W_]*{any_of(words)}(?![\p{{L}}\p{{N}}])", regex.IGNORECASE)
    for language, words in OPENERS.items()
}
_NAME = regex.compile(r"(?<=[\p{Ll},]\s)\p{Lu}[\p{L}’'-]+")
_FIGURE = regex.compile(r"\p{Nd}")
_CLOSERS = "\"'”’»“)]」』"
_STOP_LENGTH = 3
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of the story: its place in the text, and of its paragraph in the story."""

    text: str
    start: int
    paragraph: int
    first: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sentence that tells."""

    text: str
    start: int
    speaker: str | None
    score: float


def choose(candidates: Sequence[Candidate], title: str, language: str | None) -> tuple[Chosen, ...]:
    """The most telling sentences, at most ``AT_MOST``, in story order."""
    considered = candidates[:_CONSIDERED]
    words = [content_words(candidate.text) for candidate in considered]
    scores = score(considered, words, title)
    title_words = content_words(title)
    taken: list[int] = []
    for index in sorted(range(len(considered)), key=lambda i: (-scores[i], i)):
        if len(taken) == AT_MOST:
            break
        said = [title_words, *(words[i] for i in taken)]
        if _repeats(words[index], said) or not stands_alone(considered[index].text, language):
            continue
        if _speech_without_speaker(considered, index):
            continue
        taken.append(index)
    return tuple(_chosen(considered, index, scores[index]) for index in sorted(taken))


def score(
    candidates: Sequence[Candidate], words: Sequence[frozenset[str]], title: str
) -> tuple[float, ...]:
    """The worth of each sentence by ``WEIGHTS``."""
    counts = Counter(word for found in words for word in found)
    most = max(counts.values(), default=1)
    title_words = content_words(title)
    return tuple(
        round(
            sum(
                WEIGHTS[name] * value
                for name, value in _features(candidate, found, counts, most, title_words).items()
            ),
            4,
        )
        for candidate, found in zip(candidates, words, strict=True)
    )


def content_words(text: str) -> frozenset[str]:
    """The words that carry meaning, in small letters; single characters for scripts without spaces."""
    found = {word.casefold() for word in _WORD.findall(text)}
    if _CJK.search(text):
        found |= set(_CJK.findall(text))
    return frozenset(
        word
        for word in found
        if (len(word) >= _STOP_LENGTH or word.isdigit() or _CJK.match(word))
        and word not in _STOP_WORDS
    )


def stands_alone(sentence: str, language: str | None) -> bool:
    """A reader who sees only this sentence understands it, and its quotation marks are paired."""
    length = _length(sentence)
    opener = _OPENERS.get(language or "en", _OPENERS["en"])
    return (
        _TOO_SHORT_WORDS <= length <= _TOO_LONG_WORDS
        and quoted(sentence).balanced
        and sentence.count("(") == sentence.count(")")
        and ends_sentence(sentence)
        and not sentence.rstrip(_CLOSERS).endswith(("?", "？", "؟", "\u037e"))
        and not says_unnamed(sentence)
        and (opener.match(sentence) is None or _is_attributed_quotation(sentence))
        and not sentence[:1].islower()
        and not sentence.endswith((":", "：", ","))
    )


def _is_attributed_quotation(sentence: str) -> bool:
    """It opens with a quotation and names its speaker: "we" in it is the speaker's."""
    spans = quoted(sentence).spans
    return bool(spans) and spans[0][0] == 0 and speaker_of(sentence) is not None


def _features(
    candidate: Candidate,
    words: frozenset[str],
    counts: Mapping[str, int],
    most: int,
    title: Collection[str],
) -> dict[str, float]:
    text = candidate.text
    length = _length(text)
    return {
        "lead": float(candidate.start == 0),
        "early": 1 / (1 + 0.3 * candidate.paragraph),
        "opens_paragraph": float(candidate.first),
        "title": len(words & set(title)) / len(title) if title else 0.0,
        "central": sum(counts[word] for word in words) / (most * max(8, len(words)))
        if words
        else 0.0,
        "figures": float(_FIGURE.search(text) is not None),
        "names": min(1.0, len(_NAME.findall(text)) / 3),
        "short": float(length < 8),
        "long": float(length > 40),
        "quote": float(bool(quoted(text).spans)),
    }


def _length(text: str) -> int:
    """Words; in scripts without spaces two characters count as one."""
    dense = len(_CJK.findall(text))
    return dense // 2 if dense > len(text) // 3 else len(text.split())


def _repeats(words: frozenset[str], said: Sequence[frozenset[str]]) -> bool:
    if not words:
        return True
    title, *taken = said
    if title and len(words & title) >= _REPEATS_TITLE * len(words):
        return True
    return any(
        len(words & other) >= _REPEATS * min(len(words), len(other)) for other in taken if other
    )


def _speech_without_speaker(candidates: Sequence[Candidate], index: int) -> bool:
    text = candidates[index].text
    spoken = [end - start for start, end in quoted(text).spans]
    # Words in quotation marks within a statement are the reporter's; whole sentences are someone's.
    return (
        any(len_ > 40 or len_ > len(text) // 2 for len_ in spoken)
        and _speaker(candidates, index) is None
    )


def _speaker(candidates: Sequence[Candidate], index: int) -> str | None:
    """Who says the sentence; for one that is mostly a quotation also who is named right beside it."""
    own = speaker_of(candidates[index].text)
    spans = quoted(candidates[index].text).spans
    if own or sum(end - start for start, end in spans) < 0.8 * len(candidates[index].text):
        return own
    for near in (index + 1, index - 1):
        if (
            0 <= near < len(candidates)
            and candidates[near].paragraph == candidates[index].paragraph
        ):
            found = speaker_of(candidates[near].text)
            if found:
                return found
    return None


def _chosen(candidates: Sequence[Candidate], index: int, worth: float) -> Chosen:
    candidate = candidates[index]
    return Chosen(candidate.text, candidate.start, _speaker(candidates, index), worth)
