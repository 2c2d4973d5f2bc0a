"""Waits that end on time although somebody sets the clock."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.pipeline.ports import Clock

_NOTICED = timedelta(seconds=1)
"""Less than this between the clocks is no setting, only the way clocks go."""
_ZERO = datetime(2000, 1, 1, tzinfo=UTC)


class WatchedClock:
    """A clock that knows when it was last set: whoever asks it for the time has it looked after.

    The moment that is stored as a wait's beginning has to come from it. A clock that is set, and set back before
    the wait is first asked for, would else go unnoticed.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.set_at = datetime.min.replace(tzinfo=UTC)
        """When it was last seen to have been set, as it showed then."""
        self.offset = self._offset_at(clock.now())
        """The time that it shows, less that of the clock that is never set."""

    def now(self) -> datetime:
        """The wall-clock time, in UTC."""
        now = self._clock.now()
        offset = self._offset_at(now)
        if abs(offset - self.offset) >= _NOTICED:
            self.set_at = now
        self.offset = offset
        return now

    def monotonic(self) -> float:
        """Seconds on the clock that is never set."""
        return self._clock.monotonic()

    def _offset_at(self, now: datetime) -> timedelta:
        return now - _ZERO - timedelta(seconds=self._clock.monotonic())


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
        self._clock = clock if isinstance(clock, WatchedClock) else WatchedClock(clock)
        self._waits: dict[str, _Wait] = {}

    def end(self, name: str, start: datetime, length: timedelta, *, begun: Hashable) -> datetime:
        """When the wait ``name`` ends; another ``begun`` makes it another wait."""
        now = self._clock.now()
        offset = self._clock.offset
        wait = self._waits.get(name)
        if wait is None or wait.begun != begun:
            is_told = self._clock.set_at < start <= now
            wait = _Wait(begun, (start if is_told else now) + length, offset)
            self._waits[name] = wait
        moved = offset - wait.offset
        return wait.ends + moved if abs(moved) >= _NOTICED else wait.ends

    def forget(self, name: str) -> None:
        """The wait is over."""
        self._waits.pop(name, None)
