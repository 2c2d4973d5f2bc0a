"""Turns at a host: few requests at once, and after a burst a rest between them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

BURST = 5
"""So many requests in a row need no rest between them: a feed, and the pages of its news."""
_FORGOTTEN = 600.0
_MANY = 1_000


@dataclass
class _Host:
    free: threading.Semaphore
    at_rest: float
    """The time from which on a whole burst may be made."""
    users: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)


class HostTurns:
    """Shared by all threads. ``at_once`` requests to one host at a time, ``gap`` seconds between them."""

    def __init__(self, *, at_once: int = 2, gap: float = 0.0) -> None:
        self._at_once = at_once
        self._gap = gap
        self._hosts: dict[str, _Host] = {}
        self._guard = threading.Lock()

    @contextmanager
    def turn(self, host: str, *, timeout: float, rests: bool = True) -> Iterator[None]:
        """Whoever is inside may make one request. Raises TimeoutError after so many seconds of waiting.

        ``rests`` False asks for no gap: the host is the newsroom's own.
        """
        until = time.monotonic() + timeout
        known = self._known(host)
        try:
            if not known.free.acquire(timeout=timeout):
                raise TimeoutError
            try:
                if rests:
                    self._rest(known, until)
                yield
            finally:
                known.free.release()
        finally:
            with self._guard:
                known.users -= 1

    def _known(self, host: str) -> _Host:
        now = time.monotonic()
        with self._guard:
            if len(self._hosts) >= _MANY and host not in self._hosts:
                self._hosts = {
                    name: known
                    for name, known in self._hosts.items()
                    if known.users or known.at_rest > now - _FORGOTTEN
                }
            known = self._hosts.get(host)
            if known is None:
                known = self._hosts[host] = _Host(threading.Semaphore(self._at_once), now)
            known.users += 1
            return known

    def _rest(self, known: _Host, until: float) -> None:
        """Wait for the next place: ``at_rest`` runs ahead of the clock by a gap for each request."""
        if not self._gap:
            return
        with known.guard:
            now = time.monotonic()
            known.at_rest = max(known.at_rest, now) + self._gap
            wait = known.at_rest - now - BURST * self._gap
            if now + wait > until:
                known.at_rest -= self._gap
                raise TimeoutError
        if wait > 0:
            time.sleep(wait)
