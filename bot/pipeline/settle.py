"""What follows from an outcome or a reading: pure decisions, carried out by deliver and reconcile."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, is_dataclass
from datetime import datetime, timedelta
from typing import assert_never

from bot.model.delivery import Delivery, Event
from bot.model.outcome import (
    Absent,
    AuthFailed,
    CannotTell,
    Duplicate,
    Found,
    HandedOff,
    NotSent,
    Outcome,
    Posted,
    RateLimited,
    Reading,
    Rejected,
    RemotePost,
    Unclear,
)
from bot.pipeline.channels import Policy, Timing
from bot.pipeline.ports import ChannelState, Verdict

ATTEMPTS_MAX = 10
"""After so many calls that published nothing a delivery waits for a person."""
FAILURES_MAX = 5
"""After so many failures in a row a channel rests as long as ``backoff_max``; then one call tries."""
ABSENCES_NEEDED = 2
"""Readings in a row, apart, that must not show a post before it counts as not published."""


_LONGEST = 30
"""Doublings that reach any cap."""


@dataclass(frozen=True, slots=True)
class ChannelEffect:
    """What an outcome means for the whole channel."""

    pause: str | None = None
    """Stop it: why, and what a person has to renew."""
    rest_until: datetime | None = None
    failures: int = 0
    """In a row, this outcome included; 0 ends the row."""


def verdict_on(
    outcome: Outcome, delivery: Delivery, timing: Timing, *, failures: int, now: datetime
) -> tuple[Verdict, ChannelEffect]:
    """What becomes of the delivery and its channel. ``failures`` are the channel's in a row so far."""
    detail = _told(outcome)
    failed = failures + 1
    tripped = failed >= FAILURES_MAX
    # a doubling wait; the breaker's rest is the longest that it can grow to
    wait = backoff(timing, _LONGEST if tripped else failures, seed=delivery.id)
    rest = now + wait if tripped else None
    match outcome:
        case Posted(posts, note):
            return _published(posts, delivery, detail, now, note=note), ChannelEffect()
        case HandedOff():
            return Verdict(Event.PASSED_ON, detail=detail), ChannelEffect()
        case RateLimited(words, retry_at):
            until = max(retry_at, now + timedelta(seconds=1)) if retry_at else now + wait
            return (
                Verdict(Event.DEFERRED, due_at=until, error=words, detail=detail),
                # a limit that names its end is no fault of the platform's
                ChannelEffect(rest_until=until, failures=failures if retry_at else failed),
            )
        case NotSent(words):
            if _vain_attempts(delivery) >= ATTEMPTS_MAX:
                words = f"given up after {delivery.attempts} attempts: {words}"
                words = with_standing(words, delivery)
                return (
                    Verdict(Event.REFUSED, error=words, detail=detail),
                    ChannelEffect(rest_until=rest, failures=failed),
                )
            return (
                Verdict(Event.DEFERRED, due_at=now + wait, error=words, detail=detail),
                ChannelEffect(rest_until=now + wait, failures=failed),
            )
        case AuthFailed(words, remedy):
            return (
                Verdict(Event.DEFERRED, due_at=now, error=f"{words}; {remedy}", detail=detail),
                ChannelEffect(pause=f"{words}; {remedy}", failures=failed),
            )
        case Rejected(words):
            words = with_standing(words, delivery)
            return Verdict(Event.REFUSED, error=words, detail=detail), ChannelEffect()
        case Duplicate(words):
            return Verdict(Event.BLURRED, error=words, detail=detail), ChannelEffect()
        case Unclear(words):
            return (
                Verdict(Event.BLURRED, error=words, detail=detail),
                ChannelEffect(rest_until=rest, failures=failed),
            )
        case _:
            assert_never(outcome)


