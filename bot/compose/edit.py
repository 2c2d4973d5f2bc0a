"""A draft that a person has written anew."""

from __future__ import annotations

from dataclasses import replace

from bot.compose.card import picture_for
from bot.compose.composer import cost_of, too_long
from bot.compose.fidelity import check
from bot.compose.length import measure
from bot.compose.material import material_of
from bot.compose.wording import comparable, one_line, without_bullet
from bot.model.article import Article
from bot.model.draft import Draft, Part, Rules, Style


def edited(draft: Draft, text: str, article: Article, rules: Rules, style: Style) -> Draft:
    """``draft`` with ``text`` for its one part; what is wrong with that is in ``Draft.warnings``.

    A picture of the key points shows from then on what the text tells, and no more.
    """
    text = "\n".join(one_line(line) for line in text.strip().splitlines())
    limit = rules.long_limit if style.long else rules.limit
    length = measure(text, rules.measure)
    warnings = check(text, article, rules, style)
    if length > limit:
        warnings = (too_long(Part(text, length, limit)), *warnings)
    if not text:
        warnings = ("The post has no text.", *warnings)
    cost = cost_of(text, draft.link, rules)
    lines = {without_bullet(comparable(line)) for line in text.splitlines()}
    points = enumerate(article.key_points)
    told = tuple(i for i, point in points if point.postable and comparable(point.text) in lines)
    material = material_of(article, rules.measure, style.keep_emoji)
    picture = picture_for(article, material, told, rules, style, may_add=False)
    return replace(
        draft,
        parts=(Part(text, length, limit, cost + picture.price_usd),),
        media=picture.media or tuple(media for media in draft.media if media.card is None),
        key_points=told,
        cost_usd=cost + picture.price_usd,
        warnings=(*warnings, *picture.warnings),
        notes=picture.notes,
        left_out=(),
        linkless=None,
    )
