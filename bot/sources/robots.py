"""What a site's robots.txt allows: asked for once a day, and read by Protego, which knows RFC 9309."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model.errors import FetchError, HttpStatusError
from bot.sources.answer import Response

if TYPE_CHECKING:
    from protego import Protego

AGENT = "syndication-bot"
MAX_BYTES = 512 * 1024
_KEPT = 24 * 3600.0
_KEPT_IN_DOUBT = 600.0
_MANY = 500


@dataclass(frozen=True, slots=True)
class _Rules:
    """``parsed`` None: everything is allowed, or nothing where ``closed``."""

    until: float
    parsed: Protego | None = None
    closed: bool = False


class Robots:
    """The rules of all sites that were visited. ``get`` reads an address and raises FetchError."""

    def __init__(
        self, get: Callable[[str], Response], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._get = get
        self._clock = clock
        self._rules: dict[str, _Rules] = {}
        self._guard = threading.Lock()

    def allows(self, origin: str, path: str) -> bool:
        """Whether the bot may read ``path`` (with its query) of ``origin`` ("https://host")."""
        rules = self._known(origin)
        if rules.parsed is None:
            return not rules.closed
        return rules.parsed.can_fetch(path, AGENT)

    def _known(self, origin: str) -> _Rules:
        with self._guard:
            rules = self._rules.get(origin)
        if rules is not None and rules.until > self._clock():
            return rules
        rules = self._ask(origin)
        with self._guard:
            if len(self._rules) >= _MANY:
                self._rules.clear()
            self._rules[origin] = rules
        return rules

    def _ask(self, origin: str) -> _Rules:
        now = self._clock()
        try:
            body = self._get(f"{origin}/robots.txt").body
        except HttpStatusError as error:
            if error.status >= 500 or error.status == 429:
                # it may forbid everything: RFC 9309 says to keep away until it answers
                return _Rules(now + _KEPT_IN_DOUBT, closed=True)
            return _Rules(now + _KEPT)
        except FetchError:
            return _Rules(now + _KEPT_IN_DOUBT)
        from protego import Protego

        return _Rules(now + _KEPT, Protego.parse(body.decode("utf-8", "replace")))
