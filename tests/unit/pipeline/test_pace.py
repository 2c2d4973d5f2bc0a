from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pipeline.pace import wait_after_failure, wait_after_success

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def wait(poll: timedelta = 4 * MINUTE, **facts: object) -> timedelta:
    told = {"since_news": None, "hour": 12, "max_age": None, "chance": 0.0, **facts}
    return wait_after_success(poll, **told)  # type: ignore[arg-type]


def test_faster_after_news_slower_at_night() -> None:
    assert wait(since_news=5 * MINUTE) == MINUTE
    assert wait() == 2 * MINUTE
    assert wait(hour=3) == 4 * MINUTE
    assert wait(hour=3, since_news=5 * MINUTE) == MINUTE
    assert wait(since_news=16 * MINUTE) == 2 * MINUTE


def test_a_short_poll_is_kept_as_it_is() -> None:
    assert wait(5 * SECOND, since_news=MINUTE) == 5 * SECOND
    assert wait(40 * SECOND, since_news=MINUTE) == 30 * SECOND


def test_an_answer_that_holds_longer_is_not_asked_for_sooner_but_never_later_than_poll() -> None:
    assert wait(since_news=MINUTE, max_age=180) == 3 * MINUTE
    assert wait(max_age=86_400) == 4 * MINUTE


@given(
    poll=st.timedeltas(SECOND, timedelta(days=2)),
    since_news=st.none() | st.timedeltas(timedelta(0), timedelta(days=2)),
    hour=st.integers(0, 23),
    max_age=st.none() | st.floats(0, 604_800),
    chance=st.floats(0, 1),
)
def test_poll_is_the_longest_wait(
    poll: timedelta,
    since_news: timedelta | None,
    hour: int,
    max_age: float | None,
    chance: float,
) -> None:
    found = wait(poll, since_news=since_news, hour=hour, max_age=max_age, chance=chance)
    assert min(poll, 30 * SECOND) * 0.89 <= found <= poll


@pytest.mark.parametrize(("failures", "minutes"), [(1, 4), (2, 8), (4, 32), (5, 60), (99, 60)])
def test_failures_double_the_wait_up_to_an_hour(failures: int, minutes: int) -> None:
    found = wait_after_failure(2 * MINUTE, failures=failures, retry_after=None, chance=0)
    assert found == minutes * MINUTE


def test_retry_after_is_kept_in_full() -> None:
    found = wait_after_failure(2 * MINUTE, failures=1, retry_after=7200, chance=1)
    assert found == 2 * timedelta(hours=1)
