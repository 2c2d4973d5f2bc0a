"""What an event changes in a delivery besides its state. Pure; the state machine decides the state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import case, func, literal

from bot.model.delivery import FINISHED, Event, State, after
from bot.model.errors import IllegalTransition
from bot.model.outcome import RemotePost
from bot.store.codec import encode
from bot.store.columns import UtcTime
from bot.store.tables import deliveries

_PUBLISHED_BY_US = frozenset({Event.PUBLISHED, Event.FOUND})
_ERROR_IS_MOOT = frozenset({Event.APPROVE, Event.PASSED_ON, Event.RETRACT})
_NOTHING_READ = {"read_at": None, "readings": 0, "absences": 0}


def effects(
    state: State,
    event: Event,
    *,
    now: datetime,
    due_at: datetime | None = None,
    posts: tuple[RemotePost, ...] = (),
    error: str | None = None,
) -> dict[str, Any]:
    """The new values, by column, of a delivery in ``state`` to which ``event`` happens.

    Raises IllegalTransition where it cannot happen, or would make a delivery posted without the
    platform's id as proof.
    """
    target = after(state, event)
    values: dict[str, Any] = {"state": target}
    if error is not None or event in _ERROR_IS_MOOT:
        values["error"] = error
    if due_at is not None:
        values["due_at"] = due_at
    if target in FINISHED:
        values["ended_at"] = now
    if target is State.SCHEDULED:
        values.setdefault("due_at", func.coalesce(deliveries.c.due_at, literal(now, UtcTime())))
        values |= {"settling_since": None, **_NOTHING_READ}
    elif target is State.UNKNOWN:
        values |= {"settling_since": now, **_NOTHING_READ}
    elif target is State.POSTED:
        values |= {**_posted(event, posts, now), "error": error}
    return values


def _posted(event: Event, posts: tuple[RemotePost, ...], now: datetime) -> dict[str, Any]:
    if not posts:
        raise IllegalTransition("a delivery cannot become posted without the id of its post")
    # readings may have cost something before
    cost: Any = deliveries.c.cost + deliveries.c.price
    if event not in _PUBLISHED_BY_US:
        # a person names the post: it was ours, and billed, only where a call was left in doubt
        cost = case((deliveries.c.settling_since.is_not(None), cost), else_=deliveries.c.cost)
    return {"posts": encode(posts), "posted_at": now, "cost": cost}
