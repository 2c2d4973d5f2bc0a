"""Accounts, drafts and deliveries for tests of the platforms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from bot.model.card import Card, CardFormat, CardGroup, Look
from bot.model.delivery import Delivery, State
from bot.model.draft import Draft, Media, Part
from bot.pipeline.ports import Account

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
LINK = "https://harbour.example/news/ferry?utm_source=x&utm_medium=social"
TEXT = f"Ferry to run at night\n\nThe mayor says:\n• “From May” & later\n\n{LINK}"

SECRETS: Mapping[str, Mapping[str, str]] = {
    "x": {
        "API_KEY": "sesame-key/1+",
        "API_SECRET": "sesame-secret-2",
        "ACCESS_TOKEN": "77-sesame-token-3",
        "ACCESS_TOKEN_SECRET": "sesame-token-secret-4",
    },
    "facebook": {
        "PAGE_ID": "100200300",
        "PAGE_TOKEN": "EAAB sesame|token",
        "APP_SECRET": "sesame-app-secret",
    },
    "youtube": {
        "CLIENT_ID": "sesame-client",
        "CLIENT_SECRET": "sesame-client-secret",
        "REFRESH_TOKEN": "1//sesame-refresh",
        "CHANNEL_ID": "UCsesamechannel",
    },
}


def an_account(platform: str, base_url: str, *, timeout: float = 5.0, mode: str = "api") -> Account:
    return Account(f"my-{platform}", SECRETS[platform], base_url, timeout, mode)


def a_draft(platform: str, text: str = TEXT, link: str | None = LINK, parts: int = 1) -> Draft:
    part = Part(text, len(text), 280)
    return Draft(f"my-{platform}", platform, (part,) * parts, link)


def a_card(platform: str = "x", *, title: str = "Ferry to run at night") -> Card:
    """A small picture, so that drawing it takes no time."""
    form = CardFormat(width=400, height=225, max_bytes=100_000, alt_limit=1_000)
    groups = (CardGroup("The mayor says:", ("“From May” & later",)),)
    return Card(
        title, groups, f"The {platform} Times", "en", leftward=False, format=form, look=Look()
    )


def with_card(draft: Draft) -> Draft:
    """The draft with a picture of its key points."""
    card = a_card(draft.platform)
    price = Decimal("0.005") if draft.platform == "x" else Decimal(0)
    media = (Media("image", alt=card.words, card=card, price_usd=price),)
    return replace(draft, media=media, cost_usd=draft.cost_usd + price)


def a_delivery(platform: str, *, sent_at: datetime | None = NOW, text: str = TEXT) -> Delivery:
    return Delivery(
        id="d1",
        article_id="a1",
        channel=f"my-{platform}",
        platform=platform,
        state=State.UNKNOWN,
        draft=a_draft(platform, text),
        article_url=LINK,
        slug="ferry",
        title="Ferry to run at night",
        published_at=None,
        sent_at=sent_at,
    )
