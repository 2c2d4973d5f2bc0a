"""Which causes people are told about now. Pure; ``Notify`` carries it out.

A cause is told once, and again only after it was gone. In quiet hours nothing but what is urgent is told; the
rest waits and comes in one message.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.model.cadence import Cadence, is_quiet
from bot.model.errors import BotError

log = logging.getLogger(__name__)

LINES_MAX = 20
"""More lines than this are counted instead of told."""


class Cause(StrEnum):
    """What people are told about; the words of ``causes`` and ``urgent`` in the configuration."""

    HANDOFF = "handoff"
    HELD = "held"
    PAUSED = "paused"
    FLOOD = "flood"
    FAILED = "failed"
    TOKEN = "token"  # noqa: S105 - a word
    CORRECTION = "correction"
    SOURCE = "source"
    STORAGE = "storage"
    HEALTH = "health"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that people should know. ``key`` is the same as long as it is the same thing."""

    cause: Cause
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Manners:
    """As in ``[notify]``: what is told, what even in quiet hours, and when these are."""

    causes: frozenset[Cause] = frozenset(Cause)
    urgent: frozenset[Cause] = frozenset({Cause.PAUSED, Cause.FAILED})
    quiet: Cadence | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """``tell`` goes out now in one message; ``new`` are to be remembered, ``over`` to be forgotten."""

    tell: tuple[Notice, ...] = ()
    new: tuple[Notice, ...] = ()
    over: tuple[str, ...] = field(default=())


def plan_notices(
    present: Sequence[Notice],
    known: Mapping[str, datetime | None],
    manners: Manners,
    *,
    now: datetime,
) -> Plan:
    """What follows from the causes that are there. ``known``: by key, when each was told, None for not yet."""
    wanted = {notice.key: notice for notice in present if notice.cause in manners.causes}
    quiet = manners.quiet is not None and is_quiet(manners.quiet, now)
    return Plan(
        tell=tuple(
            notice
            for key, notice in wanted.items()
            if known.get(key) is None and (not quiet or notice.cause in manners.urgent)
        ),
        new=tuple(notice for key, notice in wanted.items() if key not in known),
        over=tuple(key for key in known if key not in wanted),
    )


def message_of(notices: Sequence[Notice], site: str) -> tuple[str, str]:
    """Title and text of one message about all of them."""
    if len(notices) == 1:
        return f"{site}: {notices[0].text.splitlines()[0]}", notices[0].text
    shown = [f"• {notice.text}" for notice in notices[:LINES_MAX]]
    if more := len(notices) - len(shown):
        shown.append(f"… and {more} more: bot status, bot queue, bot corrections")
    return f"{site}: {len(notices)} things to look at", "\n".join(shown)


class NoticeMemory(Protocol):
    """What people were told, over restarts."""

    def known(self) -> Mapping[str, datetime | None]:
        """By key, when each was told; None for what was not told yet."""
        ...

    def change(
        self,
        *,
        new: Sequence[Notice] = (),
        told: Collection[str] = (),
        over: Collection[str] = (),
        now: datetime,
    ) -> None:
        """Commit all of it at once."""
        ...


class Sender(Protocol):
    """Brings a message to people."""

    def send(self, title: str, text: str) -> str | None:
        """None where every address took it, else why not, without any address."""
        ...


class Notify:
    """Tells people what they should know. ``present`` gives the causes that are there."""

    def __init__(
        self,
        present: Callable[[datetime], Sequence[Notice]],
        memory: NoticeMemory,
        sender: Sender,
        manners: Manners,
        site: str,
    ) -> None:
        self._present = present
        self._memory = memory
        self._sender = sender
        self._manners = manners
        self._site = site

    def round(self, now: datetime) -> str | None:
        """Look once, and tell what is to be told; what went wrong with that, in plain words.

        What could not be sent stays to be told. It is marked as told only after it was sent: a crash
        between the two tells it twice rather than never. Raises StoreError.
        """
        known = self._memory.known()
        plan = plan_notices(self._present(now), known, self._manners, now=now)
        if plan.new or plan.over:
            self._memory.change(new=plan.new, over=plan.over, now=now)
        if not plan.tell:
            return None
        trouble = self._sender.send(*message_of(plan.tell, self._site))
        if trouble is None:
            self._memory.change(told=[notice.key for notice in plan.tell], now=now)
        return trouble

    def alarm(self, text: str) -> str | None:
        """Tell at once what cannot be remembered: the database itself is ill."""
        if Cause.STORAGE not in self._manners.causes:
            return None
        try:
            return self._sender.send(f"{self._site}: nothing is sent", text)
        except BotError as error:
            return str(error)
