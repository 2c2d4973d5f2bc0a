"""The stand-in for the Graph API over real HTTP."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.sandbox import Sandbox
from bot.sandbox.facebook import _FEED_PARAMETERS as FEED_PARAMETERS

SPEC = Path(__file__).parents[2] / ".." / "shared" / "specs" / "Page.json"
START = datetime(2026, 11, 23, 9, 30, 15, tzinfo=UTC)
LINK = "https://news.example.com/ferry/?utm_source=facebook&utm_medium=social"


class Page:
    """A client of the stand-in whose clock the test turns."""

    def __init__(self) -> None:
        self.now = START
        self.sandbox = Sandbox(now=lambda: self.now)

    @property
    def id(self) -> str:
        return self.sandbox.credentials("facebook")["PAGE_ID"]

    def auth(self) -> dict[str, str]:
        c = self.sandbox.credentials("facebook")
        token, secret = c["PAGE_TOKEN"].encode(), c["APP_SECRET"].encode()
        proof = hmac.new(secret, token, hashlib.sha256).hexdigest()
        return {"access_token": c["PAGE_TOKEN"], "appsecret_proof": proof}

    def call(self, method: str, path: str, **params: object) -> requests.Response:
        url = f"{self.sandbox.base_url('facebook')}/v26.0/{path}"
        given = {**self.auth(), **params}
        sent = {"data": given} if method == "POST" else {"params": given}
        return requests.request(method, url, timeout=10, **sent)  # type: ignore[arg-type]

    def post(self, message: str, **params: object) -> requests.Response:
        return self.call("POST", f"{self.id}/feed", message=message, **params)

    def posts(self, **params: object) -> Any:
        return self.call("GET", f"{self.id}/published_posts", **params).json()


@pytest.fixture
def page() -> Iterator[Page]:
    page = Page()
    with page.sandbox:
        yield page


def code(response: requests.Response) -> object:
    return response.json()["error"]["code"]


def test_a_post_with_a_link_is_accepted_and_read_back(page: Page) -> None:
    answer = page.post("Ferry “back” é", link=LINK)
    assert answer.status_code == 200
    post_id = answer.json()["id"]
    assert post_id.startswith(f"{page.id}_")
    fields = "id,message,created_time,permalink_url,attachments{unshimmed_url}"
    (post,) = page.posts(fields=fields)["data"]
    assert post["id"] == post_id
    assert post["message"] == "Ferry “back” é"
    assert post["created_time"] == "2026-11-23T09:30:15+0000"
    assert post["permalink_url"].startswith("https://www.facebook.com/")
    assert post["attachments"] == {"data": [{"unshimmed_url": LINK}]}
    (kept,) = page.sandbox.posts()
    assert (kept.platform, kept.text, kept.link) == ("facebook", "Ferry “back” é", LINK)


def test_query_and_bearer_credentials_do_as_well(page: Page) -> None:
    url = f"{page.sandbox.base_url('facebook')}/{page.id}/feed"
    assert requests.post(url, params={**page.auth(), "message": "a"}, timeout=10).ok
    auth = page.auth()
    headers = {"Authorization": f"Bearer {auth.pop('access_token')}"}
    assert requests.post(url, data={**auth, "message": "b"}, headers=headers, timeout=10).ok


def test_any_version_is_answered_and_named(page: Page) -> None:
    url = f"{page.sandbox.base_url('facebook')}/v99.1/me"
    answer = requests.get(url, params=page.auth(), timeout=10)
    assert answer.headers["facebook-api-version"] == "v99.1"
    assert answer.json() == {"name": "The Merrowick Courier", "id": page.id}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"access_token": "wrong"}, 190),
        ({"access_token": ""}, 2500),
        ({"appsecret_proof": "0" * 64}, 100),
        ({"appsecret_proof": "é"}, 100),
        ({"colour": "red"}, 100),
        ({"link": "javascript:alert(1)"}, 100),
        ({"link": "news.example.com"}, 100),
        ({"message": ""}, 100),
        ({"message": "a" * 63_207}, 100),
        ({"published": "false"}, 100),
    ],
)
def test_what_graph_refuses_is_refused_with_its_code(
    page: Page, params: dict[str, object], expected: int
) -> None:
    answer = page.post(**{"message": "a", **params})  # type: ignore[arg-type]
    assert answer.status_code in {400, 401}
    assert code(answer) == expected
    assert page.sandbox.posts() == ()


def test_the_longest_message_passes(page: Page) -> None:
    assert page.post("a" * 63_206).ok


def test_a_link_alone_is_a_post(page: Page) -> None:
    assert page.post("", link=LINK).ok


def test_the_same_message_and_link_again_are_a_506(page: Page) -> None:
    assert page.post("once", link=LINK).ok
    assert code(page.post("once", link=LINK)) == 506
    assert page.post("once", link=LINK + "&other=1").ok


def test_a_token_never_comes_back_in_an_error(page: Page) -> None:
    token = page.auth()["access_token"]
    assert token not in page.post("a", colour="red").text
    assert token not in page.call("GET", "nothing-here").text


def test_posts_come_newest_first_in_pages(page: Page) -> None:
    for n in range(5):
        page.post(f"post {n}")
    first = page.posts(limit=2)
    second = page.posts(limit=2, after=first["paging"]["cursors"]["after"])
    third = requests.get(second["paging"]["next"], timeout=10).json()
    messages = [post["message"] for part in (first, second, third) for post in part["data"]]
    assert messages == [f"post {n}" for n in (4, 3, 2, 1, 0)]
    assert "next" not in third["paging"]
    empty = page.posts(after=third["paging"]["cursors"]["after"])
    assert empty == {"data": []}


def test_since_takes_unix_and_iso_times(page: Page) -> None:
    page.post("early")
    page.now += timedelta(minutes=1)
    page.post("late")
    for since in (int(page.now.timestamp()), page.now.isoformat()):
        assert [post["message"] for post in page.posts(since=since)["data"]] == ["late"]
    until = page.posts(until=int(START.timestamp()))
    assert [post["message"] for post in until["data"]] == ["early"]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"fields": "id,colour"}, 100),
        ({"fields": "attachments{colour}"}, 100),
        ({"fields": "attachments{url"}, 2500),
        ({"limit": "0"}, 100),
        ({"limit": "101"}, 100),
        ({"since": "yesterday"}, 100),
        ({"after": "nonsense"}, 100),
        ({"colour": "red"}, 100),
    ],
)
def test_wrong_readings_are_refused(page: Page, params: dict[str, str], expected: int) -> None:
    page.post("a", link=LINK)
    answer = page.call("GET", f"{page.id}/feed", **params)
    assert code(answer) == expected


def test_a_post_is_edited_and_deleted(page: Page) -> None:
    post_id = page.post("wrong").json()["id"]
    assert page.call("POST", post_id, message="right").json() == {"success": True}
    assert page.call("GET", post_id, fields="message").json()["message"] == "right"
    assert page.call("DELETE", post_id).json() == {"success": True}
    assert page.sandbox.posts() == ()
    for method in ("GET", "POST", "DELETE"):
        assert (
            code(page.call(method, post_id, **({"message": "a"} if method == "POST" else {})))
            == 100
        )


def test_the_token_can_be_examined(page: Page) -> None:
    good = page.call("GET", "debug_token", input_token=page.auth()["access_token"]).json()["data"]
    assert good["is_valid"]
    assert "pages_manage_posts" in good["scopes"]
    assert not page.call("GET", "debug_token", input_token="x").json()["data"]["is_valid"]


def test_the_parameters_taken_are_ones_that_meta_lists() -> None:
    if not SPEC.exists():
        pytest.skip("Meta's description is not beside the project")
    apis = json.loads(SPEC.read_text("utf-8"))["apis"]
    (feed,) = [api for api in apis if (api["method"], api.get("endpoint")) == ("POST", "feed")]
    assert {param["name"] for param in feed["params"]} >= FEED_PARAMETERS
