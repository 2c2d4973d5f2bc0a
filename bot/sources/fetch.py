"""The one HTTP client for what the bot did not write: feeds, pages and the sites' own APIs.

It visits public addresses only, by the address it checked; it follows few redirects and checks each
like a first visit; and it ends in time and in size whatever the server does.
See docs/adr/0004-fetch-client.md.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import cast
from urllib.parse import urlencode, urljoin

from bot import __version__
from bot.model.errors import (
    AddressRefused,
    FetchError,
    HttpStatusError,
    PasswordAsked,
    TooLarge,
    Unreachable,
)
from bot.pipeline.ports import Page
from bot.sources import robots
from bot.sources.addresses import Permissions
from bot.sources.answer import Response, charset_of, retry_after
from bot.sources.decompress import ENCODINGS, body_of
from bot.sources.hosts import HostTurns
from bot.sources.robots import Leave, Robots
from bot.sources.story import is_page_protected
from bot.sources.target import Target, parse_target, shown
from bot.sources.wire import Deadline, Resolver, Wire, connect, resolve, system_resolver

MAX_REDIRECTS = 5
MAX_HEADERS = 64 * 1024
"""Bytes of status line and headers together."""
_FRAMING = 64 * 1024
"""Bytes of chunk headers and trailers around a body that is just small enough."""
_PIECE = 64 * 1024
LONGEST_TURN = 120.0
"""Seconds of waiting for one's turn at a host."""
_MOVED = frozenset({301, 302, 303, 307, 308})
_MOVED_FOR_GOOD = frozenset({301, 308})
_COMPLETE = frozenset({200, 203})
"""Whole answers. 202 and 206 are none: a bot check's waiting page, and a part of something."""
_VALIDATOR = re.compile(r"[\x20-\x7e\x80-\xff]{1,1024}")
HTML = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    headers: Mapping[str, str]
    body: bytes
    max_bytes: int


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class FetchClient:
    """Reads URLs, one connection each; keeps no cookies, sends no credentials, knows no proxy.

    ``allow_private`` names hosts, addresses or networks that may be visited although they are not
    public, on any port. ``contact`` goes into the User-Agent. ``timeout`` is seconds for the
    whole of one ``get``, redirects included; ``max_bytes`` caps a body, as sent and as
    unpacked. ``tls`` replaces the system's trusted certificates. ``turns`` spares the hosts; waiting for
    one's turn does not count as time of the request. Threads may share a client.
    """

    def __init__(
        self,
        *,
        allow_private: Sequence[str] = (),
        contact: str = "",
        timeout: float = 20.0,
        max_bytes: int = 10 * 1024 * 1024,
        resolver: Resolver = system_resolver,
        tls: ssl.SSLContext | None = None,
        turns: HostTurns | None = None,
        obey_robots: bool = False,
    ) -> None:
        self._permissions = Permissions.of(allow_private)
        self._user_agent = _user_agent(contact)
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._resolver = resolver
        self._given_tls = tls
        self._turns = turns or HostTurns(at_once=1_000)
        self._robots = Robots(self._read_robots) if obey_robots else None

    def read(self, url: str) -> Page:
        """The page at ``url``. Raises FetchError; PasswordAsked where a form stands in the story's place."""
        response = self.get(url, accept=HTML, is_page=True)
        # an encoding that hides the form's ASCII words, such as UTF-16, is none that WordPress serves
        if is_page_protected(response.body.decode("latin-1")):
            raise PasswordAsked(f"{shown(url)} asks its readers for a password")
        return Page(response.url, response.body, charset_of(response.headers))

    def get(
        self,
        url: str,
        *,
        accept: str,
        etag: str | None = None,
        last_modified: str | None = None,
        max_bytes: int | None = None,
        is_page: bool = False,
    ) -> Response:
        """Read ``url``, or learn that it is as it was when the validators were given.

        ``max_bytes`` is a cap for this body alone. A page is read only where robots.txt allows it; what
        a site offers to programs, such as its feed, needs no leave.
        Raises FetchError: AddressRefused, TooLarge, HttpStatusError or itself.
        """
        validators = _validators(etag, last_modified)
        headers = self._headers(accept) | validators
        deadline = Deadline(self._timeout)
        request = _Request("GET", headers, b"", max_bytes or self._max_bytes)
        target, for_good = parse_target(url), True
        for hop in range(MAX_REDIRECTS + 1):
            if is_page:
                self._ask_leave(target)
            answer = self._ask(target, request, deadline)
            if answer.status not in _MOVED:
                permanent = target.url if hop and for_good else None
                return _response(target, answer, permanent, conditional=bool(validators))
            for_good = for_good and answer.status in _MOVED_FOR_GOOD
            target = _next(target, answer)
        raise FetchError(f"{shown(url)}: it redirects more than {MAX_REDIRECTS} times")

    def post(self, url: str, form: Mapping[str, str]) -> int:
        """Send a form; the status of the answer, whatever it is. Redirects are not followed.

        Raises FetchError where there is no answer.
        """
        body = urlencode(form).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        request = _Request("POST", self._headers("*/*") | kind, body, self._max_bytes)
        return self._ask(parse_target(url), request, Deadline(self._timeout)).status

    def _headers(self, accept: str) -> dict[str, str]:
        return {
            "User-Agent": self._user_agent,
            "Accept": accept,
            "Accept-Encoding": ", ".join(ENCODINGS),
            "Connection": "close",
        }

    def _read_robots(self, url: str) -> Response:
        return self.get(url, accept="text/plain, */*;q=0.1", max_bytes=robots.MAX_BYTES)

    def _ask_leave(self, target: Target) -> None:
        if self._robots is None:
            return
        match self._robots.leave(f"{target.scheme}://{target.authority}", target.path):
            case Leave.GIVEN:
                pass
            case Leave.REFUSED:
                raise FetchError(f"{shown(target.url)}: robots.txt of this site forbids to read it")
            case Leave.UNKNOWN:
                raise Unreachable(
                    f"{shown(target.url)}: it waits until robots.txt of this site can be read"
                )

    def _ask(self, target: Target, request: _Request, deadline: Deadline) -> _Answer:
        """Ask when it is this request's turn at the host; the deadline stands still meanwhile."""
        rests = not self._permissions.is_own(target.host)
        begun = time.monotonic()
        try:
            with self._turns.turn(target.host, timeout=LONGEST_TURN, rests=rests):
                deadline.extend(time.monotonic() - begun)
                return self._ask_now(target, request, deadline)
        except TimeoutError:
            raise Unreachable(
                f"{shown(target.url)}: too many requests wait for this host already"
            ) from None

    def _ask_now(self, target: Target, request: _Request, deadline: Deadline) -> _Answer:
        try:
            addresses = self._addresses(target, deadline)
            tls = self._tls if target.scheme == "https" else None
            with closing(connect(target, addresses, tls, deadline)) as sock:
                return _exchange(sock, target, request, deadline)
        except FetchError as error:
            raise type(error)(f"{shown(target.url)}: {error}") from None
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Unreachable(f"{shown(target.url)}: {self._reason(error)}") from None

    def _addresses(self, target: Target, deadline: Deadline) -> list[str]:
        found = resolve(self._resolver, target, deadline)
        refusals = {
            address: self._permissions.refusal(target.host, address, target.port)
            for address in found
        }
        allowed = [address for address, refusal in refusals.items() if refusal is None]
        if not allowed:
            reason = next(
                (refusal for refusal in refusals.values() if refusal), "it has no address"
            )
            raise AddressRefused(
                f"{reason}; if that is meant to be, name {target.host} in fetch.allow_private"
            )
        return allowed

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        # Reading the system's certificates takes some 10 ms: once, and not where nobody needs it.
        return self._given_tls or ssl.create_default_context()

    def _reason(self, error: Exception) -> str:
        match error:
            case TimeoutError():
                return f"no complete answer within {self._timeout:g} s"
            case socket.gaierror() | UnicodeError():
                return "its host name is not known"
            case ssl.SSLCertVerificationError():
                return f"its certificate is not valid ({error.verify_message})"
            case ssl.SSLError():
                return "no secure connection could be made"
            case ConnectionRefusedError():
                return "the connection was refused"
            case http.client.IncompleteRead():
                return "the answer broke off or is no HTTP"
            case OSError():
                return f"the connection failed ({error.strerror or type(error).__name__})"
            case _:
                return "the answer is no HTTP"


