"""The two commits around a call, and the settling of what is not known."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.model.delivery import Event, State
from bot.model.draft import Part
from bot.model.errors import IllegalTransition, StoreError
from bot.model.outcome import RemotePost
from bot.pipeline.ports import Verdict
from bot.store import rows
from bot.store.attempts import Step
from bot.store.tables import attempts, deliveries

MINUTE = timedelta(minutes=1)
POST = (RemotePost("99", "https://x.example/i/99"),)
PUBLISHED = Verdict(Event.PUBLISHED, posts=POST, detail={"status": "201"})


# --- T1


def test_a_claim_commits_the_intent(room, outbox, views, now):
    number = room.scheduled("a")
    payload = {"text": "Größer – 大", "parts": [1, 2], "cost": Decimal("0.20")}
    claim = outbox.claim(number, payload=payload, now=now)
    assert claim is not None
    assert claim.delivery == outbox.get(number)
    assert (claim.fence, claim.delivery.fence, claim.delivery.attempts) == (1, 1, 1)
    assert (claim.delivery.state, claim.delivery.sent_at) == (State.SENDING, now)
    (intent,) = views.attempts(number)
    assert (intent.step, intent.fence, intent.at) == (Step.INTENT, 1, now)
    assert intent.payload is not None
    assert json.loads(intent.payload) == payload | {"cost": "0.20"}
    assert intent.fingerprint == hashlib.sha256(intent.payload.encode()).hexdigest()


def test_equal_payloads_have_equal_fingerprints(room, outbox, views, now):
    a, b = room.scheduled("a", channel="x"), room.scheduled("b", channel="facebook")
    outbox.claim(a, payload={"one": 1, "two": 2}, now=now)
    outbox.claim(b, payload={"two": 2, "one": 1}, now=now)
    assert views.attempts(a)[0].fingerprint == views.attempts(b)[0].fingerprint


def test_a_hostile_payload_is_stored(room, outbox, views, now):
    number = room.scheduled("a")
    assert outbox.claim(number, payload={"text": "\x00 \ud800"}, now=now)
    (intent,) = views.attempts(number)
    assert intent.payload == '{"text":"\\u0000 \ufffd"}'


def test_a_claimed_delivery_cannot_be_claimed_again(room, outbox, now):
    claim = room.claimed("a")
    assert outbox.claim(claim.delivery.id, payload={}, now=now) is None
    assert outbox.get(claim.delivery.id).fence == 1


def test_only_what_is_scheduled_and_due_can_be_claimed(room, outbox, now):
    early = room.scheduled("early", due_at=now + MINUTE)
    (held,) = room.admit("held", room.delivery(state=State.HELD, due_at=now)).delivery_ids
    assert outbox.claim(early, payload={}, now=now) is None
    assert outbox.claim(held, payload={}, now=now) is None
    assert outbox.claim(early, payload={}, now=now + MINUTE) is not None


@pytest.mark.parametrize("unknown", [False, True])
def test_a_channel_has_one_in_flight(room, outbox, views, now, unknown):
    first = room.claimed("a")
    if unknown:
        outbox.settle(first, Verdict(Event.BLURRED), now=now)
    second = room.scheduled("b")
    assert outbox.claim(second, payload={}, now=now) is None
    assert (outbox.get(second).state, outbox.get(second).fence) == (State.SCHEDULED, 0)
    assert views.attempts(second) == ()
    elsewhere = room.scheduled("c", channel="facebook")
    assert outbox.claim(elsewhere, payload={}, now=now) is not None


def test_the_lane_is_free_when_the_first_is_settled(room, outbox, now):
    outbox.settle(room.claimed("a"), PUBLISHED, now=now)
    assert outbox.claim(room.scheduled("b"), payload={}, now=now) is not None


def test_the_database_itself_holds_the_lane(db, room, now):
    room.claimed("a")
    number = room.scheduled("b")
    with pytest.raises(IntegrityError), db.write() as connection:
        rows.change(connection, number, State.SCHEDULED, 0, {"state": State.UNKNOWN})


# --- T2


def test_published_is_posted_with_proof(room, outbox, now):
    claim = room.claimed("a")
    assert outbox.settle(claim, PUBLISHED, now=now + MINUTE)
    delivery = outbox.get(claim.delivery.id)
    assert (delivery.state, delivery.posts, delivery.posted_at) == (
        State.POSTED,
        POST,
        now + MINUTE,
    )
    assert (delivery.cost_usd, delivery.sent_at, delivery.error) == (Decimal("0.2"), now, None)


def test_an_earlier_error_is_cleared_by_success(room, outbox, now):
    claim = room.claimed("a")
    outbox.settle(claim, Verdict(Event.DEFERRED, due_at=now, error="slow down"), now=now)
    again = outbox.claim(claim.delivery.id, payload={}, now=now)
    assert again is not None
    assert (again.fence, again.delivery.attempts, again.delivery.error) == (2, 2, "slow down")
    outbox.settle(again, PUBLISHED, now=now)
    assert outbox.get(claim.delivery.id).error is None


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (Event.DEFERRED, State.SCHEDULED),
        (Event.REFUSED, State.FAILED),
        (Event.BLURRED, State.UNKNOWN),
    ],
)
def test_a_failure_keeps_its_words(room, outbox, now, event, state):
    claim = room.claimed("a")
    verdict = Verdict(event, due_at=now + MINUTE, error="503")
    assert outbox.settle(claim, verdict, now=now)
    delivery = outbox.get(claim.delivery.id)
    assert (delivery.state, delivery.error) == (state, "503")
    assert (delivery.posts, delivery.cost_usd, delivery.posted_at) == ((), 0, None)


def test_deferred_waits_until_its_time(room, outbox, now):
    claim = room.claimed("a")
    outbox.settle(claim, Verdict(Event.DEFERRED, due_at=now + MINUTE), now=now)
    assert outbox.get(claim.delivery.id).due_at == now + MINUTE


def test_blurred_starts_to_settle(room, outbox, now):
    claim = room.claimed("a")
    outbox.settle(claim, Verdict(Event.BLURRED), now=now + MINUTE)
    delivery = outbox.get(claim.delivery.id)
    assert delivery.settling_since == now + MINUTE
    assert (delivery.readings, delivery.absences, delivery.read_at) == (0, 0, None)


def test_the_outcome_is_in_the_log(room, outbox, views, now):
    claim = room.claimed("a")
    outbox.settle(claim, PUBLISHED, now=now + MINUTE)
    outcome = views.attempts(claim.delivery.id)[1]
    assert (outcome.step, outcome.fence, outcome.at) == (Step.OUTCOME, 1, now + MINUTE)
    assert outcome.detail == {
        "event": "published",
        "status": "201",
        "posts": [{"id": "99", "url": "https://x.example/i/99"}],
    }


def test_a_verdict_of_an_older_claim_is_discarded(room, outbox, views, now):
    old = room.claimed("a")
    outbox.settle(old, Verdict(Event.DEFERRED, due_at=now), now=now)
    new = outbox.claim(old.delivery.id, payload={}, now=now)
    assert new is not None
    before = outbox.get(old.delivery.id)
    assert not outbox.settle(old, PUBLISHED, now=now)
    assert outbox.get(old.delivery.id) == before
    last = views.attempts(old.delivery.id)[-1]
    assert (last.step, last.fence, last.detail["event"]) == (Step.DISCARDED, 1, "published")
    assert outbox.settle(new, PUBLISHED, now=now)


def test_a_verdict_counts_once(room, outbox, now):
    claim = room.claimed("a")
    assert outbox.settle(claim, PUBLISHED, now=now)
    assert not outbox.settle(claim, Verdict(Event.REFUSED, error="late"), now=now)
    assert outbox.get(claim.delivery.id).state is State.POSTED


def test_an_event_of_another_kind_is_no_outcome(room, outbox, now):
    claim = room.claimed("a")
    with pytest.raises(IllegalTransition):
        outbox.settle(claim, Verdict(Event.FOUND, posts=POST), now=now)
    assert outbox.get(claim.delivery.id).state is State.SENDING


# --- settling


def test_orphans_become_unknown_and_all_settling_starts_anew(room, outbox, views, now):
    sending = room.claimed("a", channel="x").delivery.id
    blurred = room.claimed("b", channel="facebook")
    outbox.settle(blurred, Verdict(Event.BLURRED, error="timeout"), now=now)
    unknown = outbox.get(blurred.delivery.id)
    assert outbox.note_reading(unknown, absences=1, detail={}, now=now + MINUTE)
    posted = room.claimed("c", channel="y")
    outbox.settle(posted, PUBLISHED, now=now)

    assert outbox.orphan(now=now + 5 * MINUTE) == (sending,)

    for number in (sending, blurred.delivery.id):
        delivery = outbox.get(number)
        assert (delivery.state, delivery.settling_since) == (State.UNKNOWN, now + 5 * MINUTE)
        assert (delivery.readings, delivery.absences, delivery.read_at) == (0, 0, None)
    assert outbox.get(sending).sent_at == now
    assert outbox.get(blurred.delivery.id).error == "timeout"
    assert outbox.get(posted.delivery.id).state is State.POSTED
    assert [row.step for row in views.attempts(sending)] == [Step.INTENT, Step.ORPHAN]
    assert outbox.orphan(now=now + 6 * MINUTE) == ()


def test_the_verdict_of_an_orphan_is_discarded(room, outbox, now):
    claim = room.claimed("a")
    outbox.orphan(now=now)
    assert not outbox.settle(claim, PUBLISHED, now=now)
    assert outbox.get(claim.delivery.id).state is State.UNKNOWN


def unknown_of(room, outbox, now):
    claim = room.claimed("a")
    outbox.settle(claim, Verdict(Event.BLURRED, error="timeout"), now=now)
    return outbox.get(claim.delivery.id)


def test_readings_are_counted(room, outbox, views, now):
    first = unknown_of(room, outbox, now)
    assert outbox.note_reading(first, absences=1, detail={"kind": "absent"}, now=now + MINUTE)
    second = outbox.get(first.id)
    assert (second.readings, second.absences, second.read_at) == (1, 1, now + MINUTE)
    assert outbox.note_reading(second, absences=0, detail={"kind": "cannot"}, now=now + 2 * MINUTE)
    third = outbox.get(first.id)
    assert (third.readings, third.absences, third.read_at) == (2, 0, now + 2 * MINUTE)
    last = views.attempts(first.id)[-1]
    assert (last.step, last.detail) == (Step.READING, {"kind": "cannot", "absences": 0})


def test_two_that_read_at_once_count_as_one_reading(room, outbox, now):
    delivery = unknown_of(room, outbox, now)
    assert outbox.note_reading(delivery, absences=1, detail={}, now=now)
    assert not outbox.note_reading(delivery, absences=1, detail={}, now=now)
    assert outbox.get(delivery.id).readings == 1


def test_a_reading_of_what_is_settled_counts_nothing(room, outbox, now):
    delivery = unknown_of(room, outbox, now)
    assert outbox.resolve(delivery, Verdict(Event.FOUND, posts=POST), now=now)
    assert not outbox.note_reading(delivery, absences=1, detail={}, now=now)
    assert not outbox.resolve(delivery, Verdict(Event.ABSENT, due_at=now), now=now)
    assert outbox.get(delivery.id).state is State.POSTED


def test_found_is_posted_and_paid_for(room, outbox, views, now):
    delivery = unknown_of(room, outbox, now)
    assert outbox.resolve(delivery, Verdict(Event.FOUND, posts=POST), now=now + MINUTE)
    found = outbox.get(delivery.id)
    assert (found.state, found.posts, found.posted_at) == (State.POSTED, POST, now + MINUTE)
    assert (found.cost_usd, found.error) == (Decimal("0.2"), None)
    last = views.attempts(delivery.id)[-1]
    assert (last.step, last.detail["event"]) == (Step.READING, "found")


def test_absent_is_scheduled_again_from_a_clean_slate(room, outbox, now):
    delivery = unknown_of(room, outbox, now)
    outbox.note_reading(delivery, absences=1, detail={}, now=now)
    verdict = Verdict(Event.ABSENT, due_at=now + MINUTE)
    assert outbox.resolve(outbox.get(delivery.id), verdict, now=now)
    again = outbox.get(delivery.id)
    assert (again.state, again.due_at, again.error) == (State.SCHEDULED, now + MINUTE, "timeout")
    # the absences tell that it was looked for
    assert (again.settling_since, again.readings, again.absences) == (None, 0, 1)


def test_given_up_waits_for_a_person_and_frees_the_lane(room, outbox, now):
    delivery = unknown_of(room, outbox, now)
    assert outbox.resolve(delivery, Verdict(Event.GIVEN_UP, error="Look on X."), now=now)
    assert outbox.get(delivery.id).state is State.FAILED
    assert outbox.get(delivery.id).error == "Look on X."
    assert outbox.claim(room.scheduled("b"), payload={}, now=now) is not None


def test_an_old_fence_resolves_nothing(room, outbox, now):
    stale = unknown_of(room, outbox, now)
    outbox.resolve(stale, Verdict(Event.ABSENT, due_at=now), now=now)
    claim = outbox.claim(stale.id, payload={}, now=now)
    assert claim is not None
    outbox.settle(claim, Verdict(Event.BLURRED), now=now)
    assert not outbox.resolve(stale, Verdict(Event.ABSENT, due_at=now), now=now)
    assert not outbox.note_reading(stale, absences=1, detail={}, now=now)
    assert outbox.get(stale.id).state is State.UNKNOWN


# --- what the database refuses by itself


@pytest.mark.parametrize(
    "statement",
    [
        update(attempts).values(detail="{}"),
        update(attempts).values(fence=attempts.c.fence),
        delete(attempts),
    ],
)
def test_the_attempt_log_is_append_only(db, room, views, statement):
    claim = room.claimed("a")
    before = views.attempts(claim.delivery.id)
    with pytest.raises((StoreError, DBAPIError), match="append-only"), db.write() as connection:
        connection.execute(statement)
    assert views.attempts(claim.delivery.id) == before


@pytest.mark.parametrize(
    "values",
    [
        {"state": "lost"},
        {"state": "posted"},
        {"due_at": None},
        {"article_id": 4711},
    ],
)
def test_the_database_refuses_what_cannot_be(db, room, values):
    number = room.scheduled("a")
    with pytest.raises(IntegrityError), db.write() as connection:
        rows.change(connection, number, State.SCHEDULED, 0, values)


def test_the_database_refuses_a_second_delivery_of_the_same(db, room):
    room.scheduled("a")
    columns = [column.name for column in deliveries.columns if column.name != "id"]
    names = ", ".join(columns)
    with pytest.raises(IntegrityError), db.write() as connection:
        connection.execute(text(f"INSERT INTO deliveries ({names}) SELECT {names} FROM deliveries"))


# --- threads


@pytest.fixture
def thread(room, outbox, now):
    """A thread of three parts whose first part stands."""
    number = room.scheduled("thread")
    parts = tuple(Part(f"{n}/3", 3, 280, Decimal(f"0.0{n}")) for n in (1, 2, 3))
    draft = replace(outbox.get(number).draft, parts=parts, cost_usd=Decimal("0.06"))
    claim = outbox.claim(number, payload={}, now=now, draft=draft)
    assert outbox.settle(claim, Verdict(Event.PART_PUBLISHED, due_at=now, posts=POST), now=now)
    return number


def test_a_part_that_stands_is_kept_and_paid_for(thread, outbox, views, now):
    delivery = outbox.get(thread)
    assert (delivery.state, delivery.posts, delivery.due_at) == (State.SCHEDULED, POST, now)
    assert (delivery.cost_usd, delivery.posted_at) == (Decimal("0.01"), None)
    claim = outbox.claim(thread, payload={}, now=now)
    second = RemotePost("100", "https://x.example/i/100")
    outbox.settle(claim, Verdict(Event.BLURRED, error="time-out"), now=now)
    found = Verdict(Event.PART_FOUND, due_at=now, posts=(second,))
    assert outbox.resolve(outbox.get(thread), found, now=now)
    assert outbox.get(thread).posts == (*POST, second)
    assert outbox.get(thread).cost_usd == Decimal("0.03")
    claim = outbox.claim(thread, payload={}, now=now)
    third = RemotePost("101", "https://x.example/i/101")
    outbox.settle(claim, Verdict(Event.PUBLISHED, posts=(third,)), now=now)
    whole = outbox.get(thread)
    assert (whole.state, whole.posts) == (State.POSTED, (*POST, second, third))
    assert (whole.cost_usd, whole.attempts, whole.fence) == (Decimal("0.06"), 3, 3)
    assert len(views.attempts(thread)) == 7


def test_the_lane_is_the_threads_between_its_parts(thread, room, outbox, now):
    other, elsewhere = room.scheduled("other"), room.scheduled("else", channel="facebook")
    assert outbox.claim(other, payload={}, now=now) is None
    assert outbox.doubt(other, sent_at=now, settling_since=now, now=now) is False
    assert outbox.claim(elsewhere, payload={}, now=now)
    claim = outbox.claim(thread, payload={}, now=now)
    assert claim.delivery.call.parts[0].text == "2/3"
    assert claim.delivery.call.reply_to == "99"
    outbox.settle(claim, Verdict(Event.REFUSED, error="no"), now=now)
    assert outbox.claim(other, payload={}, now=now)
    with pytest.raises(IllegalTransition, match="on its way"):
        outbox.move(thread, Event.RETRY, now=now)
    assert outbox.get(thread).state is State.FAILED


def test_the_posts_of_a_thread_are_bound(thread, outbox, now):
    assert outbox.bound_ids("x", since=now) == {"99"}


def test_a_thread_counts_once_as_sent_and_not_as_promised(thread, outbox, now):
    since = now - MINUTE
    assert outbox.sent_times("x", since=since) == (now,)
    assert outbox.bookings("x", since=since) == (now,)
