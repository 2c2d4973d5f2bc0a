"""Every answer of X that is known, and many that are not, as an outcome."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.outcome import (
    AuthFailed,
    Duplicate,
    NotSent,
    Posted,
    RateLimited,
    Rejected,
    RemotePost,
    Unclear,
)
from bot.platforms.x import connect
from tests.fakes.platform_accounts import NOW, SECRETS, TEXT, a_draft, an_account
from tests.fakes.scripted_http import (
    ScriptedHttp,
    answer,
    drip,
    raw_bytes,
    reset_after,
)

CREATED = {"data": {"id": "1890000000000000001", "text": "t"}}


@pytest.fixture
def http():
    with ScriptedHttp() as server:
        yield server
        assert server.surplus == 0, "more requests than the test foresaw"


def publish(http, *steps, **account):
    http.then(*steps)
    outcome = connect(an_account("x", http.url, **account)).publish(a_draft("x"), now=NOW)
    assert not http.steps, "fewer requests than the test foresaw"
    return outcome


def test_a_created_post_is_posted_with_its_address(http):
    outcome = publish(http, answer(201, CREATED))

    url = "https://x.com/i/web/status/1890000000000000001"
    assert outcome == Posted((RemotePost("1890000000000000001", url),))
    assert [(r.method, r.target) for r in http.requests] == [("POST", "/2/tweets")]
    assert http.requests[0].json() == {"text": TEXT}


def test_the_path_of_base_url_goes_in_front(http):
    http.then(answer(201, CREATED))
    account = an_account("x", f"{http.url}/stand-in/x/")
    assert isinstance(connect(account).publish(a_draft("x"), now=NOW), Posted)
    assert http.requests[0].target == "/stand-in/x/2/tweets"


def test_the_signature_is_made_for_the_address_that_is_called(http):
    from oauthlib.oauth1.rfc5849 import signature

    publish(http, answer(201, CREATED))

    given = http.requests[0].headers["authorization"]
    params = signature.collect_parameters(headers={"Authorization": given})
    theirs = dict(
        signature.collect_parameters(
            headers={"Authorization": given}, exclude_oauth_signature=False
        )
    )["oauth_signature"]
    base = signature.signature_base_string(
        "POST", f"{http.url}/2/tweets", signature.normalize_parameters(params)
    )
    secrets = SECRETS["x"]
    ours = signature.sign_hmac_sha1_with_client(
        base,
        type(
            "C",
            (),
            {
                "client_secret": secrets["API_SECRET"],
                "resource_owner_secret": secrets["ACCESS_TOKEN_SECRET"],
            },
        ),
    )
    assert theirs == ours


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (201, {"errors": [{"title": "Internal"}]}),
        (201, {"data": None}),
        (201, {"data": {"id": 12}}),
        (201, {"data": {"id": "../me"}}),
        (201, [CREATED]),
        (200, b"<html>welcome to the hotel network</html>"),
        (201, b""),
        (302, b""),
        (404, {"title": "Not Found"}),
        (409, {"title": "Conflict"}),
        (500, {}),
        (502, b"<html>"),
        (503, {"title": "Service Unavailable"}),
        (418, {}),
    ],
)
def test_what_proves_nothing_is_unclear(http, status, body):
    redirect = {"Location": f"{http.url}/elsewhere"}
    assert isinstance(publish(http, answer(status, body, redirect)), Unclear)


def test_a_redirect_is_not_followed(http):
    publish(http, answer(302, b"", {"Location": f"{http.url}/elsewhere"}))
    assert len(http.requests) == 1


@pytest.mark.parametrize("status", [200, 201])
def test_deeply_nested_json_is_unclear(http, status):
    assert isinstance(publish(http, answer(status, b"[" * 200_000)), Unclear)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"title": "Invalid Request", "detail": "too long"}, Rejected),
        (401, {"title": "Unauthorized"}, AuthFailed),
        (402, {"title": "CreditsDepleted"}, AuthFailed),
        (
            403,
            {"detail": "You are not allowed to create a Tweet with duplicate content."},
            Duplicate,
        ),
        (403, {"errors": [{"code": 187, "message": "Status is a duplicate."}]}, Duplicate),
        (403, {"errors": [{"code": 185, "message": "over the limit"}]}, RateLimited),
        (403, {"detail": "This link is known to be harmful."}, Rejected),
        (403, {"errors": [{"code": [187]}, 7]}, Rejected),
        (403, b"<html>", Rejected),
        (403, {"type": "https://api.twitter.com/2/problems/oauth1-permissions"}, AuthFailed),
        (403, {"detail": "You are not permitted to perform this action."}, AuthFailed),
        (403, {"detail": "Your account is suspended"}, AuthFailed),
        (403, {"errors": [{"code": 326, "message": "locked"}]}, AuthFailed),
        (429, {"title": "Too Many Requests"}, RateLimited),
    ],
)
def test_refusals(http, status, body, kind):
    outcome = publish(http, answer(status, body))
    assert isinstance(outcome, kind)
    assert outcome.detail.startswith(f"HTTP {status}")


def test_out_of_credit_says_what_to_do(http):
    assert "add credit in the X developer console" in publish(http, answer(402, {})).remedy


def at(seconds: int) -> str:
    return str(int((NOW + timedelta(seconds=seconds)).timestamp()))


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x-rate-limit-reset": at(600)}, 600),
        ({"x-rate-limit-reset": at(600), "x-rate-limit-remaining": "0"}, 600),
        (
            {
                "x-rate-limit-remaining": "12",
                "x-rate-limit-reset": at(600),
                "x-app-limit-24hour-remaining": "0",
                "x-app-limit-24hour-reset": at(50_000),
            },
            50_000,
        ),
        (
            {
                "x-rate-limit-remaining": "0",
                "x-rate-limit-reset": at(600),
                "x-user-limit-24hour-remaining": "0",
                "x-user-limit-24hour-reset": at(70_000),
            },
            70_000,
        ),
        ({"Retry-After": "90"}, 90),
        ({"Retry-After": "Fri, 20 Nov 2026 10:05:00 GMT"}, 300),
        ({}, None),
        ({"x-rate-limit-reset": at(-10)}, None),
        ({"x-rate-limit-reset": "99999999999"}, None),
        ({"x-rate-limit-reset": "soon", "Retry-After": "later"}, None),
        ({"Retry-After": "9" * 400}, None),
        ({"Retry-After": "Fri, 99 Nov 2026 10:05:00 GMT"}, None),
    ],
)
def test_when_the_limit_ends(http, headers, wait):
    outcome = publish(http, answer(429, {}, headers))
    assert isinstance(outcome, RateLimited)
    assert outcome.retry_at == (None if wait is None else NOW + timedelta(seconds=wait))


def test_no_one_is_asked_again_after_a_limit_without_a_reset(http):
    publish(http, answer(429, {}))
    assert len(http.requests) == 1


WHOLE = json.dumps(CREATED).encode()
HEAD = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "step",
    [
        raw_bytes(b""),
        reset_after(),
        reset_after(b"HTTP/1.1 201 Cre"),
        reset_after(HEAD + b"Content-Length: 500\r\n\r\n" + WHOLE),
        raw_bytes(HEAD + b"Content-Length: 500\r\n\r\n" + WHOLE),
        raw_bytes(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
        raw_bytes(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"),
        raw_bytes(b"SSH-2.0-OpenSSH_9.9\r\n"),
        raw_bytes(HEAD + b"X: y\r\n" * 200 + b"\r\n"),
        raw_bytes(HEAD + b"X: " + b"y" * 70_000),
    ],
)
def test_a_broken_answer_is_unclear_and_nothing_is_sent_twice(http, step):
    assert isinstance(publish(http, step), Unclear)
    assert len(http.requests) == 1


def test_no_answer_in_time_is_unclear(http):
    outcome = publish(http, http.hang(), timeout=0.3)
    assert isinstance(outcome, Unclear)
    assert "in time" in outcome.detail


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"HTTP/1.1 201 Created\r\nX-Slow: ",
        HEAD + b"Content-Length: 900000\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
        HEAD + b"\r\n",
    ],
)
def test_an_answer_that_trickles_in_does_not_outlive_the_time(http, begun):
    outcome = publish(http, drip(begun), timeout=0.4)
    assert isinstance(outcome, Unclear)
    assert "in time" in outcome.detail


def test_an_answer_without_end_is_unclear(http):
    outcome = publish(http, raw_bytes(HEAD + b"\r\n" + b" " * (4 * 1024 * 1024 + 1)))
    assert isinstance(outcome, Unclear)
    assert "larger than" in outcome.detail


def test_a_refused_connection_is_not_sent():
    with ScriptedHttp() as server:
        url = server.url
    outcome = connect(an_account("x", url)).publish(a_draft("x"), now=NOW)
    assert isinstance(outcome, NotSent)


def test_a_part_of_a_thread_answers_the_part_before(http):
    http.then(answer(201, CREATED))
    draft = replace(a_draft("x"), reply_to="1890000000000000000")
    assert isinstance(connect(an_account("x", http.url)).publish(draft, now=NOW), Posted)
    reply = {"in_reply_to_tweet_id": "1890000000000000000"}
    assert http.requests[0].json() == {"text": TEXT, "reply": reply}


def test_several_parts_in_one_call_are_refused_before_anything_is_sent(http):
    outcome = connect(an_account("x", http.url)).publish(a_draft("x", parts=2), now=NOW)
    assert isinstance(outcome, Rejected)
    assert http.requests == []
