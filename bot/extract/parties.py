"""How a sentence names a person or a body: names, offices, and those who need neither."""

from __future__ import annotations

import regex

from bot.extract.words import word_set

_PRONOUNS = word_set(
    """
    according when while after before as if although though because since once until whereas with for from
    als wenn nachdem obwohl weil während da quand lorsque après avant si comme cuando aunque si
    quando se dopo embora toen nadat omdat gdy kiedy jeśli όταν αν când dacă după
    he she it they we i you who which that this these those one there what none both neither either
    others in on at er sie es wir ich ihr dieser diese wer il elle ils elles nous je vous ce
    about against towards über gegen gegenüber sur contre sobre contra sul sulla contro over tegen ihm ihnen hem haar hen acestuia acesteia acestora cela qui que él ella ellos ellas quien lui lei loro egli chi ele ela eles quem hij zij ze wij ik
    men dat wie ona oni my ja to kto który jak όπως así tak zo come comme cum αυτός αυτή αυτό αυτοί ea ei noi care cine
    """
)
_ARTICLES = word_set(
    """
    the a an der die das el la los las le les il lo gli o os as de het ο η το οι τον την
    """
)
_DAYS = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday today yesterday january february march
    april june july august september october november december montag dienstag mittwoch donnerstag
    freitag samstag sonntag
    """
)
_TIMES = word_set(
    """
    lunes martes miércoles jueves viernes sábado domingo mañana tarde noche víspera lundi mardi mercredi jeudi vendredi samedi
    dimanche veille matin matinée soir soirée lendemain vigilia mattina sera notte giorno pomeriggio véspera manhã noite dag avond
    """
)
"""When something is said is not who says it: "dijo el martes"."""
_NOBODY = word_set(
    "nobody none niemand kein keine personne nul nessuno nadie ninguém nikt κανείς nimeni had what whatever everything anything nothing nowhere here here's here’s"
)
_ELIDED = regex.compile(r"^[lL]['’](?=\p{Lu})")
AUXILIARY = regex.compile(
    r"(?:\s+(?:has|have|had|also|then|later|further|again|previously|hat|haben|a|ont|ha|han|heeft))+$"
)
"""What stands behind a party and belongs to the verb."""
_TIME = regex.compile(r"^(?:In|On|At|By|Im|Am|En|Em|Nel|El)\s+(?:\p{N}{4}|[\p{L}]+day)\s+")
_ADVERB = regex.compile(r"(?<=\s\p{L}+)\s+\p{Ll}+ly$")
_PASSIVE = regex.compile(
    r"(?<!\p{L})(?:be|been|being|was|were|is|are|not|never|nunca|jamás|jamais|nie|nigdy|no|non|não|nu|δεν|n['’](?:a|ont)?\s?(?:pas|rien|jamais)?|"
    r"to|would|will|can|could|cannot|did|does|do|should|may|must|might)$"
)
"""What is reported or announced reports nothing: "the virus has been reported". Nor do words that nobody says: "has never said"."""
SMALL_WORD = r"(?:of|the|for|and|de|du|des|la|le|les|del|della|dei|di|da|do|dos|das|von|van|der|den|zu|zum|zur|bin|al|el|y|e|und|et|en|i|και|του|της|των|din|ale|al|&)"
"""A word that is written small within a name."""
NAME_WORD = r"(?:\p{Lu}[\p{L}\p{M}\p{N}.’'&-]*|\p{N}[\p{L}-]+)"
NAME = rf"{NAME_WORD}(?:\s+(?:{SMALL_WORD}\s+){{0,2}}(?:(?:d|dell|l)['’])?{NAME_WORD}){{0,7}}"
PARTY = rf"(?:(?:the|a|an|der|die|das|dem|den|le|la|les|l['’]|el|los|las|lo|il|i|gli|o|os|as|de|het|ο|η|το|οι|τον|την|τη)\s*)?(?:\p{{Ll}}[\p{{L}}-]+\s+){{0,4}}?(?:(?<=\s)[dl]['’])?{NAME}"
OFFICE = r"(?:spokes(?:man|woman|person|people)|officials?|executives?|lawyers?|analysts?|researchers?|sources?|staff|workers?)(?![\p{L}-])"
"""What someone is, behind the name of whom they speak for: "a Northgas spokesperson"."""
OFFICE_ALONE = r"(?:el|la|los|las|il|lo|i|gli|le|les|o|a|os|as|de|het|ο|η|οι|το|τον|την|τη)\s\p{Ll}[\p{Ll}-]{3,}(?:\s(?:de|da|do|del|della|dello|du|di)\s\p{Ll}[\p{Ll}-]{2,})?(?=[,.;:]|$)"
"""Someone whom an article and one word name, or two joined: "la alcaldesa", "a presidente da câmara"."""
OFFICE_BEFORE = r"(?:burmistrz|prezydent|premier|minister|rzecznik|rzeczniczka|poseł|posłanka|wójt|radny|radna|wethouder|burgemeester|advocaat|ministrul|primarul|președintele|directorul)"
"""What stands before a name without an article."""
_PEOPLE = regex.compile(
    r"(?:\p{Ll}[\p{L}-]+\s){0,2}(?:police|prosecutors|officials|authorities|investigators|experts|analysts|economists|researchers|scientists|critics|witnesses|"
    r"doctors|lawyers|organi[sz]ers|campaigners|residents|firefighters|rescuers|lawmakers|ministers|diplomats|state media|local media)"
    r"|\p{Ll}{3,}(?:(?<!f)ul|i[țţ]ia)"
)
"""Those who say something and need no article: English "police", Romanian "primarul", whose article stands behind."""
JOINED_NAME = regex.compile(rf"(?:[Tt]he\s)?{NAME}\sand\s{NAME}")
DESCRIBED_PARTY = regex.compile(rf"(?:{PARTY}|the|a|an)(?:\s\p{{Ll}}[\p{{L}}-]*){{0,5}}")
"""A party, and words that say more of it."""
_MAX_WORDS = 12


def party(who: str) -> str | None:
    """A name or a party as printed, or None where it is a pronoun, a clause or nothing."""
    who = _TIME.sub("", AUXILIARY.sub("", who.strip(" \u00a0,.;:–—-")))
    who = _ADVERB.sub("", who)
    words = who.split()
    if not words or len(words) > _MAX_WORDS or not any(char.isalpha() for char in who):
        return None
    if _PASSIVE.search(who):
        return None
    words[0] = _ELIDED.sub("", words[0]) or words[0]
    first = words[0].lower()
    if (
        words[-1].lower() in _TIMES
        or words[-1] in ("ίδιο", "ίδια", "ίδιος", "ίδιους")
        or words[-1] == "Angaben"
    ):
        return None
    if first in _ARTICLES:
        return who if len(words) > 1 and (len(words) <= 6 or _named(words[1:])) else None
    if first in ("another", "one") and len(words) > 1:
        return who
    if first in _PRONOUNS or first in _DAYS or first in _NOBODY or who.startswith("No one"):
        return None
    if _PEOPLE.fullmatch(who):
        return who
    return who if (words[0][:1].isupper() and len(words) <= 6) or _named(words[1:]) else None


def _named(words: list[str]) -> bool:
    return any(word[:1].isupper() for word in words)
