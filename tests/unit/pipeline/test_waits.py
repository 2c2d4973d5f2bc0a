from __future__ import annotations

from datetime import timedelta

from bot.model.delivery import State
from bot.model.draft import Draft
from bot.model.outcome import Absent, Unclear
from bot.pipeline.waits import Waits
from tests.fakes.world import NOW, FakeClock, World, entry

FIVE = timedelta(minutes=5)


def test_a_wait_ends_so_long_after_its_beginning() -> None:
    clock = FakeClock()
    waits = Waits(clock)
    start = clock.now()
    clock.forward(minutes=2)
    assert waits.end("1", start, FIVE, begun=0) == start + FIVE
    clock.forward(minutes=9)
    assert waits.end("1", start, FIVE, begun=0) == start + FIVE


def test_a_clock_that_is_set_forward_ends_no_wait_early() -> None:
    clock = FakeClock()
    waits = Waits(clock)
    start = clock.now()
    waits.end("seen before", start, FIVE, begun=0)
    clock.forward(minutes=1)
    clock.jump(hours=1)
    assert waits.end("seen before", start, FIVE, begun=0) == clock.now() + timedelta(minutes=4)
    assert waits.end("seen after", start, FIVE, begun=0) == clock.now() + FIVE
    # what begins on the new time is not touched by it
    clock.forward(minutes=1)
    assert waits.end("begun after", clock.now(), FIVE, begun=0) == clock.now() + FIVE


def test_a_clock_that_is_set_back_makes_no_wait_longer_than_it_is() -> None:
    clock = FakeClock()
    waits = Waits(clock)
    start = clock.now()
    waits.end("seen before", start, FIVE, begun=0)
    clock.jump(hours=-1)
    for name in ("seen before", "seen after"):
        assert waits.end(name, start, FIVE, begun=0) == clock.now() + FIVE


def test_what_begins_anew_waits_anew() -> None:
    clock = FakeClock()
    waits = Waits(clock)
    assert waits.end("1", NOW, FIVE, begun="first") == NOW + FIVE
    clock.forward(minutes=6)
    assert waits.end("1", clock.now(), FIVE, begun="second") == clock.now() + FIVE
    waits.forget("1")
    assert waits.end("1", NOW, FIVE, begun="second") == NOW + FIVE


def test_no_reading_is_early_because_the_clock_was_set(tmp_path) -> None:
    world = World(tmp_path)
    world.poll(entry(1))
    world.platforms["one"].answers = [lambda _: Unclear("no answer")]
    world.send_all()
    assert world.only().state is State.UNKNOWN
    world.reconcile.next_reading_at(world.only())
    world.clock.jump(hours=1)
    world.platforms["one"].readings = [Absent(), Absent()]
    assert world.reconcile.reconcile("1").readings == 0
    world.clock.forward(minutes=5)
    assert world.reconcile.reconcile("1").readings == 1
    world.clock.jump(hours=1)
    assert world.reconcile.reconcile("1").readings == 1
    world.clock.forward(minutes=1)
    assert world.reconcile.reconcile("1").state is State.SCHEDULED


def test_a_clock_that_is_set_during_the_call_and_set_back_makes_no_reading_early(tmp_path) -> None:
    world = World(tmp_path)
    world.poll(entry(1))

    def slips(_: Draft) -> Unclear:
        world.clock.jump(hours=-1)
        return Unclear("no answer")

    world.platforms["one"].answers = [slips]
    world.send_all()
    world.clock.jump(hours=1)
    world.platforms["one"].readings = [Absent(), Absent()]
    world.clock.forward(minutes=4)
    assert world.reconcile.reconcile("1").readings == 0
    world.clock.forward(minutes=5)
    assert world.reconcile.reconcile("1").readings == 1
