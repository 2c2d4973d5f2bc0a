"""Who says what a sentence reports, where the sentence itself tells.

Three shapes: "Name said …", "… said Name", "according to Name"; each in the languages of ``saying``.
What stands inside a quotation is not looked at: who is quoted does not say who speaks.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

import regex

from bot.extract.parties import (
    AUXILIARY,
    DESCRIBED_PARTY,
    JOINED_NAME,
    NAME,
    NAME_WORD,
    OFFICE,
    OFFICE_ALONE,
    OFFICE_BEFORE,
    PARTY,
    SMALL_WORD,
    party,
)
from bot.extract.patterns import any_of
from bot.extract.quotes import MASK, masked
from bot.extract.saying import ACCORDING, SAYING
from bot.extract.words import word_set

_SAID = regex.compile(
    rf"(?<![\p{{L}}-])(?:has\s+|have\s+|had\s+|also\s+)*(?:{any_of(SAYING)})(?![\p{{L}}-])(?!\s+by\s)"
)
_WHEN = r"(?:\s(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|(?:el|este)\s(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)|ayer|hoy|ieri|oggi|ontem|hoje|gestern|am\s\p{Lu}\p{Ll}+tag|yesterday|today|wczoraj|dziś|χθες|σήμερα|ieri|azi|marți|luni|miercuri|joi|vineri))?"
_AFTER = regex.compile(
    rf"{_WHEN}\s+(?P<who>{PARTY}(?:(?<=['’]s)(?:\s\p{{Ll}}[\p{{L}}-]*){{1,4}}(?=[,.])|\s{OFFICE})?)"
)
_ACCORDING_TO = regex.compile(
    rf"(?<![\p{{L}}-])(?P<word>(?i:{any_of(ACCORDING)}))(?:\s+|(?<=['’]))(?P<who>{PARTY}|(?:the|a|an)\s+[\p{{Ll}}][\p{{L}}\s-]{{2,40}}?(?=[,.;:]|$)|{OFFICE_ALONE})"
)
_SO = regex.compile(
    rf"[,–—{MASK}]\s*so\s+(?P<who>(?:der|die|das)?\s*{NAME})(?=[.!?]?$|\s(?:am|weiter|gegenüber)\s|\sweiter[.!]?$)"
)
"""German "…, so Merkel." — at the end, or before words that are only German: English "so" goes on."""
_WIE = regex.compile(
    rf"^Wie\s+(?P<who>{PARTY})\s+(?:(?:am|im)\s[\p{{L}}]+\s+)?(?:mitteilt|berichtet|sagt|erklärt|bestätigt|meldet|schreibt|ankündigt)e?(?![\p{{L}}])"
)
"""German "Wie die Polizei mitteilte, …"."""
_COLON = regex.compile(
    rf"^(?P<who>\p{{Lu}}\p{{Ll}}+(?:[\s-]\p{{Lu}}[\p{{L}}]+){{1,3}})\s?:\s*{MASK}"
)
"""A name of two words or more, a colon and what its bearer says."""
_ZUFOLGE = regex.compile(rf"(?P<who>{PARTY})\s+zufolge\b")
_BREAK = regex.compile(
    r"[,;:–—()…]|\s-{1,2}\s|(?<![\p{L}-])(?:that|but|and|as|while|when|because|if|which|who|dass|aber|und|que|mais|et|pero|ma|mas|maar|że|ότι|că)\s"
)
_SUBORDINATE = regex.compile(
    r"(?<![\p{L}-])(?:when|after|before|until|since|once|month|week|day|year|als|nachdem|bevor|après|avant|después|dopo|depois|nadat|po)\s"
)
_UNNAMED = regex.compile(
    rf"(?<![\p{{L}}-])(?:(?i:he|she|they|it)\s+(?:has\s+|have\s+|had\s+|also\s+)*{any_of(SAYING)}|"
    r"(?:sagte|sagt|erklärte|betonte|meinte|so)\s+(?:er|sie|es)|"
    r"(?:a-t-|dit-|ajoute-t-|explique-t-|déclare-t-)(?:il|elle|on)|(?:disse|zei|zegt|aldus)\s+(?:ele|ela|lui|lei|hij|zij|ze))"
    r"(?![\p{L}-])"
)
_RELATIVE = regex.compile(r"(?<![\p{L}-])(?:who|which)(?:\s+(?:also|has|have|had))*\s+$")
"""What someone says in passing is not what the sentence says: "Lund, who denies it, has left"."""
_OBJECTS = word_set("das dies so dat dit zo jak όπως comme como come")
_OFFICE_AFTER = regex.compile(
    rf"\s+(?P<who>{OFFICE_ALONE}|(?<=au?\s[\p{{L}}]+\s)\p{{Ll}}{{3,}}(?:ul|i[țţ]ia)(?=[,.;:]|$))"
)
"""The last of these is Romanian, whose article stands behind the word: "primarul"."""
_ADDED = regex.compile(r"(?:added|adds)(?!\s*(?:[,.:;]|that\s|$))")
"""Two goals may be added as well as words."""
_OF_ANOTHER = regex.compile(
    r"\s(?:would|will|was|were|is|are|had|has|have|could|should|may|might|must|can)\s"
)
"""What someone says in passing of what the sentence is about: "the wall that Lund said would hold"."""
_SAID_BY = regex.compile(rf"(?:said|says|added)\s{NAME}(?=[.,;]|$)")
"""Behind a sentence with several commas: after the name of someone who is told something more would follow."""
_SOMEONE = regex.compile(
    r"(?<=sa(?:id|ys))\s+(?P<who>(?:a|an|another|one|the)(?:\s\p{Ll}[\p{L}-]*){1,4}?)(?=\s(?:in|of|for|from|at|on|with|who|when|after|as|to)\s|[,.;:]|$)"
)
_TOKEN = re.compile(r"[^\W\d_]+")
_SAYING_WORDS = frozenset(
    word
    for phrase in SAYING
    for longest in [max(phrase.split(), key=len)]
    for word in (longest, longest.replace("ș", "ş").replace("ț", "ţ"))
)
"""One of these stands wherever someone says something by ``_SAID``."""
_ACCORDING_WORDS = frozenset(max(_TOKEN.findall(phrase), key=len) for phrase in ACCORDING)
"""One of these stands wherever ``_ACCORDING_TO`` finds a source."""
_NO_VERB = word_set(
    """
    while and but as when because after before if that which who whom by from with for in on at of or so und aber während als doch denn wie sowie
    von mit bei aus nach et mais ou tandis comme quand par selon avec dans y e o pero mientras como cuando por con según ma mentre come quando da
    di con secondo mas enquanto em com segundo en maar terwijl toen van volgens aldus i ale a gdy jak od według και αλλά ενώ όταν από και și dar
    iar când de la potrivit conform pe cu
    """
)
"""Words that may stand between a quotation and a name and are no verbs."""
_SPOKEN = 4
"""Words of a quotation that is a statement; a title has fewer."""
_TURNED = regex.compile(
    rf"{MASK}+\s?[,–—-]?\s+(?:a|ha|hat|heeft|au)?\s?(?P<verb>\p{{Ll}}[\p{{L}}’'-]{{2,}})\s+(?P<who>(?:(?:(?:der|die|la|le|el|il|o|a|de|het|ο|η)\s(?:\p{{Ll}}[\p{{L}}-]{{3,}}\s)?)|{OFFICE_BEFORE}\s)?"
    rf"{NAME_WORD}(?:\s(?:{SMALL_WORD}\s)?{NAME_WORD}){{1,5}})(?=\s?[.,;(–—]|$)"
)
_PRONOUNS_SAYING = word_set("he she they it er sie es il elle on ele ela lui lei hij zij ze")
_OTHER_SAYING = word_set("sagte sagt erklärte betonte meinte so t disse zei zegt aldus")
"""With ``_SAYING_WORDS`` the words of which ``_UNNAMED`` asks for one beside a pronoun."""


def says_unnamed(sentence: str) -> bool:
    """The sentence gives its claim to a pronoun: "…, he said". Who that is stands elsewhere."""
    tokens = set(_TOKEN.findall(sentence.lower()))
    told = not tokens.isdisjoint(_SAYING_WORDS) or not tokens.isdisjoint(_OTHER_SAYING)
    if not told or tokens.isdisjoint(_PRONOUNS_SAYING):
        return False
    return _UNNAMED.search(masked(sentence)) is not None


def speaker_of(sentence: str) -> str | None:
    """The person or body that the sentence names as the source of what it says; None where it names none."""
    text = masked(sentence)
    words = set(_TOKEN.findall(text.lower()))
    who = _according(text, sentence, words)
    if who is None and not words.isdisjoint(_SAYING_WORDS):
        who = _saying(text, sentence)
    return _turned(text, sentence) if who is None and text.startswith(MASK) else who


def _according(text: str, sentence: str, words: AbstractSet[str]) -> str | None:
    """Whom one of the patterns names that know no verb; ``words`` are those of the text, in small letters."""
    known = () if words.isdisjoint(_ACCORDING_WORDS) else (_ACCORDING_TO,)
    for pattern in (*known, _SO, _ZUFOLGE, _WIE, _COLON):
        for found in pattern.finditer(text):
            who = party(sentence[found.start("who") : found.end("who")])
            if who:
                return who
    return None


def _saying(text: str, sentence: str) -> str | None:
    for found in _SAID.finditer(text):
        if _ADDED.match(text, found.start()) and MASK not in text:
            continue
        if _OF_ANOTHER.match(text, found.end()):
            continue
        head = text[: found.start()].rstrip()
        who = None
        turned = head.lower() in _OBJECTS  # "Das sagte Lund": what is said stands first
        if (
            turned
            or head.endswith(MASK)
            or (
                head.endswith((",", "–", "—", " -", "»", "”"))
                and (head.count(",") < 2 or _SAID_BY.match(text, found.start()))
            )
        ):
            after = _AFTER.match(text, found.end()) or _SOMEONE.match(text, found.end())
            if after is None and head.rstrip(", \u00a0—–").endswith(MASK):
                after = _OFFICE_AFTER.match(text, found.end())
            who = party(sentence[after.start("who") : after.end("who")]) if after else None
        who = who or _before(text, found.start(), sentence)
        if who:
            return who
    return None


def _turned(text: str, sentence: str) -> str | None:
    """Who stands behind a quotation that begins the sentence and a verb of any kind: "„…“, kritisierte Petra Wolff."."""
    found = _TURNED.match(text)
    if found is None or found["verb"] in _NO_VERB or found["verb"].endswith("ing"):
        return None
    spoken = sentence[: found.start("verb")].split()
    return (
        party(sentence[found.start("who") : found.end("who")]) if len(spoken) >= _SPOKEN else None
    )


def _before(text: str, verb: int, sentence: str) -> str | None:
    """The subject that stands before the verb: directly, or in front of what stands between commas."""
    opening = text.rfind(MASK, 0, verb) + 1
    while opening < verb and text[opening] in " ,\u00a0":
        opening += 1
    first = text.find(",", opening, verb)
    last = text.rfind(",", opening, verb)
    aside = 0 <= first < last
    if _SUBORDINATE.search(text, opening, first if aside else verb):
        return None
    if aside and _SUBORDINATE.search(text, last, verb):
        return None
    if _RELATIVE.search(text, opening, verb):
        return None
    breaks = [found.end() for found in _BREAK.finditer(text, opening, verb)]
    start = max([opening, *breaks])
    for wider in [opening, *breaks[:-1]]:
        # An "and" within a name parts nothing: "the Department of Health and Human Services".
        whole = AUXILIARY.sub("", sentence[wider:verb].strip())
        if sentence[wider:start].endswith(" and ") and JOINED_NAME.fullmatch(whole):
            return party(whole)
    who = party(sentence[start:verb])
    if who is None and aside and not text[start:verb].strip():
        whole = sentence[opening:first]
        return party(whole) if DESCRIBED_PARTY.fullmatch(whole) else None
    return who
