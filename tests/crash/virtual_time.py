"""Time that the harness moves, shared by the bot's processes and the stand-in through one page of memory.

``true`` is the time of the world and of the stand-in, in seconds since the epoch. The bot's wall
clock is that plus ``skew``, which may jump; its monotonic clock is ``true`` itself and never does.
"""

from __future__ import annotations

import mmap
import struct
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
_TRUE, _SKEW, _STORIES = range(3)


class SharedTime:
    """Three numbers that survive a SIGKILL of whoever wrote them: the kernel keeps the page."""

    def __init__(self) -> None:
        self._page = mmap.mmap(-1, mmap.PAGESIZE)  # anonymous and shared with every fork

    def _get(self, place: int) -> float:
        (value,) = struct.unpack_from("d", self._page, place * 8)
        return float(value)

    def _set(self, place: int, value: float) -> None:
        struct.pack_into("d", self._page, place * 8, value)

    def reset(self) -> None:
        """A new world: the time begins anew, no story is out."""
        for place in (_TRUE, _SKEW, _STORIES):
            self._set(place, 0.0)

    def pass_by(self, seconds: float) -> None:
        self._set(_TRUE, self._get(_TRUE) + seconds)

    def jump_to(self, skew: float) -> None:
        """Set the bot's wall clock wrong by so many seconds."""
        self._set(_SKEW, skew)

    def true(self) -> datetime:
        """The time of the world."""
        return EPOCH + timedelta(seconds=self._get(_TRUE))

    def now(self) -> datetime:
        """What the bot's wall clock shows."""
        return self.true() + timedelta(seconds=self._get(_SKEW))

    def monotonic(self) -> float:
        return self._get(_TRUE)

    @property
    def stories(self) -> int:
        """How many stories the newsroom has published."""
        return int(self._get(_STORIES))

    def publish_stories(self, count: int) -> None:
        self._set(_STORIES, self.stories + count)
