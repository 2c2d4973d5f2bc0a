"""What follows from the outcome of an edit, a reply or a deletion: a pure decision."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import assert_never

from bot.model.amendment import Action, Amendment, Step
from bot.model.outcome import (
    Amended,
    AuthFailed,
    ChangeOutcome,
    Duplicate,
    NotSent,
    RateLimited,
    Rejected,
    Unclear,
)
from bot.pipeline.channels import Timing
from bot.pipeline.ports import ChangeVerdict
from bot.pipeline.settle import ATTEMPTS_MAX, ChannelEffect, backoff


def verdict_on_change(
    outcome: ChangeOutcome, amendment: Amendment, timing: Timing, *, failures: int, now: datetime
) -> tuple[ChangeVerdict, ChannelEffect]:
    """What becomes of the amendment and its channel. ``failures`` are the channel's in a row so far.

    An edit and a deletion may be made again, so what is not known of them is repeated later. A reply may
    not: what is not known of it is read.
    """
    detail = _told(outcome)
    later = now + backoff(timing, amendment.attempts - 1, seed=f"amendment {amendment.id}")
    unchanged = ChannelEffect(failures=failures)
    match outcome:
        case Amended(posts):
            return ChangeVerdict(Step.CONFIRMED, posts=posts, detail=detail), unchanged
        case RateLimited(words, retry_at):
            until = max(retry_at, now + timedelta(seconds=1)) if retry_at else later
            effect = ChannelEffect(rest_until=until, failures=failures)
            return ChangeVerdict(Step.DEFERRED, due_at=until, error=words, detail=detail), effect
        case AuthFailed(words, remedy):
            error = f"{words}; {remedy}"
            verdict = ChangeVerdict(Step.DEFERRED, due_at=now, error=error, detail=detail)
            return verdict, ChannelEffect(pause=error, failures=failures)
        case Rejected(words):
            return ChangeVerdict(Step.REFUSED, error=words, detail=detail), unchanged
        case Unclear(words) | Duplicate(words) if amendment.action is Action.REPLY:
            return ChangeVerdict(Step.BLURRED, error=words, detail=detail), unchanged
        case NotSent(words) | Unclear(words) | Duplicate(words):
            if amendment.attempts >= ATTEMPTS_MAX:
                error = f"given up after {amendment.attempts} attempts: {words}"
                return ChangeVerdict(Step.REFUSED, error=error, detail=detail), unchanged
            return ChangeVerdict(Step.DEFERRED, due_at=later, error=words, detail=detail), unchanged
        case _:
            assert_never(outcome)


def _told(outcome: ChangeOutcome) -> dict[str, str]:
    told = {"kind": type(outcome).__name__}
    for name, value in asdict(outcome).items():
        if isinstance(value, str) and value:
            told[name] = value
        elif isinstance(value, datetime):
            told[name] = value.isoformat()
        elif isinstance(value, (tuple, list)) and value:
            told[name] = " ".join(post["id"] for post in value)
    return told
