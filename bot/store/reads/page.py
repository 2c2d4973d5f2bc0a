"""One page of a long list, and where the next one begins."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from bot.model.errors import UsageError

T = TypeVar("T")

LIMIT_MOST = 200
"""Items on one page."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list. ``next`` is the cursor of the following page; None at the end of the list.

    A page that was searched for may be short, even empty, and still have a following one: only so much
    is looked through at a time.
    """

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Behind which item a page begins: by time, where the list is in the order of times, and by id."""

    at: datetime | None
    number: int

    def cursor(self) -> str:
        """As text without meaning for anybody else."""
        told = json.dumps([self.at and self.at.isoformat(), self.number])
        return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def place_of(cursor: str | None) -> Place | None:
    """The place that a cursor names; None for none. Raises UsageError for what is no cursor."""
    if cursor is None:
        return None
    try:
        told = base64.b64decode(
            cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True
        )
        at, number = json.loads(told)
        moment = None if at is None else datetime.fromisoformat(at)
    except (ValueError, TypeError, RecursionError):
        raise _no_cursor() from None
    if type(number) is not int or not 0 <= number < 2**31:
        raise _no_cursor()
    if moment is not None and moment.tzinfo is None:
        raise _no_cursor()
    return Place(moment, number)


def _no_cursor() -> UsageError:
    return UsageError("this is no cursor; take it from the page before")


def checked_limit(limit: int) -> int:
    """The limit. Raises UsageError where it is not from 1 to LIMIT_MOST."""
    if not 1 <= limit <= LIMIT_MOST:
        raise UsageError(f"a page has 1 to {LIMIT_MOST} items")
    return limit
