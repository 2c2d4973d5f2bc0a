"""Faults on order: what goes wrong with the next publishing request of a platform."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FaultKind(StrEnum):
    """The ways in which a publishing request can go wrong."""

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
    RATE_LIMIT = "rate_limit"
    """Refused for now; ``Fault.reset_at`` is named where it is set."""
    AUTH_ERROR = "auth_error"
    """Refused because of the credentials."""
    DUPLICATE = "duplicate"
    """Refused as a post that the platform has already, though it may not have it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault on order. ``reset_at`` (aware, UTC) belongs to RATE_LIMIT only."""

    kind: FaultKind
    reset_at: datetime | None = None


class Faults:
    """The queue of faults of each platform, and the requests that hang. Safe to share by threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queues: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._hanging = 0
        self._releases = 0
        self._closed = False

    def add(
        self, platform: str, kind: FaultKind | str, *, reset_at: datetime | None = None
    ) -> None:
        """Let the next publishing request of the platform that has no fault yet meet this one.

        Raises ValueError for a kind that does not exist and a time without a zone.
        """
        if reset_at is not None and reset_at.tzinfo is None:
            raise ValueError(f"reset_at needs a time zone: {reset_at.isoformat()}")
        fault = Fault(FaultKind(kind), reset_at)
        with self._changed:
            self._queues[platform].append(fault)

    def take(self, platform: str) -> Fault | None:
        """The platform's next fault, which is thereby used up."""
        with self._changed:
            queue = self._queues[platform]
            return queue.popleft() if queue else None

    def clear(self) -> None:
        """Forget every fault that has not happened; what hangs goes on hanging."""
        with self._changed:
            self._queues.clear()

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
