"""What is looked at before a post goes out: the story's page and the card that platforms make of it.

This comes before the intent, never between intent and call. It never blocks for ever: what is not ready is
waited for as long as ``card_wait`` says, and then the post goes or a person looks, as configured.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from bot.model.delivery import Delivery
from bot.model.duration import show_duration
from bot.pipeline.follow import Elsewhere, Follow, Gone, OffTheWeb, Stands, Unreadable
from bot.pipeline.ports import Amendments
from bot.pipeline.tokens import Memory

if TYPE_CHECKING:
    from bot.extract.card import Card

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Readiness:
    """As in ``[delivery]``: how long is waited for a page and its card, and whether a person looks then."""

    card_wait: timedelta = timedelta(minutes=10)
    holds: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """It may go."""


@dataclass(frozen=True, slots=True)
class NotReady:
    """It waits; the reason is for people."""

    reason: str


@dataclass(frozen=True, slots=True)
class ToHold:
    """A person is to look."""

    reason: str


Preparation = Ready | NotReady | ToHold


class Pictures(Protocol):
    """Whether pictures of pages can be had."""

    def trouble(self, url: str) -> str | None:
        """What stands in the way of the picture: unreachable, too large, no picture. None where it is well."""
        ...


class Before:
    """Looks at a story before one of its posts goes out."""

    def __init__(
        self,
        follow: Follow,
        pictures: Pictures,
        memory: Memory,
        amendments: Amendments,
        rules: Readiness,
    ) -> None:
        self._amendments = amendments
        self._follow = follow
        self._pictures = pictures
        self._memory = memory
        self._rules = rules

    def look(self, delivery: Delivery, *, now: datetime) -> Preparation:
        """Whether the story is ready for this post. What is found gone or changed is dealt with by ``Follow``."""
        if self._follow.is_revised(delivery.article_id):
            self._follow.compare(delivery.article_id, log.info)
        look = self._follow.look(delivery.article_id, log.info)
        match look:
            case OffTheWeb():
                return Ready()
            case Stands(_, card):
                self._remember(_page_of(delivery))
                trouble = (
                    self._card_trouble(card, delivery.article_url) if delivery.draft.link else None
                )
                return self._in_time(delivery, trouble, now) if trouble else Ready()
            case Unreadable(reason, is_down):
                if not is_down and self._never_read(delivery):
                    return Ready()
                return self._in_time(delivery, reason, now)
            case Gone(reason) | Elsewhere(reason):
                if self._never_read(delivery) and not self._follow.site_stands(
                    delivery.article_url
                ):
                    return Ready()
                if self._waited(delivery, now) < self._rules.card_wait:
                    return NotReady(f"waits: {reason}")
                return ToHold(reason)

    def _never_read(self, delivery: Delivery) -> bool:
        """Whether none of the site's pages could be read yet: one that shuts bots out keeps no post back."""
        return not self._memory.fact(_page_of(delivery))

    def _remember(self, fact: str) -> None:
        if not self._memory.fact(fact):
            self._memory.set_fact(fact, "shown")

    def note(self, delivery: Delivery, reason: str) -> None:
        """Let people see why it waits."""
        self._amendments.note_wait(delivery, reason)

    def _in_time(self, delivery: Delivery, trouble: str, now: datetime) -> Preparation:
        if self._waited(delivery, now) < self._rules.card_wait:
            return NotReady(f"waits for its story's page: {trouble}")
        if self._rules.holds:
            waited = show_duration(self._rules.card_wait)
            return ToHold(f"not ready within {waited}: {trouble}")
        log.info("delivery %s goes although: %s", delivery.id, trouble)
        return Ready()

    def _waited(self, delivery: Delivery, now: datetime) -> timedelta:
        return now - (delivery.due_at or now)

    def _card_trouble(self, card: Card | None, url: str) -> str | None:
        """Why platforms could not make a card of the page now; None where they can, or never could."""
        if card is None:
            return None
        fact = f"card {urlsplit(url).netloc}"
        if not card.title or not card.image:
            # a site that never names a picture is not waited for
            lacking = "og:image" if card.title else "og:title"
            return f"{url} names no {lacking} yet" if self._memory.fact(fact) else None
        trouble = self._pictures.trouble(card.image)
        if trouble is None:
            self._remember(fact)
        return trouble


def _page_of(delivery: Delivery) -> str:
    """The fact that a page of the story's site could be read."""
    return f"page {urlsplit(delivery.article_url).netloc}"
