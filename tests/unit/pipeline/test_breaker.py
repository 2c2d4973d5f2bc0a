"""A channel that fails again and again rests; then one call tries. The others go on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.delivery import State
from bot.model.outcome import Duplicate, NotSent, Outcome, RateLimited, Rejected, Unclear
from bot.pipeline.settle import FAILURES_MAX, is_tripped
from tests.fakes.world import NOW, World, entry


def two(tmp_path: Path) -> World:
    world = World(tmp_path, names=("bad", "good"))
    world.platforms["bad"].answers = [lambda _: NotSent("connection refused")] * 99
    return world


def fail_until_it_rests(world: World) -> None:
    """Send what is due whenever something is, until the breaker trips."""
    for _ in range(FAILURES_MAX):
        world.send_all()
        rests_until = world.outbox.channel("bad").rests_until
        assert rests_until is not None
        if is_tripped(world.outbox.channel("bad"), world.clock.now()):
            return
        world.clock.forward(seconds=(rests_until - world.clock.now()).total_seconds())


def test_after_so_many_failures_the_channel_rests_long_and_the_others_go_on(tmp_path: Path) -> None:
    world = two(tmp_path)
    world.poll(entry(1))
    fail_until_it_rests(world)
    state, now = world.outbox.channel("bad"), world.clock.now()
    assert state.failures == FAILURES_MAX == world.platforms["bad"].calls
    assert state.rests_until is not None
    assert state.rests_until - now >= world.timing.backoff_max
    world.poll(entry(2))
    world.send_all()
    assert world.platforms["bad"].calls == FAILURES_MAX
    assert len(world.platforms["good"].timeline) == 2


def test_a_rest_outlives_a_restart(tmp_path: Path) -> None:
    world = two(tmp_path)
    world.poll(entry(1))
    fail_until_it_rests(world)
    world.restart()
    world.poll(entry(2))
    world.clock.forward(minutes=50)
    world.send_all()
    assert world.platforms["bad"].calls == FAILURES_MAX


def test_after_the_rest_one_call_tries_and_a_failure_means_another_rest(tmp_path: Path) -> None:
    world = two(tmp_path)
    world.poll(entry(1), entry(2), entry(3))
    fail_until_it_rests(world)
    world.clock.forward(minutes=80)
    world.send_all()
    assert world.platforms["bad"].calls == FAILURES_MAX + 1
    assert is_tripped(world.outbox.channel("bad"), world.clock.now() + timedelta(minutes=59))


def test_after_the_rest_a_success_ends_it(tmp_path: Path) -> None:
    world = two(tmp_path)
    world.poll(entry(1), entry(2))
    fail_until_it_rests(world)
    world.platforms["bad"].answers.clear()
    world.clock.forward(minutes=80)
    world.send_all()
    assert {delivery.state for delivery in world.deliveries()} == {State.POSTED}
    state = world.outbox.channel("bad")
    assert (state.failures, state.rests_until) == (0, None)


@pytest.mark.parametrize(
    ("outcome", "failures"),
    [
        (Unclear("time-out"), 4),
        (NotSent("refused"), 4),
        (RateLimited("slow down"), 4),
        (RateLimited("slow down", NOW + timedelta(minutes=5)), 3),
        (Duplicate("seen"), 0),
        (Rejected("too long"), 0),
    ],
)
def test_what_counts_as_a_failure_of_the_channel(
    tmp_path: Path, outcome: Outcome, failures: int
) -> None:
    world = World(tmp_path)
    world.outbox.rest("one", None, failures=3, now=NOW)
    world.platforms["one"].answers.append(lambda _: outcome)
    world.poll(entry())
    world.send_all()
    assert world.outbox.channel("one").failures == failures


def test_lost_answers_trip_it_too_and_are_still_settled(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.outbox.rest("one", None, failures=FAILURES_MAX - 1, now=NOW)
    world.platforms["one"].answers.append(lambda _: Unclear("time-out"))
    world.poll(entry())
    world.send_all()
    assert is_tripped(world.outbox.channel("one"), NOW + timedelta(minutes=59))
    for _ in range(2):
        world.clock.forward(minutes=6)
        world.reconcile.reconcile(world.only().id)
    assert world.only().state is State.SCHEDULED
    world.send_all()
    assert world.platforms["one"].calls == 1
    world.clock.forward(minutes=70)
    world.send_all()
    assert world.only().state is State.POSTED


def test_a_reset_that_the_platform_names_counts_also_where_the_breaker_trips(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    world.outbox.rest("one", None, failures=99, now=NOW)
    reset = NOW + timedelta(hours=7)
    world.platforms["one"].answers.append(lambda _: RateLimited("slow down", reset))
    world.poll(entry())
    world.send_all()
    world.restart()
    assert world.outbox.channel("one").rests_until == reset
    assert world.only().due_at == reset
