"""Who says what a sentence reports, where the sentence itself tells.

Three shapes: "Name said …", "… said Name", "according to Name"; each in the languages of ``phrases``.
What stands inside a quotation is not looked at: who is quoted does not say who speaks.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

import regex

from bot.extract.phrases import any_of
from bot.extract.quotes import quoted
from bot.extract.words import word_set

_SAYING = (
    "reports that", "claims that", "states that", "notes that", "estimates that",
    "said", "says", "told", "tells", "added", "adds", "stated", "claimed", "announced", "announces",
    "warned", "warns", "argued", "argues", "insisted", "insists", "explained", "explains", "noted", "admitted",
    "admits", "confirmed", "confirms", "denied", "denies", "reported", "wrote", "writes", "tweeted", "declared",
    "asserted", "alleged", "alleges", "acknowledged", "conceded", "stressed", "emphasised", "emphasized", "remarked",
    "say", "commented", "replied", "estimated", "predicted", "predicts", "suggested", "suggests",
    "sagte", "sagt", "sagten", "erklärte", "erklärt", "betonte", "betont", "teilte", "meinte", "meint", "kündigte",
    "warnte", "warnt", "berichtete", "berichtet", "forderte", "fordert", "schrieb", "schreibt", "behauptete", "räumte",
    "dit", "déclare", "a déclaré", "ont déclaré", "affirme", "a affirmé", "a dit", "ont dit", "estime", "a estimé",
    "explique", "a expliqué", "annonce", "a annoncé", "assure", "a assuré", "souligne", "a souligné", "précise", "a précisé",
    "indique", "a indiqué", "rapporte", "a rapporté", "a ajouté", "a reconnu", "confie", "a confié", "raconte", "a raconté",
    "dijo", "dice", "afirmó", "afirma", "declaró", "declara", "aseguró", "asegura", "señaló", "señala", "explicó", "explica",
    "anunció", "anuncia", "advirtió", "advierte", "añadió", "añade", "indicó", "indica", "sostuvo", "admitió", "ha dicho",
    "ha asegurado", "ha afirmado", "ha declarado", "ha explicado", "ha señalado", "ha anunciado", "ha advertido", "han dicho", "sostiene",
    "ha detto", "dice", "disse", "ha dichiarato", "dichiara", "ha affermato", "afferma", "ha spiegato", "spiega",
    "ha annunciato", "annuncia", "ha aggiunto", "aggiunge", "ha sottolineato", "sottolinea", "ha ammesso",
    "hanno detto", "hanno dichiarato", "racconta", "ha raccontato", "ha riferito", "ha avvertito",
    "disse", "diz", "afirmou", "declarou", "explicou", "anunciou", "informou", "garantiu", "acrescentou", "alertou", "admitiu",
    "contou", "ressaltou", "referiu", "sublinhou", "destacou", "disseram",
    "zei", "zegt", "verklaarde", "verklaart", "meldde", "meldt", "schreef", "stelde", "stelt", "waarschuwde", "benadrukte",
    "vertelt", "vertelde", "benadrukt", "waarschuwt",
    "powiedział", "powiedziała", "mówi", "oświadczył", "oświadczyła", "stwierdził", "stwierdziła", "poinformował",
    "poinformowała", "podkreślił", "podkreśliła", "zapowiedział", "ostrzegł", "przyznał", "przyznała",
    "twierdzi", "dodał", "dodała", "ocenił", "oceniła", "ostrzegła", "zapowiedziała", "zaznaczył", "zaznaczyła", "mówił", "mówiła",
    "είπε", "δήλωσε", "ανέφερε", "τόνισε", "υποστήριξε", "σημείωσε", "ανακοίνωσε", "προειδοποίησε", "υπογράμμισε", "πρόσθεσε",
    "λέει", "δηλώνει", "υποστηρίζει", "τονίζει", "εξήγησε", "δήλωσαν",
    "a spus", "spune", "a declarat", "declară", "a afirmat", "afirmă", "a anunțat", "anunță", "a precizat", "a adăugat",
    "a avertizat", "a explicat", "a subliniat", "a recunoscut", "susține",
    "a transmis", "a susținut", "au declarat", "au anunțat",
)  # fmt: skip
_ACCORDING = (
    "according to", "as reported by", "in the words of",
    "laut", "nach ansicht von", "nach einschätzung von", "nach angaben von", "nach angaben der", "nach angaben des",
    "selon", "d'après", "d’après", "aux dires de",
    "según", "de acuerdo con", "a juicio de", "en opinión de",
    "secondo", "stando a", "stando al", "stando alla", "a detta di", "a giudizio di", "segundo", "de acordo com", "conforme",
    "volgens", "aldus", "według", "zdaniem", "jak podaje", "σύμφωνα με", "κατά τον", "κατά την", "potrivit lui", "potrivit", "conform",
    "după spusele", "în opinia lui",
)  # fmt: skip
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
_ELIDED = regex.compile(r"^[lL]['’](?=\p{Lu})")
_AUXILIARY = regex.compile(
    r"(?:\s+(?:has|have|had|also|then|later|further|again|previously|hat|haben|a|ont|ha|han|heeft))+$"
)
_TIME = regex.compile(r"^(?:In|On|At|By|Im|Am|En|Em|Nel|El)\s+(?:\p{N}{4}|[\p{L}]+day)\s+")
_SMALL = r"(?:of|the|for|and|de|du|des|la|le|les|del|della|dei|di|da|do|dos|das|von|van|der|den|zu|zum|zur|bin|al|el|y|e|und|et|en|i|και|του|της|των|din|ale|al|&)"
_NAME_WORD = r"(?:\p{Lu}[\p{L}\p{M}\p{N}.’'&-]*|\p{N}[\p{L}-]+)"
_NAME = rf"{_NAME_WORD}(?:\s+(?:{_SMALL}\s+){{0,2}}(?:(?:d|dell|l)['’])?{_NAME_WORD}){{0,7}}"
_PARTY = rf"(?:(?:the|a|an|der|die|das|dem|den|le|la|les|l['’]|el|los|las|lo|il|i|gli|o|os|as|de|het|ο|η|το|οι|τον|την|τη)\s*)?(?:\p{{Ll}}[\p{{L}}-]+\s+){{0,4}}?(?:(?<=\s)[dl]['’])?{_NAME}"
_OFFICE = r"(?:spokes(?:man|woman|person|people)|officials?|executives?|lawyers?|analysts?|researchers?|sources?|staff|workers?)(?![\p{L}-])"
"""What someone is, behind the name of whom they speak for: "a Northgas spokesperson"."""
_ADVERB = regex.compile(r"(?<=\s\p{L}+)\s+\p{Ll}+ly$")
_SAID = regex.compile(
    rf"(?<![\p{{L}}-])(?:has\s+|have\s+|had\s+|also\s+)*(?:{any_of(_SAYING)})(?![\p{{L}}-])(?!\s+by\s)"
)
_MASK = "\u2400"
_OFFICE_ALONE = r"(?:el|la|los|las|il|lo|i|gli|le|les|o|a|os|as|de|het|ο|η|οι|το|τον|την|τη)\s\p{Ll}[\p{Ll}-]{3,}(?:\s(?:de|da|do|del|della|dello|du|di)\s\p{Ll}[\p{Ll}-]{2,})?(?=[,.;:]|$)"
"""Someone whom an article and one word name, or two joined: "la alcaldesa", "a presidente da câmara"."""
_WHEN = r"(?:\s(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|(?:el|este)\s(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)|ayer|hoy|ieri|oggi|ontem|hoje|gestern|am\s\p{Lu}\p{Ll}+tag|yesterday|today|wczoraj|dziś|χθες|σήμερα|ieri|azi|marți|luni|miercuri|joi|vineri))?"
_AFTER = regex.compile(
    rf"{_WHEN}\s+(?P<who>{_PARTY}(?:(?<=['’]s)(?:\s\p{{Ll}}[\p{{L}}-]*){{1,4}}(?=[,.])|\s{_OFFICE})?)"
)
_ACCORDING_TO = regex.compile(
    rf"(?<![\p{{L}}-])(?P<word>(?i:{any_of(_ACCORDING)}))(?:\s+|(?<=['’]))(?P<who>{_PARTY}|(?:the|a|an)\s+[\p{{Ll}}][\p{{L}}\s-]{{2,40}}?(?=[,.;:]|$)|{_OFFICE_ALONE})"
)
_SO = regex.compile(
    rf"[,–—{_MASK}]\s*so\s+(?P<who>(?:der|die|das)?\s*{_NAME})(?=[.!?]?$|\s(?:am|weiter|gegenüber)\s|\sweiter[.!]?$)"
)
"""German "…, so Merkel." — at the end, or before words that are only German: English "so" goes on."""
_WIE = regex.compile(
    rf"^Wie\s+(?P<who>{_PARTY})\s+(?:(?:am|im)\s[\p{{L}}]+\s+)?(?:mitteilt|berichtet|sagt|erklärt|bestätigt|meldet|schreibt|ankündigt)e?(?![\p{{L}}])"
)
"""German "Wie die Polizei mitteilte, …"."""
_COLON = regex.compile(
    rf"^(?P<who>\p{{Lu}}\p{{Ll}}+(?:[\s-]\p{{Lu}}[\p{{L}}]+){{1,3}})\s?:\s*{_MASK}"
)
"""A name of two words or more, a colon and what its bearer says."""
_ZUFOLGE = regex.compile(rf"(?P<who>{_PARTY})\s+zufolge\b")
_BREAK = regex.compile(
    r"[,;:–—()…]|\s-{1,2}\s|(?<![\p{L}-])(?:that|but|and|as|while|when|because|if|which|who|dass|aber|und|que|mais|et|pero|ma|mas|maar|że|ότι|că)\s"
)
_SUBORDINATE = regex.compile(
    r"(?<![\p{L}-])(?:when|after|before|until|since|once|month|week|day|year|als|nachdem|bevor|après|avant|después|dopo|depois|nadat|po)\s"
)
_UNNAMED = regex.compile(
    rf"(?<![\p{{L}}-])(?:(?i:he|she|they|it)\s+(?:has\s+|have\s+|had\s+|also\s+)*{any_of(_SAYING)}|"
    r"(?:sagte|sagt|erklärte|betonte|meinte|so)\s+(?:er|sie|es)|"
    r"(?:a-t-|dit-|ajoute-t-|explique-t-|déclare-t-)(?:il|elle|on)|(?:disse|zei|zegt|aldus)\s+(?:ele|ela|lui|lei|hij|zij|ze))"
    r"(?![\p{L}-])"
)
_PASSIVE = regex.compile(
    r"(?<!\p{L})(?:be|been|being|was|were|is|are|not|never|nunca|jamás|jamais|nie|nigdy|no|non|não|nu|δεν|n['’](?:a|ont)?\s?(?:pas|rien|jamais)?|"
    r"to|would|will|can|could|cannot|did|does|do|should|may|must|might)$"
)
"""What is reported or announced reports nothing: "the virus has been reported". Nor do words that nobody says: "has never said"."""
_NOBODY = word_set(
    "nobody none niemand kein keine personne nul nessuno nadie ninguém nikt κανείς nimeni had what whatever everything anything nothing nowhere here here's here’s"
)
_RELATIVE = regex.compile(r"(?<![\p{L}-])(?:who|which)(?:\s+(?:also|has|have|had))*\s+$")
"""What someone says in passing is not what the sentence says: "Lund, who denies it, has left"."""
_OBJECTS = word_set("das dies so dat dit zo jak όπως comme como come")
_OFFICE_AFTER = regex.compile(
    rf"\s+(?P<who>{_OFFICE_ALONE}|(?<=au?\s[\p{{L}}]+\s)\p{{Ll}}{{3,}}(?:ul|i[țţ]ia)(?=[,.;:]|$))"
)
"""The last of these is Romanian, whose article stands behind the word: "primarul"."""
_TIMES = word_set(
    """
    lunes martes miércoles jueves viernes sábado domingo mañana tarde noche víspera lundi mardi mercredi jeudi vendredi samedi
    dimanche veille matin matinée soir soirée lendemain vigilia mattina sera notte giorno pomeriggio véspera manhã noite dag avond
    """
)
"""When something is said is not who says it: "dijo el martes"."""
_ADDED = regex.compile(r"(?:added|adds)(?!\s*(?:[,.:;]|that\s|$))")
"""Two goals may be added as well as words."""
_OF_ANOTHER = regex.compile(
    r"\s(?:would|will|was|were|is|are|had|has|have|could|should|may|might|must|can)\s"
)
"""What someone says in passing of what the sentence is about: "the wall that Lund said would hold"."""
_PEOPLE = regex.compile(
    r"(?:\p{Ll}[\p{L}-]+\s){0,2}(?:police|prosecutors|officials|authorities|investigators|experts|analysts|economists|researchers|scientists|critics|witnesses|"
    r"doctors|lawyers|organi[sz]ers|campaigners|residents|firefighters|rescuers|lawmakers|ministers|diplomats|state media|local media)"
    r"|\p{Ll}{3,}(?:(?<!f)ul|i[țţ]ia)"
)
"""Those who say something and need no article: English "police", Romanian "primarul", whose article stands behind."""
_SAID_BY = regex.compile(rf"(?:said|says|added)\s{_NAME}(?=[.,;]|$)")
"""Behind a sentence with several commas: after the name of someone who is told something more would follow."""
_SOMEONE = regex.compile(
    r"(?<=sa(?:id|ys))\s+(?P<who>(?:a|an|another|one|the)(?:\s\p{Ll}[\p{L}-]*){1,4}?)(?=\s(?:in|of|for|from|at|on|with|who|when|after|as|to)\s|[,.;:]|$)"
)
_JOINED_NAME = regex.compile(rf"(?:[Tt]he\s)?{_NAME}\sand\s{_NAME}")
_WHOLE = regex.compile(rf"(?:{_PARTY}|the|a|an)(?:\s\p{{Ll}}[\p{{L}}-]*){{0,5}}")
_TOKEN = re.compile(r"[^\W\d_]+")
_SAYING_WORDS = frozenset(
    word
    for phrase in _SAYING
    for longest in [max(phrase.split(), key=len)]
    for word in (longest, longest.replace("ș", "ş").replace("ț", "ţ"))
)
"""One of these stands wherever someone says something by ``_SAID``."""
_ACCORDING_WORDS = frozenset(max(_TOKEN.findall(phrase), key=len) for phrase in _ACCORDING)
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
_OFFICE_BEFORE = r"(?:burmistrz|prezydent|premier|minister|rzecznik|rzeczniczka|poseł|posłanka|wójt|radny|radna|wethouder|burgemeester|advocaat|ministrul|primarul|președintele|directorul)"
"""What stands before a name without an article."""
_TURNED = regex.compile(
    rf"{_MASK}+\s?[,–—-]?\s+(?:a|ha|hat|heeft|au)?\s?(?P<verb>\p{{Ll}}[\p{{L}}’'-]{{2,}})\s+(?P<who>(?:(?:(?:der|die|la|le|el|il|o|a|de|het|ο|η)\s(?:\p{{Ll}}[\p{{L}}-]{{3,}}\s)?)|{_OFFICE_BEFORE}\s)?"
    rf"{_NAME_WORD}(?:\s(?:{_SMALL}\s)?{_NAME_WORD}){{1,5}})(?=\s?[.,;(–—]|$)"
)
_PRONOUNS_SAYING = word_set("he she they it er sie es il elle on ele ela lui lei hij zij ze")
_OTHER_SAYING = word_set("sagte sagt erklärte betonte meinte so t disse zei zegt aldus")
"""With ``_SAYING_WORDS`` the words of which ``_UNNAMED`` asks for one beside a pronoun."""
_MAX_WORDS = 12
_LONGEST = 1_000
"""Characters of a sentence that are looked at."""


def says_unnamed(sentence: str) -> bool:
    """The sentence gives its claim to a pronoun: "…, he said". Who that is stands elsewhere."""
    tokens = set(_TOKEN.findall(sentence.lower()))
    told = not tokens.isdisjoint(_SAYING_WORDS) or not tokens.isdisjoint(_OTHER_SAYING)
    if not told or tokens.isdisjoint(_PRONOUNS_SAYING):
        return False
    return _UNNAMED.search(masked(sentence[:_LONGEST])) is not None


def speaker_of(sentence: str) -> str | None:
    """The person or body that the sentence names as the source of what it says; None where it names none."""
    text = masked(sentence[:_LONGEST])
    words = set(_TOKEN.findall(text.lower()))
    who = _according(text, sentence, words)
    if who is None and not words.isdisjoint(_SAYING_WORDS):
        who = _saying(text, sentence)
    return _turned(text, sentence) if who is None and text.startswith(_MASK) else who


def masked(sentence: str) -> str:
    """The sentence with its quotations blotted out, at the same length."""
    spans = quoted(sentence).spans
    if not spans:
        return sentence
    chars = list(sentence)
    for start, end in spans:
        # A word or two in quotation marks are part of a name or a phrase; a statement is longer.
        for place in range(start, end):
            chars[place] = _MASK
    return "".join(chars)


def _according(text: str, sentence: str, words: AbstractSet[str]) -> str | None:
    """Whom one of the patterns names that know no verb; ``words`` are those of the text, in small letters."""
    known = () if words.isdisjoint(_ACCORDING_WORDS) else (_ACCORDING_TO,)
    for pattern in (*known, _SO, _ZUFOLGE, _WIE, _COLON):
        for found in pattern.finditer(text):
            who = _clean(sentence[found.start("who") : found.end("who")])
            if who:
                return who
    return None


def _saying(text: str, sentence: str) -> str | None:
    for found in _SAID.finditer(text):
        if _ADDED.match(text, found.start()) and _MASK not in text:
            continue
        if _OF_ANOTHER.match(text, found.end()):
            continue
        head = text[: found.start()].rstrip()
        who = None
        turned = head.lower() in _OBJECTS  # "Das sagte Lund": what is said stands first
        if (
            turned
            or head.endswith(_MASK)
            or (
                head.endswith((",", "–", "—", " -", "»", "”"))
                and (head.count(",") < 2 or _SAID_BY.match(text, found.start()))
            )
        ):
            after = _AFTER.match(text, found.end()) or _SOMEONE.match(text, found.end())
            if after is None and head.rstrip(", \u00a0—–").endswith(_MASK):
                after = _OFFICE_AFTER.match(text, found.end())
            who = _clean(sentence[after.start("who") : after.end("who")]) if after else None
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
        _clean(sentence[found.start("who") : found.end("who")]) if len(spoken) >= _SPOKEN else None
    )


def _before(text: str, verb: int, sentence: str) -> str | None:
    """The subject that stands before the verb: directly, or in front of what stands between commas."""
    opening = text.rfind(_MASK, 0, verb) + 1
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
        whole = _AUXILIARY.sub("", sentence[wider:verb].strip())
        if sentence[wider:start].endswith(" and ") and _JOINED_NAME.fullmatch(whole):
            return _clean(whole)
    who = _clean(sentence[start:verb])
    if who is None and aside and not text[start:verb].strip():
        whole = sentence[opening:first]
        return _clean(whole) if _WHOLE.fullmatch(whole) else None
    return who


def _clean(who: str) -> str | None:
    """A name or a party as printed, or None where it is a pronoun, a clause or nothing."""
    who = _TIME.sub("", _AUXILIARY.sub("", who.strip(" \u00a0,.;:–—-")))
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
