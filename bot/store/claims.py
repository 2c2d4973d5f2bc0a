"""The two commits around a call, and the settling of what is not known.

T1 (``claim``) is durable before the platform is called, so a crash can never hide a call. T2 (``settle``)
counts only while the claim is the newest one. Each is a single conditional update: two that race
cannot both find the delivery in the state they ask for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, bindparam, literal, select, update
from sqlalchemy.exc import IntegrityError

from bot.model.delivery import Delivery, Event, State, after
from bot.model.draft import Draft
from bot.pipeline.ports import Claim, Verdict
from bot.store import rows
from bot.store.attempts import Step, append
from bot.store.codec import encode
from bot.store.columns import Dollars, UtcTime
from bot.store.database import Database
from bot.store.effects import effects
from bot.store.prepared import Prepared
from bot.store.rows import number_of
from bot.store.tables import deliveries

_CLAIM = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("number"),
        deliveries.c.state == State.SCHEDULED,
        # a doubled call that comes after a rate limit was noted must not be early
        deliveries.c.due_at <= bindparam("now", type_=UtcTime),
    )
    .values(
        state=after(State.SCHEDULED, Event.CLAIM),
        fence=deliveries.c.fence + 1,
        attempts=deliveries.c.attempts + 1,
        sent_at=bindparam("now", type_=UtcTime),
    )
)
_AS_IT_STANDS = Prepared(_CLAIM)
_WITH_ANOTHER_DRAFT = Prepared(
    _CLAIM.values(draft=bindparam("draft"), price=bindparam("price", type_=Dollars))
)


class Claims:
    """Part of the outbox: ``bot.pipeline.ports.Outbox`` says what each method means."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def claim(
        self,
        delivery_id: str,
        *,
        payload: Mapping[str, object],
        now: datetime,
        draft: Draft | None = None,
    ) -> Claim | None:
        """T1. None where it is not scheduled and due, or the channel has another one in flight."""
        number = number_of(delivery_id)
        if number is None:
            return None
        frozen = encode(payload)
        claiming = _AS_IT_STANDS if draft is None else _WITH_ANOTHER_DRAFT
        values = {"number": number, "now": now} | (rows.draft_values(draft) if draft else {})

        def intend(connection: Connection) -> Claim | None:
            if claiming.run(connection, values) != 1:
                return None
            delivery = rows.get(connection, delivery_id)
            append(connection, number, delivery.fence, Step.INTENT, at=now, payload=frozen)
            return Claim(delivery, delivery.fence)

        try:
            return self._db.write_together(intend)
        except IntegrityError:
            return None  # the lane is taken: see deliveries_lane

    def settle(self, claim: Claim, verdict: Verdict, *, now: datetime) -> bool:
        """T2. False, and a row in the log, where the claim is no longer the newest."""
        return self._apply(claim.delivery, claim.fence, State.SENDING, verdict, now)

    def resolve(self, delivery: Delivery, verdict: Verdict, *, now: datetime) -> bool:
        """Apply what a reading settled, where fence and ``unknown`` still match; else False."""
        return self._apply(delivery, delivery.fence, State.UNKNOWN, verdict, now)

    def _apply(
        self, delivery: Delivery, fence: int, state: State, verdict: Verdict, now: datetime
    ) -> bool:
        values = effects(
            state,
            verdict.event,
            now=now,
            due_at=verdict.due_at,
            posts=(*delivery.posts, *verdict.posts),
            part_usd=delivery.call.cost_usd,
            error=verdict.error,
        )
        if verdict.reading_usd:
            paid = literal(verdict.reading_usd, Dollars())
            values["cost"] = values.get("cost", deliveries.c.cost) + paid
        step = Step.OUTCOME if state is State.SENDING else Step.READING
        record = _record(verdict)

        def conclude(connection: Connection) -> bool:
            ours = rows.change(connection, delivery.id, state, fence, values)
            found = step if ours else Step.DISCARDED
            append(connection, int(delivery.id), fence, found, at=now, detail=record)
            return ours

        return self._db.write_together(conclude)

    def note_reading(
        self,
        delivery: Delivery,
        *,
        absences: int,
        detail: Mapping[str, str],
        now: datetime,
        cost_usd: Decimal = Decimal(0),
    ) -> bool:
        """One more reading that settled nothing. False where another was noted since, or it is settled."""
        values = {
            "readings": delivery.readings + 1,
            "absences": absences,
            "read_at": now,
            "cost": deliveries.c.cost + literal(cost_usd, Dollars()),
        }
        with self._db.write() as connection:
            same_readings = deliveries.c.readings == delivery.readings
            noted = rows.change(
                connection, delivery.id, State.UNKNOWN, delivery.fence, values, same_readings
            )
            if noted:
                append(
                    connection,
                    int(delivery.id),
                    delivery.fence,
                    Step.READING,
                    at=now,
                    detail={
                        **detail,
                        "absences": absences,
                        **({"reading_usd": cost_usd} if cost_usd else {}),
                    },
                )
        return noted

    def doubt(
        self, delivery_id: str, *, sent_at: datetime, settling_since: datetime, now: datetime
    ) -> bool:
        """``scheduled → unknown`` without a call. False where it is not scheduled or the lane is taken."""
        values = effects(State.SCHEDULED, Event.DOUBTED, now=now)
        values |= {"sent_at": sent_at, "settling_since": settling_since}
        try:
            with self._db.write() as connection:
                fence = rows.get(connection, delivery_id).fence
                if not rows.change(connection, delivery_id, State.SCHEDULED, fence, values):
                    return False
                detail = {"event": Event.DOUBTED, "since": sent_at}
                append(connection, int(delivery_id), fence, Step.DECISION, at=now, detail=detail)
        except IntegrityError:
            return False  # the lane is taken: see deliveries_lane
        return True

    def orphan(self, *, now: datetime) -> tuple[str, ...]:
        """Every ``sending`` becomes ``unknown``; the settling of every ``unknown`` starts anew."""
        sending = (
            select(deliveries.c.id, deliveries.c.fence)
            .where(deliveries.c.state == State.SENDING)
            .order_by(deliveries.c.id)
            .with_for_update()
        )
        fresh = effects(State.SENDING, Event.ORPHANED, now=now)
        with self._db.write() as connection:
            orphans = connection.execute(sending).all()
            connection.execute(
                update(deliveries)
                .where(deliveries.c.state.in_((State.SENDING, State.UNKNOWN)))
                .values(fresh)
            )
            for number, fence in orphans:
                append(connection, number, fence, Step.ORPHAN, at=now)
        return tuple(str(number) for number, _ in orphans)


def _record(verdict: Verdict) -> dict[str, object]:
    said = {
        "error": verdict.error,
        "due_at": verdict.due_at,
        "posts": verdict.posts or None,
        "reading_usd": verdict.reading_usd or None,
    }
    return {**verdict.detail, "event": verdict.event} | {
        key: value for key, value in said.items() if value is not None
    }
