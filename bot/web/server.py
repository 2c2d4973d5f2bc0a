"""Serves an application over HTTP in a thread of its own, beside the engine or alone."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

END_SECONDS = 1
"""How long requests that are under way are waited for at the end; pages that listen for news never end by themselves."""


@contextmanager
def served(app: FastAPI, host: str, port: int, *, proxies: Sequence[str] = ()) -> Iterator[int]:
    """Serve the application; the port it listens on. Raises OSError where that is taken.

    ``proxies``: addresses or networks whose X-Forwarded-Proto and X-Forwarded-For are believed.
    """
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_keep_alive=15,
        timeout_graceful_shutdown=END_SECONDS,
        h11_max_incomplete_event_size=64 * 1024,
    )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=128) as listener:
        server = uvicorn.Server(config)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="desk", daemon=True
        )
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(END_SECONDS + 10)
