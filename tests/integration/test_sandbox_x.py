"""The stand-in for X over real HTTP, held against X's own description where that is at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests
from requests_oauthlib import OAuth1

from bot.sandbox import Sandbox
from bot.sandbox.x import _CREATE_FIELDS as CREATE_FIELDS
from bot.sandbox.x_query import _POST_FIELDS as POST_FIELDS

SPEC = Path(__file__).parents[2] / ".." / "shared" / "specs" / "x_openapi.json"
START = datetime(2026, 11, 23, 9, 30, 15, 999_000, tzinfo=UTC)


class Account:
    """A client of the stand-in whose clock the test turns."""

    def __init__(self) -> None:
        self.now = START
        self.sandbox = Sandbox(now=lambda: self.now)

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        c = self.sandbox.credentials("x")
        auth = OAuth1(c["API_KEY"], c["API_SECRET"], c["ACCESS_TOKEN"], c["ACCESS_TOKEN_SECRET"])
        url = self.sandbox.base_url("x") + path
        return requests.request(method, url, **{"auth": auth, "timeout": 10} | more)

    def post(self, text: str, **more: object) -> requests.Response:
        return self.call("POST", "/2/tweets", json={"text": text, **more})

    def timeline(self, **params: object) -> Any:
        user = self.call("GET", "/2/users/me").json()["data"]["id"]
        return self.call("GET", f"/2/users/{user}/tweets", params=params).json()


@pytest.fixture
def account() -> Iterator[Account]:
    account = Account()
    with account.sandbox:
        yield account


def check_shape(response: requests.Response, operation: str, method: str) -> None:
    """The answer is what X's description promises, and names nothing that it does not know."""
    if not SPEC.exists():
        pytest.skip("X's description is not beside the project")
    spec = json.loads(SPEC.read_text("utf-8"))
    answers = spec["paths"][operation][method]["responses"]
    content = answers.get(str(response.status_code), answers["default"])["content"]
    media = response.headers["Content-Type"].partition(";")[0]
    schema = content[media]["schema"] | {"components": spec["components"]}
    jsonschema.Draft4Validator(schema).validate(response.json())


def test_a_post_is_accepted_shown_and_answered_as_x_does(account: Account) -> None:
    answer = account.post("Ferry & boat <back>\n\nhttps://news.example.com/ferry/?utm_source=x")
    assert answer.status_code == 201
    data = answer.json()["data"]
    assert data["text"].startswith("Ferry &amp; boat &lt;back&gt;\n\nhttps://t.co/")
    assert data["edit_history_tweet_ids"] == [data["id"]]
    (post,) = account.sandbox.posts()
    assert (post.platform, post.id, post.at) == ("x", data["id"], START)
    assert post.link == "https://news.example.com/ferry/?utm_source=x"
    assert post.text == f"Ferry & boat <back>\n\n{post.link}"
    check_shape(answer, "/2/tweets", "post")


def test_the_names_taken_are_those_that_x_describes() -> None:
    if not SPEC.exists():
        pytest.skip("X's description is not beside the project")
    spec = json.loads(SPEC.read_text("utf-8"))["components"]
    assert spec["schemas"]["CreatePostsRequest"]["properties"].keys() == CREATE_FIELDS
    described = spec["parameters"]["PostFieldsParameter"]["schema"]["items"]["enum"]
    older = {"author_id", "edit_history_tweet_ids", "in_reply_to_user_id", "note_tweet"}
    assert older | {"referenced_tweets", *described} >= POST_FIELDS


def test_every_answer_names_the_rate_limit(account: Account) -> None:
    headers = account.call("GET", "/2/users/me").headers
    assert int(headers["x-rate-limit-reset"]) > START.timestamp()
    assert {"x-rate-limit-limit", "x-rate-limit-remaining"} <= {name.lower() for name in headers}


def test_ids_grow_even_while_the_clock_stands(account: Account) -> None:
    ids = [int(account.post(f"post {n}").json()["data"]["id"]) for n in range(3)]
    account.now += timedelta(milliseconds=1)
    ids.append(int(account.post("last").json()["data"]["id"]))
    assert ids == sorted(set(ids))


@pytest.mark.parametrize(
    "body",
    [
        {"text": ""},
        {"text": "  \n"},
        {},
        {"text": 7},
        {"text": "a", "unheard_of": True},
        {"text": "a", "media": {"media_ids": ["1"]}},
        {"text": "a", "reply": {}},
    ],
)
def test_what_x_calls_invalid_is_a_400_problem(account: Account, body: dict[str, object]) -> None:
    answer = account.call("POST", "/2/tweets", json=body)
    assert answer.status_code == 400
    assert answer.json()["type"] == "https://api.x.com/2/problems/invalid-request"
    assert account.sandbox.posts() == ()
    check_shape(answer, "/2/tweets", "post")


