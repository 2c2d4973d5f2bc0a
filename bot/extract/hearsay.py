"""Claims that a sentence passes on without naming whose they are, although it shows that they are someone's.

What shows it: a verb of saying without a subject ("…, ha detto."), a pronoun as the source ("selon lui"), someone who
says "I", and in German the mood of reported speech ("Die Brücke sei sicher").
"""

from __future__ import annotations

import regex

from bot.extract.patterns import any_of
from bot.extract.quotes import MASK, masked
from bot.extract.saying import SUBJECTLESS
from bot.extract.speakers import speaker_of

_THAT = {"es": "que", "it": "che", "pt": "que", "pl": ",? że", "el": "(?:ότι|πως)", "ro": "că"}
_BETWEEN = r"(?:\s+(?:también|además|luego|ayer|hoy|anche|inoltre|poi|ieri|oggi|também|ainda|depois|ontem|hoje|też|także|również|wczoraj|dziś|επίσης|ακόμη|ακόμα|χθες|σήμερα|apoi|ieri))?"

_PRONOUN_SOURCES = {
    "en": r"according to (?:him|them|her(?=[\s]*[,.;]))|in (?:his|her|their) (?:words|view|opinion)(?=[,.])|"
    rf"(?<=[,{MASK}]\s?)(?:he|she|they) (?:believes?|thinks?|hopes?|feels?|recalls?|recalled|believed|thought|hoped|felt|jokes?|joked|laughed|continued?s?|concluded?s?)(?=[,.])",
    "de": r"(?:ihm|ihr|ihnen) zufolge|laut (?:ihm|ihr|ihnen)|nach (?:seinen|ihren|deren|dessen) (?:Angaben|Worten|Aussagen)|"
    r"(?:seiner|ihrer) (?:Ansicht|Meinung|Einschätzung|Auffassung|Aussage|Überzeugung|Darstellung) (?:nach|zufolge)|"
    r"nach (?:seiner|ihrer) (?:Ansicht|Meinung|Einschätzung|Auffassung|Aussage|Überzeugung|Darstellung)|"
    r"(?:kritisiert|warnt|forder|berichtet|schrieb|schreibt|versichert|ergänzt|erläutert|mahnt|unterstrich|räumt|fügt|kündigt)(?:e|te|ete)? (?:er|sie|es)",
    "fr": rf"selon (?:lui|elle|eux|elles)|d['’]après (?:lui|elle|eux|elles)|à (?:ses|leurs) yeux|(?<=[,»{MASK}–—]\s?)\p{{Ll}}[\p{{Ll}}-]*-(?:t-)?(?:il|elle|ils|elles|on)",
    "es": r"según (?:él|ella|ellos|ellas)|a su juicio|en su opinión|según sus palabras",
    "it": r"secondo (?:lui|lei)|secondo loro(?=[,.])|a suo (?:dire|giudizio|avviso)",
    "pt": r"segundo (?:ele|ela|eles|elas)|de acordo com (?:ele|ela|eles|elas)|na sua opinião|(?:afirmou|explicou|acrescentou|garantiu|contou) (?:ele|ela)",
    "nl": r"volgens (?:hem|hen|hun(?=[,.])|haar(?=[,.]|\s(?:is|was|zijn|waren|heeft|hebben|had|zal|kan|kunnen|moet|moeten|wordt|worden|werd|gaat|komt|blijft|al)\s))|"
    r"(?:vertelt|vertelde|verklaarde|meldde|voegt|voegde|schreef|stelt|stelde|vindt|vond|denkt|legt|legde|waarschuwt|waarschuwde|benadrukt|benadrukte) (?:hij|zij|ze)",
    "pl": r"(?:jego|jej|ich) zdaniem|według (?:niego|niej|nich)",
    "el": r"σύμφωνα με (?:τον ίδιο|την ίδια|τους ίδιους|αυτόν|αυτήν)|κατά την (?:άποψη|γνώμη) (?:του|της|τους)",
    "ro": r"potrivit (?:acestuia|acesteia|acestora|lui(?=[,.]))|conform (?:acestuia|acesteia|acestora)|în opinia (?:sa|lui(?=[,.])|ei)|(?:spus|declarat|afirmat|precizat|adăugat|explicat) (?:el|ea|acesta|aceasta|aceștia|acestea)",
}  # fmt: skip
"""Sources that are a pronoun. Behind a relative pronoun ("une réforme qui, selon lui, …") the sentence names whom it means."""

