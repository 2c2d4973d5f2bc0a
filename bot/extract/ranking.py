"""The most telling sentences of a story that has no list.

A small linear model: every sentence that may stand alone gets a number for each feature, ``weights`` says what each is
worth in a story of this kind. Sentences are taken from the best down; one that repeats the title or a taken one is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import regex

from bot.extract.body import ends_sentence
from bot.extract.features import Candidate, content_words, evenness, features, word_length
from bot.extract.hearsay import is_hearsay
from bot.extract.openers import BACK_REFERENCES, OPENERS
from bot.extract.patterns import any_of
from bot.extract.quotes import quoted
from bot.extract.speakers import says_unnamed, speaker_of
from bot.extract.weights import WEIGHTS, blend

AT_MOST = 5
"""Key points of a story without a list."""

_TOO_SHORT_WORDS = 5
_TOO_LONG_WORDS = 70
_CONSIDERED = 400
"""Sentences that are looked at: a longer story has told its news by then."""
_REPEATS = 0.6
"""Share of common words from which two sentences say the same."""
_REPEATS_TITLE = 0.75

_UNSPACED = frozenset({"ja", "zh"})
"""Languages without spaces between words: what follows an opener tells nothing."""
_OPENERS = {
    language: regex.compile(
        rf"(?!The (?:former|latter) \p{{Lu}})[\W_]*(?i:{any_of(words)})"
        + ("" if language in _UNSPACED else r"(?![\p{L}\p{N}])")
    )
    for language, words in OPENERS.items()
}
_POINTS_AHEAD = regex.compile(
    r"(?:This|These|It|Dies|Diese[rs]?|Es|Ce|Cet|Cette|Ces|C['’]est|Este|Esta|Esto|Questo|Questa|Dit|Deze|To)\s"
)
"""Pronouns, but of persons, that may point to what the sentence goes on to name: "This is the moment a guard fell"."""
_NAMED = regex.compile(r"\s\p{Lu}\p{Ll}+")
_GOES_ON_TO_NAME = regex.compile(
    r"(?:He|She|They)\s[^,.]{1,60}?(?:,|\s(?:but|yet)\s)[^.]*?\p{Lu}\p{Ll}+\s\p{Lu}\p{Ll}+|"
    r"(?:This|These)\s(?:\p{Ll}[\p{L}-]*\s){1,4}?(?:shows?|reveals?|captures?)\s"
)
"""English: the sentence itself says who or what is meant: "He may not be playing but Ben Hill smiles", "These pictures show"."""
_PICTURED = regex.compile(
    r"\(\s?(?:pictured|photo|left|right|centre|center|above|below|links|rechts|im bild|foto|"
    r"à gauche|à droite|photo|izquierda|derecha|a sinistra|a destra)(?:\s[^()]{1,30})?\)",
    regex.IGNORECASE,
)
"""What points at a picture, as in "Ortiz (left) will lead the county": the reader of the sentence alone sees none."""
_TORN = regex.compile(
    r"(?:‘\s?\p{L}|^'\s?\p{Lu})(?!.*[’'](?!\p{L}))|^(?:(?!‘|(?<!\p{L})').)*[.,!?…][’'](?!\p{L})",
    regex.DOTALL,
)
"""A quotation in single marks, which are never stray for ``quoted``, that begins or ends in another sentence."""
_MAY_CLOSE = re.compile(r"[.,!?…][’']")
"""What stands in each that is torn and does not open a quotation."""
_SIGNED = regex.compile(
    r"[—–-]*\s*(?P<who>\p{Lu}[\p{L}.'’-]+(?:\s(?:\p{Ll}{2,3}\s)?\p{Lu}[\p{L}.'’-]+){1,3})(?:\s*[,–—(].{1,80})?$"
)
"""A name, and behind it what its bearer is."""
_JUDGING_WORDS = 4
_IS = regex.compile(
    r"(?<!\p{L})(?:is|are|was|were|be|been|ist|sind|war|waren|est|sont|était|étaient|es|son|era|eran|fue|è|sono|erano|é|são|eram|foi|zijn|waren|jest|są|był[aoy]?|"
    r"είναι|ήταν|este|sunt|erau)\s+$"
)
_INTERVIEW = regex.compile(
    r"(?:[QA]|Frage|Antwort|Question|Réponse|Pregunta|Respuesta|Domanda|Risposta|Pergunta|Resposta|Vraag|Antwoord|Pytanie|Odpowiedź|Ερώτηση|Απάντηση|Întrebare|Răspuns)"
    r"\s?:\s"
)
"""A question or an answer of an interview, by whom the reader is told elsewhere."""
_CLOSERS = "\"'”’»“)]」』"
_BACK = regex.compile(
    rf"^.{{0,40}}?(?<!\p{{L}}){any_of(BACK_REFERENCES)}(?!\p{{L}})", regex.IGNORECASE
)
"""Words such as "since then", near the beginning, that count from what stands before."""
_PRONOUN_SUBJECT = regex.compile(
    r"^(?:In|On|At|By|After|Before|Since|During|For|With|From|Under|Within|Until)\s"
    r"(?:(?!\p{Lu})[^,]){1,60}?(?:,\s|\s)(?:he|she|it|they)\s"
)
"""English: a phrase without a name, and a pronoun for whom no one has been named yet."""


class Chosen(NamedTuple):
    """A sentence that tells."""

    text: str
    start: int
    speaker: str | None
    score: float


def choose(candidates: Sequence[Candidate], title: str, language: str | None) -> tuple[Chosen, ...]:
    """The most telling sentences, at most ``AT_MOST``, the best first."""
    considered = candidates[:_CONSIDERED]
    words = [content_words(candidate.text) for candidate in considered]
    scores = score(considered, words, title)
    title_words = content_words(title)
    taken: list[int] = []
    for index in sorted(range(len(considered)), key=lambda i: (-scores[i], i)):
        if len(taken) == AT_MOST:
            break
        said = [title_words, *(words[i] for i in taken)]
        if repeats(words[index], said) or not may_stand(considered, index, language):
            continue
        taken.append(index)
    return tuple(_chosen(considered, index, scores[index]) for index in taken)


def score(
    candidates: Sequence[Candidate], words: Sequence[frozenset[str]], title: str
) -> tuple[float, ...]:
    """The worth of each sentence by ``WEIGHTS``."""
    weights = blend(WEIGHTS, evenness(candidates))
    return tuple(
        round(sum(weights[name] * value for name, value in found.items()), 4)
        for found in features(candidates, words, title)
    )


def may_stand(candidates: Sequence[Candidate], index: int, language: str | None) -> bool:
    """The sentence may be chosen: it reads alone, and what is quoted in it has a speaker in reach."""
    candidate = candidates[index]
    alone = stands_alone(candidate.text, language, first=candidate.start == 0)
    return alone and not _speech_without_speaker(candidates, index)


def stands_alone(sentence: str, language: str | None, *, first: bool = False) -> bool:
    """A reader who sees only this sentence understands it, and its quotation marks are paired.

    ``first``: it begins the story, so that a "this" in front of a name leans on nothing before it.
    """
    length = word_length(sentence)
    opener = _OPENERS.get(language or "en", _OPENERS["en"])
    leans = opener.match(sentence) is not None and not _is_attributed_quotation(sentence)
    if leans and first:
        points = _POINTS_AHEAD.match(sentence) and _NAMED.search(sentence)
        leans = not (points or _GOES_ON_TO_NAME.match(sentence))
    return (
        _TOO_SHORT_WORDS <= length <= _TOO_LONG_WORDS
        and quoted(sentence).balanced
        and sentence.count("(") == sentence.count(")")
        and ends_sentence(sentence)
        and not sentence.rstrip(f"{_CLOSERS}!").endswith(("?", "？", "؟", "\u037e"))
        and not _is_torn(sentence)
        and not _INTERVIEW.match(sentence)
        and not ("(" in sentence and _PICTURED.search(sentence))
        and not says_unnamed(sentence)
        and not is_hearsay(sentence, language or "en")
        and not _refers_back(sentence)
        and not leans
        and not sentence[:1].islower()
        and not sentence.endswith((":", "：", ","))
    )


def _is_torn(sentence: str) -> bool:
    marked = "‘" in sentence or sentence.startswith("'") or _MAY_CLOSE.search(sentence)
    return bool(marked) and _TORN.search(sentence) is not None


def _refers_back(sentence: str) -> bool:
    return _PRONOUN_SUBJECT.match(sentence) is not None or _BACK.match(sentence) is not None


def _is_attributed_quotation(sentence: str) -> bool:
    """It opens with a quotation and names its speaker: "we" in it is the speaker's."""
    spans = quoted(sentence).spans
    return bool(spans) and spans[0][0] == 0 and speaker_of(sentence) is not None


