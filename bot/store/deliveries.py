"""Deliveries outside of a call: finding them, adding them, and the events that people decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from bot.model.delivery import Delivery, Event, State
from bot.model.draft import Draft
from bot.model.errors import AlreadyDecided, AlreadyPosted, IllegalTransition, NotFound
from bot.model.mark import mark_of
from bot.model.outcome import RemotePost
from bot.model.user import Actor
from bot.pipeline.deeds import describe_deed
from bot.pipeline.ports import Move, NewDelivery
from bot.store import rows
from bot.store.attempts import Step, append
from bot.store.database import Database
from bot.store.deeds import append_change, last_of
from bot.store.effects import effects
from bot.store.rows import BY_DUE, DELIVERIES, delivery_of, number_of
from bot.store.tables import articles, deliveries

_DECISIONS = frozenset(
    {
        Event.APPROVE,
        Event.REJECT,
        Event.CANCEL,
        Event.RETRY,
        Event.CONFIRM,
        Event.CONFIRM_PART,
        Event.HOLD,
        Event.RESCHEDULE,
        Event.EXPIRE,
        Event.RETRACT,
    }
)
"""What ``move`` may apply. The other events belong to a claim or to a reading."""
_EDITABLE = frozenset({State.HELD, State.SCHEDULED})
_TRIES = 5


class Deliveries:
    """Part of the outbox: ``bot.pipeline.ports.Outbox`` says what each method means."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, delivery_id: str) -> Delivery:
        """The delivery. Raises NotFound."""
        with self._db.read() as connection:
            return rows.get(connection, delivery_id)

    def of_article(self, article_id: str) -> tuple[Delivery, ...]:
        """All deliveries of a story, oldest first."""
        with self._db.read() as connection:
            found = connection.execute(
                DELIVERIES.where(deliveries.c.article_id == number_of(article_id)).order_by(
                    deliveries.c.id
                )
            )
            return tuple(map(delivery_of, found))

    def add(
        self, article_id: str, deliveries: Sequence[NewDelivery], *, now: datetime
    ) -> tuple[str, ...]:
        """Commit further deliveries of a known story. Raises AlreadyPosted, NotFound."""
        number = number_of(article_id)
        try:
            with self._db.write() as connection:
                if number is None or not _article_exists(connection, number):
                    raise NotFound(f"there is no story {article_id}")
                return rows.create(connection, number, deliveries, now=now)
        except IntegrityError as error:
            raise AlreadyPosted(self._clash(article_id, deliveries)) from error

    def _clash(self, article_id: str, wanted: Sequence[NewDelivery]) -> str:
        asked = {(new.draft.channel, new.again) for new in wanted}
        for standing in self.of_article(article_id):
            if (standing.channel, standing.again) in asked:
                return (
                    f"“{standing.title}” already has delivery {standing.id} on "
                    f"{standing.channel}, which is {standing.state}; --again posts it once more"
                )
        return "the story was to go twice to one channel; name each channel once"

    def due(self, now: datetime) -> tuple[Delivery, ...]:
        """Those ``scheduled`` with ``due_at`` at or before ``now``, by due time, then by id."""
        with self._db.read() as connection:
            found = connection.execute(
                DELIVERIES.where(
                    deliveries.c.state == State.SCHEDULED, deliveries.c.due_at <= now
                ).order_by(*BY_DUE)
            )
            return tuple(map(delivery_of, found))

    def next_due(self) -> datetime | None:
        """The earliest due time of all that is ``scheduled``."""
        earliest = select(func.min(deliveries.c.due_at)).where(
            deliveries.c.state == State.SCHEDULED
        )
        with self._db.read() as connection:
            due: datetime | None = connection.execute(earliest).scalar()
            return due

    def in_state(self, *states: State) -> tuple[Delivery, ...]:
        """All deliveries in any of the states, by due time (those without one last), then by id."""
        with self._db.read() as connection:
            found = connection.execute(
                DELIVERIES.where(deliveries.c.state.in_(states)).order_by(
                    deliveries.c.due_at.is_(None), *BY_DUE
                )
            )
            return tuple(map(delivery_of, found))

    def move(
        self,
        delivery_id: str,
        event: Event,
        *,
        now: datetime,
        due_at: datetime | None = None,
        reason: str | None = None,
        posts: tuple[RemotePost, ...] = (),
        manual: bool | None = None,
        pinned: bool | None = None,
        by: Actor | None = None,
        seen: str | None = None,
    ) -> Delivery:
        """A person's or the planner's event. Raises NotFound, IllegalTransition, AlreadyDecided."""
        if event not in _DECISIONS:
            raise IllegalTransition(
                f"delivery {delivery_id}: {event} is not for a person to decide"
            )
        told = {"manual": manual, "pinned": pinned}
        also = {name: value for name, value in told.items() if value is not None}
        move = Move(delivery_id, event, due_at, reason, by)
        try:
            for _ in range(_TRIES):
                with self._db.write() as connection:
                    moved = _move(connection, move, now=now, posts=posts, also=also, seen=seen)
                    if moved is not None:
                        return moved
                # someone else was faster: decide anew on what it is now
        except IntegrityError:  # see deliveries_lane
            raise IllegalTransition(
                f"delivery {delivery_id}: its thread cannot go on while another post of its channel is on "
                "its way; try again when that one is out"
            ) from None
        raise IllegalTransition(f"delivery {delivery_id} is being changed by others; try again")

    def move_all(self, moves: Sequence[Move], *, now: datetime) -> tuple[str, ...]:
        """As ``move``, in one commit; what cannot move any more is left as it is. The ids that moved."""
        moved = []
        with self._db.write() as connection:
            for move in moves:
                with suppress(IllegalTransition, AlreadyDecided, NotFound):
                    if _move(connection, move, now=now) is not None:
                        moved.append(move.delivery_id)
        return tuple(moved)

    def reschedule(
        self, times: Sequence[tuple[Delivery, datetime]], *, reason: str, now: datetime
    ) -> int:
        """In one commit: other times for scheduled deliveries that stand as they were seen; how many."""
        count = 0
        with self._db.write() as connection:
            for seen, due_at in times:
                if not rows.change(
                    connection,
                    seen.id,
                    State.SCHEDULED,
                    seen.fence,
                    {"due_at": due_at},
                    deliveries.c.due_at == seen.due_at,
                    deliveries.c.manual.is_(False),
                    deliveries.c.pinned.is_(False),
                ):
                    continue
                detail = _decision(Event.RESCHEDULE, seen.state, reason, due_at, (), None)
                append(connection, int(seen.id), seen.fence, Step.DECISION, at=now, detail=detail)
                count += 1
        return count

    def rewrite(
        self,
        delivery_id: str,
        draft: Draft,
        *,
        now: datetime,
        by: Actor | None = None,
        seen: str | None = None,
    ) -> Delivery:
        """Another draft for a delivery that was not sent. Raises NotFound, IllegalTransition, AlreadyDecided."""
        with self._db.write() as connection:
            before = rows.locked(connection, delivery_id)
            _require_seen(connection, before, seen)
            values = {**rows.draft_values(draft), "error": "edited by a person"}
            is_editable = before.state in _EDITABLE and not before.attempts
            if not is_editable or not rows.change(
                connection, delivery_id, before.state, before.fence, values
            ):
                raise IllegalTransition(
                    f"delivery {delivery_id} is {before.state} after {before.attempts} attempts; "
                    "only one that is held or scheduled and was never sent can be edited"
                )
            detail = {"event": "edit", "was": before.state} | ({"by": by.name} if by else {})
            append(connection, int(delivery_id), before.fence, Step.DECISION, at=now, detail=detail)
            after = rows.get(connection, delivery_id)
            if by is not None:
                append_change(connection, by, "edit", before, after, at=now)
            return after


