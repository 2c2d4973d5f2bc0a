"""The stand-in for YouTube's pilot over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from bot.sandbox import Sandbox

START = datetime(2026, 11, 23, 9, 30, 15, tzinfo=UTC)


class Channel:
    """A client of the stand-in whose clock the test turns."""

    def __init__(self) -> None:
        self.now = START
        self.sandbox = Sandbox(now=lambda: self.now)
        self.bearer = ""

    def token(self, **wrong: str) -> requests.Response:
        c = self.sandbox.credentials("youtube")
        form = {
            "grant_type": "refresh_token",
            "client_id": c["CLIENT_ID"],
            "client_secret": c["CLIENT_SECRET"],
            "refresh_token": c["REFRESH_TOKEN"],
        }
        return requests.post(c["TOKEN_URI"], data=form | wrong, timeout=10)

    def call(self, method: str, json: object = None, **params: object) -> requests.Response:
        url = self.sandbox.base_url("youtube") + "/youtube/v3/posts"
        headers = {"Authorization": f"Bearer {self.bearer}"}
        return requests.request(
            method,
            url,
            json=json,
            params=params,  # type: ignore[arg-type]
            headers=headers,
            timeout=10,
        )

    def post(self, text: object) -> requests.Response:
        return self.call("POST", {"snippet": {"textDisplay": text}}, part="snippet")

    def posts(self, **params: object) -> Any:
        channel = self.sandbox.credentials("youtube")["CHANNEL_ID"]
        return self.call("GET", part="snippet", channelId=channel, **params).json()


@pytest.fixture
def channel() -> Iterator[Channel]:
    channel = Channel()
    with channel.sandbox:
        channel.bearer = channel.token().json()["access_token"]
        yield channel


def reason(response: requests.Response) -> object:
    error = response.json()["error"]
    assert error["code"] == response.status_code
    return error["errors"][0]["reason"]


def test_a_post_is_accepted_and_listed(channel: Channel) -> None:
    answer = channel.post("Ferry “back”\n\nhttps://news.example.com/ferry/")
    assert answer.status_code == 200
    post = answer.json()
    assert post["kind"] == "youtube#post"
    assert post["id"].startswith("Ugkx")
    assert post["snippet"]["publishedAt"] == "2026-11-23T09:30:15Z"
    assert channel.posts()["items"] == [post]
    (kept,) = channel.sandbox.posts()
    assert (kept.platform, kept.id) == ("youtube", post["id"])
    assert kept.link == "https://news.example.com/ferry/"


def test_equal_posts_have_different_ids(channel: Channel) -> None:
    assert channel.post("same").json()["id"] != channel.post("same").json()["id"]


@pytest.mark.parametrize(
    ("wrong", "status", "error"),
    [
        ({"refresh_token": "old"}, 400, "invalid_grant"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_wrong_credentials_get_no_token(
    channel: Channel, wrong: dict[str, str], status: int, error: str
) -> None:
    answer = channel.token(**wrong)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_an_unknown_or_expired_token_is_a_401(channel: Channel) -> None:
    good = channel.bearer
    channel.bearer = "wrong"
    assert reason(channel.post("a")) == "authError"
    channel.bearer = good
    channel.now += timedelta(hours=1)
    assert channel.post("a").status_code == 401
    assert channel.sandbox.posts() == ()


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"snippet": "text"},
        {"snippet": {}},
        {"snippet": {"textDisplay": " "}},
        {"snippet": {"textDisplay": 7}},
        {"snippet": {"textDisplay": "a", "colour": "red"}},
        {"snippet": {"textDisplay": "a"}, "status": {}},
    ],
)
def test_bodies_that_are_no_post_are_a_400(channel: Channel, body: object) -> None:
    assert channel.call("POST", body, part="snippet").status_code == 400
    assert channel.sandbox.posts() == ()


def test_part_is_required_and_unknown_parameters_are_refused(channel: Channel) -> None:
    body = {"snippet": {"textDisplay": "a"}}
    assert reason(channel.call("POST", body)) == "missingRequiredParameter"
    assert reason(channel.call("POST", body, part="snippet", colour="red")) == "badRequest"
    assert channel.call("POST", body, part="snippet", alt="json").ok


def test_the_list_comes_newest_first_in_pages(channel: Channel) -> None:
    for n in range(5):
        channel.post(f"post {n}")
    first = channel.posts(maxResults=3)
    second = channel.posts(maxResults=3, pageToken=first["nextPageToken"])
    texts = [post["snippet"]["textDisplay"] for post in first["items"] + second["items"]]
    assert texts == [f"post {n}" for n in (4, 3, 2, 1, 0)]
    assert "nextPageToken" not in second
    assert first["pageInfo"] == {"totalResults": 5, "resultsPerPage": 3}


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({}, 400),
        ({"channelId": "UCother"}, 404),
        ({"channelId": "UCother", "id": "a"}, 400),
        ({"id": "a", "maxResults": "many"}, 400),
    ],
)
def test_wrong_lists_are_refused(channel: Channel, params: dict[str, str], status: int) -> None:
    answer = channel.call("GET", part="snippet", **params)
    assert answer.status_code == status
    reason(answer)


def test_a_post_is_updated_and_deleted(channel: Channel) -> None:
    post_id = channel.post("wrong").json()["id"]
    body = {"id": post_id, "snippet": {"textDisplay": "right"}}
    assert channel.call("PUT", body, part="snippet").json()["snippet"]["textDisplay"] == "right"
    assert channel.call("GET", part="snippet", id=post_id).json()["items"][0]["id"] == post_id
    deleted = channel.call("DELETE", id=post_id)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert channel.posts()["items"] == []
    assert reason(channel.call("DELETE", id=post_id)) == "postNotFound"
    assert reason(channel.call("PUT", body, part="snippet")) == "postNotFound"
