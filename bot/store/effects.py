"""What an event changes in a delivery besides its state. Pure; the state machine decides the state."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, literal

from bot.model.delivery import FINISHED, Event, State, after
from bot.model.errors import IllegalTransition
from bot.model.outcome import RemotePost
from bot.store.codec import encode
from bot.store.columns import Dollars, UtcTime
from bot.store.tables import deliveries

_PART = frozenset({Event.PART_PUBLISHED, Event.PART_FOUND, Event.CONFIRM_PART})
_PROVEN = _PART | {Event.PUBLISHED, Event.FOUND, Event.CONFIRM}
_BY_A_PERSON = frozenset({Event.CONFIRM, Event.CONFIRM_PART})
_ERROR_IS_MOOT = frozenset(
    {Event.APPROVE, Event.PASSED_ON, Event.PART_PUBLISHED, Event.PART_FOUND, Event.RETRACT}
)
# made once: a statement that holds them is found again, and making one takes longer than running it
_PAID = deliveries.c.cost + deliveries.c.price
_IN_DOUBT = deliveries.c.settling_since.is_not(None)
MADE_ONCE = frozenset({_PAID})
"""New values in SQL that are the same expression each time."""
_NOTHING_READ = {"read_at": None, "readings": 0, "absences": 0}


def effects(
    state: State,
    event: Event,
    *,
    now: datetime,
    due_at: datetime | None = None,
    posts: tuple[RemotePost, ...] = (),
    part_usd: Decimal = Decimal(0),
    error: str | None = None,
) -> dict[str, Any]:
    """The new values, by column, of a delivery in ``state`` to which ``event`` happens.

    ``posts`` are all that stand after it; ``part_usd`` is the price of the part of a thread that it is about.
    Raises IllegalTransition where it cannot happen, or would make a delivery posted without the
    platform's id as proof.
    """
    target = after(state, event)
    values: dict[str, Any] = {"state": target}
    if error is not None or event in _ERROR_IS_MOOT:
        values["error"] = error
    if due_at is not None:
        values["due_at"] = due_at
    if state is State.HELD:
        values["flood_id"] = None
    if target in FINISHED:
        values["ended_at"] = now
    if event in _PROVEN:
        values |= _proof(event, posts, part_usd)
    if target is State.SCHEDULED:
        values.setdefault("due_at", func.coalesce(deliveries.c.due_at, literal(now, UtcTime())))
        values |= {"settling_since": None, **_NOTHING_READ}
        if event is Event.ABSENT:
            del values["absences"]  # they tell that it was looked for
    elif target is State.UNKNOWN:
        values |= {"settling_since": now, **_NOTHING_READ}
    elif target is State.POSTED:
        values |= {"posted_at": now, "error": error}
    return values


def _proof(event: Event, posts: tuple[RemotePost, ...], part_usd: Decimal) -> dict[str, Any]:
    """The posts, and what they cost: readings and the parts before may have cost something, too."""
    if not posts:
        raise IllegalTransition("a delivery cannot become posted without the id of its post")
    values: dict[str, Any] = {"posts": encode(posts), "cost": _PAID}
    if event in _PART:
        price = literal(part_usd, Dollars())
        values |= {"cost": deliveries.c.cost + price, "price": deliveries.c.price - price}
    if event in _BY_A_PERSON:  # it was ours, and billed, only where a call was left in doubt
        values["cost"] = case((_IN_DOUBT, values["cost"]), else_=deliveries.c.cost)
    if event is Event.CONFIRM_PART:
        values["settling_since"] = None  # of the next part nothing is in doubt
    return values
