"""YouTube: handed to a person, or through the pilot's API."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.outcome import (
    Absent,
    AuthFailed,
    CannotTell,
    Found,
    HandedOff,
    NotSent,
    Posted,
    RateLimited,
    Rejected,
    RemotePost,
    Unclear,
)
from bot.pipeline.ports import Account
from bot.platforms.youtube import connect
from tests.fakes.platform_accounts import NOW, SECRETS, TEXT, a_delivery, a_draft, an_account
from tests.fakes.scripted_http import ScriptedHttp, answer, raw_bytes, reset_after

TOKEN = answer(200, {"access_token": "ya29.fresh", "expires_in": 3599, "token_type": "Bearer"})
URL = "https://www.youtube.com/post/UgkxA-7_b"


@pytest.fixture
def http():
    with ScriptedHttp() as server:
        yield server
        assert server.surplus == 0, "something was sent again"


def publish(http, *steps, **account):
    http.then(*steps)
    channel = connect(an_account("youtube", f"{http.url}/yt", **account))
    return channel.publish(a_draft("youtube"), now=NOW)


def refusal(status, reason, message="no"):
    return {"error": {"code": status, "message": message, "errors": [{"reason": reason}]}}


@pytest.mark.parametrize(
    ("credentials", "url"),
    [
        ({"CHANNEL_ID": "UCa_b"}, "https://www.youtube.com/channel/UCa_b/posts?show_create_dialog=1"),
        ({"CHANNEL_ID": "a/../b?"}, "https://www.youtube.com/channel/a%2F..%2Fb%3F/posts?show_create_dialog=1"),
        ({}, "https://www.youtube.com/"),
    ],
)  # fmt: skip
def test_a_hand_off_opens_the_composer(credentials, url):
    channel = connect(Account("yt", credentials, mode="handoff"))
    assert channel.publish(a_draft("youtube"), now=NOW) == HandedOff(url)
    assert channel.find(a_delivery("youtube"), bound=(), now=NOW) == Absent()


def test_a_post_is_posted_with_its_address(http):
    outcome = publish(http, TOKEN, answer(200, {"id": "UgkxA-7_b"}))

    assert outcome == Posted((RemotePost("UgkxA-7_b", URL),))
    token, post = http.requests
    assert (token.method, token.target) == ("POST", "/yt/token")
    assert token.form["refresh_token"] == SECRETS["youtube"]["REFRESH_TOKEN"]
    assert (post.method, post.path) == ("POST", "/yt/youtube/v3/posts")
    assert post.query["part"] == "snippet"
    assert post.headers["authorization"] == "Bearer ya29.fresh"
    assert post.json() == {"snippet": {"textDisplay": TEXT}}


def test_a_token_uri_that_is_given_is_used_as_it_is(http):
    http.then(TOKEN, answer(200, {"id": "1"}))
    credentials = {**SECRETS["youtube"], "TOKEN_URI": f"{http.url}/elsewhere/token"}
    connect(Account("yt", credentials, f"{http.url}/yt")).publish(a_draft("youtube"), now=NOW)
    assert [r.path for r in http.requests] == ["/elsewhere/token", "/yt/youtube/v3/posts"]


def test_the_environment_leads_the_calls_nowhere_else(http, monkeypatch):
    monkeypatch.setenv("GOOGLE_API_USE_MTLS_ENDPOINT", "always")
    monkeypatch.setenv("GOOGLE_API_USE_CLIENT_CERTIFICATE", "true")
    assert isinstance(publish(http, TOKEN, answer(200, {"id": "1"})), Posted)


@pytest.mark.parametrize("status", [400, 401])
@pytest.mark.parametrize("error", ["invalid_grant", "invalid_client", "unauthorized_client"])
def test_a_refused_token_is_a_matter_of_credentials(http, status, error):
    outcome = publish(http, answer(status, {"error": error}))
    assert isinstance(outcome, AuthFailed)
    assert error in outcome.detail
    assert len(http.requests) == 1


@pytest.mark.parametrize(
    "step",
    [
        answer(500, {"error": "internal_failure"}),
        answer(503, b"<html>"),
        answer(429, {}),
        answer(400, b"<html>"),
        answer(302, b"", {"Location": "/token2"}),
        answer(200, {}),
        answer(200, {"access_token": ""}),
        answer(200, {"access_token": 7}),
        answer(200, b"<html>"),
        answer(200, b"\xff"),
        answer(200, {"access_token": "a", "expires_in": "soon"}),
        reset_after(),
        raw_bytes(b""),
    ],
)
def test_without_a_token_nothing_is_sent(http, step):
    assert isinstance(publish(http, step), NotSent)
    assert len(http.requests) == 1


def test_a_token_that_cannot_stand_in_a_header_is_not_sent(http):
    assert isinstance(publish(http, answer(200, {"access_token": "a\r\nX: b"})), NotSent)
    assert len(http.requests) == 1


def test_a_token_endpoint_that_hangs_is_not_sent(http):
    assert isinstance(publish(http, http.hang(), timeout=0.3), NotSent)


def test_a_refused_connection_is_not_sent():
    with ScriptedHttp() as server:
        url = server.url
    outcome = connect(an_account("youtube", url)).publish(a_draft("youtube"), now=NOW)
    assert isinstance(outcome, NotSent)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, refusal(400, "postTextRequired"), Rejected),
        (401, refusal(401, "authError"), AuthFailed),
        (403, refusal(403, "forbidden"), AuthFailed),
        (403, b"<html>", AuthFailed),
        (403, {"error": {"errors": [{"reason": ["quotaExceeded"]}, 7]}}, AuthFailed),
        (403, refusal(403, "quotaExceeded"), RateLimited),
        (403, refusal(403, "rateLimitExceeded"), RateLimited),
        (403, refusal(403, "userRateLimitExceeded"), RateLimited),
        (429, {}, RateLimited),
        (200, {}, Unclear),
        (200, {"id": 7}, Unclear),
        (200, {"id": "a/b"}, Unclear),
        (200, [], Unclear),
        (200, b"<html>", Unclear),
        (200, b"\xff\xfe", Unclear),
        (200, b"[" * 100_000, Unclear),
        (204, b"", Unclear),
        (302, b"", Unclear),
        (404, {}, Unclear),
        (409, refusal(409, "duplicate"), Unclear),
        (500, refusal(500, "backendError"), Unclear),
        (503, b"<html>", Unclear),
    ],
)
def test_answers(http, status, body, kind):
    assert isinstance(publish(http, TOKEN, answer(status, body)), kind)


@pytest.mark.parametrize(
    "step",
    [raw_bytes(b""), reset_after(), reset_after(b"HTTP/1.1 200 O"), raw_bytes(b"nonsense\r\n\r\n")],
)
def test_a_broken_answer_is_unclear_and_nothing_is_sent_twice(http, step):
    assert isinstance(publish(http, TOKEN, step), Unclear)
    assert len(http.requests) == 2


def test_a_refused_access_token_is_not_tried_again(http):
    assert isinstance(publish(http, TOKEN, answer(401, {})), AuthFailed)


def test_no_answer_in_time_is_unclear(http):
    # The discovery document is read once beforehand: the first import takes its time.
    publish(http, TOKEN, answer(200, {"id": "1"}))
    assert isinstance(publish(http, TOKEN, http.hang(), timeout=1.0), Unclear)


@pytest.mark.parametrize(
    ("now", "reset"),
    [
        (datetime(2026, 11, 20, 10, 0, tzinfo=UTC), datetime(2026, 11, 21, 8, 0, tzinfo=UTC)),
        (datetime(2026, 11, 20, 7, 59, tzinfo=UTC), datetime(2026, 11, 20, 8, 0, tzinfo=UTC)),
        (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), datetime(2026, 7, 2, 7, 0, tzinfo=UTC)),
        (datetime(2026, 3, 8, 12, 0, tzinfo=UTC), datetime(2026, 3, 9, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_quota_is_refilled_at_midnight_in_california(http, now, reset):
    http.then(TOKEN, answer(403, refusal(403, "quotaExceeded")))
    channel = connect(an_account("youtube", http.url))
    assert channel.publish(a_draft("youtube"), now=now).retry_at == reset


def test_a_rate_limit_ends_when_the_header_says(http):
    outcome = publish(
        http, TOKEN, answer(403, refusal(403, "rateLimitExceeded"), {"Retry-After": "30"})
    )
    assert outcome.retry_at == NOW + timedelta(seconds=30)


def find(http, *steps, bound=()):
    http.then(*steps)
    channel = connect(an_account("youtube", f"{http.url}/yt"))
    return channel.find(a_delivery("youtube"), bound=bound, now=NOW)


def shown(post_id="UgkxA-7_b", text=TEXT, at="2026-11-20T10:00:01Z"):
    return {"id": post_id, "snippet": {"textDisplay": text, "publishedAt": at}}


def items(*posts, **more):
    return answer(200, {"items": list(posts), **more})


def test_it_is_found(http):
    assert find(http, TOKEN, items(shown("x", "else"), shown())) == Found(
        (RemotePost("UgkxA-7_b", URL),)
    )
    request = http.requests[1]
    assert (request.method, request.path) == ("GET", "/yt/youtube/v3/posts")
    assert request.query["channelId"] == "UCsesamechannel"


def test_bound_and_older_posts_do_not_count(http):
    old = shown("old", at="2026-11-20T08:54:00Z")
    assert find(http, TOKEN, items(shown(), old), bound={"UgkxA-7_b"}) == Absent()


def test_all_pages_are_read(http):
    assert isinstance(find(http, TOKEN, items(nextPageToken="p2"), items(shown())), Found)
    assert http.requests[2].query["pageToken"] == "p2"


@pytest.mark.parametrize(
    "steps",
    [
        (answer(400, {"error": "invalid_grant"}),),
        (reset_after(),),
        (TOKEN, reset_after()),
        (TOKEN, answer(403, {})),
        (TOKEN, answer(200, {})),
        (TOKEN, items(7)),
        (TOKEN, items({"id": "1"})),
        (TOKEN, items({"id": "a/b", "snippet": {}})),
        (TOKEN, items(nextPageToken="p2"), answer(500, {})),
    ],
)
def test_an_incomplete_reading_cannot_tell(http, steps):
    assert isinstance(find(http, *steps), CannotTell)


def test_a_draft_of_several_parts_is_refused_before_anything_is_sent(http):
    channel = connect(an_account("youtube", http.url))
    assert isinstance(channel.publish(a_draft("youtube", parts=2), now=NOW), Rejected)
    assert http.requests == []
