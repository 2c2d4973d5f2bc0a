"""Deliveries outside of a call: reading them, adding them, and people's decisions."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.model.delivery import Event, State
from bot.model.errors import AlreadyPosted, IllegalTransition, NotFound
from bot.model.outcome import RemotePost
from bot.pipeline.ports import Outbox, Verdict
from bot.store.attempts import Step

MINUTE = timedelta(minutes=1)
POST = (RemotePost("99", "https://x.example/i/99"),)


def test_it_is_what_the_pipeline_asks_for(outbox):
    port: Outbox = outbox
    assert port is outbox


# --- reading


def test_a_delivery_comes_back_as_it_was_made(room, outbox, now):
    wanted = room.delivery("x", State.HELD, now, manual=True, reason="A quotation is unclear.")
    admission = room.admit("a", wanted)
    delivery = outbox.get(admission.delivery_ids[0])
    assert delivery.draft == wanted.draft
    assert delivery.draft.cost_usd == Decimal("0.200")
    assert (delivery.state, delivery.due_at, delivery.manual) == (State.HELD, now, True)
    assert delivery.error == "A quotation is unclear."
    assert (delivery.fence, delivery.attempts, delivery.posts) == (0, 0, ())
    assert (delivery.cost_usd, delivery.sent_at, delivery.posted_at) == (Decimal(0), None, None)


@pytest.mark.parametrize("unknown", ["1", "0", "-1", "abc", "", "1 ", "9" * 40, "٣", "1.0"])
def test_what_is_no_delivery_is_not_found(outbox, now, unknown):
    with pytest.raises(NotFound, match="there is no delivery"):
        outbox.get(unknown)
    with pytest.raises(NotFound):
        outbox.move(unknown, Event.CANCEL, now=now)
    assert outbox.claim(unknown, payload={}, now=now) is None
    assert outbox.of_article(unknown) == ()


def test_due_are_the_scheduled_whose_time_has_come(room, outbox, now):
    late = room.scheduled("late", due_at=now - MINUTE)
    exact = room.scheduled("exact", due_at=now)
    room.scheduled("early", due_at=now + timedelta(microseconds=1))
    same = room.scheduled("same", due_at=now)
    room.admit("held", room.delivery(state=State.HELD, due_at=now - MINUTE))
    assert [delivery.id for delivery in outbox.due(now)] == [late, exact, same]


def test_next_due_is_the_earliest_of_the_scheduled(room, outbox, now):
    assert outbox.next_due() is None
    room.admit("held", room.delivery(state=State.HELD, due_at=now - MINUTE))
    assert outbox.next_due() is None
    room.scheduled("b", due_at=now + MINUTE)
    room.scheduled("a", due_at=now)
    assert outbox.next_due() == now


def test_in_state_lists_by_due_time_with_the_undated_last(room, outbox, now):
    room.admit("u", room.delivery(state=State.HELD, due_at=None))
    room.admit("b", room.delivery(state=State.HELD, due_at=now + MINUTE))
    room.admit("a", room.delivery(state=State.SCHEDULED, due_at=now))
    room.admit("c", room.delivery(state=State.CANCELLED, due_at=None))
    found = outbox.in_state(State.HELD, State.SCHEDULED)
    assert [delivery.slug for delivery in found] == ["a", "b", "u"]
    assert outbox.in_state() == ()


def test_a_scheduled_delivery_without_a_time_is_due_at_once(room, outbox, now):
    assert outbox.get(room.scheduled("a", due_at=None)).due_at == now


# --- adding


def test_more_deliveries_can_be_added_to_a_story(room, outbox, now):
    admission = room.admit("a", room.delivery("x"))
    ids = outbox.add(
        admission.article_id, [room.delivery("x", again=1), room.delivery("facebook")], now=now
    )
    assert [delivery.id for delivery in outbox.of_article(admission.article_id)] == [
        *admission.delivery_ids,
        *ids,
    ]


def test_one_story_one_channel_one_post(room, outbox, now):
    admission = room.admit("a", room.delivery("x"))
    with pytest.raises(AlreadyPosted) as refused:
        outbox.add(admission.article_id, [room.delivery("facebook"), room.delivery("x")], now=now)
    assert str(refused.value) == (
        f"“The a opens” already has delivery {admission.delivery_ids[0]} on x, "
        "which is scheduled; --again posts it once more"
    )
    assert len(outbox.of_article(admission.article_id)) == 1


def test_a_channel_cannot_be_asked_for_twice_at_once(room, outbox, now):
    admission = room.admit("a")
    with pytest.raises(AlreadyPosted, match="name each channel once"):
        outbox.add(admission.article_id, [room.delivery("x"), room.delivery("x")], now=now)


@pytest.mark.parametrize("unknown", ["77", "abc"])
def test_nothing_is_added_to_an_unknown_story(room, outbox, now, unknown):
    with pytest.raises(NotFound):
        outbox.add(unknown, [room.delivery()], now=now)


# --- decisions


def test_approval_schedules_and_clears_the_reason(room, outbox, now):
    held = room.delivery(state=State.HELD, due_at=None, reason="Look at this.")
    (number,) = room.admit("a", held).delivery_ids
    delivery = outbox.move(number, Event.APPROVE, now=now, due_at=now + MINUTE)
    assert (delivery.state, delivery.due_at) == (State.SCHEDULED, now + MINUTE)
    assert delivery.error is None
    assert outbox.get(number) == delivery


def test_approval_keeps_the_planned_time_or_means_now(room, outbox, now):
    planned, open_ = (
        room.admit(slug, room.delivery(state=State.HELD, due_at=due)).delivery_ids[0]
        for slug, due in (("a", now + MINUTE), ("b", None))
    )
    assert outbox.move(planned, Event.APPROVE, now=now).due_at == now + MINUTE
    assert outbox.move(open_, Event.APPROVE, now=now).due_at == now


def test_a_reschedule_moves_the_time_only(room, outbox, now):
    number = room.scheduled("a")
    delivery = outbox.move(number, Event.RESCHEDULE, now=now, due_at=now + MINUTE)
    assert (delivery.state, delivery.due_at, delivery.fence) == (
        State.SCHEDULED,
        now + MINUTE,
        0,
    )


def test_a_hold_keeps_its_reason(room, outbox, now):
    delivery = outbox.move(room.scheduled("a"), Event.HOLD, now=now, reason="Too many at once.")
    assert (delivery.state, delivery.error) == (State.HELD, "Too many at once.")


def test_a_retry_keeps_what_went_wrong(room, outbox, now):
    claim = room.claimed("a")
    outbox.settle(claim, Verdict(Event.REFUSED, error="too long"), now=now)
    delivery = outbox.move(claim.delivery.id, Event.RETRY, now=now, due_at=now + MINUTE)
    assert (delivery.state, delivery.due_at, delivery.error) == (
        State.SCHEDULED,
        now + MINUTE,
        "too long",
    )


def test_a_persons_post_is_confirmed_at_no_cost(room, outbox, now):
    claim = room.claimed("a")
    outbox.settle(claim, Verdict(Event.PASSED_ON), now=now)
    delivery = outbox.move(claim.delivery.id, Event.CONFIRM, now=now + MINUTE, posts=POST)
    assert (delivery.state, delivery.posts, delivery.posted_at) == (
        State.POSTED,
        POST,
        now + MINUTE,
    )
    assert delivery.cost_usd == 0


def test_nothing_is_posted_without_proof(room, outbox, now):
    claim = room.claimed("a")
    with pytest.raises(IllegalTransition, match="without the id of its post"):
        outbox.settle(claim, Verdict(Event.PUBLISHED), now=now)
    outbox.settle(claim, Verdict(Event.PASSED_ON), now=now)
    with pytest.raises(IllegalTransition, match=f"delivery {claim.delivery.id}: .*id of its post"):
        outbox.move(claim.delivery.id, Event.CONFIRM, now=now)
    assert outbox.get(claim.delivery.id).state is State.HANDED_OFF


def test_a_retraction_keeps_the_proof(room, outbox, now):
    claim = room.claimed("a")
    outbox.settle(claim, Verdict(Event.PUBLISHED, posts=POST), now=now)
    delivery = outbox.move(claim.delivery.id, Event.RETRACT, now=now, reason="The story was wrong.")
    assert (delivery.state, delivery.posts, delivery.cost_usd) == (
        State.RETRACTED,
        POST,
        Decimal("0.2"),
    )
    assert delivery.error == "The story was wrong."


def test_a_person_may_make_it_manual(room, outbox, now):
    number = room.scheduled("a")
    assert outbox.move(number, Event.RESCHEDULE, now=now, due_at=now, manual=True).manual
    assert outbox.move(number, Event.RESCHEDULE, now=now, due_at=now).manual
    assert not outbox.move(number, Event.RESCHEDULE, now=now, due_at=now, manual=False).manual


def test_what_cannot_happen_is_refused_and_changes_nothing(room, outbox, views, now):
    number = room.scheduled("a")
    before = outbox.get(number)
    with pytest.raises(
        IllegalTransition, match=f"delivery {number}: a delivery that is scheduled cannot confirm"
    ):
        outbox.move(number, Event.CONFIRM, now=now, posts=POST)
    assert outbox.get(number) == before
    assert views.attempts(number) == ()


@pytest.mark.parametrize("event", [Event.CLAIM, Event.PUBLISHED, Event.ABSENT, Event.ORPHANED])
def test_a_person_cannot_do_a_machines_part(room, outbox, now, event):
    number = room.scheduled("a")
    with pytest.raises(IllegalTransition, match=f"delivery {number}: {event} is not for a person"):
        outbox.move(number, event, now=now, posts=POST)
    assert outbox.get(number).state is State.SCHEDULED


def test_what_is_in_flight_cannot_be_moved(room, outbox, now):
    claim = room.claimed("a")
    for event in (Event.CANCEL, Event.RESCHEDULE, Event.CONFIRM):
        with pytest.raises(IllegalTransition, match="a delivery that is sending cannot"):
            outbox.move(claim.delivery.id, event, now=now, posts=POST)


def test_decisions_are_in_the_log(room, outbox, views, now):
    number = room.scheduled("a")
    outbox.move(number, Event.HOLD, now=now, reason="Look.")
    outbox.move(number, Event.APPROVE, now=now + MINUTE, due_at=now + 2 * MINUTE)
    hold, approve = views.attempts(number)
    assert (hold.step, hold.at, hold.detail) == (
        Step.DECISION,
        now,
        {"event": "hold", "was": "scheduled", "reason": "Look."},
    )
    assert approve.detail == {
        "event": "approve",
        "was": "held",
        "due_at": (now + 2 * MINUTE).isoformat(),
    }
