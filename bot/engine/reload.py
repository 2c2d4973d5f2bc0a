"""The configuration while the daemon runs: a changed file takes effect, a broken one does not.

Looked at between two sweeps. What is under way finishes on the bot that it began with.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from bot.engine.work import Report
from bot.health.diagnosis import IN_FORCE, REFUSED
from bot.model.errors import BotError, StoreError
from bot.settings import Settings, load_settings
from bot.settings.changes import describe_changes, needs_restart
from bot.wiring import Bot, Switch

LOOK_SECONDS = 5.0
"""How often the files are looked at. A change counts when they stood still from one look to the next."""

Mark = tuple[tuple[str, int, int, int], ...]


class Reload:
    """Watches the files that the bot was configured from, and puts a new bot in force when they change."""

    def __init__(
        self,
        switch: Switch,
        assemble: Callable[[Bot, Settings], Bot],
        report: Report,
        complain: Report,
    ) -> None:
        self._switch = switch
        self._assemble = assemble
        self._report = report
        self._complain = complain
        self._asked = threading.Event()
        self._next_look = 0.0
        self._read = self._seen = mark_of(switch.current.settings)
        self._told = ""

    def ask(self) -> None:
        """Read the files at the next sweep, changed or not. May be called by a signal handler."""
        self._asked.set()

    def begin(self) -> None:
        """Note what is in force as the daemon starts. Raises StoreError."""
        self._note("")

    def look(self) -> tuple[Bot, Bot] | None:
        """Read the files if that is asked for, or they changed; the bots before and after an exchange.

        Raises StoreError; then the next look tries again.
        """
        asked = self._asked.is_set()
        if not asked and not self._is_changed():
            return None
        self._asked.clear()
        before = self._switch.current
        mark = mark_of(before.settings)
        try:
            after = self._open(before)
        except StoreError:
            self._asked.set()
            raise
        except BotError as error:
            self._refuse(str(error))
            self._read = mark
            return None
        self._read = mark
        if after is None:
            if asked or self._told:
                self._report("the configuration was read: it is as before")
            self._note("")
            return None
        self._switch.exchange(after)
        self._say(before.settings, after.settings)
        return before, after

    def _is_changed(self) -> bool:
        now = self._switch.current.clock.monotonic()
        if now < self._next_look:
            return False
        self._next_look = now + LOOK_SECONDS
        mark = mark_of(self._switch.current.settings)
        stands_still, self._seen = mark == self._seen, mark
        return stands_still and mark != self._read

    def _open(self, before: Bot) -> Bot | None:
        settings = load_settings(before.settings.path)
        after = self._assemble(before, settings)
        same = settings == before.settings and after.newsroom.channels == before.newsroom.channels
        if same:
            return None
        after.platforms.require([channel.name for channel in after.newsroom.chosen([])])
        _ = after.newsroom.sources  # opened here, so that what is wrong with them is told now
        return after

    def _refuse(self, reason: str) -> None:
        words = f"{reason}; the bot goes on as it was configured before"
        if words != self._told:
            self._complain(f"the configuration is not in force: {words}")
        self._note(words)

    def _say(self, before: Settings, after: Settings) -> None:
        self._report(f"the configuration was read anew: {describe_changes(before, after)}")
        left = needs_restart(before, after)
        if left:
            self._complain(f"{left} changed: that takes effect when the bot is started again")
        self._note("")

    def _note(self, trouble: str) -> None:
        facts = self._switch.current.facts
        facts.set_fact(REFUSED, trouble)
        if not trouble:
            facts.set_fact(IN_FORCE, self._switch.current.settings.text)
        self._told = trouble


def mark_of(settings: Settings) -> Mark:
    """How the files stand on the disk from which such settings are read."""
    return tuple(map(_stat, settings.files))


def _stat(path: Path) -> tuple[str, int, int, int]:
    try:
        stat = path.stat()
    except OSError:
        return str(path), 0, 0, 0
    return str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino
