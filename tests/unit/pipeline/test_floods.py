from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.model.article import Entry
from bot.model.cadence import Cadence
from bot.model.delivery import State
from bot.model.errors import IllegalTransition, NotFound
from bot.model.flood import FloodVerdict
from bot.model.user import Actor
from bot.pipeline import discover
from bot.pipeline.channels import Review
from bot.pipeline.discover import PollReport
from bot.store.tables import articles, entries
from tests.fakes.world import EVERY_TIME, NOW, FakeSource, World, entry

ME = Actor("editor")
PACED = replace(EVERY_TIME, min_gap=timedelta(minutes=5))


@pytest.fixture(scope="module", autouse=True)
def small_groups() -> Iterator[None]:
    """Two stories in one commit, so that there are many places to die at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(discover, "CHUNK", 2)
        yield


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, cadence=PACED, review=Review.NONE)


def burst(world: World, count: int = 6, **changes: Any) -> PollReport:
    report = world.poll(*[entry(n) for n in range(1, count + 1)], flood=4, **changes)
    assert isinstance(report, PollReport)
    return report


def kill_at(world: World, where: int, *, after: bool) -> None:
    """The process dies before or after its ``where``-th commit of a poll."""
    left = [where]

    def deadly(commit: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if left[0] == 0 and not after:
                raise Killed
            result = commit(*args, **kwargs)
            if left[0] == 0:
                raise Killed
            return result

        return call

    world.articles.admit_all = deadly(world.articles.admit_all)  # type: ignore[method-assign]
    world.articles.remember_all = deadly(world.articles.remember_all)  # type: ignore[method-assign]
    world.articles.finish_poll = deadly(world.articles.finish_poll)  # type: ignore[method-assign]
    world.floods.announce = deadly(world.floods.announce)  # type: ignore[method-assign]


def states(world: World) -> set[State]:
    return {delivery.state for delivery in world.deliveries()}


def test_a_flood_is_one_and_holds_all(world: World) -> None:
    report = burst(world)
    (flood,) = world.floods.waiting()
    assert report.flood == flood.id
    assert (flood.source, flood.stories, flood.limit, flood.held) == ("front", 6, 4, 6)
    assert {d.flood for d in world.deliveries()} == {flood.id}
    assert "flood is 4" in str(world.deliveries()[0].error)


def test_released_it_goes_out_paced_oldest_first(world: World) -> None:
    burst(world)
    result = world.flood_decisions.release("front", by=ME)
    assert len(result.scheduled) == 6
    due = sorted(world.deliveries(), key=lambda d: d.due_at or NOW)
    assert [d.due_at for d in due] == [NOW + timedelta(minutes=5 * n) for n in range(6)]
    assert [d.slug for d in due] == [f"story-{n}" for n in range(6, 0, -1)]
    assert world.floods.waiting() == ()
    assert {d.flood for d in due} == {None}


def test_dismissed_it_never_comes_back(world: World) -> None:
    flood_id = str(burst(world).flood)
    result = world.flood_decisions.dismiss(flood_id, "a new theme", by=ME)
    assert len(result.rejected) == 6
    world.source.entries.reverse()
    for _ in range(2):
        world.restart()
        report = world.poll(flood=4)
        assert isinstance(report, PollReport)
        assert (report.new, report.flood) == (0, None)
    assert states(world) == {State.CANCELLED}
    assert {d.error for d in world.deliveries()} == {"a new theme"}


def test_the_next_story_is_none_of_the_flood(world: World) -> None:
    burst(world)
    world.poll(*[entry(n) for n in range(1, 8)], flood=4)
    assert [d.slug for d in world.deliveries() if d.state is State.SCHEDULED] == ["story-7"]


def test_a_second_burst_joins_the_flood_that_waits(world: World) -> None:
    first = burst(world).flood
    report = burst(world, 11)
    assert report.flood == first
    (flood,) = world.floods.waiting()
    assert (flood.stories, flood.held) == (11, 11)
    world.flood_decisions.dismiss("front", by=ME)
    assert burst(world, 16).flood != first  # what was decided takes no more


def test_stories_too_old_when_it_is_released_expire(world: World) -> None:
    burst(world)
    world.clock.forward(hours=23, minutes=57)
    result = world.flood_decisions.release("front", by=ME)
    assert (len(result.scheduled), len(result.expired)) == (3, 3)
    (error,) = {str(d.error) for d in world.deliveries() if d.slug == "story-6"}
    assert "max_age is 1d" in error


def test_release_approves_no_draft_that_a_person_must_see(tmp_path: Path) -> None:
    world = World(tmp_path, review=Review.ALL)
    burst(world)
    result = world.flood_decisions.release("front", by=ME)
    assert len(result.to_review) == 6
    assert states(world) == {State.HELD}
    assert {d.flood for d in world.deliveries()} == {None}
    assert "reviewed" in str(world.deliveries()[0].error)


def test_a_verdict_is_final(world: World) -> None:
    flood_id = str(burst(world).flood)
    world.flood_decisions.release(flood_id, by=ME)
    assert world.flood_decisions.release(flood_id, by=ME).scheduled == ()
    with pytest.raises(IllegalTransition, match="released already by editor"):
        world.flood_decisions.dismiss(flood_id, by=ME)
    with pytest.raises(NotFound, match="there are: none"):
        world.flood_decisions.dismiss("front", by=ME)
    with pytest.raises(NotFound, match="no flood 77"):
        world.flood_decisions.dismiss("77", by=ME)


def test_one_delivery_may_be_decided_alone(world: World) -> None:
    burst(world)
    alone = world.deliveries()[0]
    assert world.decisions.approve(alone.id, by=ME).flood is None
    world.flood_decisions.dismiss("front", by=ME)
    assert world.outbox.get(alone.id).state is State.SCHEDULED


def test_an_interrupted_verdict_is_finished_by_whoever_comes_next(world: World) -> None:
    flood_id = str(burst(world).flood)
    world.floods.decide(flood_id, FloodVerdict.RELEASED, by=ME, reason=None, now=world.clock.now())
    world.restart()
    assert world.flood_decisions.settle() == ()  # its decider may be at it
    world.clock.forward(minutes=2)
    (result,) = world.flood_decisions.settle()
    assert len(result.scheduled) == 6
    assert world.flood_decisions.settle() == ()


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("where", range(1, 9))
def test_a_crash_makes_no_part_of_a_flood_an_ordinary_story(
    world: World, where: int, after: bool
) -> None:
    kill_at(world, where, after=after)
    with suppress(Killed):
        burst(world)
    world.restart()
    burst(world)
    assert states(world) == {State.HELD}
    assert [flood.stories for flood in world.floods.waiting()] == [6]
    assert len(world.deliveries()) == 6


def test_a_flood_dismissed_between_crash_and_restart_stays_dismissed(world: World) -> None:
    kill_at(world, 2, after=True)  # two of six are admitted
    with suppress(Killed):
        burst(world)
    world.restart()
    world.flood_decisions.dismiss("front", "a new theme", by=ME)
    assert burst(world).new == 0
    assert [d.state for d in world.deliveries()] == [State.CANCELLED] * 2
    assert ends(world)["guid-1"] == "a new theme"


def test_what_the_source_shows_no_longer_is_read_from_its_page(world: World) -> None:
    from tests.unit.pipeline.test_discover import PAGE

    kill_at(world, 2, after=True)
    with suppress(Killed):
        burst(world, 3)
    world.restart()
    for number in (1, 2, 3):
        world.pages.pages[entry(number).url] = PAGE.format(title=entry(number).title)
    world.poll(entry(9), flood=4)
    assert sorted(d.slug for d in world.deliveries()) == [
        "story-1",
        "story-2",
        "story-3",
        "story-9",
    ]


def ends(world: World) -> dict[str, str]:
    """For each entry that was ever seen, where it ended: the states of its deliveries, or why it has none."""
    with world.database.read() as connection:
        seen = connection.execute(
            select(entries.c.guid, entries.c.article_id, entries.c.error, articles.c.id).join_from(
                entries, articles, isouter=True
            )
        ).all()
    found = {}
    for guid, article_id, error, known in seen:
        assert known is not None, f"{guid} was seen and never dealt with"
        states = {d.state.value for d in world.deliveries() if d.article_id == str(article_id)}
        assert len(states) < 2, guid
        found[guid] = states.pop() if states else str(error)
    return found


@settings(max_examples=12, deadline=None)
@given(data=st.data(), count=st.integers(1, 14), flood=st.integers(0, 8))
def test_every_item_of_a_burst_ends_somewhere(data: st.DataObject, count: int, flood: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cadence = Cadence(ZoneInfo("UTC"), max_age=timedelta(hours=6))
        world = World(Path(folder), cadence=cadence, review=Review.NONE)
        first_run = data.draw(st.sampled_from(["all", "skip", 3]))
        shown = [
            entry(n, published_at=NOW - timedelta(hours=data.draw(st.integers(0, 12))))
            for n in range(1, count + 1)
        ]
        second = FakeSource(name="second")
        sources = {"front": world.source, "second": second}
        for _ in range(data.draw(st.integers(1, 4))):
            kill_at(world, data.draw(st.integers(1, 2 * count + 4)), after=data.draw(st.booleans()))
            with suppress(Killed):
                poll_both(world, sources, shown, flood, first_run)
            if data.draw(st.booleans()):
                shown = [*shown, entry(len(shown) + 1)]
            world.restart()
            decide = data.draw(
                st.sampled_from(
                    [None, world.flood_decisions.release, world.flood_decisions.dismiss]
                )
            )
            if decide is not None:
                with suppress(NotFound):
                    decide("front", by=ME)
        poll_both(world, sources, shown, flood, first_run)
        world.clock.forward(minutes=2)
        world.flood_decisions.settle()
        found = ends(world)
        assert set(found) == {f"{e.guid}{mark}" for e in shown for mark in ("", "-b")}
        fine = {"scheduled", "held", "expired", "cancelled"}
        for guid, end in found.items():
            assert (
                end in fine or "first sight" in end or "known already" in end or "flood" in end
            ), (
                guid,
                end,
            )
        slugs = [d.slug for d in world.deliveries()]
        assert len(slugs) == len(set(slugs))


def poll_both(
    world: World, sources: dict[str, FakeSource], shown: list[Entry], flood: int, first_run: Any
) -> None:
    sources["front"].entries = list(shown)
    sources["second"].entries = [replace(e, source="second", guid=f"{e.guid}-b") for e in shown]
    for source in sources.values():
        plan = world.plan(source=source, flood=flood, first_run=first_run)
        world.discover.poll(plan, now=world.clock.now())
