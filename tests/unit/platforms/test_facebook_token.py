"""What Meta tells about a token, and what follows from it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.model.outcome import CannotTell
from bot.pipeline.ports import TokenFacts
from bot.platforms.facebook import connect
from tests.fakes.platform_accounts import NOW, SECRETS, an_account
from tests.fakes.scripted_http import ScriptedHttp, answer, reset_after

GOOD = {
    "app_id": "9",
    "type": "PAGE",
    "is_valid": True,
    "expires_at": 0,
    "data_access_expires_at": 0,
    "profile_id": SECRETS["facebook"]["PAGE_ID"],
    "scopes": ["pages_manage_posts", "pages_read_engagement"],
}


@pytest.fixture
def http():
    with ScriptedHttp() as server:
        yield server
        assert server.surplus == 0


def facts(http, step):
    http.then(step)
    return connect(an_account("facebook", http.url)).token_facts(now=NOW)


def told(http, **changes):
    return facts(http, answer(200, {"data": {**GOOD, **changes}}))


def test_a_page_token_without_an_end(http):
    assert told(http) == TokenFacts()
    (request,) = http.requests
    assert request.path == "/v26.0/debug_token"
    token = SECRETS["facebook"]["PAGE_TOKEN"]
    assert request.query["input_token"] == request.query["access_token"] == token
    assert request.query["appsecret_proof"]


@pytest.mark.parametrize(
    ("token_ends", "access_ends", "first"),
    [
        (0, 1795000000, 1795000000),
        (1795000000, 0, 1795000000),
        (1796000000, 1795000000, 1795000000),
    ],
)
def test_the_earlier_end_counts(http, token_ends, access_ends, first):
    known = told(http, expires_at=token_ends, data_access_expires_at=access_ends)
    assert known == TokenFacts(datetime.fromtimestamp(first, UTC))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"type": "USER"}, "is a user token, used as a page token"),
        ({"type": 7}, "used as a page token"),
        ({"is_valid": False}, "does not accept PAGE_TOKEN"),
        ({"is_valid": False, "error": {"message": "Session has expired"}}, "Session has expired"),
        ({"profile_id": "555"}, "belongs to the Page 555"),
        ({"scopes": ["pages_read_engagement"]}, "lacks pages_manage_posts"),
        ({"scopes": None}, "lacks pages_manage_posts, pages_read_engagement"),
    ],
)
def test_a_token_of_no_use_is_told_plainly(http, changes, words):
    known = told(http, **changes)
    assert words in known.problem
    assert "run bot auth facebook" in known.problem
    assert "\n" not in known.problem


@pytest.mark.parametrize(
    "step",
    [
        answer(500, {"error": {"code": 2, "message": "later"}}),
        answer(400, {"error": {"code": 190, "message": "EAAB sesame|token"}}),
        answer(200, {}),
        answer(200, {"data": []}),
        answer(200, {"data": {"is_valid": "yes"}}),
        answer(200, b"<html>"),
        reset_after(),
    ],
)
def test_what_is_no_report_says_nothing_about_the_token(http, step):
    known = facts(http, step)
    assert isinstance(known, CannotTell)
    assert "sesame" not in known.detail


@pytest.mark.parametrize("value", [-5, 10**15, True, "soon", None, 1.5])
def test_an_odd_end_is_none(http, value):
    assert told(http, expires_at=value) == TokenFacts()
