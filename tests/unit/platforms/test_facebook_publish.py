"""Every answer of the Graph API that is known, and many that are not, as an outcome."""

import hashlib
import hmac
import json
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
from bot.platforms.facebook import connect
from tests.fakes.platform_accounts import LINK, NOW, SECRETS, TEXT, a_draft, an_account
from tests.fakes.scripted_http import ScriptedHttp, answer, raw_bytes, reset_after

TOKEN, APP_SECRET = SECRETS["facebook"]["PAGE_TOKEN"], SECRETS["facebook"]["APP_SECRET"]


@pytest.fixture
def http():
    with ScriptedHttp() as server:
        yield server
        assert server.surplus == 0


def publish(http, step, *, draft=None, **account):
    http.then(step)
    page = connect(an_account("facebook", f"{http.url}/fb", **account))
    return page.publish(draft or a_draft("facebook"), now=NOW)


def refusal(code, subcode=None, message="no", **more):
    error = {"message": message, "type": "OAuthException", "code": code, **more}
    return {"error": error | ({"error_subcode": subcode} if subcode else {})}


def test_a_post_is_posted_with_its_address(http):
    outcome = publish(http, answer(200, {"id": "100200300_7"}))

    url = "https://www.facebook.com/100200300_7"
    assert outcome == Posted((RemotePost("100200300_7", url),))
    request = http.requests[0]
    assert (request.method, request.target) == ("POST", "/fb/v26.0/100200300/feed")
    proof = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
    assert request.form == {
        "message": TEXT,
        "link": LINK,
        "access_token": TOKEN,
        "appsecret_proof": proof,
    }


def test_without_a_link_no_link_is_sent(http):
    publish(http, answer(200, {"id": "1_2"}), draft=a_draft("facebook", link=None))
    assert "link" not in http.requests[0].form


def test_an_answer_without_a_content_type_counts(http):
    step = raw_bytes(b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"id": "1"}')
    assert isinstance(publish(http, step), Posted)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {}),
        (200, {"id": 7}),
        (200, {"id": ""}),
        (200, {"id": "a/b"}),
        (200, {"success": True}),
        (200, b"<html>"),
        (200, b"access_token=1&expires=2"),
        (201, {"id": "1"}),
        (302, {"id": "1"}),
        (302, refusal(190)),
        (400, {}),
        (429, {}),
        (500, {}),
        (500, {"id": "1_2"}),
        (500, refusal(190)),
        (503, b"<html>Sorry, something went wrong</html>"),
        (500, refusal(1)),
        (400, refusal(1)),
        (400, refusal(2, is_transient=True)),
        (200, refusal(2)),
        (200, {"id": "1_2", **refusal(2)}),
        (400, refusal(987654)),
        (400, refusal("190")),
        (400, {"error": "no"}),
        (400, {"error": {"code": True}}),
    ],
)
def test_what_proves_nothing_is_unclear(http, status, body):
    assert isinstance(publish(http, answer(status, body)), Unclear)


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (RateLimited, [(4, 0), (17, 0), (341, 0), (32, 0), (613, 0), (80001, 0), (80006, 0)]),
        (RateLimited, [(1609005, 0), (100, 1609005), (80000, 0), (80014, 0)]),
        (AuthFailed, [(102, 0), (190, 0), (190, 463), (463, 0), (467, 0), (458, 0), (100, 33)]),
        (AuthFailed, [(3, 0), (10, 0), (200, 0), (283, 0), (299, 0), (368, 0)]),
        (Duplicate, [(506, 0)]),
        (Rejected, [(100, 0), (100, 2069)]),
        (Unclear, [(300, 0), (80099, 0)]),
    ],
)
def test_codes(http, kind, codes):
    for code, subcode in codes:
        outcome = publish(http, answer(400, refusal(code, subcode)))
        assert isinstance(outcome, kind), (code, subcode)
        assert f"code {code}" in outcome.detail


@pytest.mark.parametrize(
    ("subcode", "words"),
    [
        (458, "removed"),
        (459, "log in"),
        (464, "confirm"),
        (492, "administrator"),
        (460, "password"),
        (463, "time is over"),
        (467, "withdrawn"),
    ],
)
def test_the_remedy_fits_the_reason(http, subcode, words):
    assert words in publish(http, answer(400, refusal(190, subcode))).remedy


@pytest.mark.parametrize(
    ("usage", "minutes"),
    [
        ({"1": [{"type": "pages", "estimated_time_to_regain_access": 12}]}, 12),
        ({"1": [{"estimated_time_to_regain_access": 0}], "2": [{}, {"estimated_time_to_regain_access": 5}]}, 5),
        ({"1": [{"estimated_time_to_regain_access": 0}]}, None),
        ({"1": 7, "2": [7]}, None),
        ([7], None),
        ({"1": [{"estimated_time_to_regain_access": 10**12}]}, None),
    ],
)  # fmt: skip
def test_when_the_throttle_ends(http, usage, minutes):
    headers = {"X-Business-Use-Case-Usage": json.dumps(usage)}
    outcome = publish(http, answer(400, refusal(4), headers))
    assert isinstance(outcome, RateLimited)
    assert outcome.retry_at == (NOW + timedelta(minutes=minutes) if minutes else None)


def test_an_unreadable_usage_header_is_ignored(http):
    outcome = publish(http, answer(400, refusal(4), {"X-Business-Use-Case-Usage": "[" * 9999}))
    assert outcome.retry_at is None


@pytest.mark.parametrize(
    "step",
    [
        reset_after(),
        reset_after(b"HTTP/1.1 200 OK\r\n"),
        raw_bytes(b""),
        reset_after(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"id": "1_2"}'),
        raw_bytes(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"id": "1_2"}'),
    ],
)
def test_a_broken_answer_is_unclear_and_nothing_is_sent_twice(http, step):
    assert isinstance(publish(http, step), Unclear)
    assert len(http.requests) == 1


def test_no_answer_in_time_is_unclear(http):
    assert isinstance(publish(http, http.hang(), timeout=0.3), Unclear)


def test_a_refused_connection_is_not_sent():
    with ScriptedHttp() as server:
        url = server.url
    outcome = connect(an_account("facebook", url)).publish(a_draft("facebook"), now=NOW)
    assert isinstance(outcome, NotSent)


def test_a_draft_of_several_parts_is_refused_before_anything_is_sent(http):
    page = connect(an_account("facebook", http.url))
    assert isinstance(page.publish(a_draft("facebook", parts=2), now=NOW), Rejected)
    assert http.requests == []
