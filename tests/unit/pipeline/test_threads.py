"""A thread: each part once, in order, nothing between, and never again from part one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.cli.shapes import delivery_shape
from bot.engine.work import describe_delivery
from bot.model.cadence import parse_quiet
from bot.model.delivery import Delivery, State
from bot.model.draft import Draft, Measure, Style
from bot.model.errors import AlreadyPosted, IllegalTransition, UsageError
from bot.model.outcome import (
    Absent,
    AuthFailed,
    CannotTell,
    Duplicate,
    NotSent,
    Outcome,
    Posted,
    RateLimited,
    Rejected,
    Unclear,
)
from bot.pipeline.channels import Policy
from bot.pipeline.settle import ATTEMPTS_MAX
from bot.store.attempts import Step
from tests.fakes.world import ANNA, NOW, RULES, FakePlatform, World, article, entry, long_entry

PRICES = {"price_usd": Decimal("0.015"), "price_with_link_usd": Decimal("0.2")}
SHORT = replace(RULES, measure=Measure.WEIGHTED, limit=280, threads=True, **PRICES)  # type: ignore[arg-type]
PARTS = 4


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, rules=SHORT, style=Style(utm=False, thread=True))
    world.poll(long_entry())
    assert len(world.only().draft.parts) == PARTS
    return world


def platform(world: World) -> FakePlatform:
    return world.platforms["one"]


def then(world: World, *outcomes: Outcome | None) -> None:
    """The answers of the next calls; None accepts."""
    for outcome in outcomes:
        platform(world).answers.append(
            (lambda draft: Posted((platform(world).accept(draft),)))
            if outcome is None
            else (lambda _, o=outcome: o)  # type: ignore[misc]
        )


def lose_the_answer(world: World) -> None:
    def lost(draft: Draft) -> Outcome:
        platform(world).accept(draft)
        return Unclear("time-out while reading the answer")

    platform(world).answers.append(lost)


def settled(world: World, delivery_id: str = "1") -> Delivery:
    """After the settle window and two readings."""
    world.clock.forward(minutes=5)
    world.reconcile.reconcile(delivery_id)
    world.clock.forward(minutes=1)
    return world.reconcile.reconcile(delivery_id)


def stands_whole(world: World) -> None:
    delivery = world.outbox.get("1")
    assert delivery.state is State.POSTED
    texts = [part.text for part in delivery.draft.parts]
    assert [text for text in world.timeline if text in texts] == texts
    assert len({post.id for post in delivery.posts}) == PARTS
    ids = [post.id for post in delivery.posts]
    replies = [platform(world).replies[int(number) - 1] for number in ids]
    assert replies == [None, *ids[:-1]]
    assert delivery.cost_usd == sum(part.cost_usd for part in delivery.draft.parts)


def test_the_parts_go_out_as_a_chain_at_once(world: World) -> None:
    (delivery,) = world.send_all()
    stands_whole(world)
    assert delivery.cost_usd == Decimal("0.245")
    assert delivery.attempts == PARTS
    texts = world.timeline
    assert [text[-3:] for text in texts] == ["1/4", "2/4", "3/4", "4/4"]
    assert [("letter 1" in text) for text in texts] == [True] * PARTS
    assert ["https://" in text for text in texts] == [False, False, False, True]


def test_each_part_has_its_own_intent_and_verdict(world: World) -> None:
    world.send_all()
    steps = world.views.attempts("1")
    assert [a.step for a in steps] == [Step.INTENT, Step.OUTCOME] * PARTS
    assert [a.detail["event"] for a in steps[1::2]] == ["part_published"] * 3 + ["published"]
    payloads = [a.payload or "" for a in steps[::2]]
    assert all(f"{number}/4" in payload for number, payload in enumerate(payloads, start=1))
    assert '"reply_to":"1"' in payloads[1]


def test_the_log_tells_every_part_with_its_id(world: World) -> None:
    (delivery,) = world.send_all()
    shape = delivery_shape(delivery)
    parts = [(part["text"], part["remote_id"], part["remote_url"]) for part in shape["parts"]]  # type: ignore[attr-defined]
    assert parts == [
        (text, str(n), f"https://test.example/{n}") for n, text in enumerate(world.timeline, 1)
    ]
    assert (shape["remote_id"], shape["remote_url"]) == ("1", "https://test.example/1")


@pytest.mark.parametrize("part", range(PARTS))
def test_a_lost_answer_is_settled_before_the_next_part_goes(world: World, part: int) -> None:
    then(world, *[None] * part)
    lose_the_answer(world)
    (delivery,) = world.send_all()
    assert (delivery.state, len(delivery.posts)) == (State.UNKNOWN, part)
    assert len(world.timeline) == part + 1
    world.clock.forward(minutes=5)
    delivery = world.reconcile.reconcile("1")
    assert delivery.state is (State.POSTED if part == PARTS - 1 else State.SCHEDULED)
    world.send_all()
    stands_whole(world)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_part_that_is_not_found_twice_is_sent_again(world: World, part: int) -> None:
    then(world, *[None] * part, Unclear("HTTP 500"))
    world.send_all()
    world.clock.forward(minutes=5)
    assert world.reconcile.reconcile("1").state is State.UNKNOWN
    world.clock.forward(minutes=1)
    assert world.reconcile.reconcile("1").state is State.SCHEDULED
    world.send_all()
    stands_whole(world)


@pytest.mark.parametrize("outcome", [RateLimited("slow down"), NotSent("refused")])
def test_what_was_not_sent_waits_and_goes_on_from_there(world: World, outcome: Outcome) -> None:
    then(world, None, None, outcome)
    (delivery,) = world.send_all()
    assert (delivery.state, len(delivery.posts)) == (State.SCHEDULED, 2)
    assert delivery.due_at is not None
    assert delivery.due_at > world.clock.now()
    world.clock.forward(seconds=60)
    world.send_all()
    stands_whole(world)


def test_a_named_reset_is_waited_for(world: World) -> None:
    reset = world.clock.now() + timedelta(minutes=15)
    then(world, None, RateLimited("100 posts in 15 minutes", reset))
    (delivery,) = world.send_all()
    assert delivery.due_at == reset
    world.clock.forward(minutes=14)
    assert world.send_all() == []
    world.clock.forward(minutes=1)
    world.send_all()
    stands_whole(world)


def test_a_refusal_in_mid_thread_stops_for_a_person_who_goes_on_from_there(world: World) -> None:
    then(world, None, None, Rejected("replies by apps are not allowed"))
    (delivery,) = world.send_all()
    assert delivery.state is State.FAILED
    assert delivery.error == (
        "part 3 of 4: replies by apps are not allowed; parts 1 to 2 stand, the last at "
        "https://test.example/2; `bot retry 1` goes on with part 3"
    )
    assert delivery.cost_usd == Decimal("0.030")
    assert delivery.error in describe_delivery(delivery)
    world.clock.forward(hours=30)  # no age and no quiet hour stops what has begun
    world.configure(
        cadence=replace(world.channels["one"].cadence, quiet=(parse_quiet("00:00-23:59"),))
    )
    assert world.decisions.retry("1", by=ANNA).due_at == world.clock.now()
    world.send_all()
    stands_whole(world)


def test_a_refusal_of_the_first_part_says_that_none_stands(world: World) -> None:
    then(world, Rejected("no"))
    (delivery,) = world.send_all()
    assert delivery.error == "part 1 of 4: no; no part stands"
    assert delivery.cost_usd == 0
    world.decisions.retry("1", by=ANNA)
    world.send_all()
    stands_whole(world)


def test_refused_credentials_pause_the_channel_in_mid_thread(world: World) -> None:
    then(world, None, AuthFailed("expired", "renew it"))
    world.send_all()
    world.clock.forward(hours=1)
    (delivery,) = world.send_all()
    assert (delivery.state, len(world.timeline)) == (State.SCHEDULED, 1)
    world.outbox.resume("one", now=world.clock.now())
    world.send_all()
    stands_whole(world)


def test_a_pause_by_a_person_holds_between_two_parts(world: World) -> None:
    def pausing(draft: Draft) -> Outcome:
        world.outbox.pause("one", "by a person", now=world.clock.now())
        return Posted((platform(world).accept(draft),))

    platform(world).answers.append(pausing)
    world.send_all()
    assert len(world.timeline) == 1
    world.outbox.resume("one", now=world.clock.now())
    world.send_all()
    stands_whole(world)


def test_nothing_goes_between_two_parts(world: World) -> None:
    then(world, None, RateLimited("slow down"))
    world.send_all()
    world.poll(long_entry(), entry(2))
    world.outbox.resume(
        "one", now=world.clock.now()
    )  # the rest of the channel is not what holds it
    assert world.deliver.deliver("2").state is State.SCHEDULED
    assert world.outbox.claim("2", payload={}, now=world.clock.now()) is None
    world.clock.forward(minutes=1)
    world.deliver.deliver("2")
    assert len(world.timeline) == 1
    world.deliver.deliver("1")
    world.deliver.deliver("2")
    stands_whole(world)
    assert len(world.timeline) == PARTS + 1
    assert world.outbox.get("2").state is State.POSTED


def test_a_thread_that_has_begun_cannot_be_moved(world: World) -> None:
    then(world, None, RateLimited("slow down"))
    world.send_all()
    with pytest.raises(UsageError, match="it goes on at once"):
        world.decisions.move("1", world.clock.now() + timedelta(hours=3), by=ANNA)


def test_a_broken_thread_frees_its_channel(world: World) -> None:
    then(world, None, Rejected("no"))
    world.send_all()
    world.poll(long_entry(), entry(2))
    world.send_all()
    assert world.outbox.get("2").state is State.POSTED
    world.decisions.retry("1", by=ANNA)
    world.send_all()
    stands_whole(world)


def test_a_broken_thread_waits_for_what_is_on_its_way(world: World) -> None:
    then(world, None, Rejected("no"))
    world.send_all()
    world.poll(long_entry(), entry(2))
    lose_the_answer(world)
    world.send_all()
    with pytest.raises(IllegalTransition, match="another post of its channel is on its way"):
        world.decisions.retry("1", by=ANNA)
    assert world.outbox.get("1").state is State.FAILED
    settled(world, "2")
    world.decisions.retry("1", by=ANNA)
    world.send_all()
    stands_whole(world)


def test_many_parts_are_not_many_attempts_in_vain(world: World) -> None:
    refusals = [NotSent("refused")] * (ATTEMPTS_MAX - 1)
    then(world, None, None, *refusals)
    for _ in range(ATTEMPTS_MAX):
        world.send_all()
        world.clock.forward(hours=2)
    stands_whole(world)


def test_too_many_attempts_at_one_part_wait_for_a_person(world: World) -> None:
    then(world, None, None, *[NotSent("refused")] * ATTEMPTS_MAX)
    for _ in range(ATTEMPTS_MAX + 1):
        world.send_all()
        world.clock.forward(hours=2)
    delivery = world.only()
    assert (delivery.state, len(delivery.posts)) == (State.FAILED, 2)
    assert "goes on with part 3" in str(delivery.error)


def test_what_readings_cannot_settle_says_what_stands(world: World) -> None:
    then(world, None, Unclear("HTTP 500"))
    world.send_all()
    platform(world).readings += [CannotTell("HTTP 503")] * world.timing.readings
    for _ in range(world.timing.readings):
        world.clock.forward(minutes=5)
        world.reconcile.reconcile("1")
    delivery = world.only()
    assert delivery.state is State.FAILED
    assert "part 1 stands" in str(delivery.error)
    assert "goes on with part 2" in str(delivery.error)


def test_at_most_once_never_sends_a_part_again_by_itself(tmp_path: Path) -> None:
    world = World(tmp_path, rules=SHORT, style=Style(utm=False, thread=True))
    world.timing = replace(world.timing, policy=Policy.AT_MOST_ONCE)
    world.restart()
    world.poll(long_entry())
    then(world, None, Unclear("HTTP 500"))
    world.send_all()
    assert settled(world).state is State.FAILED


def test_a_duplicate_in_mid_thread_is_evidence_to_be_read(world: World) -> None:
    then(world, None, Duplicate("seen that"))
    world.send_all()
    assert world.only().state is State.UNKNOWN
    assert settled(world).state is State.SCHEDULED
    world.send_all()
    stands_whole(world)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("accepted", [True, False])
def test_a_killed_process_loses_and_doubles_no_part(
    world: World, part: int, accepted: bool
) -> None:
    class Killed(BaseException):
        pass

    def die(draft: Draft) -> Outcome:
        if accepted:
            platform(world).accept(draft)
        raise Killed

    then(world, *[None] * part)
    platform(world).answers.append(die)
    with pytest.raises(Killed):
        world.send_all()
    world.restart()
    assert world.reconcile.recover() == ("1",)
    settled(world)
    world.send_all()
    stands_whole(world)


def test_the_whole_thread_is_paid_for_before_its_first_part(world: World) -> None:
    cadence = replace(world.channels["one"].cadence, max_age=None)
    world.configure(daily_budget_usd=Decimal("0.24"), cadence=cadence)
    (delivery,) = world.send_all()
    assert (delivery.state, world.timeline) == (State.SCHEDULED, [])
    assert delivery.due_at is not None
    assert delivery.due_at > world.clock.now() + timedelta(hours=6)
    world.configure(daily_budget_usd=Decimal("0.245"))
    world.deliver.deliver("1")
    world.clock.forward(days=1)
    world.send_all()
    stands_whole(world)


def test_what_may_have_gone_out_counts_as_spent(world: World) -> None:
    then(world, None, Unclear("HTTP 500"))
    world.send_all()
    assert world.outbox.spent("one", since=NOW) == Decimal("0.245")  # what is left is still to come
    settled(world)
    then(world, Rejected("no"))
    world.send_all()
    assert world.outbox.spent("one", since=NOW) == Decimal("0.015")


def test_a_person_confirms_part_by_part(world: World) -> None:
    then(world, None, None, Rejected("no"))
    world.send_all()
    with pytest.raises(UsageError, match="stands already; give the link of part 3"):
        world.decisions.confirm("1", "https://test.example/2", by=ANNA)
    delivery = world.decisions.confirm("1", "https://test.example/77", by=ANNA)
    assert delivery.state is State.FAILED
    assert "parts 1 to 3 stand, the last at https://test.example/77" in str(delivery.error)
    assert delivery.cost_usd == Decimal("0.030")
    delivery = world.decisions.confirm("1", "https://test.example/78", by=ANNA)
    assert delivery.state is State.POSTED
    assert [post.id for post in delivery.posts] == ["1", "2", "77", "78"]
    assert delivery.cost_usd == Decimal("0.030")


def test_a_confirmed_part_is_what_the_next_one_answers(world: World) -> None:
    then(world, None, None, Rejected("no"))
    world.send_all()
    world.decisions.confirm("1", "https://test.example/77", by=ANNA)
    world.decisions.retry("1", by=ANNA)
    world.send_all()
    assert platform(world).replies[-1] == "77"
    assert world.only().state is State.POSTED


def test_a_cancelled_thread_says_what_stands_and_counts_as_posted(world: World) -> None:
    then(world, None, Rejected("no"))
    world.send_all()
    delivery = world.decisions.cancel("1", by=ANNA)
    assert delivery.state is State.CANCELLED
    assert delivery.error == (
        "cancelled by a person; of its thread these parts stand: https://test.example/1"
    )
    story = article(1)
    with pytest.raises(AlreadyPosted):
        world.by_hand.propose(story, long_entry(), ["one"], again=False)
    assert len(world.timeline) == 1


def test_a_thread_of_a_lost_database_is_looked_for_part_by_part(world: World) -> None:
    """The copy knows nothing of the parts that were posted since it was taken."""
    from bot.pipeline.deliver import Deliver
    from bot.pipeline.ports import Restored

    draft = world.only().draft
    reply = None
    for index in range(3):
        reply = platform(world).accept(draft.alone(index, reply)).id
    restored = Restored(taken_at=NOW, seen_at=world.clock.forward(minutes=30))
    world.deliver = Deliver(
        world.outbox,
        world.channels,
        world.platforms.__getitem__,
        world.timing,
        world.clock,
        lambda: restored,
    )
    for found in range(1, 4):
        (delivery,) = world.send_all()
        assert delivery.state is State.UNKNOWN
        assert len(settled(world).posts) == found
    (delivery,) = world.send_all()
    assert delivery.state is State.UNKNOWN
    assert settled(world).state is State.SCHEDULED
    world.send_all()
    stands_whole(world)


def test_readings_do_not_take_a_part_for_another(world: World) -> None:
    then(world, None, Unclear("HTTP 500"))
    world.send_all()
    world.clock.forward(minutes=5)
    platform(world).readings.append(Absent())
    delivery = world.reconcile.reconcile("1")
    assert (delivery.absences, len(delivery.posts)) == (1, 1)
