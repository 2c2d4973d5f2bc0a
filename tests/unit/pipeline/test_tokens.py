"""Which token counts, and what is told of its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.pipeline.ports import Token
from bot.pipeline.tokens import adopted, expiry_in_words, in_force, seed_of

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FIRST = {"CLIENT_ID": "c", "REFRESH_TOKEN": "first"}
SECOND = {"CLIENT_ID": "c", "REFRESH_TOKEN": "second"}
STORED = Token({"REFRESH_TOKEN": "newer"}, seed_of(FIRST))


def test_a_seed_is_told_apart_and_tells_nothing():
    assert seed_of(FIRST) == seed_of({**FIRST, "CLIENT_ID": "other"}) != seed_of(SECOND)
    assert seed_of({"PAGE_TOKEN": "p"}) != ""
    assert "first" not in seed_of(FIRST)
    assert seed_of({"CLIENT_ID": "c"}) == seed_of({"REFRESH_TOKEN": ""}) == ""


@pytest.mark.parametrize(
    ("given", "counts"),
    [(FIRST, True), (SECOND, False), ({"CLIENT_ID": "c"}, True)],
    ids=["the same seed", "a changed seed", "the seed was taken away"],
)
def test_the_stored_token_counts_until_the_seed_changes(given, counts):
    assert in_force(STORED, given) == (STORED if counts else None)
    assert in_force(None, given) is None


def test_a_seed_that_is_set_after_bot_auth_counts():
    assert in_force(Token({"REFRESH_TOKEN": "by auth"}, ""), FIRST) is None


def test_a_stored_token_takes_the_place_of_the_environments_and_nothing_else_does():
    page = Token({"PAGE_ID": "1", "PAGE_TOKEN": "stored"})
    assert adopted({"PAGE_TOKEN": "old", "APP_SECRET": "s"}, page) == {
        "PAGE_ID": "1",
        "PAGE_TOKEN": "stored",
        "APP_SECRET": "s",
    }
    assert adopted({"PAGE_ID": "2"}, page)["PAGE_ID"] == "2"
    assert adopted(FIRST, None) == FIRST


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (None, ""),
        (timedelta(days=7, seconds=1), ""),
        (timedelta(days=7), "token expires in 7d: run bot auth facebook"),
        (timedelta(days=3), "token expires in 3d: run bot auth facebook"),
        (-timedelta(hours=2), "token expired 2h ago: run bot auth facebook"),
    ],
)
def test_an_end_within_seven_days_is_told(ends, words):
    at = None if ends is None else NOW + ends
    assert expiry_in_words("facebook", at, now=NOW) == words
