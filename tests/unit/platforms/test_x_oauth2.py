"""Every answer of X's token endpoint, and the silence about what it gives."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest

from bot.model.outcome import AuthFailed, NotSent, Posted, RateLimited
from bot.pipeline.ports import Account
from bot.platforms import x
from bot.store.database import Database
from bot.store.tokens import TokenStore
from tests.fakes.platform_accounts import NOW, a_draft
from tests.fakes.scripted_http import ScriptedHttp, answer, raw_bytes, reset_after

GIVEN = {
    "CLIENT_ID": "the-client",
    "CLIENT_SECRET": "sesame-client/secret+1",
    "REFRESH_TOKEN": "sesame-refresh-1",
}
PAIR = {
    "access_token": "sesame-access-2",
    "refresh_token": "sesame-refresh-2",
    "expires_in": 7200,
    "token_type": "bearer",
}
CREATED = {"data": {"id": "1890000000000000001", "text": "t"}}


@pytest.fixture
def http():
    with ScriptedHttp() as server:
        yield server
        assert server.surplus == 0, "more requests than the test foresaw"


@pytest.fixture
def tokens(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path / 'bot.db'}")
    database.upgrade()
    yield TokenStore(database, {})
    database.close()


def publish(http, tokens, *steps, given=GIVEN, now=NOW):
    http.then(*steps)
    account = Account("x", given, http.url, 5.0, tokens=tokens)
    return x.connect(account).publish(a_draft("x"), now=now)


def test_what_is_asked_and_how(http, tokens):
    assert isinstance(publish(http, tokens, answer(200, PAIR), answer(201, CREATED)), Posted)
    renewal, post = http.requests
    assert (renewal.method, renewal.target) == ("POST", "/2/oauth2/token")
    assert renewal.form == {
        "grant_type": "refresh_token",
        "refresh_token": "sesame-refresh-1",
        "client_id": "the-client",
    }
    basic = base64.b64encode(b"the-client:sesame-client/secret+1").decode()
    assert renewal.headers["authorization"] == f"Basic {basic}"
    assert (post.target, post.headers["authorization"]) == ("/2/tweets", "Bearer sesame-access-2")


@pytest.mark.parametrize("seconds", [None, 0, -1, "7200", True, 10**9, 1.5])
def test_an_odd_life_is_two_hours_or_less(http, tokens, seconds):
    publish(http, tokens, answer(200, {**PAIR, "expires_in": seconds}), answer(201, CREATED))
    assert tokens.get("x", "x").expires_at <= NOW + timedelta(hours=2)


def test_a_refresh_token_that_stays_the_same_is_kept(http, tokens):
    without = {k: v for k, v in PAIR.items() if k != "refresh_token"}
    publish(http, tokens, answer(200, without), answer(201, CREATED))
    assert tokens.get("x", "x").values["REFRESH_TOKEN"] == "sesame-refresh-1"


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        (answer(400, {"error": "invalid_grant"}), AuthFailed),
        (answer(400, {"error": "invalid_request"}), AuthFailed),
        (answer(401, {"error": "invalid_client"}), AuthFailed),
        (answer(401, {"error": "unauthorized_client"}), AuthFailed),
        (answer(429, {}), RateLimited),
        (answer(500, {"error": "server_error"}), NotSent),
        (answer(503, b"<html>"), NotSent),
        (answer(400, b"<html>"), NotSent),
        (answer(403, {"error": {}}), NotSent),
        (answer(200, b"<html>"), NotSent),
        (answer(200, {"access_token": ""}), NotSent),
        (answer(200, {"access_token": 7, "refresh_token": "r"}), NotSent),
        (answer(302, b"", {"Location": "http://127.0.0.1:9/"}), NotSent),
        (raw_bytes(b""), NotSent),
        (reset_after(b"HTTP/1.1 200 O"), NotSent),
    ],
)
def test_anything_but_a_pair_posts_nothing(http, tokens, step, outcome):
    assert isinstance(publish(http, tokens, step), outcome)
    assert len(http.requests) == 1


def test_a_lost_answer_is_remembered_when_the_token_is_refused_later(http, tokens):
    assert isinstance(publish(http, tokens, reset_after()), NotSent)
    refused = publish(
        http, tokens, answer(400, {"error": "invalid_grant"}), now=NOW + timedelta(minutes=1)
    )
    assert isinstance(refused, AuthFailed)
    assert "begun at 2026-11-20 10:00:00 UTC and never ended" in refused.detail


def test_a_new_access_token_that_is_refused_stops_the_channel(http, tokens):
    refused = publish(http, tokens, answer(200, PAIR), answer(401, {"title": "Unauthorized"}))
    assert isinstance(refused, AuthFailed)
    assert refused.remedy == "run bot auth x"


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
def test_a_token_endpoint_that_repeats_what_it_hears(http, tokens, status):
    def echo(sock):
        heard = " ".join([*http.requests[-1].form.values(), *http.requests[-1].headers.values()])
        answer(status, {"error": "invalid_grant", "error_description": heard})(sock)

    shown = repr(publish(http, tokens, echo))
    assert "sesame" not in shown
    assert base64.b64encode(b"the-client:sesame-client/secret+1").decode() not in shown


@pytest.mark.parametrize("is_new", [True, False])
def test_an_api_that_repeats_the_tokens_it_may_know(http, tokens, is_new):
    heard = "sesame-access-2 sesame-refresh-2 sesame-refresh-1 sesame-client/secret+1"
    echo = answer(403, {"title": "Forbidden", "detail": heard})
    if not is_new:
        publish(http, tokens, answer(200, PAIR), answer(201, CREATED))
        assert "sesame" not in repr(publish(http, tokens, echo))
    else:
        assert "sesame" not in repr(publish(http, tokens, answer(200, PAIR), echo))
