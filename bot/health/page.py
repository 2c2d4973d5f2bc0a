"""``/healthz`` and ``/metrics`` over HTTP, for monitors on this machine or in this network."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bot.health.diagnosis import diagnose
from bot.health.metrics import Metrics
from bot.model.errors import StoreError
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


@contextmanager
def served(page: HealthPage, host: str, port: int) -> Iterator[int]:
    """Serve the page in a thread of its own; the port it listens on. Raises OSError where it is taken."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 10  # seconds for one request: whoever dawdles holds one thread no longer

        def do_GET(self) -> None:
            status, kind, text = page.answer(self.path)
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Monitors ask all day; nobody wants to read that."""

    with ThreadingHTTPServer((host, port), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