def repeats(words: frozenset[str], said: Sequence[frozenset[str]]) -> bool:
    """A sentence of these words says again what the title (the first of ``said``) or the others say."""
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
    # Words in quotation marks within a statement are the reporter's; whole sentences and judgements are someone's.
    speech = (
        candidates[index].cited
        or _in_dashes(candidates, index)
        or any(
            end - start > min(40, len(text) // 2) or _is_judgement(text, start, end)
            for start, end in quoted(text).spans
        )
    )
    return speech and _speaker(candidates, index) is None


def _in_dashes(candidates: Sequence[Candidate], index: int) -> bool:
    """The sentence's paragraph begins with the dash that opens speech in many languages."""
    paragraph = candidates[index].paragraph
    while index and candidates[index - 1].paragraph == paragraph:
        index -= 1
    return candidates[index].text.startswith(("–", "—", "- "))


def _is_judgement(text: str, start: int, end: int) -> bool:
    """The quotation says what something is, as in "The plan is “a disgrace for the town”"; a title or a slogan names it."""
    said = text[start + 1 : end - 1].split()
    return (
        len(said) >= _JUDGING_WORDS
        and said[0][:1].islower()
        and _IS.search(text, 0, start) is not None
    )


def _speaker(candidates: Sequence[Candidate], index: int) -> str | None:
    """Who says the sentence; for one that is speech or mostly a quotation also who is named right beside it."""
    own = speaker_of(candidates[index].text)
    spans = quoted(candidates[index].text).spans
    mostly = sum(end - start for start, end in spans) >= 0.8 * len(candidates[index].text)
    cited = candidates[index].cited
    if own or not (mostly or cited or _in_dashes(candidates, index)):
        return own
    signed = _signature(candidates, index) if cited else None
    if signed:
        return signed
    near = [
        speaker_of(candidates[beside].text)
        for beside in (index - 1, index + 1)
        if 0 <= beside < len(candidates)
        and _are_near(candidates[min(index, beside)], candidates[max(index, beside)])
    ]
    found = set(filter(None, near))
    return found.pop() if len(found) == 1 else None  # of two, neither is surely whose it is


def _signature(candidates: Sequence[Candidate], index: int) -> str | None:
    """The name that stands below a block of quotation."""
    for candidate in candidates[index + 1 :]:
        if not candidate.cited:
            return None
        found = _SIGNED.match(candidate.text)
        if found and not ends_sentence(candidate.text):
            return str(found["who"])
    return None


def _are_near(one: Candidate, other: Candidate) -> bool:
    """They stand in one paragraph, or the first one's colon says that the other is what was said."""
    announced = one.text.endswith((":", "：")) and other.paragraph == one.paragraph + 1
    return one.paragraph == other.paragraph or announced


def _chosen(candidates: Sequence[Candidate], index: int, worth: float) -> Chosen:
    candidate = candidates[index]
    return Chosen(candidate.text, candidate.start, _speaker(candidates, index), worth)
