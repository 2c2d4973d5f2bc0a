from __future__ import annotations

import pytest

from bot.model.delivery import FINISHED, IN_FLIGHT, TRANSITIONS, UNFINISHED, Event, State, after
from bot.model.errors import IllegalTransition


def test_every_state_is_finished_or_not() -> None:
    assert set(State) == UNFINISHED | FINISHED
    assert not UNFINISHED & FINISHED


def test_every_event_leads_somewhere_and_every_state_can_be_reached() -> None:
    assert {event for _, event in TRANSITIONS} == set(Event)
    assert set(TRANSITIONS.values()) | {State.HELD} == set(State)


def test_only_a_claim_leads_to_sending() -> None:
    assert {e for (_, e), to in TRANSITIONS.items() if to is State.SENDING} == {Event.CLAIM}
    assert {s for s, e in TRANSITIONS if e is Event.CLAIM} == {State.SCHEDULED}


def test_what_is_in_flight_is_moved_by_the_protocol_alone() -> None:
    protocol = {
        Event.PUBLISHED, Event.DEFERRED, Event.REFUSED, Event.BLURRED, Event.PASSED_ON,
        Event.ORPHANED, Event.FOUND, Event.ABSENT, Event.GIVEN_UP, Event.PART_PUBLISHED, Event.PART_FOUND,
    }  # fmt: skip
    assert {e for s, e in TRANSITIONS if s in IN_FLIGHT} == protocol


def test_posted_is_only_ever_left_by_taking_the_post_down() -> None:
    assert {(e, to) for (s, e), to in TRANSITIONS.items() if s is State.POSTED} == {
        (Event.RETRACT, State.RETRACTED)
    }


def test_what_ended_without_a_post_never_comes_back() -> None:
    ended = {State.CANCELLED, State.EXPIRED, State.RETRACTED}
    assert not {s for s, _ in TRANSITIONS} & ended


def test_after_follows_the_table() -> None:
    for (state, event), to in TRANSITIONS.items():
        assert after(state, event) is to


def test_an_impossible_event_names_state_event_and_what_is_allowed() -> None:
    with pytest.raises(IllegalTransition, match=r"posted cannot approve; it allows: retract"):
        after(State.POSTED, Event.APPROVE)
