"""The outbox in memory, for tests that need thousands of them: what ``bot.pipeline.ports.Outbox`` says, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.model.delivery import IN_FLIGHT, Delivery, Event, State, after
from bot.model.draft import Draft
from bot.pipeline.ports import ChannelState, Claim, Verdict

_UNREAD: Mapping[str, Any] = {"readings": 0, "absences": 0, "read_at": None}


class MemoryOutbox:
    """Each method is one commit. Not for threads."""

    def __init__(self) -> None:
        self.deliveries: dict[str, Delivery] = {}
        self.channels: dict[str, ChannelState] = {}

    def get(self, delivery_id: str) -> Delivery:
        return self.deliveries[delivery_id]

    def due(self, now: datetime) -> tuple[Delivery, ...]:
        waiting = self.in_state(State.SCHEDULED)
        due = [delivery for delivery in waiting if delivery.due_at <= now]  # type: ignore[operator]
        return tuple(sorted(due, key=lambda delivery: delivery.due_at))  # type: ignore[arg-type,return-value]

    def in_state(self, *states: State) -> tuple[Delivery, ...]:
        return tuple(d for d in self.deliveries.values() if d.state in states)

    def holding(self) -> tuple[Delivery, ...]:
        """Those that hold their channel's lane."""
        begun = (d for d in self.in_state(State.SCHEDULED) if d.has_begun)
        return (*self.in_state(*IN_FLIGHT), *begun)

    def bookings(self, channel: str, *, since: datetime) -> tuple[datetime, ...]:
        return ()

    sent_times = bookings

    def spent(self, channel: str, *, since: datetime) -> Decimal:
        return Decimal(0)

    def bound_ids(self, channel: str, *, since: datetime) -> frozenset[str]:
        mine = (d for d in self.deliveries.values() if d.channel == channel)
        return frozenset(post.id for delivery in mine for post in delivery.posts)

    def channel(self, name: str) -> ChannelState:
        return self.channels.get(name, ChannelState(name))

    def rest(self, name: str, until: datetime | None, *, failures: int, now: datetime) -> None:
        self.channels[name] = ChannelState(name, None, until, failures)

    def claim(
        self,
        delivery_id: str,
        *,
        payload: Mapping[str, object],
        now: datetime,
        draft: Draft | None = None,
    ) -> Claim | None:
        delivery = self.get(delivery_id)
        if delivery.state is not State.SCHEDULED or delivery.due_at > now:  # type: ignore[operator]
            return None
        if any(d.channel == delivery.channel for d in self.holding() if d.id != delivery_id):
            return None
        claimed = replace(
            self._moved(delivery, Event.CLAIM, now),
            fence=delivery.fence + 1,
            attempts=delivery.attempts + 1,
            sent_at=now,
        )
        self.deliveries[delivery_id] = claimed
        return Claim(claimed, claimed.fence)

    def settle(self, claim: Claim, verdict: Verdict, *, now: datetime) -> bool:
        return self._apply(claim.delivery.id, claim.fence, State.SENDING, verdict, now)

    def resolve(self, delivery: Delivery, verdict: Verdict, *, now: datetime) -> bool:
        return self._apply(delivery.id, delivery.fence, State.UNKNOWN, verdict, now)

    def note_reading(
        self,
        delivery: Delivery,
        *,
        absences: int,
        detail: Mapping[str, str],
        now: datetime,
        cost_usd: Decimal = Decimal(0),
    ) -> bool:
        standing = self.get(delivery.id)
        same = (standing.state, standing.fence, standing.readings)
        if same != (State.UNKNOWN, delivery.fence, delivery.readings):
            return False
        self.deliveries[delivery.id] = replace(
            standing, readings=standing.readings + 1, absences=absences, read_at=now
        )
        return True

    def orphan(self, *, now: datetime) -> tuple[str, ...]:
        orphans = tuple(d.id for d in self.in_state(State.SENDING))
        for delivery in self.in_state(*IN_FLIGHT):
            self.deliveries[delivery.id] = replace(
                delivery, state=State.UNKNOWN, settling_since=now, **_UNREAD
            )
        return orphans

    def _apply(
        self, delivery_id: str, fence: int, state: State, verdict: Verdict, now: datetime
    ) -> bool:
        standing = self.get(delivery_id)
        if (standing.state, standing.fence) != (state, fence):
            return False
        moved = self._moved(standing, verdict.event, now)
        self.deliveries[delivery_id] = replace(
            moved,
            due_at=verdict.due_at or moved.due_at,
            posts=(*moved.posts, *verdict.posts),
            error=verdict.error,
        )
        return True

    def _moved(self, delivery: Delivery, event: Event, now: datetime) -> Delivery:
        state = after(delivery.state, event)
        match state:
            case State.UNKNOWN:
                return replace(delivery, state=state, settling_since=now, **_UNREAD)
            case State.SCHEDULED:
                return replace(delivery, state=state, settling_since=None, **_UNREAD)
            case _:
                return replace(delivery, state=state)
