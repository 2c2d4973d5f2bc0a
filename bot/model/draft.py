"""The text composed for one channel, and the platform limits it was composed within."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from bot.model.card import Card, CardFormat, Look


class Measure(StrEnum):
    """How a platform counts the length of a text."""

    CHARACTERS = "characters"
    """Unicode code points."""
    WEIGHTED = "weighted"
    """twitter-text v3: a URL counts 23, CJK and emoji 2, most else 1."""


class LinkPlace(StrEnum):
    """Where the link to the article goes."""

    TEXT = "text"
    """At the end of the text, in plain sight."""
    FIELD = "field"
    """In a field of the request, from which the platform makes a card."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A platform's limits and prices, as data.

    ``limit`` and ``long_limit`` are in the unit of ``measure``. Prices are US dollars for one post:
    made without or with a link, and read back from one's own timeline.
    """

    platform: str
    measure: Measure
    limit: int
    long_limit: int
    link_place: LinkPlace
    link_label: str = ""
    """Fixed text in front of a link in the text, such as "Read more:"; may be empty."""
    price_usd: Decimal = Decimal(0)
    price_with_link_usd: Decimal = Decimal(0)
    price_delete_usd: Decimal = Decimal(0)
    price_read_usd: Decimal = Decimal(0)
    """For one post of the own timeline, read."""
    price_alt_text_usd: Decimal = Decimal(0)
    """For the alternative text of a picture."""
    priced_since: date | None = None
    """From when on the platform has asked these prices, as far as is known."""
    post_hosts: tuple[str, ...] = ()
    """Where readers see posts, such as "x.com"; subdomains included."""
    post_path: str = ""
    """A pattern that the path and query of a post's link contain; one of its groups is the post's id."""
    post_example: str = ""
    """What such a link looks like."""
    threads: bool = False
    """Several posts may form a chain."""
    picture: bool = False
    """The article's main image goes with the post itself; else the link's card shows it."""
    card: CardFormat | None = None
    """What a picture of the key points may be; None where none can be attached."""
    amends: Literal["", "edit", "reply"] = ""
    """How a post is brought in line with a corrected story; empty: only a person can do it."""
    retracts: bool = False
    """The bot can take a post down."""
    tells_token: bool = True
    """Whether it may tell when a token ends; one that does not is not asked every day."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a channel's configuration says about its posts.

    ``link``: False leaves the link out. ``utm`` adds campaign parameters to the link.
    ``hashtags`` are fixed ones, with or without "#"; ``hashtags_from_tags`` is how many of the
    article's own tags may be added as hashtags. ``long`` allows ``Rules.long_limit``.
    ``thread`` allows several posts in a chain where the platform has them.
    ``link_optional``: a second draft without link is made, for when the day's budget asks for it.
    ``card`` is the look of a picture of the key points; None for no picture.
    ``keep_emoji`` False takes emoji off the ends of title and points. ``template`` is the text of a template,
    empty for the usual layout.
    """

    link: bool = True
    link_optional: bool = False
    utm: bool = True
    hashtags: tuple[str, ...] = ()
    hashtags_from_tags: int = 0
    long: bool = False
    thread: bool = False
    keep_emoji: bool = True
    template: str = ""
    card: Look | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One post of a draft. ``length`` and ``limit`` are in the platform's own measure.

    ``cost_usd`` is what the platform takes for this part.
    """

    text: str
    length: int
    limit: int
    cost_usd: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Media:
    """A picture that goes with a post; ``kind`` is "image".

    It is either one of the site's, at ``url``, or a ``card`` that is drawn, of which ``alt`` has the words.
    ``price_usd`` is what the platform asks for it beside the post.
    """

    kind: str
    url: str = ""
    alt: str = ""
    card: Card | None = None
    price_usd: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Draft:
    """Text composed for one channel, not public.

    ``link`` is the link as posted (with campaign parameters), whether in the text or in a field;
    None where the channel leaves it out. ``key_points`` are indexes into
    ``Article.key_points``, in story order. ``warnings`` are reasons why a person should look
    before it goes out; a draft with none is sound. ``left_out`` says of the other key points, by index, why
    each is not in the text. ``notes`` say what a person may want to know and need not decide. ``linkless`` is what
    may go out in its place where the link is too dear.
    Several ``parts`` are a thread; each goes out alone, and ``reply_to`` is then the platform's id of the part
    that it follows.
    """

    channel: str
    platform: str
    parts: tuple[Part, ...]
    link: str | None
    media: tuple[Media, ...] = ()
    key_points: tuple[int, ...] = ()
    cost_usd: Decimal = Decimal(0)
    warnings: tuple[str, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    linkless: Draft | None = None
    notes: tuple[str, ...] = ()
    reply_to: str | None = None

    def alone(self, index: int, reply_to: str | None) -> Draft:
        """One part of a thread as it is sent; the first takes the pictures along."""
        if len(self.parts) < 2:
            return self
        part = self.parts[index]
        return replace(
            self,
            parts=(part,),
            link=self.link if self.link and self.link in part.text else None,
            media=self.media if index == 0 else (),
            cost_usd=part.cost_usd,
            linkless=None,
            reply_to=reply_to,
        )
