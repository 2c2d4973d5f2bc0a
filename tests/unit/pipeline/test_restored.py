"""After a copy of the database was put back nothing is posted that the lost one may have posted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.delivery import State
from bot.pipeline.deliver import Deliver
from bot.store.backup import COPIED_AT
from bot.store.facts import Facts
from bot.store.lineage import Lineage
from tests.fakes.world import NOW, World, entry


@pytest.fixture
def world(tmp_path: Path) -> World:
    """The lost database posted stories 1 and 2 after the copy was made; the copy has 1 scheduled."""
    (tmp_path / "lost").mkdir()
    world = World(tmp_path / "lost")
    if world.database.file is None:
        pytest.skip("PostgreSQL is copied by its own tools")
    world.poll(entry(1))
    world.database.backup(tmp_path / "bot.db")
    world.clock.forward(minutes=1)
    world.poll(entry(1), entry(2))
    world.send_all()
    assert len(world.timeline) == 2
    world.database.close()
    world.folder = tmp_path
    world.clock.forward(minutes=10)
    world.restart()
    lineage = Lineage(world.database)
    # a copy is dated by the machine's clock, which the test's does not follow
    Facts(world.database).set_fact(COPIED_AT, NOW.isoformat())
    assert lineage.check(world.clock.now()) is not None
    world.deliver = Deliver(
        world.outbox,
        world.channels,
        world.platforms.__getitem__,
        world.timing,
        world.clock,
        lineage.restored,
    )
    return world


def settle(world: World, rounds: int = 12) -> None:
    for _ in range(rounds):
        world.clock.forward(minutes=2)
        world.send_all()
        for delivery in world.outbox.in_state(State.UNKNOWN):
            world.reconcile.reconcile(delivery.id)


def test_what_was_posted_since_is_found_and_not_posted_again(world: World) -> None:
    world.poll(entry(1), entry(2))
    world.send_all()
    assert len(world.timeline) == 2
    settle(world)
    assert [d.state for d in world.deliveries()] == [State.POSTED, State.POSTED]
    assert [d.posts[0].id for d in world.deliveries()] == ["1", "2"]
    assert len(world.timeline) == 2


def test_what_was_not_posted_goes_out_after_two_readings(world: World) -> None:
    world.platforms["one"].timeline.clear()
    world.send_all()
    assert world.only().state is State.UNKNOWN
    settle(world, 6)
    assert world.only().state is State.POSTED
    assert len(world.timeline) == 1
    steps = [step.step for step in world.views.attempts(world.only().id)]
    assert steps == ["decision", "reading", "reading", "intent", "outcome"]


def test_a_story_from_after_the_restore_does_not_wait(world: World) -> None:
    world.clock.forward(minutes=5)
    fresh = entry(3, published_at=world.clock.now() - timedelta(minutes=1))
    world.poll(fresh)
    for delivery in world.outbox.due(world.clock.now()):
        if delivery.slug.endswith("3"):
            assert world.deliver.deliver(delivery.id).state is State.POSTED


def test_a_person_may_say_go(world: World) -> None:
    Lineage(world.database).resume()
    world.send_all()
    assert world.only().state is State.POSTED
    assert len(world.timeline) == 3
