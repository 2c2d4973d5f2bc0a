"""A source that comes with a changed configuration is pushed at once, as one that was there at the start."""

from __future__ import annotations

import hashlib
import hmac
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import requests

from tests.e2e.test_daemon import daemon, read_until
from tests.fakes.newsroom import Newsroom
from tests.fakes.paper import running_paper


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Hub:
    """Takes one subscription over HTTP and verifies it, as WebSub tells hubs to."""

    def __init__(self) -> None:
        self.wanted: dict[str, str] = {}
        self.verified = threading.Event()

    def take(self, form: dict[str, str]) -> None:
        self.wanted = form
        asked = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": "a challenge",
            "hub.lease_seconds": form["hub.lease_seconds"],
        }
        answer = requests.get(form["hub.callback"], asked, timeout=10)
        if (answer.status_code, answer.text) == (200, "a challenge"):
            self.verified.set()

    def tell(self, body: bytes) -> int:
        """Bring news to the subscriber, signed; the status of its answer."""
        key = self.wanted["hub.secret"].encode()
        signature = f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}"
        headers = {"X-Hub-Signature": signature}
        return requests.post(
            self.wanted["hub.callback"], body, headers=headers, timeout=10
        ).status_code


@contextmanager
def running_hub() -> Iterator[tuple[Hub, str]]:
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()
            threading.Thread(target=hub.take, args=(form,), daemon=True).start()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield hub, f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def test_a_source_that_is_new_in_the_file_is_pushed_without_a_restart(newsroom: Newsroom) -> None:
    newsroom.environment["PUSH_SECRET"] = "a secret of the newsroom"
    port = free_port()
    push = f'[push]\nurl = "http://127.0.0.1:{port}"\n'
    with running_hub() as (hub, address), running_paper() as paper, running_paper() as old:
        paper.hub = address
        first = old.source(name="old")
        newsroom.configure(kinds=(), extra=first + push, port=port)
        with daemon(newsroom) as process:
            read_until(process, "old: 0 new")
            added = paper.source(name="new")
            newsroom.configure(kinds=(), extra=first + added + push, port=port)
            process.send_signal(signal.SIGHUP)
            read_until(process, "new: 0 new")
            assert hub.verified.wait(30)
            paper.publish(1)
            assert hub.tell(paper.feed()) == 202
            read_until(process, "new: 1 new")
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
