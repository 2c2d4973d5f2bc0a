"""The one way out to the platforms: every request is made once, and ends in time.

The libraries bring their own ideas of retries, redirects and time-outs; a ``Session`` replaces all of them.
It also remembers two facts that decide what a failed call means: whether anything was handed to
the network, and the answer as it came, before a library looked at it.
"""

from __future__ import annotations

import io
import json
import logging
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_encoding_from_headers

MAX_ANSWER = 4 * 1024 * 1024
"""Bytes. A hundred long posts with their links stay well below this."""

# At DEBUG these print headers, bodies and signing keys.
for _leaky in ("tweepy", "oauthlib", "requests_oauthlib", "googleapiclient", "google", "urllib3"):
    logging.getLogger(_leaky).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a platform answered. Names in ``headers`` are blind to case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def as_object(self) -> dict[str, Any]:
        """The JSON object of the body; an empty one where it is anything else."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}


class Session(requests.Session):
    """Makes the requests of one call to a platform; ``timeout`` is seconds for all of them together.

    ``base_url`` replaces scheme and host of every URL and goes in front of its path. This happens before
    the request is signed, so that signatures stay valid. No redirect is followed, nothing is tried
    twice, proxies and ``.netrc`` of the environment are ignored.
    """

    def __init__(self, *, timeout: float, base_url: str = "") -> None:
        super().__init__()
        self.trust_env = False
        self._base_url = base_url.rstrip("/")
        self._wire = _Wire(timeout)
        self.mount("https://", self._wire)
        self.mount("http://", self._wire)

    @property
    def sent(self) -> bool:
        """Whether any byte of a request may have reached the network since ``forget``."""
        return self._wire.sent

    @property
    def answer(self) -> Answer | None:
        """The last complete answer since ``forget``."""
        return self._wire.answer

    def forget(self) -> None:
        """Begin anew with nothing sent and nothing answered; the time goes on."""
        self._wire.sent = False
        self._wire.answer = None

    def request(
        self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Make the request once. Raises requests.RequestException."""
        for name in ("timeout", "proxies", "verify", "cert", "stream"):
            kwargs.pop(name, None)
        kwargs["allow_redirects"] = False
        address = url.decode() if isinstance(url, bytes) else url
        return super().request(method, self._rebased(address), *args, **kwargs)

    def _rebased(self, url: str) -> str:
        if not self._base_url:
            return url
        parts = urlsplit(url)
        return self._base_url + urlunsplit(("", "", parts.path, parts.query, ""))


class _Wire(BaseAdapter):
    """One request over one connection of its own, cut when the time is over.

    A connection that is kept alive may have gone stale, and a reset on it could not be told from a
    reset after the post was accepted. Each request therefore has a fresh one.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds
        self._ends = monotonic() + seconds
        self.sent = False
        self.answer: Answer | None = None

    def send(
        self,
        request: requests.PreparedRequest,
        *_args: object,
        **_kwargs: object,
    ) -> requests.Response:
        """Raises requests.ConnectionError; ``sent`` tells whether that was before or after sending."""
        self.answer = None
        try:
            answer, reason = self._exchange(request)
        except (OSError, HTTPException, ValueError) as error:
            raise requests.ConnectionError(self._explain(error)) from error
        self.answer = answer
        return _response(request, answer, reason)

    def close(self) -> None:
        """Nothing stays open between requests."""

    def _exchange(self, request: requests.PreparedRequest) -> tuple[Answer, str]:
        url = urlsplit(request.url or "")
        connection = self._dial(url)
        # Time-outs of a socket begin anew with each byte that trickles in; the watchdog's does not.
        watchdog = Timer(max(self._left(), 0), _cut, (connection.sock,))
        watchdog.daemon = True
        watchdog.start()
        try:
            self._require_time()
            self.sent = True
            connection.request(
                request.method or "GET",
                request.path_url,
                body=request.body,
                headers=_plain(request.headers),
            )
            return self._read(connection)
        finally:
            watchdog.cancel()
            connection.close()

    def _dial(self, url: SplitResult) -> HTTPConnection:
        """A connection whose socket is open, with TLS where the URL asks for it."""
        self._require_time()
        host = url.hostname or ""
        port = url.port or (443 if url.scheme == "https" else 80)
        # A name may have several addresses, and each gets this time: leave some for those that follow.
        sock = socket.create_connection((host, port), timeout=self._left() / 3)
        sock.settimeout(self._seconds)  # for a TLS handshake this is the time of all of it
        if url.scheme != "https":
            connection = HTTPConnection(host, port)
            connection.sock = sock
            return connection
        context = ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)
        secure = HTTPSConnection(host, port, context=context)
        secure.sock = context.wrap_socket(sock, server_hostname=host)
        return secure

    def _read(self, connection: HTTPConnection) -> tuple[Answer, str]:
        with connection.getresponse() as reply:
            body = reply.read(MAX_ANSWER + 1)
            self._require_time()
            if len(body) > MAX_ANSWER:
                raise ValueError(f"the answer is larger than {MAX_ANSWER} bytes")
            if reply.length:  # what Content-Length promised and the connection did not bring
                raise ValueError("the answer broke off")
            return Answer(reply.status, CaseInsensitiveDict(reply.getheaders()), body), reply.reason

    def _left(self) -> float:
        return self._ends - monotonic()

    def _require_time(self) -> None:
        if self._left() <= 0:
            raise TimeoutError

    def _explain(self, error: Exception) -> str:
        if self._left() <= 0 or isinstance(error, TimeoutError):
            what = "no complete answer came" if self.sent else "no connection was made"
            return f"{what} in time (the limit is {self._seconds:g} s)"
        return f"{type(error).__name__}: {error}"


def _plain(given: Mapping[str, str]) -> dict[str, str]:
    """The headers, asking for an answer that needs no unpacking and for the connection's end."""
    headers = CaseInsensitiveDict(given)
    headers.update({"Accept-Encoding": "identity", "Connection": "close"})
    return dict(headers)


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # below TLS, which another thread may be in


def _response(request: requests.PreparedRequest, answer: Answer, reason: str) -> requests.Response:
    response = requests.Response()
    response.request = request
    response.url = request.url or ""
    response.status_code = answer.status
    response.reason = reason
    response.headers = CaseInsensitiveDict(answer.headers)
    response.encoding = get_encoding_from_headers(response.headers)
    response.raw = io.BytesIO(answer.body)
    return response
