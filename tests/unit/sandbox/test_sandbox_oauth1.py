from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from requests_oauthlib import OAuth1

from bot.sandbox.exchange import Request
from bot.sandbox.oauth1 import is_signed

CREDENTIALS = {
    "API_KEY": "key",
    "API_SECRET": "secret&with=signs",
    "ACCESS_TOKEN": "7-token",
    "ACCESS_TOKEN_SECRET": "other secret",
}


def signed(
    method: str, url: str, *, json: object = None, data: object = None, **wrong: str
) -> Request:
    c = CREDENTIALS | wrong
    auth = OAuth1(c["API_KEY"], c["API_SECRET"], c["ACCESS_TOKEN"], c["ACCESS_TOKEN_SECRET"])
    prepared = requests.Request(method, url, json=json, data=data, auth=auth).prepare()
    assert prepared.url is not None
    parts = urlsplit(prepared.url)
    headers = {
        name.lower(): value if isinstance(value, str) else value.decode()
        for name, value in prepared.headers.items()
    }
    body = prepared.body or b""
    return Request(
        method=method,
        url=f"{parts.scheme}://{parts.netloc}{parts.path}",
        path=parts.path,
        query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
        headers=headers,
        body=body.encode() if isinstance(body, str) else body,
        now=datetime(2026, 11, 23, tzinfo=UTC),
    )


URL = "http://127.0.0.1:8080/x/2/tweets"


@pytest.mark.parametrize(
    "request_",
    [
        signed("POST", URL, json={"text": "a"}),
        signed("GET", URL + "?b=2&a=1&a=%C3%A9&c=x%20y%2B&empty="),
        signed("POST", URL, data={"z": "1 +", "é": "~"}),
    ],
    ids=["json", "query", "form"],
)
def test_a_right_signature_passes(request_: Request) -> None:
    assert is_signed(request_, CREDENTIALS)


@pytest.mark.parametrize("name", sorted(CREDENTIALS))
def test_one_wrong_credential_is_enough_to_fail(name: str) -> None:
    assert not is_signed(signed("POST", URL, json={"text": "a"}, **{name: "wrong"}), CREDENTIALS)


@pytest.mark.parametrize("header", ["", "Bearer abc", "OAuth ", "OAuth oauth_token=", "OAuth ,,,="])
def test_a_header_without_a_signature_fails(header: str) -> None:
    request = Request(
        "GET", URL, "/", (), {"authorization": header}, b"", datetime(2026, 11, 23, tzinfo=UTC)
    )
    assert not is_signed(request, CREDENTIALS)


def test_a_signature_for_another_address_fails() -> None:
    good = signed("GET", URL + "?a=1")
    moved = Request(good.method, URL, "/", (("a", "2"),), good.headers, good.body, good.now)
    assert not is_signed(moved, CREDENTIALS)
