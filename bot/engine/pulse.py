"""Whether the scheduler still rings: seconds since the last ring, on a clock that is never set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

DEAD_AFTER = 15.0
"""Seconds without a ring after which the scheduler is dead: it rings every second."""
HANGS_AFTER = 300.0
"""Seconds after which one ring hangs. A database that is locked holds it up for some tens of seconds."""


class Pulse:
    """Written by the scheduler's thread, read by the watchdog and the health page."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._since: float | None = None
        self._ringing = False

    def begin(self) -> None:
        """A scheduler was started."""
        self._since, self._ringing = self._monotonic(), False

    @contextmanager
    def beat(self) -> Iterator[None]:
        """One ring, from its beginning to its end."""
        self._since, self._ringing = self._monotonic(), True
        try:
            yield
        finally:
            self._since, self._ringing = self._monotonic(), False

    def hangs(self) -> bool:
        """Whether a ring began and does not end."""
        return self._ringing and self._age() > HANGS_AFTER

    def is_dead(self) -> bool:
        """Whether no ring comes any more."""
        return not self._ringing and self._age() > DEAD_AFTER

    def trouble(self) -> str | None:
        """What is ill about it, in plain words."""
        if self.hangs():
            return f"the sweep has hung for {self._age():.0f} s"
        if self.is_dead():
            return f"the scheduler has not rung for {self._age():.0f} s"
        return None

    def _age(self) -> float:
        return 0.0 if self._since is None else self._monotonic() - self._since
