from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.login_limit import ADDRESS, NAME, PAIR, Limit, free_at, keys
from bot.model.user import Role, name_problem, password_problem, session_end

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    "password",
    ["", "short", "aaaaaaaaaaaaaa", "password123", "Passwort!!12", "annaanna12", "x" * 1001],
)
def test_passwords_that_are_no_good(password: str) -> None:
    problem = password_problem(password, "annaanna")
    assert problem
    assert not password or password not in problem


@pytest.mark.parametrize("password", ["harbour wall forty", "приветмир2026", "Tr0ub4dor&3x"])
def test_passwords_that_are_fine(password: str) -> None:
    assert password_problem(password, "anna") is None


@pytest.mark.parametrize("name", ["", ".anna", "anna ", "a" * 41, "an/na", "anna\n", "änna"])
def test_names_that_cannot_be(name: str) -> None:
    assert name_problem(name)


def test_an_admin_may_all_that_an_editor_may() -> None:
    assert Role.ADMIN.covers(Role.EDITOR)
    assert not Role.EDITOR.covers(Role.ADMIN)


def test_a_session_ends_when_it_is_silent_and_at_the_latest_after_a_week() -> None:
    assert session_end(NOW, NOW) == NOW + timedelta(hours=12)
    assert session_end(NOW, NOW + timedelta(days=6, hours=20)) == NOW + timedelta(days=7)


def test_after_five_failures_a_name_waits_at_its_address() -> None:
    failures = [NOW + place * MINUTE for place in range(5)]
    now = NOW + 5 * MINUTE
    assert free_at(failures[:4], PAIR, now) == now
    assert free_at(failures, PAIR, now) == NOW + timedelta(minutes=15)
    assert free_at(failures, PAIR, NOW + timedelta(minutes=15)) == NOW + timedelta(minutes=15)


def test_a_login_counts_for_the_pair_for_the_address_and_for_the_name() -> None:
    assert list(keys("Anna", "10.0.0.1").values()) == [PAIR, ADDRESS, NAME]
    assert keys("Anna", "10.0.0.1").keys() & keys("anna", "10.0.0.2").keys() == {("anna", "")}


@given(st.lists(st.integers(0, 600), max_size=60), st.integers(1, 8), st.integers(10, 200))
def test_no_window_ever_holds_more_tries_than_the_limit(
    offsets: list[int], most: int, within: int
) -> None:
    limit = Limit(most, timedelta(seconds=within))
    tries: list[datetime] = []
    for offset in sorted(offsets):
        now = NOW + timedelta(seconds=offset)
        if free_at(tries, limit, now) <= now:
            tries.append(now)
    for start in tries:
        assert sum(start <= at < start + limit.within for at in tries) <= most
