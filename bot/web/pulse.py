"""Tells open pages that something happened: one look at the database a second, however many listen."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from bot.model.errors import StoreError

LOOK_SECONDS = 1.0
BREATH_SECONDS = 20.0
"""A line is sent so often though nothing happens, so that proxies keep the connection."""
LISTENERS_MOST = 200
LISTEN_SECONDS = 15 * 60
"""A page asks anew after so long, and is then asked again who it is."""


@dataclass(eq=False, slots=True)
class _Listener:
    """An open page. ``seen`` is the mark of what it shows; None where it did not tell."""

    seen: str | None
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Pulse:
    """``mark`` is another text whenever a page would show something else."""

    def __init__(self, mark: Callable[[], str]) -> None:
        self._mark = mark
        self._listeners: set[_Listener] = set()
        self._looking: asyncio.Task[None] | None = None

    def mark(self) -> str:
        """The mark of what a page shows that is made now. Raises StoreError."""
        return hashlib.sha256(self._mark().encode()).hexdigest()[:16]

    @property
    def is_full(self) -> bool:
        """Whether no further page may listen."""
        return len(self._listeners) >= LISTENERS_MOST

    async def events(self, seen: str | None) -> AsyncIterator[bytes]:
        """Server-sent events: "change" when something is another than in the page with the mark ``seen``."""
        listener = _Listener(seen)
        self._listeners.add(listener)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        try:
            yield b"retry: 3000\n\n"
            async with asyncio.timeout(LISTEN_SECONDS):
                while True:
                    yield await _next(listener.news)
        except TimeoutError:
            return
        finally:
            self._listeners.discard(listener)
            if not self._listeners and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def _look(self) -> None:
        while True:
            with suppress(StoreError):
                mark = await asyncio.to_thread(self.mark)
                for listener in self._listeners:
                    if listener.seen not in (None, mark):
                        listener.news.set()
                    listener.seen = mark
            await asyncio.sleep(LOOK_SECONDS)


async def _next(news: asyncio.Event) -> bytes:
    try:
        await asyncio.wait_for(news.wait(), BREATH_SECONDS)
    except TimeoutError:
        return b": still here\n\n"
    news.clear()
    return b"event: change\ndata: \n\n"
