"""From a draft to a delivery: does a person look first, and when does it go out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from bot.model.article import Article
from bot.model.cadence import FreeTimes, breaking_instant, is_expired
from bot.model.delivery import State
from bot.model.draft import Draft
from bot.model.duration import show_duration
from bot.pipeline.channels import ChannelPlan, Review
from bot.pipeline.ports import NewDelivery
from bot.pipeline.read import doubts_of

BOOKINGS_WINDOW = timedelta(days=2)
"""How far back a channel's own posts can matter for gap and daily cap, in any time zone."""


def plan(
    article: Article,
    draft: Draft,
    channel: ChannelPlan,
    *,
    free: FreeTimes,
    now: datetime,
    hold: str | None = None,
    flood: str | None = None,
    breaking: bool = False,
) -> NewDelivery:
    """The delivery of ``draft``: held where a person must look, else at the next free instant.

    ``hold`` is a reason from outside the draft, such as a flood, and ``flood`` the id of that one.
    ``free`` is the channel's free time, of which the delivery takes its own; ``breaking`` news waits for none and
    takes none.
    """
    if is_expired(channel.cadence, article.published_at, now):
        too_old = expiry_reason(article.published_at, channel, now)
        return NewDelivery(draft, State.EXPIRED, None, reason=too_old)
    reason = hold or review_reason(draft, channel.review)
    if reason:
        return NewDelivery(draft, State.HELD, None, reason=reason, flood=flood, breaking=breaking)
    if breaking:
        at_once = breaking_instant(channel.cadence, now)
        return NewDelivery(draft, State.SCHEDULED, at_once, breaking=True)
    due_at = free.first(now)
    if due_at is None:
        return NewDelivery(
            draft, State.HELD, None, reason="the cadence leaves no free time within a year"
        )
    free.book(due_at)
    return NewDelivery(draft, State.SCHEDULED, due_at)


def review_reason(draft: Draft, review: Review) -> str | None:
    """Why a person looks at the draft before it goes out, or None where none does.

    What a source alone tells of a story, whose page could not be read, is looked at in every channel.
    """
    match review:
        case Review.NONE:
            return "; ".join(doubts_of(draft.warnings)) or None
        case Review.FLAGGED:
            return "; ".join(draft.warnings) or None
        case Review.ALL:
            return "; ".join(("every post of this channel is reviewed", *draft.warnings))
        case _:
            assert_never(review)


def expiry_reason(published_at: datetime | None, channel: ChannelPlan, now: datetime) -> str:
    """Why a story of that age is too old for the channel, in plain words."""
    assert published_at is not None
    assert channel.cadence.max_age is not None
    return (
        f"published {show_duration(now - published_at)} ago, "
        f"max_age is {show_duration(channel.cadence.max_age)}"
    )
