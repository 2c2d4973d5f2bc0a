"""Lines between and around a story's paragraphs that are not the story."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.extract.blocks import HEADING, ITEM, PARAGRAPH, Block
from bot.extract.body import ends_sentence
from bot.extract.notes import is_note
from bot.extract.phrases import (
    FOLLOW_US,
    FURNITURE_LISTS,
    READ_ALSO,
    also_bare,
    any_of,
    openings,
    opens_with,
)
from bot.extract.titles import without_tail
from bot.extract.words import plain_lines, plain_words, word_set

_AD_LENGTH = 300
"""A longer line is a paragraph, whatever it begins with."""

_PULLED_FROM, _PULLED_TO = 25, 300
"""Letters of a pull quote; a shorter line may come back by chance."""
_PULLED_AMONG = 300
"""Paragraphs that are compared, so that time stays bounded."""

_PROBE = 11
"""Letters to each side of a line's middle that are looked for before all words are compared."""

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
_BYLINE = regex.compile(
    r"^(?:by|von|par|por|di|door|autor(?:e|a)?|auteur|written by|posted by|reported by|author|text)\b[:\s].{2,80}$",
    regex.IGNORECASE,
)
_DATE = regex.compile(
    r"^(?:(?:published|updated|posted|last updated|created|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|"
    r"pubblicato|aggiornato|opublikowano|date)\b.{0,80}|[\w\s.,:/|•·()\[\]-]{0,30}\b(?:19|20)\d\d\b[\w\s.,:/|•·()\[\]-]{0,25}|"
    r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\s[–—|•·-]\s.{0,90})$",
    regex.IGNORECASE,
)
_COUNTERS = regex.compile(
    r"^(?:\d+\s*(?:comments?|shares?|views?|likes?|min(?:ute)?s?(?:\s+read)?|kommentare?|commentaires?|min(?:ut\w*)?\.?\s(?:lesezeit|de lecture|de lectura|di lettura|de leitura|leestijd|czytania))\W*)+$"
    r"|^(?:reading time|lesezeit|lesedauer|temps de lecture|tiempo de lectura|tempo di lettura|tempo de leitura|leestijd|czas czytania|χρόνος ανάγνωσης|timp de citire|время чтения)"
    r"\s*[:≈~]?\s*(?:ca\.?\s)?[<~≈]?\s?\d+\s*\w*\.?$"
    r"|^(?:comments?|share|tweet|print|email|save|reply|home|menu|search|login|subscribe|copy link|listen|next|previous|back to top)$",
    regex.IGNORECASE,
)
_ENDINGS = regex.compile(
    rf"{_LEAD}(?:more (?:\w+ ){{1,3}}(?:stories|articles|news|reads|coverage|videos)|(?:top|latest|other|recent) (?:stories|news|articles)|breaking(?: news)?|(?:today['’]s )?(?:top )?headlines|in other news|news ticker|"
    r"eilmeldungen|schlagzeilen|neueste (?:nachrichten|meldungen|artikel)|dernières (?:nouvelles|actualités|infos)|(?:últimas|ultimas) (?:noticias|notícias)|última hora|ultim[ei] (?:notizie|ora)|ultim'ora|"
    r"laatste nieuws|najnowsze (?:wiadomości|informacje)|τελευταία νέα|ροή ειδήσεων|ultimele știri|"
    r"you (?:may|might) also (?:like|be interested)|leave a (?:comment|reply)|post a comment|comments?|related(?: (?:stories|articles|posts|news|content|coverage|topics|links|reading|videos|tags|to this))?|"
    r"about the authors?|about (?:us|author)|more (?:from|stories|news|articles|on|about)\b.*|latest (?:posts|news|articles)|recent (?:posts|articles|news)|"
    r"most (?:read|popular)|popular posts|recommended(?: (?:for you|reading|stories|articles|posts|news|content|videos))?|trending\b.*|share this\b.*|follow us\b.*|you may like|read (?:more|next)|what to read next|"
    r"editors?['’]?s? picks|join the conversation|sign up\b.*|our newsletter|das könnte sie auch interessieren|mehr zum thema|auch interessant|kommentare?|"
    r"sur le même sujet|à lire aussi|commentaires?|noticias relacionadas|te puede interesar|comentarios|articoli correlati|leggi anche|"
    r"leia também|comentários|lees ook|reacties|zobacz także|komentarze|διαβάστε επίσης|σχόλια|σχετικά άρθρα|citește și|comentarii|"
    r"отзывы|комментарии|(?:добавить|оставить|написать) (?:отзыв|комментарий)|читайте также|похожие (?:статьи|записи|новости)|самые популярные .{0,30}|популярное|"
    r"коментарі|читайте також|схожі (?:статті|новини))\W*$",
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
_FORE = 12
"""Characters in front of a byline."""
_LABEL_LENGTH = 60
_LINKED = 0.5
"""The share of links from which an item is one of a list of links."""
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
_SURE_ENDINGS = regex.compile(
    rf"{_LEAD}(?:you (?:may|might) also (?:like|be interested(?: in)?)|leave a (?:comment|reply)|post a comment|explore further|"
    r"das könnte sie auch interessieren|você (?:também )?pode gostar|también te puede gustar|potrebbe (?:anche )?interessarti|"
    r"vous aimerez aussi|dit vind je misschien ook leuk|może cię zainteresować|ενδέχεται να σας αρέσει|(?:добавить|оставить) (?:отзыв|комментарий)|ți-ar putea plăcea)\W*$",
    regex.IGNORECASE,
)
_ENOUGH_BEFORE = 400
"""Characters of story after which such a line ends it, however much follows."""
_SOON, _PROSE = 3, 80
_END_SHARE = 0.25
"""A closing heading ends the story only where at most this share of the prose stands behind it."""


def trim(blocks: Sequence[Block], title: str, byline: str | None = None) -> tuple[Block, ...]:
    """The story's blocks alone: no lines for other stories, networks, credits, bylines, or the title again."""
    story = _without_furniture(_cut_end(list(blocks)))
    return tuple(_without_orphans(_without_pull_quotes(_cut_head(story, title, byline))))


def _without_furniture(blocks: list[Block]) -> list[Block]:
    """No lines that are not the story, and no lists under lines that send the reader elsewhere."""
    kept: list[Block] = []
    dropped = -1
    for place, block in enumerate(blocks):
        if block.kind is ITEM:
            headed = place > 0 and heads_other_list(blocks[place - 1])
            if headed and not _is_interrupted(blocks, place) and not is_contents(block):
                dropped = block.list
            if block.list == dropped != -1:
                continue
        dropped = -1
        below = blocks[place + 1] if place + 1 < len(blocks) else None
        if not is_furniture(block) or (below is not None and _introduces(block, below)):
            kept.append(block)
    return kept


def _is_interrupted(blocks: list[Block], place: int) -> bool:
    """The line above sends the reader to its own link, and the line above that announces the list at ``place``."""
    if place < 2:
        return False
    announcing, between = blocks[place - 2 : place]
    return (
        between.linked > 0
        and announcing.text.endswith((":", "："))
        and not heads_other_list(announcing)
        and blocks[place].link_share < _LINKED
    )


def _without_pull_quotes(blocks: list[Block]) -> list[Block]:
    """No lines that say again, set large, what a paragraph or an item of the story says.

    The first paragraph is the story's own: it may be said again, but is no such line.
    """
    first = next((i for i, block in enumerate(blocks) if block.kind is PARAGRAPH), 0)
    small = [block.text.lower() for block in blocks[:_PULLED_AMONG]]
    said = "\n".join(small)
    likely = [
        index
        for index, line in enumerate(small)
        if index > first
        and blocks[index].kind is PARAGRAPH
        and _PULLED_FROM - 2 <= len(line) <= 1.2 * _PULLED_TO
        and _comes_back(_probe(line), said)
        and not line.endswith((":", "："))
    ]
    if not likely:
        return blocks
    words = [f" {line} " for line in plain_lines(said)]
    pulled = {
        index
        for index in likely
        if _PULLED_FROM <= len(words[index]) <= _PULLED_TO
        and _says_again(blocks, small, words, index)
    }
    return [block for index, block in enumerate(blocks) if index not in pulled]


def _comes_back(part: str, whole: str) -> bool:
    """``part`` of the whole stands in it again."""
    return whole.find(part, whole.find(part) + len(part)) >= 0


def _probe(line: str) -> str:
    """The middle of a line: where it comes back, the line may."""
    middle = len(line) // 2
    return line[middle - _PROBE : middle + _PROBE]


def _says_again(blocks: list[Block], small: list[str], words: list[str], index: int) -> bool:
    """An item, or a paragraph that says more, says what the line at ``index`` says.

    ``small`` are the blocks' texts in small letters, ``words`` the words of each, apart by spaces.
    """
    probe, said = _probe(small[index]), words[index]
    size = len(said)
    return any(
        place != index
        and probe in small[place]
        and (blocks[place].kind is ITEM or (blocks[place].kind is PARAGRAPH and size < len(other)))
        for place, other in enumerate(words)
        if other == said or (size < len(other) and said in other)
    )


def _introduces(block: Block, below: Block) -> bool:
    """The line stands over a list as whose it is, however it begins: without it the list were another's."""
    return (
        below.kind is ITEM
        and block.kind is not ITEM
        and block.text.endswith((":", "："))
        and not heads_other_list(block)
        and _SOCIAL.match(block.text) is None
    )


def heads_other_list(block: Block) -> bool:
    """What stands below are other stories, networks, tags or the page's own parts."""
    text = block.text
    if block.kind is ITEM or (text[:1].isalpha() and not opens_with(text, _HEADS_OPENINGS)):
        return False
    return (
        _OTHER_LIST.match(text) is not None
        or _names_other_stories(text)
        or _FOLLOW_NAMED.match(text) is not None
        or (len(text) < _LABEL_LENGTH and _sends_elsewhere(block))
    )


def is_contents(block: Block) -> bool:
    """An item of a table of contents: a link to a place of the same page."""
    return block.kind is ITEM and block.anchored > _CONTENTS * len(block.text)


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


def _is_phrase(block: Block) -> bool:
    text = block.text
    return (
        not any(map(str.isalnum, text))
        or _SHORTCODE.fullmatch(text) is not None
        or _SOCIAL.match(text) is not None
        or _sends_elsewhere(block)
        or _asks_to_follow(block)
        or (len(text) < 200 and _CREDIT.match(text) is not None)
        or _COPYRIGHT.match(text) is not None
        or _COUNTERS.match(text) is not None
    )


def _names_other_stories(text: str) -> bool:
    """The line is a heading over other stories, or over what readers may do."""
    return len(text) < _LABEL_LENGTH and _ENDINGS.match(text) is not None


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


def _cut_end(blocks: list[Block]) -> list[Block]:
    """Cut at a heading such as "You may also like" where little prose follows."""
    lengths = [len(block.text) for block in blocks]
    behind = sum(lengths)
    whole = behind
    for index, (block, length) in enumerate(zip(blocks, lengths, strict=True)):
        behind -= length
        if not index or length >= _LABEL_LENGTH:
            continue
        heading = block.kind is HEADING or block.bold
        if heading and behind <= _END_SHARE * whole and _ENDINGS.match(block.text):
            return blocks[:index]
        ends = whole - behind > _ENOUGH_BEFORE and _SURE_ENDINGS.match(block.text) is not None
        if ends and not _is_box_within(blocks, index):
            return blocks[:index]
    return blocks


def _is_box_within(blocks: list[Block], index: int) -> bool:
    """Under the heading stands a list of links and then the story's prose again: a box between its paragraphs."""
    end = index + 1
    while end < len(blocks) and blocks[end].kind is ITEM and blocks[end].leads_elsewhere:
        end += 1
    if end == index + 1:
        return False
    following = (block for block in blocks[end : end + _SOON] if block.kind is PARAGRAPH)
    return any(
        block.link_share < 0.5 and (len(block.text) >= _PROSE or ends_sentence(block.text))
        for block in following
    )


def _cut_head(blocks: list[Block], title: str, byline: str | None) -> list[Block]:
    """Drop the title, byline and date that stand before the first paragraph."""
    head = next((i for i, b in enumerate(blocks) if len(b.text) >= 80 and ends_sentence(b.text)), 0)
    wanted = plain_words(title)
    kept = []
    for index, block in enumerate(blocks[: head + 2]):
        plain = plain_words(without_tail(block.text) if block.kind is HEADING else block.text)
        again = bool(wanted) and (
            plain == wanted or (block.kind is HEADING and index <= head and plain in wanted)
        )
        label = index < head and (
            _BYLINE.match(block.text)
            or _DATE.match(block.text)
            or block.link_share > 0.8
            or (byline is not None and _prints(block.text, byline))
        )
        if not again and not label:
            kept.append(block)
    return kept + blocks[head + 2 :]


def _prints(line: str, byline: str) -> bool:
    """The line is the byline, with at most a word such as "di" in front of it."""
    return line.endswith(byline) and len(line) <= len(byline) + _FORE


def _without_orphans(blocks: list[Block]) -> list[Block]:
    """Drop headings with nothing under them at the end of the story."""
    end = len(blocks)
    while end and blocks[end - 1].kind is HEADING:
        end -= 1
    return blocks[:end]
