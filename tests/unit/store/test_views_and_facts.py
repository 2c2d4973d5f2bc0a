from __future__ import annotations

from datetime import timedelta

from bot.model.delivery import FINISHED, Event, State
from bot.model.outcome import RemotePost
from bot.pipeline.ports import ChannelState, Verdict
from bot.store.facts import Facts

MINUTE = timedelta(minutes=1)
POST = (RemotePost("99", "https://x.example/i/99"),)


def test_the_queue_goes_by_state_then_by_due_time(room, outbox, views, now):
    room.scheduled("later", due_at=now + MINUTE)
    room.scheduled("soon", due_at=now)
    room.claimed("sending", channel="y")
    room.admit("held", room.delivery(state=State.HELD, due_at=None))
    room.admit("over", room.delivery(state=State.CANCELLED, due_at=None))
    assert [delivery.slug for delivery in views.queue()] == ["held", "soon", "later", "sending"]
    assert [delivery.slug for delivery in views.queue([State.SCHEDULED])] == ["soon", "later"]
    assert views.queue([]) == ()


def ended(room, outbox, slug, at, channel="x"):
    number = room.scheduled(slug, channel=channel)
    return outbox.move(number, Event.CANCEL, now=at).id


def test_the_log_has_what_ended_newest_first(room, outbox, views, now):
    a = ended(room, outbox, "a", now)
    b = ended(room, outbox, "b", now + 2 * MINUTE)
    claim = room.claimed("c")
    outbox.settle(claim, Verdict(Event.PUBLISHED, posts=POST), now=now + MINUTE)
    room.scheduled("d")
    assert [delivery.id for delivery in views.log()] == [b, claim.delivery.id, a]


def test_the_log_can_be_narrowed(room, outbox, views, now):
    a = ended(room, outbox, "a", now)
    b = ended(room, outbox, "b", now + MINUTE, channel="facebook")
    assert [delivery.id for delivery in views.log(slug="a")] == [a]
    assert [delivery.id for delivery in views.log(channel="facebook")] == [b]
    assert [delivery.id for delivery in views.log(since=now + MINUTE)] == [b]
    assert [delivery.id for delivery in views.log(limit=1)] == [b]
    assert views.log(limit=0) == ()
    assert views.log(slug="a", channel="facebook") == ()


def test_every_finished_state_is_in_the_log(room, views):
    for state in FINISHED - {State.POSTED}:  # posted needs proof, see above
        room.admit(state, room.delivery(state=state, due_at=None))
    assert {delivery.state for delivery in views.log()} == FINISHED - {State.POSTED}
    assert views.queue() == ()


def test_a_retraction_comes_newest(room, outbox, views, now):
    claim = room.claimed("a")
    outbox.settle(claim, Verdict(Event.PUBLISHED, posts=POST), now=now)
    ended(room, outbox, "b", now + MINUTE)
    outbox.move(claim.delivery.id, Event.RETRACT, now=now + 2 * MINUTE)
    assert [delivery.slug for delivery in views.log()] == ["a", "b"]


def test_channels_are_listed_by_name(outbox, views, now):
    outbox.rest("x", now, failures=1, now=now)
    outbox.pause("facebook", "Stopped.", now=now)
    assert views.channels() == (
        ChannelState("facebook", "Stopped."),
        ChannelState("x", None, now, 1),
    )


def test_what_is_unknown_has_no_attempts_and_no_article(views):
    assert views.attempts("12") == ()
    assert views.attempts("abc") == ()
    assert views.latest_article("12") is None
    assert views.latest_article("abc") is None


def test_facts_are_kept_by_name(db):
    facts = Facts(db)
    assert facts.fact("last sweep") is None
    facts.set_fact("last sweep", "one")
    facts.set_fact("other", "x")
    facts.set_fact("last sweep", "two")
    assert (facts.fact("last sweep"), facts.fact("other")) == ("two", "x")