def _move(
    connection: Connection,
    move: Move,
    *,
    now: datetime,
    posts: tuple[RemotePost, ...] = (),
    also: Mapping[str, object] = MappingProxyType({}),
    seen: str | None = None,
) -> Delivery | None:
    """Apply the event; None where another transaction changed the delivery meanwhile."""
    event, by = move.event, move.by
    before = rows.locked(connection, move.delivery_id)
    _require_seen(connection, before, seen)
    try:
        values = effects(
            before.state,
            event,
            now=now,
            due_at=move.due_at,
            posts=(*before.posts, *posts),
            part_usd=before.call.cost_usd,
            error=move.reason,
        )
    except IllegalTransition as error:
        if by is not None:
            _tell_who_was_first(connection, before)
        raise IllegalTransition(f"delivery {move.delivery_id}: {error}") from None
    if not rows.change(connection, before.id, before.state, before.fence, {**values, **also}):
        return None
    detail = _decision(event, before.state, move.reason, move.due_at, posts, by)
    append(connection, int(before.id), before.fence, Step.DECISION, at=now, detail=detail)
    after = rows.get(connection, before.id)
    if by is not None:
        append_change(connection, by, event, before, after, at=now, reason=move.reason)
    return after


def _require_seen(connection: Connection, delivery: Delivery, seen: str | None) -> None:
    if seen is None or seen == mark_of(delivery):
        return
    _tell_who_was_first(connection, delivery)
    raise AlreadyDecided(
        f"delivery {delivery.id} has changed since you looked: it is {delivery.state} now; look again"
    )


def _tell_who_was_first(connection: Connection, delivery: Delivery) -> None:
    """Raise AlreadyDecided with who did what and when, where a person did anything."""
    last = last_of(connection, int(delivery.id))
    if last is not None:
        raise AlreadyDecided(
            f"delivery {delivery.id}: {describe_deed(last)}; it is {delivery.state} now"
        )


def _article_exists(connection: Connection, number: int) -> bool:
    return (
        connection.execute(select(articles.c.id).where(articles.c.id == number)).first() is not None
    )


def _decision(
    event: Event,
    state: State,
    reason: str | None,
    due_at: datetime | None,
    posts: tuple[RemotePost, ...],
    by: Actor | None,
) -> dict[str, object]:
    said = {
        "reason": reason,
        "due_at": due_at,
        "posts": posts or None,
        "by": by and by.name,
    }
    return {"event": event, "was": state} | {
        key: value for key, value in said.items() if value is not None
    }
