"""Which parts of a paragraph are whole statements that may stand alone."""

from __future__ import annotations

import re

from bot.compose.quotes import balanced, is_all_quoted

_END = re.compile(r"[.!?…。！？؟।][\"”“»«’‘)\]」』]*\s*\Z")
_FULL_STOP = re.compile(r"(?:^|[\s(\"“„«‘’'-])(?P<word>[^\s(\"“„«‘’'-]*)\.[\"”“»«’‘)\]」』]*\s*\Z")
_NO_SPACE_NEEDED = "。！？」』"
_ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        """
        adm art ave bd bl bn brig bzw ca capt cf co col corp cpl dept dhr dott dr dra drs ed est etc ev fig fr fri gen
        gov hon hr hrn inc inż ing jan jr km lt ltd maj max me mevr mgr min mio mlle mln mld mme mn mon mr mrd mrs ms
        mt nb no nos nr nrn op ord phd pp pres prof rep resp rev sat sen sgt sig sign sr sra srta st sta ste str sun
        tel thu tue ul vgl vol vs wed wg zb κα κος αρ δρ ул гг тов ім им св др проф
        """,
    )
)
"""After these a full stop ends no sentence; lists of abbreviations are never whole, so this one errs on
the side of a person looking."""


def stands_whole(paragraph: str, words: str) -> bool:
    """Whether ``words`` stand in ``paragraph`` as whole sentences, none of them torn from a quotation."""
    at = paragraph.find(words) if words else -1
    while at >= 0:
        before, after = paragraph[:at], paragraph[at + len(words) :]
        if (
            (not before or (_ends_sentence(before) and balanced(before) and not words[0].islower()))
            and (not after or _ends_sentence(words))
            and not _goes_on(after)
        ):
            return True
        at = paragraph.find(words, at + 1)
    return False


def lacks_speaker(words: str, speaker: str | None) -> bool:
    """Whether ``words`` do not tell whose they are: all of it a quotation, or the speaker is not named."""
    if is_all_quoted(words):
        return True
    return speaker is not None and not _names(words, speaker)


def _names(words: str, speaker: str) -> bool:
    """Whether one of the speaker's names stands there; of several names the family's is enough."""
    names = [name for name in re.findall(r"\w+", speaker) if len(name) > 2 or not name.isascii()]
    known = set(re.findall(r"\w+", words))
    return speaker in words or any(name in known for name in names if name[:1].isupper())


def _ends_sentence(text: str) -> bool:
    """Whether ``text``, which goes on after this, ends with the end of a sentence for certain."""
    if not _END.search(text):
        return False
    stop = _FULL_STOP.search(text)
    if stop is None or text[-1] in _NO_SPACE_NEEDED:
        return True
    word = stop["word"]
    is_short = len(word) == 1 or "." in word or word.isdecimal()
    return not is_short and word.lower() not in _ABBREVIATIONS


def _goes_on(after: str) -> bool:
    """Whether what follows belongs to the sentence before it: “So it is!” he said."""
    rest = after.lstrip()
    return bool(rest) and (not after[0].isspace() or rest[0].islower()) and not _is_unspaced(rest)


def _is_unspaced(text: str) -> bool:
    return "\u2e80" <= text[0] <= "\uffef"
