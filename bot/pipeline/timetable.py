"""The order of a channel's queue, and when each of it goes out.

A person's own time is never moved, nor that of a delivery that was tried already, nor breaking news: they
are instants that the others keep clear of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.model.cadence import Cadence, FreeTimes, Order, is_expired, next_instant
from bot.model.delivery import Delivery, Event, State
from bot.pipeline.channels import ChannelPlan
from bot.pipeline.plan import BOOKINGS_WINDOW, expiry_reason
from bot.pipeline.ports import Move, Outbox

_NO_DATE = datetime.min.replace(tzinfo=UTC)

Shift = tuple[Delivery, datetime]
"""A delivery and the time that it gets."""


def is_movable(delivery: Delivery) -> bool:
    """Whether the bot itself chose the delivery's time, and may choose another one."""
    is_chosen = delivery.manual or delivery.pinned or delivery.breaking
    return delivery.state is State.SCHEDULED and not is_chosen and not delivery.attempts


def by_age(deliveries: Iterable[Delivery], order: Order) -> list[Delivery]:
    """In the channel's order by the age of their stories."""
    return sorted(
        deliveries,
        key=lambda delivery: (delivery.published_at or _NO_DATE, int(delivery.id)),
        reverse=order is Order.NEWEST,
    )


def by_turn(deliveries: Iterable[Delivery], order: Order) -> list[Delivery]:
    """A queue in the order in which it goes out: as it stands, or the newest story first."""
    if order is Order.NEWEST:
        return by_age(deliveries, order)
    return sorted(deliveries, key=lambda delivery: (delivery.due_at or _NO_DATE, int(delivery.id)))


def afresh(
    cadence: Cadence, queue: Sequence[Delivery], taken: Sequence[datetime], now: datetime
) -> tuple[Shift, ...]:
    """Times for the whole queue, in its order, as if it were planned now; only those that change.

    ``taken`` are the instants that others have used or were promised. What finds no free time within a
    year keeps the one it has.
    """
    free, shifts, earliest = FreeTimes(cadence, taken), list[Shift](), now
    for delivery in queue:
        due_at = free.first(earliest)
        if due_at is not None:
            free.book(due_at)
            earliest = due_at
            if due_at != delivery.due_at:
                shifts.append((delivery, due_at))
    return tuple(shifts)


def pushed_back(
    cadence: Cadence,
    queue: Sequence[Delivery],
    taken: Sequence[datetime],
    now: datetime,
    *,
    not_before: datetime | None = None,
) -> tuple[Shift, ...]:
    """Later times for what cannot keep its own, in the order of the queue; none comes earlier.

    The first of the queue, where it is overdue, keeps its time: what missed its slot goes out as soon as it
    may. ``not_before`` is when that may be, where it is not now.
    """
    free, shifts, earliest = FreeTimes(cadence, taken), list[Shift](), now
    for place, delivery in enumerate(queue):
        assert delivery.due_at is not None
        if place == 0 and delivery.due_at <= now:
            due_at = _as_soon_as_it_may(cadence, taken, now, not_before)
            kept = due_at == now
        else:
            due_at = free.first(max(earliest, delivery.due_at))
            kept = due_at == delivery.due_at
        if due_at is None:
            continue
        free.book(due_at)
        earliest = due_at
        if not kept:
            shifts.append((delivery, due_at))
    return tuple(shifts)


def _as_soon_as_it_may(
    cadence: Cadence, bookings: Sequence[datetime], now: datetime, not_before: datetime | None
) -> datetime | None:
    if not_before is None:
        return now
    # a gap is a matter of minutes and costs no slot; after the quiet hours, or a day that is full, slots count again
    soon = not_before - now <= cadence.min_gap
    return next_instant(replace(cadence, slots=()) if soon else cadence, not_before, bookings)


class Timetable:
    """Keeps the queues of channels in order."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def plan_afresh(self, channel: ChannelPlan, *, reason: str, now: datetime) -> int:
        """Give the channel's queue the times it would get now; how many got another one."""
        queue, taken = self._stand(channel, now)
        shifts = afresh(channel.cadence, queue, taken, now)
        return self._outbox.reschedule(shifts, reason=reason, now=now) if shifts else 0

    def push_back(
        self,
        channel: ChannelPlan,
        *,
        reason: str,
        now: datetime,
        not_before: datetime | None = None,
    ) -> int:
        """Give later times to what cannot keep its own, in order; how many got one."""
        queue, taken = self._stand(channel, now)
        shifts = pushed_back(channel.cadence, queue, taken, now, not_before=not_before)
        return self._outbox.reschedule(shifts, reason=reason, now=now) if shifts else 0

    def expire(self, channel: ChannelPlan, *, now: datetime) -> tuple[str, ...]:
        """End what waits and has grown too old for the channel; the ids."""
        moves = [
            Move(
                delivery.id, Event.EXPIRE, reason=expiry_reason(delivery.published_at, channel, now)
            )
            for delivery in self._outbox.in_state(State.SCHEDULED)
            if delivery.channel == channel.name
            and not (delivery.manual or delivery.attempts)
            and is_expired(channel.cadence, delivery.published_at, now)
        ]
        return self._outbox.move_all(moves, now=now) if moves else ()

    def _stand(self, channel: ChannelPlan, now: datetime) -> tuple[list[Delivery], list[datetime]]:
        """What may be moved, in its order, and the instants of all else."""
        scheduled = [d for d in self._outbox.in_state(State.SCHEDULED) if d.channel == channel.name]
        queue = by_turn(filter(is_movable, scheduled), channel.cadence.order)
        taken = list(self._outbox.sent_times(channel.name, since=now - BOOKINGS_WINDOW))
        taken += [d.due_at for d in scheduled if d.due_at is not None and not is_movable(d)]
        return queue, taken
