"""The browser's way back: one code, for the request that was made, on this machine alone."""

from __future__ import annotations

import base64
import hashlib
import socket
import threading
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from bot.model.errors import CredentialsError, UsageError
from bot.platforms.consent import Callback, Request, code_in

BACK = "http://127.0.0.1:8765/callback"


def test_the_address_carries_what_proves_the_code_and_no_secret():
    request = Request()
    address = request.address("https://x.example/authorize", "client 1", BACK, scope="a b")
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    digest = hashlib.sha256(request.verifier.encode()).digest()
    assert query == {
        "response_type": "code",
        "client_id": "client 1",
        "redirect_uri": BACK,
        "state": request.state,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
        "scope": "a b",
    }
    assert request.verifier not in address
    assert 43 <= len(request.verifier) <= 128
    assert Request().state != request.state
    assert request.state not in repr(request)
    assert request.verifier not in repr(request)


def test_a_code_counts_for_its_own_request_only():
    assert code_in(f"{BACK}?code=abc&state=mine", "mine") == "abc"
    assert code_in(f"{BACK}?code=abc&state=other", "mine") is None
    assert code_in(f"{BACK}?code=abc", "mine") is None
    assert code_in(f"{BACK}?state=mine", "mine") is None
    assert code_in(f"{BACK}?error=access_denied&state=other", "mine") is None
    assert code_in("é not an address", "mine") is None
    with pytest.raises(CredentialsError, match="not granted"):
        code_in(f"{BACK}?error=access_denied&state=mine", "mine")


class Waiting:
    """A callback that waits in a thread of its own."""

    def __init__(self, callback: Callback) -> None:
        self.got: list[object] = []
        self._callback = callback
        self._thread = threading.Thread(target=self._wait)
        self._thread.start()

    def _wait(self) -> None:
        try:
            self.got.append(self._callback.wait("mine", patience=30))
        except CredentialsError as error:
            self.got.append(str(error))

    def end(self) -> object:
        self._thread.join(timeout=30)
        return self.got


def get(callback: Callback, path: str) -> requests.Response:
    origin = callback.redirect_uri.removesuffix("/callback")
    return requests.get(origin + path, timeout=10, headers={"Connection": "close"})


def test_strangers_are_turned_away_and_the_right_one_is_awaited():
    with Callback(0) as callback:
        waiting = Waiting(callback)
        for path in ("/", "/favicon.ico", "/callback", "/callback?code=evil&state=guess"):
            assert get(callback, path).status_code == 400
        assert requests.post(callback.redirect_uri, timeout=10).status_code == 501
        assert get(callback, "/callback?code=good&state=mine").status_code == 200
        assert waiting.end() == ["good"]


def test_a_refusal_ends_the_waiting():
    with Callback(0) as callback:
        waiting = Waiting(callback)
        assert get(callback, "/callback?error=access_denied&state=mine").status_code == 200
        assert "not granted" in str(waiting.end())


def test_a_person_who_does_not_come():
    with Callback(0) as callback, pytest.raises(CredentialsError, match="in time"):
        callback.wait("mine", patience=0.05)


def test_it_listens_on_this_machine_only():
    with Callback(0) as callback:
        assert callback._server.server_address[0] == "127.0.0.1"


def test_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"127\.0\.0\.1:{port}.*--port.*--paste"):
            Callback(port)
