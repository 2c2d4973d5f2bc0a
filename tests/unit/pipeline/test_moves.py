"""Another time for a post: what the cadence has against it, and what a person's insistence means."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.model.cadence import Cadence, Quiet
from bot.model.delivery import State
from bot.model.errors import AgainstCadence, AlreadyDecided, UsageError
from bot.model.mark import mark_of
from bot.pipeline.channels import Review
from bot.pipeline.misfit import misfits
from tests.fakes.world import ANNA, World, entry

BRUSSELS = ZoneInfo("Europe/Brussels")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 10:00 in Brussels


@pytest.mark.parametrize(
    ("cadence", "bookings", "says"),
    [
        ({}, [], None),
        ({"quiet": (Quiet(time(9, 30), time(10, 30)),)}, [], "quiet at 10:00"),
        ({"slots": (time(10, 0),)}, [], None),
        ({"slots": (time(9, 0),)}, [], "10:00 is none of the channel's slots"),
        ({}, [AT + 3 * MINUTE], "another post goes out at 10:03"),
        ({}, [AT + 5 * MINUTE], None),
        ({"max_per_day": 1}, [AT - 3 * HOUR], "has 1 posts already"),
        ({"max_per_day": 2}, [AT - 3 * HOUR], None),
        ({"max_age": HOUR}, [], "older then than max_age"),
    ],
)
def test_what_speaks_against_a_time(cadence, bookings, says) -> None:
    found = misfits(Cadence(timezone=BRUSSELS, **cadence), AT, bookings, published_at=AT - 2 * HOUR)
    assert (says in " ".join(found)) if says else found == ()


@pytest.fixture
def world(tmp_path) -> World:
    cadence = Cadence(timezone=BRUSSELS, slots=(time(10, 0), time(18, 0)), max_age=None)
    return World(tmp_path, cadence=cadence, review=Review.ALL)


@pytest.fixture
def held(world):
    world.poll(entry())
    return world.only()


def slot_after(world: World, days: int = 1, hour: int = 18) -> datetime:
    local = world.clock.now().astimezone(BRUSSELS).replace(hour=hour, minute=0, second=0)
    return (local.replace(microsecond=0) + timedelta(days=days)).astimezone(UTC)


def test_a_held_post_is_approved_for_its_time_and_then_moved(world, held) -> None:
    first, second = slot_after(world), slot_after(world, 2)
    moved = world.decisions.move(held.id, first, by=ANNA)
    assert (moved.state, moved.due_at, moved.manual) == (State.SCHEDULED, first, False)
    moved = world.decisions.move(held.id, second, by=ANNA, seen=mark_of(moved))
    assert moved.due_at == second
    with pytest.raises(AlreadyDecided, match="anna moved it"):
        world.decisions.move(held.id, first, by=ANNA, seen=mark_of(held))


def test_a_post_does_not_stand_in_its_own_way(world, held) -> None:
    at = slot_after(world)
    world.decisions.move(held.id, at, by=ANNA)
    assert world.decisions.move(held.id, at, by=ANNA).due_at == at


def test_insisting_sends_it_at_that_time_and_not_at_the_next_slot(world, held) -> None:
    at = slot_after(world) + HOUR
    with pytest.raises(AgainstCadence, match="stays as it was: 19:00 is none"):
        world.decisions.move(held.id, at, by=ANNA)
    assert world.only().state is State.HELD
    assert world.decisions.move(held.id, at, by=ANNA, anyway=True).manual
    world.clock.forward(seconds=(at - world.clock.now()).total_seconds())
    assert [delivery.state for delivery in world.send_all()] == [State.POSTED]


@pytest.mark.parametrize("offset", [-MINUTE, timedelta(days=400)])
def test_a_time_that_is_past_or_far_is_refused(world, held, offset) -> None:
    with pytest.raises(UsageError, match="past, or more than a year ahead"):
        world.decisions.move(held.id, world.clock.now() + offset, by=ANNA, anyway=True)


def test_what_was_posted_is_not_moved(world, held) -> None:
    world.decisions.move(held.id, world.clock.now(), by=ANNA, anyway=True)
    world.send_all()
    with pytest.raises(AlreadyDecided, match="it is posted now"):
        world.decisions.move(held.id, slot_after(world), by=ANNA)
