"""Where a story ends: lines that head other stories or what readers may do, and the cut before them."""

from __future__ import annotations

import regex

from bot.extract.blocks import HEADING, ITEM, PARAGRAPH, Block
from bot.extract.body import ends_sentence

_ENDINGS = regex.compile(
    r"^[\W_]*(?:more (?:\w+ ){1,3}(?:stories|articles|news|reads|coverage|videos)|(?:top|latest|other|recent) (?:stories|news|articles)|breaking(?: news)?|(?:today['’]s )?(?:top )?headlines|in other news|news ticker|"
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
_SURE_ENDINGS = regex.compile(
    r"^[\W_]*(?:you (?:may|might) also (?:like|be interested(?: in)?)|leave a (?:comment|reply)|post a comment|explore further|"
    r"das könnte sie auch interessieren|você (?:também )?pode gostar|también te puede gustar|potrebbe (?:anche )?interessarti|"
    r"vous aimerez aussi|dit vind je misschien ook leuk|może cię zainteresować|ενδέχεται να σας αρέσει|(?:добавить|оставить) (?:отзыв|комментарий)|ți-ar putea plăcea)\W*$",
    regex.IGNORECASE,
)
LABEL_LENGTH = 60
"""A line of so many characters heads no other stories."""
_ENOUGH_BEFORE = 400
"""Characters of story after which such a line ends it, however much follows."""
_SOON, _PROSE = 3, 80
_END_SHARE = 0.25
"""A closing heading ends the story only where at most this share of the prose stands behind it."""


def cut_end(blocks: list[Block]) -> list[Block]:
    """Cut at a heading such as "You may also like" where little prose follows."""
    lengths = [len(block.text) for block in blocks]
    behind = sum(lengths)
    whole = behind
    for index, (block, length) in enumerate(zip(blocks, lengths, strict=True)):
        behind -= length
        if not index or length >= LABEL_LENGTH:
            continue
        heading = block.kind is HEADING or block.bold
        if heading and behind <= _END_SHARE * whole and names_other_stories(block.text):
            return blocks[:index]
        ends = whole - behind > _ENOUGH_BEFORE and _SURE_ENDINGS.match(block.text) is not None
        if ends and not _is_box_within(blocks, index):
            return blocks[:index]
    return blocks


def names_other_stories(text: str) -> bool:
    """The line is a heading over other stories, or over what readers may do."""
    return len(text) < LABEL_LENGTH and _ENDINGS.match(text) is not None


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
