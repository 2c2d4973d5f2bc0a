"""A server on this machine for benchmarks, in a process of its own so that it takes no time from what is measured.

    python bench/serve.py FILE

It answers every path with FILE, and with 304 whoever shows its ETag; prints its port and stops with its standard input.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ETAG = b'"1"'


class Answer(asyncio.Protocol):
    """One connection. No streams and no tasks: what is measured must not wait for the server."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, self._received = self._received.split(b"\r\n\r\n", 1)
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        lower = head.lower() + b"\r\n"
        if b"\nif-none-match: " + ETAG in lower:
            self._transport.write(b"HTTP/1.1 304 Not Modified\r\nETag: " + ETAG + b"\r\n\r\n")
        elif b"/robots.txt" in head[:20]:
            self._transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        else:
            body = self._file.read_bytes()
            kind = b"Content-Type: application/rss+xml; charset=UTF-8\r\n"
            length = b"Content-Length: %d\r\n" % len(body)
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nETag: " + ETAG + b"\r\n" + kind + length + b"\r\n" + body
            )
        if b"\nconnection: close\r" in lower:
            self._transport.close()


async def serve(file: Path) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answer(file), "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


@contextmanager
def serving(body: bytes, host: str = "127.0.0.1") -> Iterator[str]:
    """The address of a feed that holds ``body``; any other path and any 127.x.y.z answers alike."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        command = [sys.executable, __file__, file.name]
        with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as process:
            assert process.stdout is not None
            assert process.stdin is not None
            try:
                yield f"http://{host}:{process.stdout.readline().strip()}/feed/"
            finally:
                process.stdin.close()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
