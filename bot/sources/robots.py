"""What a site's robots.txt allows: asked for once a day, and read by Protego, which knows RFC 9309.

Where the file cannot be read for now (5xx, 429, no answer) the last copy counts; without one the site is closed
until it answers, or for 30 days, as RFC 9309 says in 2.3.1.4.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from bot.model.errors import FetchError
from bot.sources.answer import Response

if TYPE_CHECKING:
    from protego import Protego

AGENT = "syndication-bot"
MAX_BYTES = 512 * 1024
_KEPT = 24 * 3600.0
_KEPT_IN_DOUBT = 600.0
_CLOSED_AT_MOST = 30 * 24 * 3600.0
_MANY = 500


class Leave(Enum):
    """Whether a page may be read."""

    GIVEN = auto()
    REFUSED = auto()
    UNKNOWN = auto()
    """Not for now: robots.txt itself cannot be read."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """``parsed`` None: everything is allowed, or nothing where ``is_closed``.

    ``down_since`` is when the file could not be read for the first time, where it still cannot.
    """

    until: float
    parsed: Protego | None = None
    is_closed: bool = False
    down_since: float | None = None


class Robots:
    """The rules of all sites that were visited. ``get`` reads an address and raises FetchError."""

    def __init__(
        self, get: Callable[[str], Response], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._get = get
        self._clock = clock
        self._rules: dict[str, _Rules] = {}
        self._guard = threading.Lock()

    def leave(self, origin: str, path: str) -> Leave:
        """Whether the bot may read ``path`` (with its query) of ``origin`` ("https://host")."""
        rules = self._known(origin)
        if rules.is_closed:
            return Leave.UNKNOWN
        if rules.parsed is None or rules.parsed.can_fetch(path, AGENT):
            return Leave.GIVEN
        return Leave.REFUSED

    def _known(self, origin: str) -> _Rules:
        with self._guard:
            rules = self._rules.get(origin)
        if rules is not None and rules.until > self._clock():
            return rules
        rules = self._ask(origin, rules)
        with self._guard:
            if len(self._rules) >= _MANY:
                self._rules.clear()
            self._rules[origin] = rules
        return rules

    def _ask(self, origin: str, before: _Rules | None) -> _Rules:
        now = self._clock()
        try:
            body = self._get(f"{origin}/robots.txt").body
        except FetchError as error:
            return _without_answer(before, now) if error.is_passing else _Rules(now + _KEPT)
        from protego import Protego

        return _Rules(now + _KEPT, Protego.parse(body.decode("utf-8", "replace")))


def _without_answer(before: _Rules | None, now: float) -> _Rules:
    """What counts while the file cannot be read."""
    since = now if before is None or before.down_since is None else before.down_since
    until = now + _KEPT_IN_DOUBT
    if before is not None and before.parsed is not None:
        return _Rules(until, before.parsed, down_since=since)
    return _Rules(until, is_closed=now - since < _CLOSED_AT_MOST, down_since=since)
