from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.delivery import Delivery, Event, State
from bot.model.draft import Draft
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
    Rejected,
    RemotePost,
    Unclear,
)
from bot.pipeline.channels import Policy, Timing
from bot.pipeline.settle import (
    ATTEMPTS_MAX,
    absences_after,
    backoff,
    verdict_on,
    verdict_on_reading,
    wait_before_reading,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TIMING = Timing()
POST = RemotePost("9", "https://test.example/9")
SENDING = Delivery(
    id="1",
    article_id="1",
    channel="one",
    platform="test",
    state=State.SENDING,
    draft=Draft("one", "test", (), None),
    article_url="",
    slug="",
    title="",
    published_at=None,
    attempts=1,
)
UNKNOWN = replace(SENDING, state=State.UNKNOWN, settling_since=NOW)


@pytest.mark.parametrize(
    ("outcome", "event"),
    [
        (Posted((POST,)), Event.PUBLISHED),
        (HandedOff(), Event.PASSED_ON),
        (RateLimited("slow down"), Event.DEFERRED),
        (NotSent("refused"), Event.DEFERRED),
        (AuthFailed("expired", "renew the token"), Event.DEFERRED),
        (Rejected("too long"), Event.REFUSED),
        (Duplicate("seen"), Event.BLURRED),
        (Unclear("timeout"), Event.BLURRED),
    ],
)
def test_each_outcome_leads_to_one_event(outcome: Outcome, event: Event) -> None:
    verdict, _ = verdict_on(outcome, SENDING, TIMING, failures=0, now=NOW)
    assert verdict.event is event
    assert verdict.detail["kind"] == type(outcome).__name__


def test_dead_credentials_pause_the_channel_and_say_what_to_renew() -> None:
    verdict, effect = verdict_on(
        AuthFailed("token expired", "renew the page token"), SENDING, TIMING, failures=0, now=NOW
    )
    assert effect.pause == "token expired; renew the page token"
    assert verdict.due_at == NOW


def test_a_rate_limit_rests_the_channel_until_the_time_the_platform_names() -> None:
    reset = NOW + timedelta(minutes=14)
    verdict, effect = verdict_on(RateLimited("", reset), SENDING, TIMING, failures=0, now=NOW)
    assert verdict.due_at == effect.rest_until == reset


def test_a_reset_in_the_past_never_loops() -> None:
    past = RateLimited("", NOW - timedelta(hours=1))
    verdict, _ = verdict_on(past, SENDING, TIMING, failures=0, now=NOW)
    assert verdict.due_at is not None
    assert verdict.due_at > NOW


def test_what_is_never_sent_is_given_up_in_the_end() -> None:
    tired = replace(SENDING, attempts=ATTEMPTS_MAX)
    verdict, _ = verdict_on(NotSent("refused"), tired, TIMING, failures=0, now=NOW)
    assert verdict.event is Event.REFUSED


@given(st.integers(0, 200), st.text(max_size=5))
def test_the_wait_grows_to_its_cap_and_no_further(failures: int, seed: str) -> None:
    wait = backoff(TIMING, failures, seed=seed)
    assert TIMING.backoff <= wait <= TIMING.backoff_max * 1.25
    assert wait == backoff(TIMING, failures, seed=seed)
    if failures < 5:
        assert wait < backoff(TIMING, failures + 1, seed=seed) * 1.25


def test_one_absence_settles_nothing_and_two_settle_it() -> None:
    assert verdict_on_reading(Absent(), UNKNOWN, TIMING, now=NOW) is None
    once = replace(UNKNOWN, readings=1, absences=absences_after(Absent(), UNKNOWN))
    verdict = verdict_on_reading(Absent(), once, TIMING, now=NOW)
    assert verdict is not None
    assert verdict.event is Event.ABSENT


def test_found_settles_it_at_once() -> None:
    verdict = verdict_on_reading(Found((POST,)), UNKNOWN, TIMING, now=NOW)
    assert verdict is not None
    assert (verdict.event, verdict.posts) == (Event.FOUND, (POST,))


def test_at_most_once_never_sends_again_by_itself() -> None:
    once = replace(UNKNOWN, readings=1, absences=1)
    cautious = replace(TIMING, policy=Policy.AT_MOST_ONCE)
    verdict = verdict_on_reading(Absent(), once, cautious, now=NOW)
    assert verdict is not None
    assert verdict.event is Event.GIVEN_UP


def test_readings_that_cannot_tell_end_with_a_person() -> None:
    delivery = UNKNOWN
    for _ in range(TIMING.readings - 1):
        assert verdict_on_reading(CannotTell("down"), delivery, TIMING, now=NOW) is None
        delivery = replace(delivery, readings=delivery.readings + 1)
    verdict = verdict_on_reading(CannotTell("down"), delivery, TIMING, now=NOW)
    assert verdict is not None
    assert verdict.event is Event.GIVEN_UP


def test_readings_wait_for_the_settle_window_and_stand_apart() -> None:
    assert wait_before_reading(UNKNOWN, TIMING) == (NOW, TIMING.settle)
    read = replace(UNKNOWN, readings=1, read_at=NOW + timedelta(minutes=9))
    assert wait_before_reading(read, TIMING) == (NOW + timedelta(minutes=9), TIMING.reread)
