"""A paragraph to sentences, by places in it: nothing is changed, nothing is lost.

A stop ends a sentence unless it belongs to an abbreviation, an initial, a number or an ordinal, stands within
a quotation that goes on, or is followed by a small letter.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from bot.extract.quotes import quoted
from bot.extract.words import word_set
from bot.model.keypoint import Span

_STOP = regex.compile(
    r"""(?P<stop>[.!?…]+|[。！？｡]+|[؟۔।॥]+|\u037e|;(?=\s+\p{Greek}))(?P<closers>(?:["'”’“»«›)\]」』]|[ \u00a0\u202f]»)*)"""
    r"""(?:\[\d{1,3}\])*(?P<gap>\s+|$)|(?P<cjk>[。！？｡]+)(?P<cjkclosers>[”’」』）]*)"""
)
_LETTER_STOP = regex.compile(r"\p{L}\.")
_REACH = 60
"""How many characters around a stop tell what it is."""
_WORD_BEFORE = regex.compile(r"(?<![\p{L}\p{N}])[\p{L}\p{N}][\p{L}\p{N}.'’&-]*$")
_NEXT_WORD = regex.compile(r"[\p{L}\p{M}]+")

# Never the end of a sentence: a name or a number follows.
_LEADING = word_set(
    """
    mr mrs ms mx dr med prof sen rep gov gen lt col maj sgt capt cmdr adm rev hon pres fr sr sra srta st
    ste mt ft messrs supt det insp pvt cpl cllr vs v no nos nr art arts fig figs vol pp p op cf al
    approx ca c est dept hr hrn frau dipl ing mag abs str bd bzw vgl sog evtl ggf inkl exkl geb gest
    zzgl tel m mm mme mmes mlle me av bd env chap cit sres dña d dª excmo ud uds pág págs núm cap
    dott dottssa sig sigra sigg on ing avv geom dhr mevr mw drs bijv ir prof ul np tzw tzn prof hab
    inż mgr ks gen płk św im godz nr pkt al κ κκ κα δρ καθ λ.χ π.χ δηλ αρ σελ βλ dl dna dlui nr str
    art alin lit e.g i.e z.b d.h u.a z.t i.d.r m.e m.a.w d.w.z p.ex m.in t.j o.a s.l ph
    """
)
# May end a sentence; then the next one opens with a capital that no name explains.
_TRAILING = word_set(
    """
    inc ltd co corp llc plc jr sr etc a.m p.m am pm u.s u.k u.n e.u u.s.a d.c b.c a.d ph.d m.d b.a
    m.a jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
    ave blvd rd usw u.s.w ecc enz mio mrd tsd mln mld itd itp r w ee.uu ee uu s.a s.p.a s.r.l gmbh ag min max bn tn
    """
)
_ELIDED = regex.compile(r"^(?:[cdjlmnst]|qu|dell|all|nell|sull|un)['’](?=\p{L})")
_STATES = word_set(
    """
    ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn
    tex vt va wash wis wyo
    """
)
_CALENDAR = word_set(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun"
)
_STARTERS = word_set(
    """
    the a an in on at he she it they we i you his her its their but and this that these those there
    if when while then after before as for from with by no not some many most all both each since
    although though however what who why how der die das ein eine er sie es wir ich im in am und
    aber doch le la les un une il elle ils elles nous on et mais el los las una él ella y pero en il
    lo gli i una uno e ma o a os as um uma de het een hij zij maar en
    """
)
_ORDINAL_BEFORE = word_set(
    """
    am der dem den des die das vom zum zur im bis ab seit ins beim jeden jede dieser diesem diesen
    mit und den det til fra på dne do od
    """
)
_AFTER_ORDINAL = word_set(
    """
    januar jänner februar märz april mai juni juli august september oktober november dezember
    jahrhundert jahrhunderts platz rang mal spieltag runde minute etage stock klasse jahrestag
    geburtstag weltkrieg bundesliga liga januari februari maart mei augustus december ledna února
    března stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października
    listopada grudnia wieku januar februar marts juni juli desember
    """
)


def split(text: str) -> tuple[Span, ...]:
    """The sentences of a paragraph, as spans of ``text`` without the spaces between them."""
    spans: list[Span] = []
    start = _skip_spaces(text, 0)
    for end in _ends(text):
        if end > start:
            spans.append(Span(start, end))
            start = _skip_spaces(text, end)
    tail = len(text.rstrip())
    if tail > start:
        spans.append(Span(start, tail))
    return tuple(spans)


def _ends(text: str) -> Iterator[int]:
    """Where sentences end, closing marks included."""
    marks = quoted(text)
    inside = iter(sorted(marks.spans))
    quote = next(inside, None)
    for found in _STOP.finditer(text):
        place = found.start()
        while quote and quote[1] <= place:
            quote = next(inside, None)
        if found["cjk"]:
            end = found.end()
            within = quote is not None and quote[0] < place and end < quote[1]
            if not within and not (found["cjkclosers"] and _goes_on(text, end)):
                yield end
            continue
        end = found.end("closers")
        if quote is not None and quote[0] < place and end < quote[1]:
            continue
        if _is_end(text, found):
            yield end


def _goes_on(text: str, end: int) -> bool:
    """After a closed Japanese or Chinese quotation the sentence goes on, as in 「…。」と述べた."""
    return end < len(text) and not text[end].isspace()


def _is_end(text: str, found: regex.Match[str]) -> bool:
    following = text[found.end() : found.end() + _REACH]
    if not following:
        return True
    if not _may_begin(following):
        return False
    if found["stop"] != "." or found["closers"].strip("'’)]"):
        return True
    place = found.start()
    return not _belongs_to_word(text[max(0, place - _REACH) : place], following)


def _may_begin(following: str) -> bool:
    """A sentence may begin so: a capital, a figure, an opening mark, or a script without capitals."""
    first = following.lstrip("\"'“”„«»‘’‚‹([—–-•¿¡「『 \u00a0")[:1]
    return bool(first) and not first.islower() and first not in ",;:)"


def _belongs_to_word(before: str, following: str) -> bool:
    """The full stop after ``before`` marks an abbreviation, an initial or an ordinal."""
    found = _WORD_BEFORE.search(before, before.rfind(" ") + 1)
    if found is None:
        return False
    word = _ELIDED.sub("", found.group().lower())
    after = _NEXT_WORD.match(following.lstrip("\"'“„«‘‚(["))
    next_word = after.group().lower() if after else ""
    if word.isdigit():
        return _is_ordinal(word, before, next_word)
    if word in _LEADING:
        return bool(next_word) or following[:1].isdigit() or "." in word
    initial = len(word) == 1 and word.isalpha() and found.group().isupper()
    if len(word) == 1 and _LETTER_STOP.match(following):  # "z. B.", "u. a."
        return True
    dotted = "." in word and all(len(part) == 1 for part in word.split("."))
    # A dateline: "BUFFALO, N.Y. — Hours before …". Elsewhere a dash opens the next speaker's words.
    if following[:1] in "–—" and (initial or dotted or word in _TRAILING or word in _STATES):
        return True
    if word in _CALENDAR and following[:1].isdigit():  # "Aug. 9"
        return True
    if initial or dotted or word in _TRAILING:
        return next_word not in _STARTERS and bool(next_word)
    return False


def _is_ordinal(number: str, before: str, next_word: str) -> bool:
    if len(number) > 3:
        return False
    if next_word in _AFTER_ORDINAL:
        return True
    words = before.split()
    if len(words) == 1:  # a typed number: "1. Open the door"
        return True
    return (
        len(number) < 3
        and len(words) > 1
        and words[-2].lower() in _ORDINAL_BEFORE
        and bool(next_word)
    )


def _skip_spaces(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place
