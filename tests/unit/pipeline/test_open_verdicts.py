"""A database that takes no commit: before the call nothing is sent, after it the verdict is kept."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.model.delivery import State
from bot.model.draft import Draft
from bot.model.errors import StoreError
from bot.model.outcome import Outcome, Posted, RateLimited
from tests.fakes.running import forget_writer
from tests.fakes.world import World, entry


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.poll(entry())
    return world


class ReadOnly:
    """Makes the database refuse writes from now on, until ``over``."""

    def __init__(self, world: World) -> None:
        self.on = True
        event.listen(world.database._engine, "checkout", self._set)
        forget_writer(world.database)

    def _set(self, driver: sqlite3.Connection, *_: object) -> None:
        if not isinstance(driver, sqlite3.Connection):
            pytest.skip("how PostgreSQL is made to refuse writes is another matter")
        driver.execute(f"PRAGMA query_only = {'ON' if self.on else 'OFF'}")

    def over(self) -> None:
        self.on = False


def test_without_an_intent_nothing_is_sent(world: World) -> None:
    fault = ReadOnly(world)
    with pytest.raises(StoreError, match="read-only"):
        world.send_all()
    assert world.timeline == []
    fault.over()
    world.send_all()
    assert len(world.timeline) == 1


def fails_after(world: World, outcome: Outcome | None = None) -> ReadOnly:
    faults: list[ReadOnly] = []

    def answer(draft: Draft) -> Outcome:
        faults.append(ReadOnly(world))
        return outcome or Posted((world.platforms["one"].accept(draft),))

    world.platforms["one"].answers.append(answer)
    with pytest.raises(StoreError):
        world.send_all()
    return faults[0]


def test_a_verdict_is_kept_until_the_database_takes_it(world: World) -> None:
    fault = fails_after(world)
    assert world.only().state is State.SENDING
    with pytest.raises(StoreError):
        world.deliver.conclude_open()
    fault.over()
    (delivery,) = world.deliver.conclude_open()
    assert delivery.state is State.POSTED
    assert delivery.posts[0].id == "1"
    assert world.deliver.conclude_open() == ()
    assert len(world.timeline) == 1


def test_what_the_channel_has_to_wait_is_kept_with_it(world: World) -> None:
    fails_after(world, RateLimited("slow down")).over()
    world.deliver.conclude_open()
    assert world.only().state is State.SCHEDULED
    assert world.outbox.channel("one").failures == 1


def test_a_verdict_that_is_lost_with_the_process_is_read_back(world: World) -> None:
    fails_after(world)
    world.restart()
    world.reconcile.recover()
    world.clock.forward(minutes=6)
    world.reconcile.reconcile(world.only().id)
    assert world.only().state is State.POSTED
    assert len(world.timeline) == 1
