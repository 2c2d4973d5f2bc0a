"""Deliveries as their readers will see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.model.article import Article
from bot.model.delivery import Delivery
from bot.model.draft import Draft
from bot.postview.links import domain_of, is_web_link
from bot.postview.shown import Card, Shown, ago, pieces_of
from bot.web.desk import Desk


def shown(
    desk: Desk, delivery: Delivery, article: Article | None, *, now: datetime
) -> tuple[Shown, ...]:
    """One for each part of its draft."""
    return shown_draft(desk, delivery, delivery.draft, article, now=now)


def shown_draft(
    desk: Desk, delivery: Delivery, draft: Draft, article: Article | None, *, now: datetime
) -> tuple[Shown, ...]:
    """The same for another draft of the delivery."""
    return tuple(
        replace(
            _shown(desk, delivery, draft, part.text, article, is_first=not number, now=now),
            is_reply=number > 0,
            is_answered=number < len(draft.parts) - 1,
        )
        for number, part in enumerate(draft.parts)
    )


def _shown(
    desk: Desk,
    delivery: Delivery,
    draft: Draft,
    text: str,
    article: Article | None,
    *,
    is_first: bool,
    now: datetime,
) -> Shown:
    channel = desk.bot.newsroom.channels.get(delivery.channel)
    carries_picture = bool(draft.media) and is_first
    has_card = channel is None or not channel.rules.picture
    at = delivery.posted_at or now
    return Shown(
        platform=delivery.platform,
        name=desk.name,
        handle="",
        pieces=pieces_of(text),
        at=at,
        ago=ago(at, now),
        card=None
        if carries_picture or not is_first or not has_card
        else _card(delivery, draft, article),
        picture=_picture(delivery, draft) if carries_picture else None,
    )


def _card(delivery: Delivery, draft: Draft, article: Article | None) -> Card | None:
    if draft.link is None or not is_web_link(draft.link):
        return None
    image = article.image if article else None
    return Card(
        href=draft.link,
        title=delivery.title,
        domain=domain_of(draft.link),
        image=f"/stories/{delivery.article_id}/picture" if image else "",
        alt=image.alt if image else "",
    )


def _picture(delivery: Delivery, draft: Draft) -> Card:
    media = draft.media[0]
    place = f"/deliveries/{delivery.id}/picture"
    if media.card is None:
        return Card("", "", "", place, media.alt)
    size = (media.card.format.width, media.card.format.height)
    return Card("", "", "", place, media.alt, size, tells_alt=True)