def verdict_on_reading(
    reading: Reading, delivery: Delivery, timing: Timing, *, now: datetime
) -> Verdict | None:
    """What a reading settles, or None where another one has to follow."""
    detail = _told(reading)
    match reading:
        case Found(posts) if delivery.parts_left > 1:
            return Verdict(Event.PART_FOUND, due_at=now, posts=posts, detail=detail)
        case Found(posts):
            return Verdict(Event.FOUND, posts=posts, detail=detail)
        case Absent():
            if delivery.absences + 1 >= ABSENCES_NEEDED:
                return _not_published(delivery, timing, detail, now)
        case CannotTell():
            pass
        case _:
            assert_never(reading)
    if delivery.readings + 1 >= timing.readings:
        words = (
            f"{timing.readings} readings of the platform could not settle whether it was published"
        )
        return Verdict(Event.GIVEN_UP, error=with_standing(words, delivery), detail=detail)
    return None


def _not_published(
    delivery: Delivery, timing: Timing, detail: dict[str, str], now: datetime
) -> Verdict:
    seen = f"{ABSENCES_NEEDED} readings did not show it"
    if timing.policy is Policy.AT_MOST_ONCE:
        words = f"{seen}; the policy is at_most_once, so a person decides"
        return Verdict(Event.GIVEN_UP, error=with_standing(words, delivery), detail=detail)
    if _vain_attempts(delivery) >= ATTEMPTS_MAX:
        words = f"{seen} after {delivery.attempts} attempts"
        return Verdict(Event.GIVEN_UP, error=with_standing(words, delivery), detail=detail)
    return Verdict(Event.ABSENT, due_at=now, error=f"{seen}; sent again", detail=detail)


def _published(
    posts: tuple[RemotePost, ...],
    delivery: Delivery,
    detail: dict[str, str],
    now: datetime,
    *,
    note: str = "",
) -> Verdict:
    error = note or None
    if delivery.parts_left > 1:
        return Verdict(Event.PART_PUBLISHED, due_at=now, posts=posts, error=error, detail=detail)
    return Verdict(Event.PUBLISHED, posts=posts, error=error, detail=detail)


def with_standing(words: str, delivery: Delivery) -> str:
    """``words`` with which parts of a thread stand and which one is next; the words alone for a single post."""
    total, standing = len(delivery.draft.parts), len(delivery.posts)
    if total == 1:
        return words
    here = f"part {standing + 1} of {total}: {words}"
    if not standing:
        return f"{here}; no part stands"
    which = "part 1 stands" if standing == 1 else f"parts 1 to {standing} stand"
    return (
        f"{here}; {which}, the last at {delivery.posts[-1].url}; "
        f"`bot retry {delivery.id}` goes on with part {standing + 1}"
    )


def _vain_attempts(delivery: Delivery) -> int:
    """The attempts that made no part of it stand."""
    return delivery.attempts - len(delivery.posts)


def is_tripped(state: ChannelState, now: datetime) -> bool:
    """Whether the channel rests because it failed too often in a row."""
    resting = state.rests_until is not None and state.rests_until > now
    return resting and state.failures >= FAILURES_MAX


def absences_after(reading: Reading, delivery: Delivery) -> int:
    """Absences in a row, this reading included; one that cannot tell ends no row."""
    return delivery.absences + isinstance(reading, Absent)


def wait_before_reading(delivery: Delivery, timing: Timing) -> tuple[datetime, timedelta]:
    """From when, and how long, a delivery whose outcome is unknown waits to be read (again)."""
    assert delivery.settling_since is not None
    if delivery.readings and delivery.read_at is not None:
        return delivery.read_at, timing.reread
    return delivery.settling_since, timing.settle


def backoff(timing: Timing, failures: int, *, seed: str) -> timedelta:
    """The wait after ``failures`` in a row: doubling, capped, with up to a quarter of jitter.

    The jitter comes from ``seed``, so that the same facts give the same wait.
    """
    doublings = 1 << min(failures, _LONGEST)
    base = min(timing.backoff * doublings, timing.backoff_max)
    spread = hashlib.sha256(f"{seed}:{failures}".encode()).digest()[0] / 255
    return base * (1 + 0.25 * spread)


def _told(fact: Outcome | Reading) -> dict[str, str]:
    told = {"kind": type(fact).__name__}
    assert is_dataclass(fact)
    for name, value in asdict(fact).items():
        if isinstance(value, datetime):
            told[name] = value.isoformat()
        elif isinstance(value, str) and value:
            told[name] = value
        elif isinstance(value, (tuple, list)):
            told[name] = " ".join(post["id"] for post in value)
    return told
