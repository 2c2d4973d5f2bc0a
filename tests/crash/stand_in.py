"""The platforms in a process of their own, on virtual time, answering one request after the other.

One after the other, so that any later answer proves that all earlier requests are dealt with: the
harness moves the time on only after that, and a dead client's last request cannot slip behind it.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Mapping
from http.client import HTTPConnection
from socketserver import TCPServer
from typing import Any

from bot.sandbox import Sandbox, server
from tests.crash.virtual_time import SharedTime

PLATFORMS = ("x", "facebook")


class StandIn:
    """Runs until ``stop``. Equal posts may stand, so that doubles can be counted."""

    def __init__(self, time: SharedTime) -> None:
        reader, writer = os.pipe()
        parent = os.getpid()
        self._process = os.fork()
        if self._process == 0:
            os.close(reader)
            _serve(time, writer, parent)
        os.close(writer)
        with os.fdopen(reader) as told:
            self._port, self.base_urls, self.credentials = json.loads(told.readline())

    def order(self, platform: str, kind: str, **more: Any) -> None:
        """Order a fault."""
        answer = self._ask("POST", "/control/faults", {"platform": platform, "kind": kind, **more})
        assert answer == {"ordered": kind}, answer

    def forget_faults(self) -> None:
        self._ask("DELETE", "/control/faults")

    def posts(self) -> list[Mapping[str, str]]:
        """What stands. Asking also waits until all earlier requests are dealt with."""
        posts: list[Mapping[str, str]] = self._ask("GET", "/control/posts")
        return posts

    def stop(self) -> None:
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            return json.load(connection.getresponse())
        finally:
            connection.close()


def _serve(time: SharedTime, writer: int, parent: int) -> None:
    # no threads: the requests queue in the kernel in the order in which they came
    server.Server.process_request = TCPServer.process_request  # type: ignore[method-assign]
    with Sandbox(now=time.true, site=False, refuse_duplicates=False) as sandbox:
        told = (
            int(sandbox.wall_url.rpartition(":")[2].partition("/")[0]),
            {name: sandbox.base_url(name) for name in PLATFORMS},
            {name: dict(sandbox.credentials(name)) for name in PLATFORMS},
        )
        os.write(writer, json.dumps(told).encode() + b"\n")
        os.close(writer)
        while os.getppid() == parent:  # whoever started it may be killed, too
            signal.sigtimedwait((), 1)
