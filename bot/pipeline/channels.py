"""What the use cases know of a configured channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from bot.model.amendment import OnChange
from bot.model.cadence import Cadence
from bot.model.draft import Rules, Style


class Review(StrEnum):
    """Which drafts wait for a person."""

    NONE = "none"
    FLAGGED = "flagged"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """One configured account: how its posts are written, when they go out, who looks at them.

    ``daily_budget_usd`` 0 is no cap.
    """

    name: str
    rules: Rules
    style: Style
    cadence: Cadence
    review: Review = Review.FLAGGED
    daily_budget_usd: Decimal = Decimal(0)
    on_change: OnChange = OnChange.NOTIFY


class Policy(StrEnum):
    """What is done about a post that was sent and is not found afterwards."""

    RECONCILE = "reconcile"
    """Send it again, once two readings apart did not show it."""
    AT_MOST_ONCE = "at_most_once"
    """Never send it again by itself: a person decides."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The times of one delivery, as in ``[delivery]``."""

    timeout: timedelta = timedelta(seconds=20)
    settle: timedelta = timedelta(minutes=5)
    reread: timedelta = timedelta(minutes=1)
    lease: timedelta = timedelta(minutes=2)
    backoff: timedelta = timedelta(seconds=30)
    backoff_max: timedelta = timedelta(hours=1)
    readings: int = 6
    """After so many readings that settled nothing a delivery waits for a person."""
    policy: Policy = Policy.RECONCILE
