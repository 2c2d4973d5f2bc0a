from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.model.cadence import Cadence, parse_quiet
from bot.model.delivery import State
from bot.model.draft import Draft, Style
from bot.model.outcome import (
    Absent,
    AuthFailed,
    CannotTell,
    HandedOff,
    NotSent,
    Outcome,
    RateLimited,
    Rejected,
    Unclear,
)
from tests.fakes.world import ANNA, NOW, RULES, World, entry


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def answer(world: World, *outcomes: Outcome) -> None:
    for outcome in outcomes:
        world.platforms["one"].answers.append(lambda _, o=outcome: o)  # type: ignore[misc]


def accept_and_lose_the_answer(world: World) -> None:
    def lost(draft: Draft) -> Outcome:
        world.platforms["one"].accept(draft)
        return Unclear("time-out while reading the answer")

    world.platforms["one"].answers.append(lost)


def test_a_due_delivery_is_posted_once_with_its_id_in_the_log(world: World) -> None:
    world.poll(entry())
    world.send_all()
    assert world.send_all() == []
    delivery = world.only()
    assert delivery.state is State.POSTED
    assert delivery.posts[0].id == "1"
    assert delivery.posted_at == world.clock.now()
    assert delivery.cost_usd == Decimal("0.20")
    assert len(world.timeline) == 1


def test_the_intent_is_durable_before_the_call(world: World) -> None:
    world.poll(entry())
    seen: list[State] = []

    def look(draft: Draft) -> Outcome:
        other = World(world.folder)  # another process, another connection
        seen.extend(d.state for d in other.deliveries())
        return Rejected("seen enough")

    world.platforms["one"].answers.append(look)
    world.send_all()
    assert seen == [State.SENDING]


def test_a_lost_answer_is_read_back_and_never_sent_twice(world: World) -> None:
    world.poll(entry())
    accept_and_lose_the_answer(world)
    world.send_all()
    assert world.only().state is State.UNKNOWN
    assert world.reconcile.reconcile("1").readings == 0  # within the settle window
    world.clock.forward(minutes=5)
    assert world.reconcile.reconcile("1").state is State.POSTED
    assert world.timeline == [world.only().draft.parts[0].text]


def test_what_two_readings_do_not_show_is_sent_again(world: World) -> None:
    world.poll(entry())
    answer(world, Unclear("reset"))
    world.send_all()
    world.clock.forward(minutes=5)
    assert world.reconcile.reconcile("1").state is State.UNKNOWN
    assert world.reconcile.reconcile("1").readings == 1  # the second reading stands apart
    world.clock.forward(minutes=1)
    assert world.reconcile.reconcile("1").state is State.SCHEDULED
    world.send_all()
    assert world.only().state is State.POSTED
    assert len(world.timeline) == 1


def test_readings_are_paid_for_and_their_number_is_limited(world: World) -> None:
    platform = world.platforms["one"]
    platform.rules = replace(RULES, price_read_usd=Decimal("0.001"))
    world.timing = replace(world.timing, readings=3)
    world.restart()
    platform.readings += [Absent(shown=40), CannotTell("down"), CannotTell("cut short", shown=10)]
    answer(world, Unclear("timeout"))
    world.poll(entry())
    world.send_all()
    for _ in range(3):
        world.clock.forward(minutes=6)
        world.reconcile.reconcile(world.only().id)
    assert world.only().state is State.FAILED
    assert "3 readings" in str(world.only().error)
    assert world.only().cost_usd == Decimal("0.050")
    assert world.outbox.spent("one", since=NOW) == Decimal("0.250")
    steps = [step.detail.get("reading_usd") for step in world.views.attempts(world.only().id)]
    assert steps[-3:] == ["0.040", None, "0.010"]


def test_a_post_that_shows_late_is_found_by_the_second_reading(world: World) -> None:
    world.poll(entry())
    answer(world, Unclear("time-out"))
    world.send_all()
    world.clock.forward(minutes=5)
    world.reconcile.reconcile("1")
    world.platforms["one"].accept(world.only().draft)
    world.clock.forward(minutes=1)
    assert world.reconcile.reconcile("1").state is State.POSTED
    assert len(world.timeline) == 1


