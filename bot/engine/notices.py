"""Telling people: who is told is decided by ``pipeline.notices``, this is when."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial

from bot.engine.work import Report
from bot.health.causes import causes
from bot.model.errors import BotError, StoreError
from bot.notify.sender import AppriseSender
from bot.pipeline.notices import Cause, Manners, Notify
from bot.settings import Settings
from bot.wiring import Bot

log = logging.getLogger(__name__)

AFTER_TROUBLE = timedelta(minutes=5)
"""How soon it is tried again to send what could not be sent."""


def sender_of(settings: Settings) -> AppriseSender | None:
    """What sends notices; None where no address is set."""
    variable = settings.configuration.notify.urls_env
    addresses = settings.environment.get(variable, "").strip()
    return AppriseSender(addresses, variable) if addresses else None


class Notices:
    """Looks and tells, when it is called. Nobody is told where no address is set."""

    def __init__(self, bot: Bot, complain: Report) -> None:
        self._bot = bot
        self._complain = complain
        self._not_before: datetime | None = None
        self._alarmed: str | None = None
        configuration = bot.settings.configuration
        table = configuration.notify
        sender = sender_of(bot.settings)
        manners = Manners(
            causes=frozenset(map(Cause, table.causes)),
            urgent=frozenset(map(Cause, table.urgent)),
            quiet=table.cadence(configuration.site.timezone),
        )
        self._notify: Notify | None = None
        if sender is not None:
            site = configuration.site.name
            present = partial(causes, bot)
            self._notify = Notify(present, bot.notices, sender, manners, site)

    @property
    def is_on(self) -> bool:
        """Whether anybody is told."""
        return self._notify is not None

    def round(self) -> None:
        """Look once, and tell. Raises StoreError."""
        now = self._bot.clock.now()
        if self._notify is None or (self._not_before is not None and now < self._not_before):
            return
        try:
            trouble = self._notify.round(now)
        except StoreError:
            raise
        except BotError as error:
            trouble = str(error)
        self._not_before = now + AFTER_TROUBLE if trouble else None
        if trouble:
            self._complain(trouble)

    def alarm(self, trouble: str | None) -> None:
        """The database takes no commits: tell that once, for it cannot be remembered."""
        if self._notify is None or trouble == self._alarmed:
            return
        self._alarmed = trouble
        if trouble and (failed := self._notify.alarm(trouble)):
            self._complain(failed)
