"""A loopback HTTP server that answers byte for byte as a test scripts it, and records what it was asked.

Each connection takes the next step of the script; without one it is an error that the test sees as ``surplus``.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from typing import Self
from urllib.parse import parse_qs, urlsplit

Step = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Recorded:
    """A request as it came in."""

    method: str
    target: str
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    def json(self) -> object:
        return json.loads(self.body)


def multipart(request: Recorded) -> tuple[dict[str, str], dict[str, bytes]]:
    """Fields and files of a multipart body, by name."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    fields: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for part in message_from_bytes(head + request.body, policy=HTTP).iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = bytes(part.get_payload(decode=True))
        if part.get_filename() is None:
            fields[name] = content.decode()
        else:
            files[name] = content
    return fields, files


def answer(
    status: int, body: object = b"", headers: Mapping[str, str] | None = None, *, kind: str = ""
) -> Step:
    """A whole answer; a ``body`` that is not bytes goes as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    content_type = kind or ("text/html" if isinstance(body, bytes) else "application/json")
    fields = {"Content-Type": content_type, "Content-Length": str(len(raw)), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return raw_bytes(f"HTTP/1.1 {status} Scripted\r\n{head}\r\n".encode() + raw)


def raw_bytes(data: bytes) -> Step:
    """Exactly these bytes, then the end of the connection."""
    return lambda sock: sock.sendall(data)


def reset_after(data: bytes = b"") -> Step:
    """These bytes, then a reset."""

    def step(sock: socket.socket) -> None:
        sock.sendall(data)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return step


def drip(data: bytes, gap: float = 0.02) -> Step:
    """These bytes, then zeros one by one until the other side has had enough."""

    def step(sock: socket.socket) -> None:
        over = threading.Event()
        sock.sendall(data)
        while not over.wait(gap):
            sock.sendall(b"0")

    return step


@dataclass
class ScriptedHttp:
    """The server. ``steps`` are consumed in order; ``requests`` are what came in."""

    steps: deque[Step] = field(default_factory=deque)
    requests: list[Recorded] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    surplus: int = 0

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.released.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def then(self, *steps: Step) -> Self:
        self.steps.extend(steps)
        return self

    def hang(self) -> Step:
        """No answer until the test releases it or ends."""
        return lambda _sock: bool(self.released.wait()) and None

    def _serve(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(sock,), daemon=True).start()

    def _talk(self, sock: socket.socket) -> None:
        with sock, suppress(OSError):
            recorded = _read(sock)
            if recorded is None:
                return
            self.requests.append(recorded)
            if not self.steps:
                self.surplus += 1
                return
            self.steps.popleft()(sock)


def _read(sock: socket.socket) -> Recorded | None:
    data = b""
    while b"\r\n\r\n" not in data:
        more = sock.recv(65536)
        if not more:
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += sock.recv(65536)
    return Recorded(method, target, headers, body)
