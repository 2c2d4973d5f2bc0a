"""The sandbox's HTTP server: it turns bytes into a Request and an Answer into bytes."""

from __future__ import annotations

import os
import socket
import struct
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote

from bot.model.errors import UsageError
from bot.sandbox.exchange import Answer, Request, text_answer
from bot.sandbox.switchboard import Switchboard

HOST = "127.0.0.1"
_NAMES = {HOST, "localhost"}
_MAX_BODY = 24 << 20  # bytes; a picture for YouTube may have 16 MB
_IDLE = 30.0  # seconds that a client may keep a connection without saying anything


class Server(ThreadingHTTPServer):
    """Bound to this machine only; answers once ``run`` was called. Raises UsageError at a taken port."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, clock: Callable[[], datetime]) -> None:
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            raise UsageError(
                f"the sandbox cannot listen on {HOST}:{port} ({error.strerror}); choose another port"
            ) from error
        self.clock = clock
        self.switchboard: Switchboard
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """``http://host:port``, with the port that was really bound."""
        return f"http://{HOST}:{self.server_port}"

    def run(self, switchboard: Switchboard) -> None:
        """Answer requests from now on, in a thread of its own."""
        self.switchboard = switchboard
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.05}, name="sandbox", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Take no further request and free the port."""
        if self._thread is not None:
            self.shutdown()
            self._thread.join()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away; anything else is a defect and is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = _IDLE
    server_version = "sandbox"
    sys_version = ""

    def do_GET(self) -> None:
        self._serve()

    def do_HEAD(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: the requests carry tokens."""

    def _serve(self) -> None:
        body = self._read_body()
        if isinstance(body, Answer):
            self._send(body)
            return
        if len(body) < int(self.headers.get("Content-Length", "0")):
            return  # the client went away in mid-sentence: half a request is none
        prefix, request = self._request(body)
        answer = self.server.switchboard.answer(prefix, request)
        if answer is None:
            self._reset()
        else:
            self._send(answer)

    def _read_body(self) -> bytes | Answer:
        """The body; or the refusal of a request that is too large or meant for another host.

        A page in a browser could reach this server under its own name; no client of ours does.
        """
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if host.lower() not in _NAMES:
            return text_answer(421, "This server answers to its own address only")
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()) or "Transfer-Encoding" in self.headers:
            return text_answer(411, "The length of the body must be given")
        if int(length) > _MAX_BODY:
            return text_answer(413, "The body is too large")
        return self.rfile.read(int(length))

    def _request(self, body: bytes) -> tuple[str, Request]:
        path, _, query = self.path.partition("?")
        prefix, slash, rest = path.lstrip("/").partition("/")
        request = Request(
            method="GET" if self.command == "HEAD" else self.command,
            url=f"http://{self.headers['Host']}{path}",
            path=unquote(slash + rest),
            query=tuple(parse_qsl(query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
            now=self.server.clock(),
        )
        return prefix, request

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _reset(self) -> None:
        """Close with a TCP reset. The descriptor is taken away so that no FIN is sent before."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        os.close(self.connection.detach())
