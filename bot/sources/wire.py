"""A connection with one deadline and one count of bytes for all that happens on it.

A read timeout starts anew with every byte, so a server that sends one byte a second is never too
slow for it. Here each operation on the socket gets only what is left of the whole request's time,
and each byte received counts: status line, headers, framing and body.
"""

from __future__ import annotations

import io
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.model.errors import TooLarge
from bot.sources.addresses import parse_address
from bot.sources.target import Target

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

Resolver = Callable[[str, int], Sequence[str]]
"""Host name and port to addresses, best first. Raises OSError where the name is not known."""

_LATEST = 0.05
"""Seconds by which a request may overrun its time: each setting of a socket's timeout is a call of the system, where
threads that poll many sources queue for the interpreter."""


class Deadline:
    """The end of a request. ``seconds`` count from now."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until the end. Raises TimeoutError where there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def extend(self, seconds: float) -> None:
        """So much of the time was spent on waiting for a turn, which does not count."""
        self._end += seconds


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the operating system."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def resolve(resolver: Resolver, target: Target, deadline: Deadline) -> Sequence[str]:
    """The addresses of the target's host. Raises OSError, or TimeoutError at the deadline.

    The system's look-up cannot be interrupted: it runs on a thread that is left behind if need be. An address
    needs none.
    """
    with suppress(ValueError):
        return [str(parse_address(target.host))]
    answer: Future[Sequence[str]] = Future()

    def look_up() -> None:
        try:
            answer.set_result(resolver(target.host, target.port))
        except (OSError, ValueError) as error:
            answer.set_exception(error)

    threading.Thread(target=look_up, name="resolve", daemon=True).start()
    return answer.result(timeout=deadline.left())


def connect(
    target: Target, addresses: Sequence[str], tls: ssl.SSLContext | None, deadline: Deadline
) -> socket.socket:
    """A connection to the first of the addresses that takes one, by that very address.

    With ``tls`` the certificate is checked against the host name. Raises OSError of the last try.
    """
    last: OSError = OSError("no address")
    for tries_left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
        try:
            return _connect(target, address, tls, deadline.left() / tries_left)
        except OSError as error:
            last = error
    raise last


def _connect(
    target: Target, address: str, tls: ssl.SSLContext | None, seconds: float
) -> socket.socket:
    deadline = Deadline(seconds)
    # not create_connection, which would look the address up
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    try:
        sock.settimeout(seconds)
        sock.connect((address, target.port))
        if tls is None:
            return sock
        sock.settimeout(deadline.left())
        return tls.wrap_socket(sock, server_hostname=target.host)
    except BaseException:
        sock.close()
        raise


class Wire:
    """What ``http.client`` needs of a socket, with the deadline and the cap built in.

    ``limit`` is in bytes received and may be raised on the way.
    """

    def __init__(self, sock: socket.socket, deadline: Deadline, *, limit: int) -> None:
        self._sock = sock
        self._deadline = deadline
        self.limit = limit
        self.received = 0

    def settimeout(self, seconds: object) -> None:
        """Do nothing: the deadline rules."""

    def close(self) -> None:
        """Do nothing: ``http.client`` lets go before it reads the body; whoever opened, closes."""

    def sendall(self, data: ReadableBuffer) -> None:
        """Send all of it. Raises OSError, TimeoutError."""
        self._keep_to_the_deadline()
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:  # noqa: ARG002 - the socket's signature
        """The receiving side as a file."""
        return io.BufferedReader(_Received(self))

    def receive_into(self, buffer: WriteableBuffer) -> int:
        """Receive what is there, at least a byte; 0 at the end. Raises OSError, TooLarge."""
        self._keep_to_the_deadline()
        size = self._sock.recv_into(buffer)
        self.received += size
        if self.received > self.limit:
            raise TooLarge(f"it sends more than {self.limit:,} bytes")
        return size

    def _keep_to_the_deadline(self) -> None:
        """Give the socket what is left of the time, unless it has that already, to within ``_LATEST``."""
        left = self._deadline.left()
        given = self._sock.gettimeout()
        if given is None or abs(given - left) > _LATEST:
            self._sock.settimeout(left)


class _Received(io.RawIOBase):
    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        return self._wire.receive_into(buffer)
