"""Lines that are the page's and not the story's: what sends the reader elsewhere, asks to follow, credits or counts."""

from __future__ import annotations

import regex

from bot.extract.blocks import ITEM, PARAGRAPH, Block
from bot.extract.body import ends_sentence
from bot.extract.endings import LABEL_LENGTH, names_other_stories
from bot.extract.notes import is_note
from bot.extract.patterns import also_bare, any_of, openings, opens_with
from bot.extract.phrases import FOLLOW_US, FURNITURE_LISTS, READ_ALSO
from bot.extract.words import word_set

_AD_LENGTH = 300
"""A longer line is a paragraph, whatever it begins with."""
_LEAD = r"^[\W_]*"
_READ_ALSO = regex.compile(
    rf"{_LEAD}{any_of(also_bare(READ_ALSO))}(?P<mark>\s*[:：|–—>»›-]|\s*$)?", regex.IGNORECASE
)
_FOLLOW = regex.compile(
    rf"{_LEAD}{any_of(also_bare(FOLLOW_US))}\b(?P<mark>\s*[:：!]|[\s.–—-]*$)?", regex.IGNORECASE
)
_FOLLOW_NAMED = regex.compile(
    r"^[\W_]*(?:(?:please\s+)?(?:follow|like|join|find|reach|connect with|subscribe to)\b.{1,80}?\b(?:on|via|at|to)\b.{0,40}"
    r"\b(?:social media|socials|twitter|facebook|instagram|telegram|youtube|whatsapp|linkedin|tiktok|bluesky|threads|google news|x)\b"
    r"|(?:folgen sie|suivez|siga|síguenos|seguici|seguite|volg|obserwuj|ακολουθήστε|urmăriți)\b.{1,80}?"
    r"\b(?:social\w*|r[ée]seaux sociaux|redes|twitter|facebook|instagram|telegram|youtube|whatsapp|linkedin|tiktok|x)\b)",
    regex.IGNORECASE,
)
_NETWORKS = r"(?:twitter|x|facebook|fb|you\s?tube|instagram|telegram|linked\s?in|tik\s?tok|whats\s?app|threads|bluesky|mastodon|pinterest|rss|e-?mail|web(?:site)?)"
_SOCIAL = regex.compile(
    rf"^[\W_]*{_NETWORKS}\s*[:–—|-]?\s*(?:@[\w.]+|https?://\S+|www\.\S+|[\w.]+\.(?:com|net|org)/\S*)?\W*$"
    r"|^(?:[@#][\w.]+[\s,|]*)+$|^https?://\S+$",
    regex.IGNORECASE,
)
_CREDIT = regex.compile(
    r"^[\W_]*(?:photo(?:graph)?s?|image|images|picture|pic|video|foto|fotos|bild|crédit photo|crédits?|imagen|immagine|imagem|zdjęcie|"
    r"φωτο\w*|фото|credit|source|courtesy)\s*(?:[:©/]|credit|by\s|courtesy)",
    regex.IGNORECASE,
)
_COPYRIGHT = regex.compile(
    r"^[\W_]*(?:©|\(c\)\s|copyright\b|저작권자|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos)",
    regex.IGNORECASE,
)
_SHORTCODE = regex.compile(r"\[/?[a-z][\w-]*(?:\s+[\w-]+=[^\[\]]*)?/?\](?:.*\[/[a-z][\w-]*\])?")
"""A plug-in's mark that nobody turned into what it stands for: "[button link=…]"."""
_FORBIDDEN = "may not be"
_FORBIDS = regex.compile(
    r"\b(?:material|content|document|article)\b.{0,40}\bmay not be (?:published|reproduced|redistributed)",
    regex.IGNORECASE,
)
_COUNTERS = regex.compile(
    r"^(?:\d+\s*(?:comments?|shares?|views?|likes?|min(?:ute)?s?(?:\s+read)?|kommentare?|commentaires?|min(?:ut\w*)?\.?\s(?:lesezeit|de lecture|de lectura|di lettura|de leitura|leestijd|czytania))\W*)+$"
    r"|^(?:reading time|lesezeit|lesedauer|temps de lecture|tiempo de lectura|tempo di lettura|tempo de leitura|leestijd|czas czytania|χρόνος ανάγνωσης|timp de citire|время чтения)"
    r"\s*[:≈~]?\s*(?:ca\.?\s)?[<~≈]?\s?\d+\s*\w*\.?$"
    r"|^(?:comments?|share|tweet|print|email|save|reply|home|menu|search|login|subscribe|copy link|listen|next|previous|back to top)$",
    regex.IGNORECASE,
)
_OPENINGS = openings(
    word_set("""
    please follow like join find connect subscribe folgen suivez siga síguenos seguici seguite volg obserwuj ακολουθήστε urmăriți
    twitter facebook you instagram telegram linked tik whats threads bluesky mastodon pinterest rss e-mail email web http
    photo image pic video foto bild crédit imagen immagine imagem zdjęcie φωτο фото credit source courtesy
    reach lesezeit lesedauer temps tiempo tempo leestijd czas χρόνος timp время reading 저작권자 c) copyright all alle tous todos x fb comment share tweet print save reply home menu search login copy listen next previous back
    """)
) | openings(also_bare((*READ_ALSO, *FOLLOW_US)))
"""How the lines open that the patterns above know; figures apart."""
_CONTENTS = 0.7
"""The share of an item's text that leads to a place of the same page in a table of contents."""
_OTHER_LIST = regex.compile(rf"^[\W_\d]*{any_of(FURNITURE_LISTS)}[\W_]*$", regex.IGNORECASE)
_HEADS_OPENINGS = (
    _OPENINGS
    | openings(FURNITURE_LISTS)
    | openings(
        word_set("""
        more top latest other recent you leave post comment related about most popular recommended trending share follow read
        what editor join sign our das mehr auch kommentar sur à noticias te comentarios articoli leggi leia lees reacties zobacz
        komentarze διαβάστε σχόλια σχετικά citește breaking today headlines in news eilmeldungen schlagzeilen neueste dernières
        últimas ultimas última ultim laatste najnowsze τελευταία ροή ultimele отзывы комментарии добавить оставить написать читайте
        похожие самые популярное коментарі схожі
        """)
    )
)
"""How the lines open that may stand over another list."""


