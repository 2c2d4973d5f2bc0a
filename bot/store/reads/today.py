"""The day at a glance: what went out, what comes, what needs a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, func, select

from bot.model.delivery import UNFINISHED, Delivery, State
from bot.store.database import Database
from bot.store.rows import BY_DUE, DELIVERIES, delivery_of
from bot.store.tables import deliveries

NEEDS_A_PERSON = (State.FAILED, State.HANDED_OFF, State.HELD)
"""In the order of their urgency."""


@dataclass(frozen=True, slots=True)
class Today:
    """``went_out`` newest first, ``coming`` soonest first, ``needs_me`` most urgent first.

    The lists are cut; ``posted`` and ``waiting`` count all: what was posted since the day began, and what is
    not finished, by state.
    """

    went_out: tuple[Delivery, ...]
    coming: tuple[Delivery, ...]
    needs_me: tuple[Delivery, ...]
    posted: int
    waiting: Mapping[State, int]


class TodayReads:
    """Part of ``Reads``."""

    _db: Database

    def today(self, *, since: datetime, limit: int = 20) -> Today:
        """The day that began at ``since``."""
        mine = (deliveries.c.state == State.POSTED, deliveries.c.ended_at >= since)
        newest = DELIVERIES.where(*mine).order_by(
            deliveries.c.ended_at.desc(), deliveries.c.id.desc()
        )
        coming = DELIVERIES.where(deliveries.c.state == State.SCHEDULED).order_by(*BY_DUE)
        with self._db.read() as connection:
            needs_me: list[Delivery] = []
            for state in NEEDS_A_PERSON:
                waiting = DELIVERIES.where(deliveries.c.state == state).order_by(*BY_DUE)
                needs_me += _some(connection, waiting, limit - len(needs_me))
            return Today(
                went_out=tuple(_some(connection, newest, limit)),
                coming=tuple(_some(connection, coming, limit)),
                needs_me=tuple(needs_me),
                posted=connection.execute(select(func.count()).where(*mine)).scalar_one(),
                waiting=_waiting(connection),
            )

    def waiting(self) -> Mapping[State, int]:
        """How many deliveries are in each state that is not final, 0 included."""
        with self._db.read() as connection:
            return _waiting(connection)


def _some(connection: Connection, wanted: Select[tuple[object, ...]], limit: int) -> list[Delivery]:
    if limit <= 0:
        return []
    return [delivery_of(row) for row in connection.execute(wanted.limit(limit))]


def _waiting(connection: Connection) -> Mapping[State, int]:
    counted = (
        select(deliveries.c.state, func.count())
        .where(deliveries.c.state.in_(UNFINISHED))
        .group_by(deliveries.c.state)
    )
    found = {State(state): number for state, number in connection.execute(counted)}
    return {state: found.get(state, 0) for state in State if state in UNFINISHED}
