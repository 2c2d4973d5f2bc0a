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


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, file: Path) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            lower = head.lower()
            if b"\nif-none-match: " + ETAG in lower:
                writer.write(b"HTTP/1.1 304 Not Modified\r\nETag: " + ETAG + b"\r\n\r\n")
            elif b"/robots.txt" in head[:20]:
                writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            else:
                body = file.read_bytes()
                kind = b"Content-Type: application/rss+xml; charset=UTF-8\r\n"
                length = b"Content-Length: %d\r\n" % len(body)
                writer.write(
                    b"HTTP/1.1 200 OK\r\nETag: " + ETAG + b"\r\n" + kind + length + b"\r\n" + body
                )
            await writer.drain()
            if b"\nconnection: close" in lower:
                break
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    writer.close()


async def serve(file: Path) -> None:
    server = await asyncio.start_server(lambda r, w: answer(r, w, file), "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
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