def is_furniture(block: Block) -> bool:
    """The line sends the reader elsewhere or labels the page; it says nothing of the story."""
    text = block.text
    if len(text) > _AD_LENGTH:
        return False
    return (
        (
            block.linked
            and block.kind is PARAGRAPH
            and block.leads_elsewhere
            and not ends_sentence(text)
        )
        or (_FORBIDDEN in text and _FORBIDS.search(text) is not None)
        or is_note(text)
        or ((not text[:1].isalpha() or opens_with(text, _OPENINGS)) and _is_phrase(block))
    )


def heads_other_list(block: Block) -> bool:
    """What stands below are other stories, networks, tags or the page's own parts."""
    text = block.text
    if block.kind is ITEM or (text[:1].isalpha() and not opens_with(text, _HEADS_OPENINGS)):
        return False
    return (
        _OTHER_LIST.match(text) is not None
        or names_other_stories(text)
        or _FOLLOW_NAMED.match(text) is not None
        or (len(text) < LABEL_LENGTH and _sends_elsewhere(block))
    )


def is_contents(block: Block) -> bool:
    """An item of a table of contents: a link to a place of the same page."""
    return block.kind is ITEM and block.anchored > _CONTENTS * len(block.text)


def names_account(text: str) -> bool:
    """The line is no more than a network, an account on one, or an address."""
    return _SOCIAL.match(text) is not None


def _is_phrase(block: Block) -> bool:
    text = block.text
    return (
        not any(map(str.isalnum, text))
        or _SHORTCODE.fullmatch(text) is not None
        or names_account(text)
        or _sends_elsewhere(block)
        or _asks_to_follow(block)
        or (len(text) < 200 and _CREDIT.match(text) is not None)
        or _COPYRIGHT.match(text) is not None
        or _COUNTERS.match(text) is not None
    )


def _sends_elsewhere(block: Block) -> bool:
    found = _READ_ALSO.match(block.text)
    if found is None:
        return False
    if found.end() >= len(block.text.rstrip(" .:>»›→")):
        return True
    rest = len(block.text) - found.end()
    return (
        block.link_share >= 0.4
        or block.linked >= 0.8 * rest
        or (found["mark"] is not None and not ends_sentence(block.text))
    )


def _asks_to_follow(block: Block) -> bool:
    if _FOLLOW_NAMED.match(block.text):
        return True
    found = _FOLLOW.match(block.text)
    if found is None or found["mark"] is not None:
        return found is not None
    # "Anzeige erstattete die Polizei." begins with a label's word and is a sentence of the story.
    is_word = " " not in found.group().strip()
    return block.linked > 0 and not (is_word and ends_sentence(block.text))
