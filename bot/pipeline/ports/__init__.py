"""What the use cases ask of the world. Adapters implement these; tests bring fakes.

Every time is aware and in UTC and comes from the caller. ``now`` is always an argument.
"""

from __future__ import annotations

from bot.pipeline.ports.amendments import (
    Amendments,
    ChangeVerdict,
    NewAmendment,
    Watch,
    Watches,
)
from bot.pipeline.ports.articles import (
    FIRST_READINGS_APART,
    READING_FAILURES_MAX,
    Admission,
    Answered,
    Articles,
    KnownArticle,
    KnownEntry,
    NewDelivery,
    NewStory,
    RequestKey,
    Requests,
    Seen,
)
from bot.pipeline.ports.clock import Clock
from bot.pipeline.ports.floods import Floods
from bot.pipeline.ports.outbox import ChannelState, Claim, Move, Outbox, Restored, Verdict
from bot.pipeline.ports.platforms import (
    Account,
    Platform,
    PlatformKind,
    TellsToken,
    Token,
    TokenFacts,
    Tokens,
)
from bot.pipeline.ports.push import Offer, Subscription, Subscriptions, SubscriptionState
from bot.pipeline.ports.sources import Batch, Bookmark, Page, Pages, Source, Standing, Standings
from bot.pipeline.ports.users import AuditTrail, Deed, Users

__all__ = [
    "FIRST_READINGS_APART",
    "READING_FAILURES_MAX",
    "Account",
    "Admission",
    "Amendments",
    "Answered",
    "Articles",
    "AuditTrail",
    "Batch",
    "Bookmark",
    "ChangeVerdict",
    "ChannelState",
    "Claim",
    "Clock",
    "Deed",
    "Floods",
    "KnownArticle",
    "KnownEntry",
    "Move",
    "NewAmendment",
    "NewDelivery",
    "NewStory",
    "Offer",
    "Outbox",
    "Page",
    "Pages",
    "Platform",
    "PlatformKind",
    "RequestKey",
    "Requests",
    "Restored",
    "Seen",
    "Source",
    "Standing",
    "Standings",
    "Subscription",
    "SubscriptionState",
    "Subscriptions",
    "TellsToken",
    "Token",
    "TokenFacts",
    "Tokens",
    "Users",
    "Verdict",
    "Watch",
    "Watches",
]
