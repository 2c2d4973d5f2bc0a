"""Tells open pages that something happened: one look at the database a second, however many listen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from bot.model.errors import StoreError

LOOK_SECONDS = 1.0
BREATH_SECONDS = 20.0
"""A line is sent so often though nothing happens, so that proxies keep the connection."""
LISTENERS_MOST = 200
LISTEN_SECONDS = 15 * 60
"""A page asks anew after so long, and is then asked again who it is."""


class Pulse:
    """``mark`` is another text whenever a page would show something else."""

    def __init__(self, mark: Callable[[], str]) -> None:
        self._mark = mark
        self._listeners: set[asyncio.Event] = set()
        self._looking: asyncio.Task[None] | None = None

    @property
    def is_full(self) -> bool:
        """Whether no further page may listen."""
        return len(self._listeners) >= LISTENERS_MOST

    async def events(self) -> AsyncIterator[bytes]:
        """Server-sent events: "change" when something happened."""
        news = asyncio.Event()
        self._listeners.add(news)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        try:
            yield b"retry: 3000\n\n"
            async with asyncio.timeout(LISTEN_SECONDS):
                while True:
                    yield await _next(news)
        except TimeoutError:
            return
        finally:
            self._listeners.discard(news)
            if not self._listeners and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def _look(self) -> None:
        known = None
        while True:
            with suppress(StoreError):
                mark = await asyncio.to_thread(self._mark)
                if known is not None and mark != known:
                    for listener in self._listeners:
                        listener.set()
                known = mark
            await asyncio.sleep(LOOK_SECONDS)


async def _next(news: asyncio.Event) -> bytes:
    try:
        await asyncio.wait_for(news.wait(), BREATH_SECONDS)
    except TimeoutError:
        return b": still here\n\n"
    news.clear()
    return b"event: change\ndata: \n\n"
