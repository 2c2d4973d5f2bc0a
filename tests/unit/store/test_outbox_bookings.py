"""What a channel used of its time, its money and its platform's ids; pauses and rests."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from bot.model.delivery import Event, State
from bot.model.outcome import RemotePost
from bot.pipeline.ports import ChannelState, Verdict

MINUTE = timedelta(minutes=1)


def post(number: str) -> tuple[RemotePost, ...]:
    return (RemotePost(number, f"https://x.example/i/{number}"),)


def sent(room, outbox, slug, event, at, **more):
    """A delivery that was called at ``at`` and came to ``event``."""
    number = room.scheduled(slug, due_at=at, **more)
    claim = outbox.claim(number, payload={}, now=at)
    assert claim is not None
    posts = post(number) if event is Event.PUBLISHED else ()
    assert outbox.settle(claim, Verdict(event, due_at=at + MINUTE, posts=posts), now=at)
    return number


def test_bookings_are_what_was_used_and_what_is_promised(room, outbox, now):
    sent(room, outbox, "posted", Event.PUBLISHED, now)
    sent(room, outbox, "handed", Event.PASSED_ON, now + MINUTE)
    sent(room, outbox, "refused", Event.REFUSED, now + 2 * MINUTE)
    room.scheduled("due", due_at=now + 9 * MINUTE)
    room.admit("held", room.delivery(state=State.HELD, due_at=now + 8 * MINUTE))
    room.scheduled("elsewhere", channel="facebook", due_at=now)
    sent(room, outbox, "unknown", Event.BLURRED, now + 3 * MINUTE)
    assert outbox.bookings("x", since=now) == (
        now,
        now + MINUTE,
        now + 3 * MINUTE,
        now + 9 * MINUTE,
    )
    assert outbox.sent_times("x", since=now) == (now, now + MINUTE, now + 3 * MINUTE)


def test_bookings_begin_at_since(room, outbox, now):
    sent(room, outbox, "a", Event.PUBLISHED, now)
    room.scheduled("b", due_at=now)
    assert outbox.bookings("x", since=now) == (now, now)
    assert outbox.bookings("x", since=now + timedelta(microseconds=1)) == ()


def test_what_is_being_sent_is_booked(room, outbox, now):
    room.claimed("a")
    assert outbox.bookings("x", since=now) == outbox.sent_times("x", since=now) == (now,)


def test_a_retracted_post_has_used_its_time(room, outbox, now):
    number = sent(room, outbox, "a", Event.PUBLISHED, now)
    outbox.move(number, Event.RETRACT, now=now)
    assert outbox.sent_times("x", since=now) == (now,)


def test_spent_is_what_went_out_and_what_may_have(room, outbox, now):
    assert outbox.spent("x", since=now) == 0
    sent(room, outbox, "a", Event.PUBLISHED, now, cost="0.200")
    sent(room, outbox, "b", Event.REFUSED, now, cost="0.015")
    sent(room, outbox, "c", Event.DEFERRED, now, cost="0.015")
    sent(room, outbox, "d", Event.PUBLISHED, now, cost="0.000001")
    room.scheduled("e", cost="0.300")
    sent(room, outbox, "f", Event.PUBLISHED, now, channel="y", cost="0.400")
    assert outbox.spent("x", since=now) == Decimal("0.200001")
    sent(room, outbox, "g", Event.BLURRED, now, cost="0.015")
    assert outbox.spent("x", since=now) == Decimal("0.215001")
    assert outbox.spent("x", since=now + MINUTE) == 0


def test_a_call_that_was_given_up_may_have_cost(room, outbox, now):
    number = sent(room, outbox, "a", Event.BLURRED, now)
    outbox.resolve(outbox.get(number), Verdict(Event.GIVEN_UP), now=now)
    assert outbox.spent("x", since=now) == Decimal("0.2")
    outbox.move(number, Event.CONFIRM, now=now, posts=post("7"))
    assert outbox.get(number).cost_usd == Decimal("0.2")
    assert outbox.spent("x", since=now) == Decimal("0.2")


def test_a_call_that_a_person_denies_cost_nothing(room, outbox, now):
    number = sent(room, outbox, "a", Event.BLURRED, now)
    outbox.resolve(outbox.get(number), Verdict(Event.GIVEN_UP), now=now)
    outbox.move(number, Event.CANCEL, now=now)
    assert outbox.spent("x", since=now) == 0


def test_readings_cost_what_they_show_whatever_becomes_of_the_post(room, outbox, now):
    number = sent(room, outbox, "a", Event.BLURRED, now)
    cent = Decimal("0.010")
    outbox.note_reading(outbox.get(number), absences=1, detail={}, now=now, cost_usd=cent)
    assert outbox.spent("x", since=now) == Decimal("0.21")
    found = Verdict(Event.FOUND, posts=post("7"), reading_usd=cent)
    outbox.resolve(outbox.get(number), found, now=now)
    assert outbox.get(number).cost_usd == outbox.spent("x", since=now) == Decimal("0.22")
    other = sent(room, outbox, "b", Event.BLURRED, now)
    absent = Verdict(Event.ABSENT, due_at=now, reading_usd=cent)
    outbox.resolve(outbox.get(other), absent, now=now)
    assert outbox.spent("x", since=now) == Decimal("0.23")


def test_a_hundred_small_amounts_add_up_exactly(room, outbox, now):
    for n in range(100):
        sent(room, outbox, f"s{n}", Event.PUBLISHED, now, cost="0.015")
    assert outbox.spent("x", since=now) == Decimal("1.5")


def test_bound_ids_are_those_of_the_channel(room, outbox, now):
    assert outbox.bound_ids("x", since=now) == frozenset()
    a = sent(room, outbox, "a", Event.PUBLISHED, now)
    b = sent(room, outbox, "b", Event.PUBLISHED, now)
    sent(room, outbox, "c", Event.PUBLISHED, now, channel="y")
    sent(room, outbox, "d", Event.REFUSED, now)
    outbox.move(b, Event.RETRACT, now=now)
    assert outbox.bound_ids("x", since=now) == {a, b}


def test_bound_ids_do_not_grow_with_all_that_was_ever_posted(room, outbox, now):
    sent(room, outbox, "a", Event.PUBLISHED, now - MINUTE)
    b = sent(room, outbox, "b", Event.PUBLISHED, now)
    assert outbox.bound_ids("x", since=now) == {b}


def test_all_parts_of_a_thread_are_bound(room, outbox, now):
    claim = room.claimed("a")
    outbox.settle(claim, Verdict(Event.PUBLISHED, posts=post("1") + post("2")), now=now)
    assert outbox.bound_ids("x", since=now) == {"1", "2"}


# --- channels


def test_an_unknown_channel_may_do_everything(outbox):
    assert outbox.channel("x") == ChannelState("x")


def test_a_pause_lasts_until_it_is_resumed(outbox, now):
    outbox.pause("x", "Renew the token.", now=now)
    outbox.rest("x", now + MINUTE, failures=3, now=now)
    assert outbox.channel("x") == ChannelState("x", "Renew the token.", now + MINUTE, 3)
    assert outbox.channel("facebook") == ChannelState("facebook")
    outbox.resume("x", now=now)
    assert outbox.channel("x") == ChannelState("x")


def test_a_rest_can_be_ended(outbox, now):
    outbox.rest("x", now, failures=2, now=now)
    outbox.rest("x", None, failures=0, now=now)
    assert outbox.channel("x") == ChannelState("x")
