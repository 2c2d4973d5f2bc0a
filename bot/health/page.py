"""``/healthz`` and ``/metrics`` over HTTP, for monitors on this machine or in this network."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bot.health.diagnosis import diagnose
from bot.health.metrics import Metrics
from bot.model.errors import StoreError
from bot.sources.push import PushReceiver
from bot.sources.push.receiver import MAX_BODY
from bot.wiring import Bot

Troubles = Callable[[], tuple[str, ...]]
"""What only the process itself knows to be ill, in plain words."""

_JSON = "application/json"
_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


class HealthPage:
    """What the two addresses answer: a status, a content type, a text."""

    def __init__(self, bot: Bot, metrics: Metrics, troubles: Troubles) -> None:
        self._bot = bot
        self._metrics = metrics
        self._troubles = troubles

    def answer(self, path: str) -> tuple[int, str, str]:
        """The answer to a GET."""
        match path.partition("?")[0]:
            case "/healthz":
                reasons = self.reasons()
                document = {"ok": not reasons, "reasons": reasons}
                return 503 if reasons else 200, _JSON, json.dumps(document, ensure_ascii=False)
            case "/metrics":
                return self._figures()
            case _:
                return 404, "text/plain; charset=utf-8", "there are /healthz and /metrics\n"

    def reasons(self) -> tuple[str, ...]:
        """Why it is ill; empty when all is well."""
        try:
            told = diagnose(self._bot).reasons
        except StoreError as error:
            told = (str(error),)
        return (*self._troubles(), *told)

    def _figures(self) -> tuple[int, str, str]:
        try:
            return 200, _PROMETHEUS, self._metrics.exposition(self._bot)
        except StoreError as error:
            return 503, "text/plain; charset=utf-8", f"{error}\n"


class _Handler(BaseHTTPRequestHandler):
    page: HealthPage
    push: PushReceiver | None
    timeout = 10  # seconds for one request: whoever dawdles holds one thread no longer

    def do_GET(self) -> None:
        if self.push is not None and self.path.startswith("/push/"):
            self._pushed(self.push, b"")
            return
        status, kind, text = self.page.answer(self.path)
        self._send(status, {"Content-Type": kind}, text.encode())

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.push is None or not self.path.startswith("/push/"):
            self.send_error(404)
        elif not (length.isascii() and length.isdecimal() and len(length) < 10):
            self.send_error(411)
        elif int(length) > MAX_BODY:
            self.send_error(413)
        else:
            self._pushed(self.push, self.rfile.read(int(length)))

    def _pushed(self, push: PushReceiver, sent: bytes) -> None:
        try:
            answer = push.answer(self.command, self.path, dict(self.headers.items()), sent)
        except StoreError:
            answer = 503, {}, b""
        self._send(*answer)

    def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Monitors ask all day; nobody wants to read that."""


@contextmanager
def served(
    page: HealthPage, host: str, port: int, push: PushReceiver | None = None
) -> Iterator[int]:
    """Serve the page in a thread of its own, and what arrives at /push; the port it listens on.

    Raises OSError where the port is taken.
    """
    handler = type("Handler", (_Handler,), {"page": page, "push": push})
    with ThreadingHTTPServer((host, port), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
