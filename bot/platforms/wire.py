"""One request to a platform, and nothing but that: no retry, no redirect, no proxy, an end in time.

It remembers two facts that decide what a failed call means: whether anything was handed to the network, and the
answer as it came. The SDKs use it by way of ``session``; what needs no SDK uses it as it is.
"""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

import certifi
from urllib3 import HTTPHeaderDict

from bot import __version__

AGENT = f"syndication-bot/{__version__}"
CERTIFICATES = certifi.where()
MAX_ANSWER = 4 * 1024 * 1024
"""Bytes. A hundred long posts with their links stay well below this."""


class WireError(Exception):
    """No complete answer came; the message says why in plain words."""


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


class Wire:
    """One request over one connection of its own, cut when the time is over.

    A connection that is kept alive may have gone stale, and a reset on it could not be told from a
    reset after the post was accepted. Each request therefore has a fresh one.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends = monotonic() + seconds
        self.sent = False
        self.answer: Answer | None = None

    def forget(self) -> None:
        """Begin anew with nothing sent and nothing answered; the time goes on."""
        self.sent = False
        self.answer = None

    def get(self, url: str) -> Answer:
        """Read ``url``. Raises WireError; ``sent`` tells whether that was before or after sending."""
        return self.exchange("GET", url, headers={"User-Agent": AGENT, "Accept": "*/*"})[0]

    def exchange(
        self, method: str, url: str, *, headers: Mapping[str, str], body: Any = None
    ) -> tuple[Answer, str]:
        """Make one request: the answer, which is kept, and its reason phrase. Raises WireError."""
        self.answer = None
        try:
            answer, reason = self._exchange(method, urlsplit(url), _plain(headers), body)
        except (OSError, HTTPException, ValueError) as error:
            raise WireError(self._explain(error)) from error
        self.answer = answer
        return answer, reason

    def _exchange(
        self, method: str, url: SplitResult, headers: dict[str, str], body: Any
    ) -> tuple[Answer, str]:
        connection = self._dial(url)
        # Time-outs of a socket begin anew with each byte that trickles in; the watchdog's does not.
        watchdog = Timer(max(self._left(), 0), _cut, (connection.sock,))
        watchdog.daemon = True
        watchdog.start()
        try:
            self._require_time()
            self.sent = True
            path = (url.path or "/") + (f"?{url.query}" if url.query else "")
            connection.request(method, path, body=body, headers=headers)
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
        context = ssl.create_default_context(cafile=CERTIFICATES)
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
            return Answer(reply.status, _last_of_each(reply.getheaders()), body), reply.reason

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


def rebased(url: str, base_url: str) -> str:
    """``url`` with scheme and host of ``base_url``, whose path goes in front; as it is where that is empty."""
    if not base_url:
        return url
    parts = urlsplit(url)
    return base_url.rstrip("/") + urlunsplit(("", "", parts.path, parts.query, ""))


def _last_of_each(headers: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """By name, blind to case."""
    last = HTTPHeaderDict()
    for name, value in headers:
        last[name] = value
    return last


def _plain(given: Mapping[str, str]) -> dict[str, str]:
    """The headers, asking for an answer that needs no unpacking and for the connection's end."""
    ours = {"Accept-Encoding": "identity", "Connection": "close"}
    theirs = {name: value for name, value in given.items() if name.title() not in ours}
    return {**theirs, **ours}


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # below TLS, which another thread may be in
