"""What the use cases ask of subscriptions to sources that tell when they have news (WebSub)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Offer:
    """A source says that ``hub`` tells of its news, under the address ``topic``."""

    hub: str
    topic: str


class SubscriptionState(StrEnum):
    """Where a subscription stands."""

    OFFERED = "offered"
    ASKED = "asked"
    """The hub was asked to subscribe us and has not come back to verify that."""
    ACTIVE = "active"
    DENIED = "denied"
    ENDING = "ending"
    """The hub was asked to unsubscribe us."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What is known of the subscription to one source. ``failures`` counts in a row."""

    source: str
    offer: Offer
    state: SubscriptionState = SubscriptionState.OFFERED
    asked_at: datetime | None = None
    expires_at: datetime | None = None
    lease: timedelta | None = None
    failures: int = 0
    error: str | None = None


class Subscriptions(Protocol):
    """The subscriptions, by source."""

    def subscription(self, source: str) -> Subscription | None:
        """The source's; None where it never offered one."""
        ...

    def subscriptions(self) -> tuple[Subscription, ...]:
        """All of them, by source."""
        ...

    def put_subscription(self, subscription: Subscription) -> None:
        """Commit it in place of what was there."""
        ...

    def remove_subscription(self, source: str) -> None:
        """Commit that there is none."""
        ...
