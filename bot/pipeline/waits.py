"""Waits that end on time although somebody sets the clock."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.pipeline.ports import Clock

_NOTICED = timedelta(seconds=1)
"""Less than this between the clocks is no setting, only the way clocks go."""
_ZERO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Wait:
    begun: Hashable
    ends: datetime
    offset: timedelta


class Waits:
    """When waits end on the wall clock, measured on the one that is never set.

    A wait's beginning comes from the database as wall-clock time. Where the clock was set since, that
    says nothing: the wait begins anew when it is first asked for. From then on it moves with the clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._offset = self._offset_at(clock.now())
        self._set_at = datetime.min.replace(tzinfo=UTC)
        self._waits: dict[str, _Wait] = {}

    def end(self, name: str, start: datetime, length: timedelta, *, begun: Hashable) -> datetime:
        """When the wait ``name`` ends; another ``begun`` makes it another wait."""
        now = self._clock.now()
        offset = self._offset_at(now)
        if abs(offset - self._offset) >= _NOTICED:
            self._set_at = now
        self._offset = offset
        wait = self._waits.get(name)
        if wait is None or wait.begun != begun:
            is_told = self._set_at < start <= now
            wait = _Wait(begun, (start if is_told else now) + length, offset)
            self._waits[name] = wait
        moved = offset - wait.offset
        return wait.ends + moved if abs(moved) >= _NOTICED else wait.ends

    def forget(self, name: str) -> None:
        """The wait is over."""
        self._waits.pop(name, None)

    def _offset_at(self, now: datetime) -> timedelta:
        return now - _ZERO - timedelta(seconds=self._clock.monotonic())