@pytest.mark.parametrize("data", [b"", b"[]", b'{"text":', b'{"text":"\\ud800"}', b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_a_400(account: Account, data: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert account.call("POST", "/2/tweets", data=data, headers=headers).status_code == 400


def test_a_form_encoded_post_is_a_400(account: Account) -> None:
    assert account.call("POST", "/2/tweets", data={"text": "a"}).status_code == 400


def test_the_length_is_the_weighted_one(account: Account) -> None:
    link = "https://news.example.com/" + "long/" * 40
    assert account.post("a" * 256 + " " + link).status_code == 201
    assert account.post("b" * 257 + " " + link).status_code == 403
    assert account.post("漢" * 140).status_code == 201
    assert account.post("漢" * 141).status_code == 403
    assert len(account.sandbox.posts()) == 2


def test_the_same_text_again_is_refused_until_it_is_deleted(account: Account) -> None:
    post_id = account.post("once").json()["data"]["id"]
    refused = account.post("once")
    assert refused.status_code == 403
    detail = "You are not allowed to create a Tweet with duplicate content."
    assert refused.json()["detail"] == detail
    deleted = account.call("DELETE", f"/2/tweets/{post_id}")
    assert deleted.json() == {"data": {"deleted": True}}
    assert account.post("once").status_code == 201
    check_shape(deleted, "/2/tweets/{id}", "delete")


def test_deleting_what_is_not_there_says_so(account: Account) -> None:
    assert account.call("DELETE", "/2/tweets/123").json() == {"data": {"deleted": False}}


def test_requests_without_a_right_signature_are_a_401(account: Account) -> None:
    url = account.sandbox.base_url("x") + "/2/tweets"
    wrong = OAuth1("sandbox-x-api-key", "wrong", "wrong", "wrong")
    for auth in (None, wrong, ("user", "password")):
        answer = requests.post(url, json={"text": "a"}, auth=auth, timeout=10)
        assert answer.status_code == 401
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert account.sandbox.posts() == ()


def test_who_am_i(account: Account) -> None:
    answer = account.call("GET", "/2/users/me")
    assert answer.json()["data"]["username"] == "Merrowick"
    check_shape(answer, "/2/users/me", "get")


def test_the_timeline_is_newest_first_with_what_was_asked_for(account: Account) -> None:
    account.post("one & https://news.example.com/one?a=1&b=2")
    account.now += timedelta(minutes=1)
    account.post("two")
    answer = account.timeline(**{"tweet.fields": "created_at,entities"})
    two, one = answer["data"]
    assert (two["text"], "entities" in two) == ("two", False)
    assert one["created_at"] == "2026-11-23T09:30:15.000Z"
    (url,) = one["entities"]["urls"]
    assert url["expanded_url"] == "https://news.example.com/one?a=1&b=2"
    assert one["text"][url["start"] : url["end"]] == url["url"]
    assert answer["meta"] == {"result_count": 2, "newest_id": two["id"], "oldest_id": one["id"]}
    assert "created_at" not in account.timeline()["data"][0]


def test_timeline_answers_have_the_described_shape(account: Account) -> None:
    account.post("one https://news.example.com/one")
    user = account.call("GET", "/2/users/me").json()["data"]["id"]
    for params in ({"tweet.fields": "created_at,entities,text"}, {"max_results": 1}):
        answer = account.call("GET", f"/2/users/{user}/tweets", params=params)
        check_shape(answer, "/2/users/{id}/tweets", "get")
    answer = account.call("GET", "/2/users/42/tweets")
    assert "data" not in answer.json()
    check_shape(answer, "/2/users/{id}/tweets", "get")


def test_the_timeline_comes_in_pages_that_join(account: Account) -> None:
    for n in range(12):
        account.post(f"post {n}")
    texts: list[str] = []
    params: dict[str, object] = {"max_results": 5}
    while True:
        page = account.timeline(**params)
        texts += [post["text"] for post in page["data"]]
        if "next_token" not in page["meta"]:
            break
        params["pagination_token"] = page["meta"]["next_token"]
        account.post(f"late, while reading {len(texts)}")
    assert texts == [f"post {n}" for n in reversed(range(12))]


@pytest.mark.parametrize(
    ("start", "found"),
    [
        ("2026-11-23T09:30:15Z", 1),
        ("2026-11-23T09:30:15.500Z", 0),
        ("2026-11-23T09:30:16Z", 0),
        ("2026-11-23T10:30:15+01:00", 1),
    ],
)
def test_start_time_counts_whole_seconds_and_includes_its_own(
    account: Account, start: str, found: int
) -> None:
    account.post("one")
    assert account.timeline(start_time=start)["meta"]["result_count"] == found


@pytest.mark.parametrize(
    "params",
    [
        {"max_results": 4},
        {"max_results": 101},
        {"max_results": "many"},
        {"max_results": "9" * 5000},
        {"since_id": "x"},
        {"start_time": "yesterday"},
        {"pagination_token": "nonsense"},
        {"tweet.fields": "colour"},
        {"colour": "red"},
    ],
)
def test_wrong_query_parameters_are_a_400_that_names_them(
    account: Account, params: dict[str, object]
) -> None:
    user = account.call("GET", "/2/users/me").json()["data"]["id"]
    answer = account.call("GET", f"/2/users/{user}/tweets", params=params)
    assert answer.status_code == 400
    assert answer.json()["parameter"] in params


def test_a_reply_needs_a_post_to_reply_to(account: Account) -> None:
    first = account.post("first").json()["data"]["id"]
    reply = {"in_reply_to_tweet_id": first}
    assert account.post("second", reply=reply).status_code == 201
    reply = {"in_reply_to_tweet_id": "99"}
    assert account.post("third", reply=reply).status_code == 403


def test_a_path_that_x_does_not_have_is_a_404(account: Account) -> None:
    assert account.call("GET", "/2/nothing").status_code == 404
    assert account.call("PUT", "/2/tweets").status_code == 404
