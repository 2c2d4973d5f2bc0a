"""Faults on order: what goes wrong with the next publishing request or reading of a platform."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class FaultKind(StrEnum):
    """The ways in which a publishing request, or a reading, can go wrong."""

    ACCEPT_THEN_HANG = "accept_then_hang"
    """The post is accepted; the answer waits for the release."""
    HANG_THEN_ACCEPT = "hang_then_accept"
    """Nothing happens until the release; then the post is accepted, whether or not the client waits."""
    ACCEPT_THEN_500 = "accept_then_500"
    """The post is accepted; the answer is an HTTP 500."""
    REFUSE_500 = "refuse_500"
    """The post is not accepted; the answer is an HTTP 500."""
    ACCEPT_THEN_RESET = "accept_then_reset"
    """The post is accepted; the connection is reset without an answer."""
    RESET = "reset"
    """The connection is reset; the post is not accepted."""
    ACCEPT_LATE = "accept_late"
    """The connection is reset; the post is accepted later, when ``Fault.delay`` has passed."""
    RATE_LIMIT = "rate_limit"
    """Refused for now; ``Fault.reset_at`` is named where it is set."""
    AUTH_ERROR = "auth_error"
    """Refused because of the credentials."""
    DUPLICATE = "duplicate"
    """Refused as a post that the platform has already, though it may not have it."""
    REJECT = "reject"
    """Refused for good, as a post that the platform does not allow."""
    STALE_READ = "stale_read"
    """A reading of the timeline does not show the newest post yet. The only fault of a reading."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault on order. ``reset_at`` (aware, UTC) belongs to RATE_LIMIT, ``delay`` to ACCEPT_LATE."""

    kind: FaultKind
    reset_at: datetime | None = None
    delay: timedelta = timedelta(0)


class Faults:
    """The queue of faults of each platform, and the requests that hang. Safe to share by threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queues: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._stale: defaultdict[str, int] = defaultdict(int)
        self._later: list[tuple[datetime, Callable[[datetime], object]]] = []
        self._hanging = 0
        self._releases = 0
        self._closed = False

    def add(
        self,
        platform: str,
        kind: FaultKind | str,
        *,
        reset_at: datetime | None = None,
        delay: timedelta = timedelta(0),
    ) -> None:
        """Let the next publishing request of the platform that has no fault yet meet this one.

        STALE_READ is for the next reading of its timeline.

        Raises ValueError for a kind that does not exist and a time without a zone.
        """
        if reset_at is not None and reset_at.tzinfo is None:
            raise ValueError(f"reset_at needs a time zone: {reset_at.isoformat()}")
        fault = Fault(FaultKind(kind), reset_at, delay)
        with self._changed:
            if fault.kind is FaultKind.STALE_READ:
                self._stale[platform] += 1
            else:
                self._queues[platform].append(fault)

    def take(self, platform: str) -> Fault | None:
        """The platform's next fault, which is thereby used up."""
        with self._changed:
            queue = self._queues[platform]
            return queue.popleft() if queue else None

    def take_stale(self, platform: str) -> bool:
        """Whether this reading of the platform is to be a stale one."""
        with self._changed:
            stale = self._stale[platform] > 0
            self._stale[platform] -= stale
            return stale

    def accept_later(self, at: datetime, accept: Callable[[datetime], object]) -> None:
        """Keep ``accept`` until ``run_late`` is called at that time or after it."""
        with self._changed:
            self._later.append((at, accept))

    def run_late(self, now: datetime) -> None:
        """Do what was to be accepted by ``now``, each with the time it was kept for."""
        with self._changed:
            ripe = [late for late in self._later if late[0] <= now]
            self._later = [late for late in self._later if late[0] > now]
        for at, accept in ripe:
            accept(at)

    def clear(self) -> None:
        """Forget every fault that has not happened; what hangs or is late stays so."""
        with self._changed:
            self._queues.clear()
            self._stale.clear()

    def release(self) -> int:
        """Let every request that hangs go on; how many there were."""
        with self._changed:
            self._releases += 1
            self._changed.notify_all()
            return self._hanging

    def wait_hanging(self, count: int = 1, *, timeout: float = 10.0) -> bool:
        """Wait until at least ``count`` requests hang; False where that took over ``timeout`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._hanging >= count, timeout)

    def hang(self) -> bool:
        """Hold the calling thread until the next release; False where the sandbox closed instead."""
        with self._changed:
            seen = self._releases
            self._hanging += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._closed or self._releases > seen)
            self._hanging -= 1
            return self._releases > seen

    def open(self) -> None:
        """Let requests hang (again)."""
        with self._changed:
            self._closed = False

    def close(self) -> None:
        """End the waiting of what hangs, and let nothing hang any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
