"""A web site on the loopback interface whose answers a test writes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Visit(BaseHTTPRequestHandler):
    """One request; a route answers it with ``send`` or writes to ``wfile`` as it likes."""

    site: Site

    def do_GET(self) -> None:
        self.site.visits.append(self)
        self.close_connection = True
        route = self.path.partition("?")[0]
        self.site.routes.get(route, lambda visit: visit.send(404, b""))(self)

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what these tests are about."""


@dataclass
class Site:
    """``routes`` by path; ``visits`` as they came; ``over`` is set when the test is."""

    server: ThreadingHTTPServer
    routes: dict[str, Callable[[Visit], None]] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def serve(self, path: str, body: bytes, **headers: str) -> str:
        """Answer ``path`` with 200 and ``body``; the URL."""
        self.routes[path] = lambda visit: visit.send(200, body, **headers)
        return self.url(path)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Answer ``path`` with a redirect; the URL."""
        self.routes[path] = lambda visit: visit.send(status, b"", Location=to)
        return self.url(path)


@contextmanager
def running_site() -> Iterator[Site]:
    """A site that serves until the end of the block."""
    server = _Server(("127.0.0.1", 0), Visit)
    site = Site(server)
    server.RequestHandlerClass = type("SiteVisit", (Visit,), {"site": site})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
