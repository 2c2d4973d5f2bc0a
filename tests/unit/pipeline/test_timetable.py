from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.breaking import Breaking
from bot.model.cadence import Cadence, Order, is_quiet, parse_quiet, parse_slot
from bot.model.delivery import Delivery, State
from bot.model.user import Actor
from bot.pipeline.channels import Review
from bot.pipeline.timetable import afresh, pushed_back
from tests.fakes.world import NOW, World, article, entry
from tests.unit.pipeline.test_settle import SENDING

UTC_ZONE = ZoneInfo("UTC")
GAP = Cadence(UTC_ZONE, min_gap=timedelta(minutes=5))
SLOTS = Cadence(UTC_ZONE, slots=(time(8), time(12, 30), time(18)), min_gap=timedelta(minutes=5))
ME = Actor("editor")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, cadence=GAP, review=Review.NONE)


def times(world: World) -> dict[str, str]:
    return {d.slug: f"{d.due_at:%d %H:%M}" for d in world.outbox.in_state(State.SCHEDULED)}


def stories(*numbers: int, **changes: object) -> list[object]:
    return [entry(n, **changes) for n in numbers]


def test_a_post_that_must_wait_keeps_its_place_in_the_queue(world: World) -> None:
    world.poll(*stories(3, 2, 1))  # 10:00, 10:05, 10:10
    world.by_hand.enqueue(
        article(9),
        None,
        world.by_hand.propose(article(9), None, ["one"], again=False),
        approved=True,
        at=NOW,
        now=NOW,
        by=ME,
    )
    (by_hand,) = [d for d in world.outbox.in_state(State.SCHEDULED) if d.manual]
    world.deliver.deliver(by_hand.id)
    world.send_all()
    assert times(world) == {"story-3": "23 10:05", "story-2": "23 10:10", "story-1": "23 10:15"}


def test_a_queue_behind_quiet_hours_keeps_its_order(world: World) -> None:
    world.poll(*stories(3, 2, 1))
    world.configure(cadence=replace(GAP, quiet=(parse_quiet("09:30-11:00"),)))
    world.clock.forward(minutes=20)
    world.send_all()
    assert times(world) == {"story-3": "23 11:00", "story-2": "23 11:05", "story-1": "23 11:10"}


def test_with_other_slots_the_queue_is_planned_anew_in_order(tmp_path: Path) -> None:
    world = World(tmp_path, cadence=SLOTS, review=Review.NONE)
    world.poll(*stories(3, 2, 1))
    assert times(world) == {"story-3": "23 12:30", "story-2": "23 18:00", "story-1": "24 08:00"}
    moved = world.decisions.move(world.deliveries()[1].id, NOW + timedelta(hours=8), by=ME)
    assert moved.pinned
    cadence = replace(SLOTS, slots=(time(11), time(18), time(20)))
    world.configure(cadence=cadence)
    (channel,) = world.channels.values()
    assert world.timetable.plan_afresh(channel, reason="changed", now=NOW) == 2
    assert times(world) == {"story-3": "23 11:00", "story-2": "23 18:00", "story-1": "23 20:00"}
    assert world.timetable.plan_afresh(channel, reason="changed", now=NOW) == 0


def test_a_persons_own_time_is_never_moved(world: World) -> None:
    proposals = world.by_hand.propose(article(9), None, ["one"], again=False)
    at = NOW + timedelta(minutes=3)
    world.by_hand.enqueue(article(9), None, proposals, approved=True, at=at, now=NOW, by=ME)
    world.poll(entry(1))
    (channel,) = world.channels.values()
    world.timetable.plan_afresh(channel, reason="changed", now=NOW)
    assert times(world) == {"story-9": "23 10:03", "story-1": "23 10:08"}


def test_the_newest_goes_first_where_the_channel_says_so(tmp_path: Path) -> None:
    newest = replace(SLOTS, order=Order.NEWEST)
    world = World(tmp_path, cadence=newest, review=Review.NONE)
    world.poll(*stories(3, 2))
    world.poll(*stories(3, 2, 1))
    assert times(world) == {"story-1": "23 12:30", "story-2": "23 18:00", "story-3": "24 08:00"}


def test_after_a_downtime_the_stale_expire_and_the_rest_goes_out_paced(world: World) -> None:
    old = entry(8, published_at=NOW - timedelta(hours=20))
    world.poll(old, *stories(3, 2, 1))
    world.clock.forward(hours=6)
    world.restart()
    (channel,) = world.channels.values()
    now = world.clock.now()
    assert len(world.timetable.expire(channel, now=now)) == 1
    world.timetable.push_back(channel, reason="late", now=now)
    expired = next(d for d in world.deliveries() if d.state is State.EXPIRED)
    assert "max_age is 1d" in str(expired.error)
    assert times(world) == {"story-3": "23 10:05", "story-2": "23 16:05", "story-1": "23 16:10"}