def test_an_orphan_of_a_killed_process_is_settled_not_sent(world: World) -> None:
    world.poll(entry())

    class Killed(BaseException):
        pass

    def killed(draft: Draft) -> Outcome:
        world.platforms["one"].accept(draft)
        raise Killed

    world.platforms["one"].answers.append(killed)
    with pytest.raises(Killed):
        world.send_all()
    world.restart()
    assert world.reconcile.recover() == ("1",)
    assert world.only().state is State.UNKNOWN
    assert world.send_all() == []
    world.clock.forward(minutes=5)
    assert world.reconcile.reconcile("1").state is State.POSTED
    assert len(world.timeline) == 1


def test_a_late_verdict_of_a_stalled_process_is_discarded(world: World) -> None:
    world.poll(entry())

    def stall(draft: Draft) -> Outcome:
        World(world.folder).outbox.orphan(now=world.clock.now())  # another process took over
        return Rejected("what this process believes")

    world.platforms["one"].answers.append(stall)
    world.send_all()
    assert world.only().state is State.UNKNOWN
    assert [a.step for a in world.views.attempts("1")][-1] == "discarded"


def test_a_client_that_breaks_leaves_the_outcome_unknown(world: World) -> None:
    world.poll(entry())

    def broken(draft: Draft) -> Outcome:
        raise RuntimeError("a bug")

    world.platforms["one"].answers.append(broken)
    world.send_all()
    assert world.only().state is State.UNKNOWN


def test_a_refused_connection_waits_and_tries_again(world: World) -> None:
    world.poll(entry())
    answer(world, NotSent("connection refused"))
    world.send_all()
    assert world.only().state is State.SCHEDULED
    assert world.send_all() == []
    world.clock.forward(minutes=1)
    world.send_all()
    assert world.only().state is State.POSTED
    assert world.outbox.channel("one").failures == 0


def test_dead_credentials_pause_the_channel_until_it_is_resumed(world: World) -> None:
    world.poll(entry(1), entry(2))
    answer(world, AuthFailed("token expired", "renew it"))
    world.send_all()
    assert world.platforms["one"].calls == 1
    assert world.outbox.channel("one").paused == "token expired; renew it"
    world.clock.forward(hours=1)
    world.send_all()
    assert world.platforms["one"].calls == 1
    world.outbox.resume("one", now=world.clock.now())
    world.send_all()
    assert len(world.timeline) == 2


def test_a_rate_limited_channel_rests_and_others_go_on(tmp_path: Path) -> None:
    world = World(tmp_path, names=("one", "two"))
    world.poll(entry(1), entry(2))
    reset = world.clock.now() + timedelta(minutes=15)
    world.platforms["one"].answers.append(lambda _: RateLimited("429", reset))
    world.send_all()
    assert world.platforms["one"].calls == 1
    assert len(world.platforms["two"].timeline) == 2
    world.clock.forward(minutes=16)
    world.send_all()
    assert len(world.platforms["one"].timeline) == 2


def test_one_unknown_outcome_stops_its_channel_only_until_it_is_settled(world: World) -> None:
    world.poll(entry(1), entry(2))
    answer(world, Unclear("reset"))
    world.send_all()
    assert world.timeline == []
    assert sorted(d.state for d in world.deliveries()) == [State.SCHEDULED, State.UNKNOWN]
    world.platforms["one"].readings.extend([CannotTell("down")] * 6)
    for _ in range(6):
        world.clock.forward(minutes=6)
        for delivery in world.outbox.in_state(State.UNKNOWN):
            world.reconcile.reconcile(delivery.id)
    assert world.outbox.in_state(State.UNKNOWN) == ()
    world.send_all()
    assert len(world.timeline) == 1


def test_a_hand_off_waits_for_its_confirmation(world: World) -> None:
    world.poll(entry())
    answer(world, HandedOff("https://test.example/compose"))
    world.send_all()
    assert world.only().state is State.HANDED_OFF
    world.decisions.confirm("1", "https://www.test.example/post/abc", by=ANNA)
    assert world.only().state is State.POSTED
    assert world.only().posts[0].id == "abc"


