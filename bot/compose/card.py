"""A picture of the key points to go with a draft: which of them, in which words, and what it costs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from bot.compose.direction import runs_leftward
from bot.compose.emoji import without_outer_emoji
from bot.compose.fidelity import check_card
from bot.compose.fit import MAX_POINTS, Candidate, choose
from bot.compose.material import Material
from bot.compose.wording import one_line
from bot.model.article import Article
from bot.model.card import Card
from bot.model.draft import Media, Rules, Style
from bot.model.errors import CardError

_FIRST = 10**18
"""Added to the worth of a point that the text tells: it is the last to leave the picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a draft, or none; ``warnings`` and ``notes`` as in ``Draft``."""

    media: tuple[Media, ...] = ()
    price_usd: Decimal = Decimal(0)
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


_NONE = Picture()


def picture_for(
    article: Article,
    material: Material,
    told: Collection[int],
    rules: Rules,
    style: Style,
    *,
    may_add: bool = True,
) -> Picture:
    """The picture with the points that the text tells (by index), and more that say most where there is room.

    ``may_add`` False keeps to those of the text.
    """
    if style.card is None or rules.card is None:
        return _NONE
    from bot.card import CardPoint, fitted  # fonts and shaping take 0.2 s to load

    empty = Card(
        title=_words(article.title),
        groups=(),
        site_name=one_line(article.site_name or ""),
        language=article.language or "",
        leftward=runs_leftward(article),
        format=rules.card,
        look=style.card,
    )
    points = [
        CardPoint(
            point.index,
            _words(article.key_points[point.index].text),
            _words(article.key_points[point.index].attribution or "") or None,
            point.worth + (_FIRST if point.index in told else 0),
        )
        for point in _shown(material, told, may_add=may_add)
    ]
    try:
        fit = fitted(empty, points)
    except CardError as error:
        return Picture(notes=(f"There is no picture: {error}.",))
    if fit is None:
        return Picture(notes=("There is no picture: the title cannot be shown in it.",))
    card, shown = fit
    media = Media("image", alt=card.words, card=card, price_usd=rules.price_alt_text_usd)
    missing = len(points) - len(shown)
    notes = (f"The picture leaves out {missing} of {len(points)} points.",) if missing else ()
    return Picture((media,), media.price_usd, check_card(card, article), notes)


def _shown(material: Material, told: Collection[int], *, may_add: bool) -> list[Candidate]:
    """The points of the text, and the best others, up to what a post may have; in story order."""
    best = choose(material.points, 10**9, lambda _point, _leads: 1) if may_add else ()
    wanted = [point.index for point in material.points if point.index in told]
    wanted += [point.index for point in best if point.index not in told]
    kept = frozenset(wanted[: max(MAX_POINTS, len(told))])
    return [point for point in material.points if point.index in kept]


def _words(text: str) -> str:
    """Words of the article as a picture shows them: nothing in it is a link, so nothing is defused."""
    return one_line(without_outer_emoji(text))