_RELATIVE = r"(?<!(?:qui|que|dont|who|which|whom|die|der|das|den|che|cui|quien|quem|który|która|które|care|που),?\s)"
_REPORTED_MOOD = regex.compile(
    r"(?<![\p{L}-])(?:sei|seien|habe|werde|könne|müsse|solle|dürfe|wolle|gebe|komme|gehe|stehe|lasse|liege|bleibe|brauche|wisse|bestehe|drohe|fehle|gelte|mache|nehme)(?![\p{L}-])"
)
"""Forms of the German verb that only reported speech has in the third person."""
_OWN_WISH = regex.compile(
    r"(?<!\p{L})(?:ich|wie dem auch|Gott sei Dank|sei (?:denn|dahingestellt|gesagt|erwähnt|angemerkt|daran erinnert|darauf hingewiesen))(?!\p{L})",
    regex.IGNORECASE,
)
_FIRST_PERSON = {
    "en": r"(?<!(?:War|Charles|George|James|Edward|Elizabeth|William|Francis|Nicholas|Leopold|Albert|Paul|Phase|Type|Part|Title|Chapter|Class|Group|Division)\s)I(?!['’]s)|me|myself",
    "de": r"(?i:ich|mich|mir|mein(?:e[mnrs]?)?)",
    "fr": r"(?i:je|moi|j(?=['’]\p{L}))",
    "es": r"(?i:yo|conmigo)",
    "it": r"[Ii]o",
    "pt": r"[Ee]u|comigo",
    "nl": r"(?i:ik|mij|mijn)",
    "pl": r"(?i:mnie|mój|moja|moje|moim|mojego)",
    "ro": r"[Ee]u|mie|mea|meu",
    "el": r"(?i:εγώ|εμένα)",
    "ru": r"(?i:я|меня|мне|мой|моя|моё|мои)",
    "uk": r"(?i:я|мене|мені|мій|моя|моє|мої)",
    "sv": r"(?i:jag|mig|mitt|mina)",
    "id": r"(?i:saya|aku)",
}
"""Words by which one person speaks of himself: outside quotation marks an author, or whom an interview asks."""
_CLAUSE_END = regex.compile(rf"[,;:–—{MASK}]")


def _without_subject(language: str) -> regex.Pattern[str]:
    verb = rf"{any_of(SUBJECTLESS[language])}(?![\p{{L}}-])"
    behind = (
        rf"(?<=[,»”{MASK}–—-]\s?){verb}(?:\s+(?!\p{{Lu}})[\p{{L}}]+){{0,6}}\s*(?=[.,;:!–—{MASK}]|$)"
    )
    opening = rf"^[\W_]*{verb}{_BETWEEN}{'' if language == 'pl' else ' '}{_THAT[language]}\s"
    return regex.compile(rf"(?i:{behind}|{opening})".replace(r"\p{Lu}", r"(?-i:\p{Lu})"))


_MISSING = {language: _without_subject(language) for language in SUBJECTLESS}
_PRONOUNS = {
    language: regex.compile(rf"{_RELATIVE}(?<![\p{{L}}-])(?i:{words})(?![\p{{L}}-])")
    for language, words in _PRONOUN_SOURCES.items()
}


_SPEAKS = {
    language: regex.compile(rf"(?<![\p{{L}}'’-])(?:{words})(?![\p{{L}}-])")
    for language, words in _FIRST_PERSON.items()
}


def is_hearsay(sentence: str, language: str) -> bool:
    """The sentence passes on someone's words, and who that is stands elsewhere."""
    text = masked(sentence)
    missing, pronoun = _MISSING.get(language), _PRONOUNS.get(language)
    told = (
        (missing is not None and missing.search(text) is not None)
        or (pronoun is not None and pronoun.search(text) is not None)
        or (language in _SPEAKS and _SPEAKS[language].search(text) is not None)
        or (language == "de" and _is_reported(text))
    )
    return told and speaker_of(sentence) is None


def _is_reported(text: str) -> bool:
    """German: the main clause, which stands first, is in the mood of reported speech."""
    head = _CLAUSE_END.split(text, maxsplit=1)[0]
    return _REPORTED_MOOD.search(head) is not None and _OWN_WISH.search(text) is None
