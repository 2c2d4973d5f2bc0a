"""What is common to all platforms in turning a call into an outcome."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from bot.model.outcome import NotSent, Unclear
from bot.platforms.redaction import Redactor
from bot.platforms.wire import Answer

_REMOTE_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_LONGEST_WAIT = timedelta(days=8)
"""A later time than this is an error or malice, not a rate limit."""


class Exchange(Protocol):
    """What came of requests: a ``Session``, or a ``Wire`` itself."""

    @property
    def sent(self) -> bool:
        """Whether any byte of a request may have reached the network since ``forget``."""
        ...

    @property
    def answer(self) -> Answer | None:
        """The last complete answer since ``forget``."""
        ...

    def forget(self) -> None:
        """Begin anew with nothing sent and nothing answered."""
        ...


def ask(
    session: Exchange, call: Callable[[], object], redact: Redactor
) -> Answer | NotSent | Unclear:
    """Run a library's call and give back what the platform answered, whatever the library made of it.

    The libraries stumble over answers that they do not expect and take some failures for success,
    so neither their results nor their exceptions count. Without an answer it is ``NotSent`` where
    nothing had been handed to the network, else ``Unclear``.
    """
    session.forget()
    problem = "nothing was sent"
    try:
        call()
    except Exception as error:  # noqa: BLE001 - the session knows what happened
        problem = f"{type(error).__name__}: {error}"
    if session.answer is not None:
        return session.answer
    return Unclear(redact(problem)) if session.sent else NotSent(redact(problem))


def summary(answer: Answer, words: str, redact: Redactor) -> str:
    """One line for the log: the status, and ``words`` or else the beginning of the body."""
    said = words or answer.body.decode("utf-8", "replace")
    return redact(f"HTTP {answer.status}: {said}" if said else f"HTTP {answer.status}")


def remote_id(value: object) -> str | None:
    """``value`` where it can be a platform's id: text that is safe in a URL."""
    return value if isinstance(value, str) and _REMOTE_ID.fullmatch(value) else None


def retry_after(answer: Answer, now: datetime) -> datetime | None:
    """The time that the Retry-After header names, as seconds or as a date."""
    value = answer.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return future(now + timedelta(seconds=int(value)), now)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return future(when if when.tzinfo else when.replace(tzinfo=UTC), now)


def epoch(value: str | None, now: datetime) -> datetime | None:
    """The time ahead that ``value`` names in seconds since 1970."""
    if value is None or not re.fullmatch(r"[0-9]{1,11}", value.strip()):
        return None
    return future(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(value)), now)


def future(when: datetime, now: datetime) -> datetime | None:
    """``when`` in UTC if it lies ahead and within reason; a time in the past tells nothing."""
    return when.astimezone(UTC) if now < when <= now + _LONGEST_WAIT else None
