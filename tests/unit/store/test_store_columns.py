from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from bot.store.columns import as_key, storable


def test_any_zone_is_stored_and_comes_back_in_utc(room, outbox):
    at = datetime(2026, 11, 23, 10, 30, 0, 7, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    due = outbox.get(room.scheduled("a", due_at=at)).due_at
    assert due == at
    assert due.tzinfo is UTC


def test_zones_do_not_disturb_the_order(room, outbox, now):
    east = timezone(timedelta(hours=9))
    room.scheduled("later", due_at=(now + timedelta(seconds=1)).astimezone(east))
    room.scheduled("sooner", due_at=now)
    assert [delivery.slug for delivery in outbox.due(now.astimezone(east))] == ["sooner"]


def test_a_naive_time_is_refused(outbox):
    with pytest.raises(StatementError, match="without a zone"):
        outbox.due(datetime(2026, 11, 23))  # noqa: DTZ001


def test_an_amount_too_fine_to_be_exact_is_refused(room):
    with pytest.raises(ValueError, match="finer than a micro-dollar"):
        room.scheduled("a", cost="0.0000001")


def test_micro_dollars_are_exact(room, outbox, now):
    room.claimed("a", cost="1234567.000001")
    assert outbox.spent("x", since=now) == Decimal("1234567.000001")


def test_a_hostile_title_is_stored(room, articles):
    room.admit("a", article=room.article("a", title="A\x00B\ud83dC"))
    assert articles.by_slug("a")[0].title == "A\ufffdB\ufffdC"


def test_a_hostile_slug_is_found(room, articles):
    slug = "s" * 50_000
    room.admit("a", article=room.article(slug))
    assert len(articles.by_slug(slug)) == 1


ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_storable_text_encodes_and_keeps_its_length(text):
    assert len(storable(text)) == len(text)
    assert "\x00" not in storable(text)
    storable(text).encode()


@given(st.text("ab", min_size=480, max_size=520), st.text("ab", min_size=480, max_size=520))
def test_keys_differ_as_their_texts_do(one, other):
    assert (as_key(one) == as_key(other)) == (one == other)
    assert as_key(as_key(one)) == as_key(one)
    assert len(as_key(one).encode()) < 2_000
