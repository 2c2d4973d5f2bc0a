"""A person's decision and its line in the trail are one commit; who comes second is told who was first."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.delivery import Event, State
from bot.model.draft import Part
from bot.model.errors import AlreadyDecided, IllegalTransition
from bot.model.mark import mark_of
from bot.model.user import Actor, Via
from bot.store import deliveries as deliveries_module
from bot.store.audit import AuditStore
from bot.store.outbox import OutboxStore

ANNA, BERT = Actor("anna", Via.DESK), Actor("bert", Via.API)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def audit(db) -> AuditStore:
    return AuditStore(db)


@pytest.fixture
def held(room):
    (number,) = room.admit("held", room.delivery(state=State.HELD, due_at=None)).delivery_ids
    return number


def test_a_decision_tells_who_what_when_why_and_what_it_changed(outbox, audit, held, now):
    outbox.move(held, Event.APPROVE, now=now, due_at=now + MINUTE, by=ANNA)
    outbox.move(held, Event.REJECT, now=now + MINUTE, reason="overtaken", by=BERT)
    approved, rejected = audit.of_delivery(held)
    assert (approved.actor, approved.action, approved.at) == (ANNA, "approve", now)
    assert approved.before["state"] == "held"
    assert approved.after["state"] == "scheduled"
    assert "text" not in approved.after
    assert (rejected.actor, rejected.reason) == (BERT, "overtaken")
    assert audit.recent(actor="anna") == (approved,)
    assert audit.recent(limit=1) == (rejected,)
    assert audit.recent(before=rejected.id) == (approved,)


def test_what_the_planner_does_is_no_persons_deed(outbox, audit, room, now):
    outbox.move(room.scheduled(), Event.HOLD, now=now, reason="flood")
    assert audit.recent() == ()


def test_an_edit_keeps_both_texts(outbox, audit, held, room, now):
    draft = replace(room.draft(), parts=(Part("The harbour opened on Monday.", 29, 280),))
    outbox.rewrite(held, draft, now=now, by=ANNA)
    (edit,) = audit.of_delivery(held)
    assert edit.before["text"] == ["The harbour opened."]
    assert edit.after["text"] == ["The harbour opened on Monday."]


def test_no_line_without_its_change_and_no_change_without_its_line(
    outbox, audit, held, now, monkeypatch
):
    def broken(*_, **__):
        raise RuntimeError("the commit is never reached")

    monkeypatch.setattr(deliveries_module, "append_change", broken)
    with pytest.raises(RuntimeError):
        outbox.move(held, Event.APPROVE, now=now, by=ANNA)
    assert outbox.get(held).state is State.HELD
    assert audit.recent() == ()


def test_the_second_is_told_who_was_first(outbox, held, now):
    seen = mark_of(outbox.get(held))
    outbox.move(held, Event.APPROVE, now=now, by=ANNA, seen=seen)
    with pytest.raises(AlreadyDecided, match="anna approved it at 09:30 UTC on 2026-11-23"):
        outbox.move(held, Event.APPROVE, now=now + MINUTE, by=BERT, seen=seen)
    with pytest.raises(AlreadyDecided, match="it is scheduled now"):
        outbox.move(held, Event.REJECT, now=now + MINUTE, by=BERT, seen=seen)
    assert outbox.get(held).state is State.SCHEDULED


def test_without_a_mark_only_what_cannot_be_is_refused(outbox, held, now):
    outbox.move(held, Event.APPROVE, now=now, by=ANNA)
    with pytest.raises(AlreadyDecided, match="anna approved it"):
        outbox.move(held, Event.APPROVE, now=now, by=BERT)
    assert outbox.move(held, Event.REJECT, now=now, by=BERT).state is State.CANCELLED


def test_who_saw_an_older_text_does_not_approve_the_new_one(outbox, held, room, now):
    seen = mark_of(outbox.get(held))
    outbox.rewrite(held, replace(room.draft(), link=None), now=now, by=ANNA, seen=seen)
    with pytest.raises(AlreadyDecided, match="anna edited it"):
        outbox.move(held, Event.APPROVE, now=now, by=BERT, seen=seen)
    with pytest.raises(AlreadyDecided, match="anna edited it"):
        outbox.rewrite(held, room.draft(), now=now, by=BERT, seen=seen)


def test_what_the_bot_changed_meanwhile_is_said_too(outbox, room, now):
    number = room.scheduled()
    seen = mark_of(outbox.get(number))
    outbox.claim(number, payload={}, now=now)
    with pytest.raises(AlreadyDecided, match="it is sending now"):
        outbox.move(number, Event.CANCEL, now=now, by=BERT, seen=seen)
    with pytest.raises(IllegalTransition, match="cannot cancel"):
        outbox.move(number, Event.CANCEL, now=now, by=BERT)


def test_of_many_at_once_one_wins(db, held, now, audit):
    seen = mark_of(OutboxStore(db).get(held))
    start, results = threading.Barrier(8), []

    def approve(place):
        start.wait()
        try:
            OutboxStore(db).move(
                held, Event.APPROVE, now=now, by=Actor(f"editor{place}", Via.DESK), seen=seen
            )
            results.append("won")
        except AlreadyDecided as error:
            results.append(str(error))

    threads = [threading.Thread(target=approve, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count("won") == 1
    assert sum("approved it" in result for result in results) == 7
    assert len(audit.of_delivery(held)) == 1


def test_who_asked_for_a_post_is_in_the_trail(outbox, room, audit, now):
    admission = room.admit("harbour")
    (number,) = outbox.add(admission.article_id, [room.delivery(by=BERT)], now=now)
    (deed,) = audit.of_delivery(number)
    assert (deed.actor, deed.action, deed.after["state"]) == (BERT, "post", "scheduled")