def _exchange(
    sock: socket.socket, target: Target, request: _Request, deadline: Deadline
) -> _Answer:
    wire = Wire(sock, deadline, limit=MAX_HEADERS)
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = cast("socket.socket", wire)
    connection.request(
        request.method,
        target.path,
        body=request.body or None,
        headers={"Host": target.authority, **request.headers},
    )
    with closing(connection.getresponse()) as response:
        answered = {name.lower(): value for name, value in response.headers.items()}
        if response.status not in _COMPLETE:
            return _Answer(response.status, answered, b"")
        if (response.length or 0) > request.max_bytes:
            raise TooLarge(f"it is larger than {request.max_bytes:,} bytes")
        wire.limit = wire.received + request.max_bytes + _FRAMING
        encoding = answered.get("content-encoding", "")
        body = body_of(_pieces(response), encoding, limit=request.max_bytes)
        return _Answer(response.status, answered, body)


def _user_agent(contact: str) -> str:
    clean = "".join(char for char in contact if char.isascii() and char.isprintable()).strip()
    return f"syndication-bot/{__version__}" + (f" (+{clean})" if clean else "")


def _validators(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Both go back as they came, unless they would break a header line."""
    given = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in given.items() if value and _VALIDATOR.fullmatch(value)}


def _pieces(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while piece := response.read(_PIECE):
        yield piece
    if response.length:  # which ``http.client`` lets pass
        raise http.client.IncompleteRead(b"", response.length)


def _next(target: Target, answer: _Answer) -> Target:
    """Where a redirect leads; judged like any address that comes from outside."""
    location = answer.headers.get("location", "")
    if not location:
        raise FetchError(f"{shown(target.url)}: it redirects to nowhere")
    try:
        following = parse_target(urljoin(target.url, location))
    except (FetchError, ValueError):
        raise FetchError(
            f"{shown(target.url)}: it redirects to {shown(location)}, which is no usable address"
        ) from None
    if target.scheme == "https" and following.scheme == "http":
        raise FetchError(
            f"{shown(target.url)}: it redirects from https to http, where anyone can change the text; "
            "ask the site to repair it, or configure the http address"
        )
    return following


def _response(
    target: Target, answer: _Answer, permanent_url: str | None, *, conditional: bool
) -> Response:
    status, headers = answer.status, answer.headers
    not_modified = status == HTTPStatus.NOT_MODIFIED and conditional
    if status not in _COMPLETE and not not_modified:
        raise HttpStatusError(
            f"{shown(target.url)}: it answered {_named(status)}",
            status=status,
            retry_after=retry_after(headers),
        )
    return Response(
        url=target.url,
        status=status,
        headers=headers,
        body=answer.body,
        not_modified=not_modified,
        permanent_url=permanent_url,
    )


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
