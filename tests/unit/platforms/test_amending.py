"""Editing, replying and deleting, as the platforms answer it."""

import json
from pathlib import Path

import jsonschema
import pytest

from bot.model.outcome import (
    Amended,
    AuthFailed,
    Duplicate,
    RateLimited,
    Rejected,
    RemotePost,
    Unclear,
)
from bot.platforms import facebook, x, youtube
from tests.fakes.platform_accounts import NOW, a_draft, an_account
from tests.fakes.scripted_http import ScriptedHttp, answer

SPECS = Path(__file__).parents[3] / ".." / "shared" / "specs"
X_POST = RemotePost("1900000000000000001", "https://x.com/i/web/status/1900000000000000001")
PAGE_POST = RemotePost("1_2", "https://www.facebook.com/1_2")
MISSING = {"error": {"code": 100, "error_subcode": 33, "message": "does not exist"}}
NO_SUCH_TWEET = {
    "errors": [
        {"title": "Not Found Error", "type": "https://api.x.com/2/problems/resource-not-found"}
    ]
}


@pytest.fixture
def http():
    with ScriptedHttp() as server:
        yield server


def on_x(http):
    return x.connect(an_account("x", http.url))


def on_facebook(http):
    return facebook.connect(an_account("facebook", http.url))


def test_a_reply_on_x_names_the_post_and_fits_the_specification(http):
    http.then(answer(201, {"data": {"id": "77", "text": "x"}}))
    outcome = on_x(http).amend(X_POST, a_draft("x"), now=NOW)
    assert isinstance(outcome, Amended)
    assert outcome.posts[0].id == "77"
    sent = http.requests[0].json()
    assert sent["reply"] == {"in_reply_to_tweet_id": X_POST.id}
    if SPECS.is_dir():
        spec = json.loads((SPECS / "x_openapi.json").read_text())
        schema = spec["components"]["schemas"]["CreatePostsRequest"]
        jsonschema.validate(sent, {**schema, "components": spec["components"]})


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, {"detail": "You are not permitted to perform this action."}, Rejected),
        (403, {"detail": "duplicate content"}, Duplicate),
        (401, {"title": "Unauthorized"}, AuthFailed),
        (402, {"title": "Payment Required"}, AuthFailed),
        (429, {}, RateLimited),
        (500, {}, Unclear),
    ],
)
def test_a_reply_that_x_refuses_does_not_stop_the_channel(http, status, body, kind):
    http.then(answer(status, body))
    assert isinstance(on_x(http).amend(X_POST, a_draft("x"), now=NOW), kind)


def test_x_deletes(http):
    http.then(answer(200, {"data": {"deleted": True}}))
    assert on_x(http).retract(X_POST, now=NOW) == Amended()
    assert (http.requests[0].method, http.requests[0].path) == ("DELETE", f"/2/tweets/{X_POST.id}")


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ([answer(404, {})], Amended),
        ([answer(200, {"data": {"deleted": False}}), answer(200, NO_SUCH_TWEET)], Amended),
        ([answer(200, {"data": {"deleted": False}}), answer(200, {"data": {"id": "1"}})], Unclear),
        ([answer(200, {"data": {"deleted": False}}), answer(500, {})], Unclear),
        ([answer(403, {"detail": "not yours"})], Rejected),
    ],
    ids=["404", "not there", "still there", "cannot tell", "refused"],
)
def test_what_x_did_not_delete_is_looked_for(http, answers, kind):
    http.then(*answers)
    outcome = on_x(http).retract(X_POST, now=NOW)
    assert isinstance(outcome, kind)
    if kind is Amended:
        assert outcome.detail  # it is not billed


def test_facebook_changes_the_text_and_nothing_else(http):
    http.then(answer(200, {"success": True}))
    assert on_facebook(http).amend(PAGE_POST, a_draft("facebook"), now=NOW) == Amended()
    request = http.requests[0]
    assert (request.method, request.path) == ("POST", "/v26.0/1_2")
    assert request.form.keys() == {"message", "access_token", "appsecret_proof"}
    if SPECS.is_dir():
        apis = json.loads((SPECS / "PagePost.json").read_text())["apis"]
        edit = next(a for a in apis if a["method"] == "POST" and a.get("endpoint") is None)
        assert "message" in {parameter["name"] for parameter in edit["params"]}


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer(200, {}), Unclear),
        (answer(200, {"success": False}), Unclear),
        (answer(400, MISSING), Rejected),
        (answer(400, {"error": {"code": 190}}), AuthFailed),
        (answer(400, {"error": {"code": 32}}), RateLimited),
        (answer(500, {"error": {"code": 2}}), Unclear),
    ],
)
def test_only_success_is_success_on_facebook(http, reply, kind):
    http.then(reply)
    assert isinstance(on_facebook(http).amend(PAGE_POST, a_draft("facebook"), now=NOW), kind)


@pytest.mark.parametrize(
    ("listed", "kind"), [(answer(200, {"data": []}), Amended), (answer(400, MISSING), Rejected)]
)
def test_a_post_that_facebook_does_not_know_is_gone_only_where_the_app_may_look(http, listed, kind):
    http.then(answer(400, MISSING), answer(400, MISSING), listed)
    assert isinstance(on_facebook(http).retract(PAGE_POST, now=NOW), kind)


@pytest.mark.parametrize(
    ("reply", "call", "kind"),
    [
        (answer(200, {"id": "Ugkx1"}), "amend", Amended),
        (answer(404, {}), "amend", Rejected),
        (answer(204, b""), "retract", Amended),
        (answer(404, {}), "retract", Amended),
        (answer(200, {"id": "Ugkx1"}), "retract", Unclear),
        (answer(500, {}), "retract", Unclear),
    ],
)
def test_youtube_changes_and_deletes(http, reply, call, kind):
    http.then(answer(200, {"access_token": "t", "expires_in": 60}), reply)
    channel = youtube.connect(an_account("youtube", http.url))
    post = RemotePost("Ugkx1", "https://www.youtube.com/post/Ugkx1")
    arguments = (post, a_draft("youtube")) if call == "amend" else (post,)
    assert isinstance(getattr(channel, call)(*arguments, now=NOW), kind)
    assert http.requests[1].method == {"amend": "PUT", "retract": "DELETE"}[call]