def test_quiet_hours_at_the_moment_of_sending_postpone(tmp_path: Path) -> None:
    quiet = Cadence(
        ZoneInfo("Europe/Brussels"), quiet=(parse_quiet("23:00-06:30"),), min_gap=timedelta(0)
    )
    world = World(tmp_path, cadence=quiet)
    world.poll(entry())
    world.clock.forward(hours=12.5)  # the daemon slept; 23:30 in Brussels
    world.send_all()
    assert world.only().state is State.SCHEDULED
    assert world.only().due_at == datetime(2026, 11, 24, 5, 30, tzinfo=UTC)


def test_after_downtime_posts_go_out_paced(tmp_path: Path) -> None:
    paced = Cadence(ZoneInfo("Europe/Brussels"), min_gap=timedelta(minutes=5))
    world = World(tmp_path, cadence=paced)
    world.poll(entry(1), entry(2), entry(3))
    world.clock.forward(hours=2)
    sent = []
    for _ in range(30):
        sent.append(len(world.timeline))
        world.send_all()
        world.clock.forward(minutes=1)
    assert len(world.timeline) == 3
    assert sent.count(1) == sent.count(2) == 5


def test_a_story_that_grew_too_old_expires_with_a_reason(tmp_path: Path) -> None:
    day = Cadence(ZoneInfo("UTC"), min_gap=timedelta(0), max_age=timedelta(hours=24))
    world = World(tmp_path, cadence=day)
    world.poll(entry())
    world.clock.forward(hours=30)
    world.send_all()
    assert world.only().state is State.EXPIRED
    assert "1d 6h" in str(world.only().error)
    assert world.timeline == []


def test_the_daily_budget_holds_posts_until_tomorrow(tmp_path: Path) -> None:
    world = World(tmp_path, daily_budget_usd=Decimal("0.45"))
    world.poll(entry(1), entry(2), entry(3))
    world.send_all()
    assert len(world.timeline) == 2
    waiting = world.views.queue()[0]
    assert waiting.due_at == datetime(2026, 11, 23, 23, 0, tzinfo=UTC)  # midnight in Brussels
    world.clock.forward(hours=14)
    world.send_all()
    assert len(world.timeline) == 3


THRIFTY = Style(utm=False, link_optional=True)


def test_where_a_link_would_break_the_budget_the_post_goes_without(tmp_path: Path) -> None:
    world = World(tmp_path, daily_budget_usd=Decimal("0.45"), style=THRIFTY)
    world.poll(entry(1), entry(2), entry(3))
    world.send_all()
    assert ["https://" in text for text in world.timeline] == [True, True, False]
    last = world.deliveries()[-1]
    assert (last.state, last.cost_usd, last.draft.link) == (State.POSTED, Decimal(0), None)
    (intent, *_) = world.views.attempts(last.id)
    assert "https://" not in str(intent.payload)


def test_a_post_without_link_is_found_again_after_its_answer_was_lost(tmp_path: Path) -> None:
    world = World(tmp_path, daily_budget_usd=Decimal("0.10"), style=THRIFTY)
    world.poll(entry())
    accept_and_lose_the_answer(world)
    world.send_all()
    assert world.only().state is State.UNKNOWN
    world.clock.forward(minutes=6)
    assert world.reconcile.reconcile(world.only().id).state is State.POSTED
    assert len(world.timeline) == 1


def test_what_was_sent_once_keeps_its_draft(tmp_path: Path) -> None:
    """Else a late appearance of the first post would not be known again."""
    world = World(tmp_path, daily_budget_usd=Decimal("0.30"), style=THRIFTY)
    world.poll(entry())
    answer(world, Unclear("time-out"))
    world.send_all()
    for _ in range(2):
        world.clock.forward(minutes=6)
        world.reconcile.reconcile(world.only().id)
    assert (world.only().state, world.only().attempts) == (State.SCHEDULED, 1)
    world.configure(daily_budget_usd=Decimal("0.10"))
    world.send_all()
    assert world.timeline == []
    assert world.only().due_at == datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