def test_breaking_news_jumps_the_queue_and_takes_no_slot(tmp_path: Path) -> None:
    rule = Breaking(tags=("breaking",), titles=("FLASH",))
    world = World(tmp_path, cadence=replace(SLOTS, breaking=rule), review=Review.NONE)
    world.poll(*stories(3, 2))
    world.poll(entry(7, title="Flash: quay opens"), entry(8, categories=("Breaking",)))
    flash = [d for d in world.outbox.due(NOW) if d.breaking]
    assert [d.slug for d in flash] == ["story-8", "story-7"]
    world.send_all()  # no gap between them
    assert len(world.timeline) == 2
    assert times(world) == {"story-3": "23 12:30", "story-2": "23 18:00"}


@pytest.mark.parametrize(("in_quiet", "due"), [(False, "23 11:00"), (True, "23 10:00")])
def test_breaking_news_keeps_quiet_hours_unless_told(
    tmp_path: Path, in_quiet: bool, due: str
) -> None:
    rule = Breaking(titles=("Flash",), in_quiet=in_quiet)
    cadence = replace(GAP, breaking=rule, quiet=(parse_quiet("09:00-11:00"),))
    world = World(tmp_path, cadence=cadence, review=Review.NONE)
    world.poll(entry(7, title="Flash: quay opens"))
    assert times(world) == {"story-7": due}
    world.send_all()
    assert len(world.timeline) == (1 if in_quiet else 0)


def test_breaking_news_keeps_the_daily_cap_the_pause_and_the_review(tmp_path: Path) -> None:
    rule = Breaking(titles=("Flash",))
    world = World(tmp_path, cadence=replace(GAP, breaking=rule, max_per_day=1), review=Review.NONE)
    world.poll(entry(1))
    world.send_all()
    world.poll(entry(7, title="Flash: quay opens"))
    world.send_all()
    assert times(world) == {"story-7": "24 00:00"}
    world.configure(review=Review.ALL)
    world.poll(entry(8, title="Flash: quay closes"))
    held = next(d for d in world.deliveries() if d.state is State.HELD)
    assert held.breaking
    assert world.decisions.approve(held.id, by=ME).due_at == NOW


@pytest.mark.parametrize(
    ("title", "is_breaking"),
    [
        ("Live: the vote", True),
        ("LIVE – the vote", True),
        ("  live the vote", True),
        ("Lively debate", False),
        ("The vote, live", False),
        ("BREAKING:quay", True),
    ],
)
def test_how_a_title_begins(title: str, is_breaking: bool) -> None:
    assert Breaking(titles=("Live", "BREAKING:")).covers(title, ()) is is_breaking


@settings(max_examples=60, deadline=None)
@given(data=st.data(), count=st.integers(1, 12), slotted=st.booleans())
def test_no_plan_breaks_a_rule_or_the_order(data: st.DataObject, count: int, slotted: bool) -> None:
    cadence = Cadence(
        UTC_ZONE,
        slots=(parse_slot("*/20 6-23 * * *"),) if slotted else (),
        quiet=(parse_quiet("22:00-06:30"),),
        min_gap=timedelta(minutes=data.draw(st.integers(0, 45))),
        max_per_day=data.draw(st.integers(0, 6)),
    )
    offsets = st.integers(-600, 2000).map(lambda minutes: NOW + minutes * MINUTE)
    dues = sorted(data.draw(st.lists(offsets, min_size=count, max_size=count)))
    taken = data.draw(st.lists(offsets, max_size=5))
    queue = [standing(n, due) for n, due in enumerate(dues, start=1)]
    planned = dict(plan_of(queue, afresh(cadence, queue, taken, NOW)))
    pushed = dict(plan_of(queue, pushed_back(cadence, queue, taken, NOW)))
    assert list(planned.values()) == sorted(planned.values())
    for place, (delivery, due_at) in enumerate(pushed.items()):
        assert due_at >= dues[place]
        assert delivery == str(place + 1)
    for plan in (planned, pushed):
        fixed = list(taken)
        for place, due_at in enumerate(plan.values()):
            if plan is pushed and place == 0 and due_at <= NOW:
                fixed.append(NOW)
                continue
            assert due_at >= NOW
            assert not is_quiet(cadence, due_at)
            assert all(abs(due_at - other) >= cadence.min_gap for other in fixed)
            fixed.append(due_at)
        days = [instant.date() for instant in fixed if instant not in taken]
        assert not cadence.max_per_day or max(map(days.count, days)) <= cadence.max_per_day + (
            plan is pushed
        )


def standing(number: int, due_at: datetime) -> Delivery:
    return replace(SENDING, id=str(number), state=State.SCHEDULED, due_at=due_at, attempts=0)


def plan_of(
    queue: list[Delivery], shifts: tuple[tuple[Delivery, datetime], ...]
) -> list[tuple[str, datetime]]:
    moved = {delivery.id: due_at for delivery, due_at in shifts}
    return [(d.id, moved.get(d.id, d.due_at or NOW)) for d in queue]
