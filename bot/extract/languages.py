"""Which language a story is in: what the page says, or else what its words show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import regex

_TAG = regex.compile(r"^\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9-]+)?\s*$")
_SAMPLE = 2_000
_SURE_LENGTH = 400
"""Characters from which a text's own words weigh more than what the page declares."""
_LEAST_WORDS = 12
"""Fewer words show nothing."""
_LEAST_SHARE = 0.08
"""The share of a text's words that a language's commonest ones must make up."""
_WORD = re.compile(r"[^\W\d_]+")
_ASCII_LETTERS = {
    code: char.lower() if char.isalpha() else " " for code in range(128) for char in (chr(code),)
}
_NO_LANGUAGE = frozenset({"und", "zxx", "mul", "xx", "mis", "qqq"})

_SCRIPTS = (
    ("ja", regex.compile(r"[\p{Hiragana}\p{Katakana}]")),
    ("ko", regex.compile(r"\p{Hangul}")),
    ("zh", regex.compile(r"\p{Han}")),
    ("el", regex.compile(r"\p{Greek}")),
    ("uk", regex.compile(r"[іїєґІЇЄҐ]")),
    ("ru", regex.compile(r"\p{Cyrillic}")),
    ("fa", regex.compile(r"[پچژگ]")),
    ("ar", regex.compile(r"\p{Arabic}")),
    ("he", regex.compile(r"\p{Hebrew}")),
    ("hi", regex.compile(r"\p{Devanagari}")),
    ("th", regex.compile(r"\p{Thai}")),
)
_LATIN_SHARE = 0.97
"""ASCII characters from which no other script makes up enough of a text."""
_LEAST_SCRIPT = {"ja": 0.05, "uk": 0.01, "fa": 0.01}
"""Share of the letters from which a script tells the language; 0.3 where nothing is said here."""

_COMMON = {
    "en": "the of and to in a is that for it was on with as are by this from be have has not at but they an were which will",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach bei",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ont cette mais",
    "es": "de la que el en y a los del se las por un para con no una su al lo como más pero sus le ha es son fue",
    "it": "di e il la che in a per è un del non della i con una le si da sono al dei più alla anche nel ha come lo gli",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à são",
    "nl": "de van het een en in is dat op te zijn met voor die niet aan er om ook als dan maar bij of uit nog worden door naar",
    "pl": "w i na z do się nie to że jest o od po a za jak dla przez są oraz co przy tym ale był tego które",
    "ro": "de și în la a cu pe că din o pentru un care mai nu au este s-a ce sau prin se fi le sunt al fost",
    "sv": "och i att det som en på är av för med den till har de inte om ett han men var jag sig från vi så kan",
    "da": "og i at det er en til af på for med den de ikke der som har et var han men fra vi om så kan blev",
    "id": "yang dan di dengan untuk dari dalam ini itu pada tidak adalah ke akan oleh juga ada bisa atau telah sebagai kita mereka",
    "cs": "a se v na je že o s z do i to k ve pro za by ale si po jsou jako podle od jeho byl které",
    "tr": "ve bir bu da de için ile çok olarak daha olan gibi sonra kadar ancak ne ise var en ya her",
    "fi": "ja on ei se että oli hän mutta ovat myös joka kuin mukaan ole olla jos niin sen tai kun",
    "hu": "a az és hogy is nem egy ez meg van volt de csak már még mint el lesz szerint ki azt",
}  # fmt: skip
_TABLE: dict[str, list[str]] = {}
"""For each common word the languages that it is common in."""
for _language, _commonest in _COMMON.items():
    for _common in frozenset(_commonest.split()):
        _TABLE.setdefault(_common, []).append(_language)


def primary(tag: str | None) -> str | None:
    """The primary subtag of a language tag, in small letters ("en-GB" → "en"); None where it is none."""
    found = _TAG.match(tag or "")
    if found is None:
        return None
    language = found.group(1).lower()
    return None if language in _NO_LANGUAGE else language


def settle(declared: str | None, text: str) -> str | None:
    """The language of ``text``: as declared, unless its words plainly are another language's.

    Sites leave "en" in their templates, whatever language they write in.
    """
    if declared is not None and declared not in _COMMON:
        return declared
    words = _words(text)
    hits = _hits(words)
    found = _detect(text[:_SAMPLE], words, hits)
    if declared is None:
        return found
    if found is None or found == declared or len(text) < _SURE_LENGTH:
        return declared
    return found if found not in hits or hits[found] > 2 * hits[declared] else declared


def detect(text: str) -> str | None:
    """The language that the text's script or commonest words show; None where they leave it open."""
    words = _words(text)
    return _detect(text[:_SAMPLE], words, _hits(words))


def _detect(sample: str, words: Sequence[str], hits: Mapping[str, int]) -> str | None:
    if not words:
        return None
    latin = len(sample.encode("ascii", "ignore")) > _LATIN_SHARE * len(sample)
    letters = 0 if latin else sum(map(len, words))
    for language, script in () if latin else _SCRIPTS:
        if len(script.findall(sample)) >= _LEAST_SCRIPT.get(language, 0.3) * letters:
            return language
    if len(words) < _LEAST_WORDS:
        return None
    best, second = sorted(hits, key=lambda language: -hits[language])[:2]
    clear = hits[best] >= _LEAST_SHARE * len(words) and hits[best] > hits[second]
    return best if clear else None


def _words(text: str) -> list[str]:
    sample = text[:_SAMPLE]
    if sample.isascii():
        return sample.translate(_ASCII_LETTERS).split()
    return _WORD.findall(sample.lower())


def _hits(words: Sequence[str]) -> dict[str, int]:
    """How many of the words are among each language's commonest."""
    hits = dict.fromkeys(_COMMON, 0)
    for word, count in Counter(filter(_TABLE.__contains__, words)).items():
        for language in _TABLE[word]:
            hits[language] += count
    return hits
