"""What a platform needs of a page for the card that it makes of a link."""

from __future__ import annotations

from dataclasses import dataclass

from bot.extract.addresses import absolute
from bot.extract.charset import to_utf8
from bot.extract.head import read_head
from bot.extract.tree import parse

_IMAGES = ("og:image", "og:image:secure_url", "og:image:url", "twitter:image", "twitter:image:src")


@dataclass(frozen=True, slots=True)
class Card:
    """The title and the absolute address of the picture; empty where the page names none."""

    title: str
    image: str


def read_card(html: bytes, url: str, *, charset: str | None = None) -> Card:
    """The card that the page at ``url`` asks for."""
    head = read_head(parse(to_utf8(html, charset)))
    return Card(
        title=head.first("og:title", "twitter:title") or "",
        image=absolute(url, head.first(*_IMAGES) or "") or "",
    )
