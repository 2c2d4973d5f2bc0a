"""What the use cases ask of the store about deliveries and channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from bot.model.delivery import Delivery, Event, State
from bot.model.draft import Draft
from bot.model.outcome import RemotePost
from bot.model.user import Actor
from bot.pipeline.ports.articles import NewDelivery


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to make one call for a delivery, until the lease ends."""

    delivery: Delivery
    fence: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from an outcome or a reading; ``event`` decides the next state."""

    event: Event
    due_at: datetime | None = None
    posts: tuple[RemotePost, ...] = ()
    """Those that it adds to the delivery's own."""
    error: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    """For the attempt log: the outcome's kind and words, never a credential."""
    reading_usd: Decimal = Decimal(0)
    """What the reading itself cost; the post's price is the draft's."""


@dataclass(frozen=True, slots=True)
class Move:
    """An event on one delivery among many; as in ``Outbox.move``."""

    delivery_id: str
    event: Event
    due_at: datetime | None = None
    reason: str | None = None
    by: Actor | None = None


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What a channel may do. ``paused`` says why it is stopped; ``rests_until`` when it may go on."""

    name: str
    paused: str | None = None
    rests_until: datetime | None = None
    failures: int = 0
    """Failures in a row; 0 after any success."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The database is a copy taken at ``taken_at``, found to have been put back at ``seen_at``."""

    taken_at: datetime
    seen_at: datetime


class Outbox(Protocol):
    """The durable set of deliveries, and the attempt log."""

    def get(self, delivery_id: str) -> Delivery:
        """The delivery. Raises NotFound."""
        ...

    def of_article(self, article_id: str) -> tuple[Delivery, ...]:
        """All deliveries of a story, oldest first."""
        ...

    def add(
        self, article_id: str, deliveries: Sequence[NewDelivery], *, now: datetime
    ) -> tuple[str, ...]:
        """Commit further deliveries of a known story; their ids. Raises AlreadyPosted on a clash."""
        ...

    def due(self, now: datetime) -> tuple[Delivery, ...]:
        """Those ``scheduled`` with ``due_at`` at or before ``now``, by due time, then by id."""
        ...

    def next_due(self) -> datetime | None:
        """The earliest due time of all that is ``scheduled``."""
        ...

    def in_state(self, *states: State) -> tuple[Delivery, ...]:
        """All deliveries in any of the states, by due time, then by id."""
        ...

    def bookings(self, channel: str, *, since: datetime) -> tuple[datetime, ...]:
        """The instants that the channel has used or promised since then, sorted.

        The due times of what is scheduled, and the times of the last call of what is in flight,
        posted or handed off.
        """
        ...

    def sent_times(self, channel: str, *, since: datetime) -> tuple[datetime, ...]:
        """Of ``bookings`` those of what went out or is in flight, sorted."""
        ...

    def rewrite(
        self,
        delivery_id: str,
        draft: Draft,
        *,
        now: datetime,
        by: Actor | None = None,
        seen: str | None = None,
    ) -> Delivery:
        """Commit another draft for a delivery that is held or scheduled.

        ``by`` and ``seen`` as in ``move``. Raises NotFound, IllegalTransition, AlreadyDecided.
        """
        ...

    def claim(
        self,
        delivery_id: str,
        *,
        payload: Mapping[str, object],
        now: datetime,
        draft: Draft | None = None,
    ) -> Claim | None:
        """T1, one durable commit: ``scheduled → sending`` by a single conditional update.

        Fence + 1, and the attempt row ``intent`` with the frozen payload and its fingerprint.
        ``draft`` takes the place of the delivery's own in the same update.

        None where it is no longer scheduled, or the channel has another one in flight.
        """
        ...

    def settle(self, claim: Claim, verdict: Verdict, *, now: datetime) -> bool:
        """T2: apply the verdict where fence and ``sending`` still match.

        False where they do not; then nothing changes but a row in the attempt log that says so.
        """
        ...

    def orphan(self, *, now: datetime) -> tuple[str, ...]:
        """At boot: every ``sending`` becomes ``unknown``; the ids of these orphans.

        The settling of every ``unknown`` starts anew from ``now``, with no readings.
        """
        ...

    def note_reading(
        self,
        delivery: Delivery,
        *,
        absences: int,
        detail: Mapping[str, str],
        now: datetime,
        cost_usd: Decimal = Decimal(0),
    ) -> bool:
        """Commit one more reading that settled nothing yet: ``readings`` + 1 and the absences so far."""
        ...

    def resolve(self, delivery: Delivery, verdict: Verdict, *, now: datetime) -> bool:
        """Apply what a reading settled, where fence and ``unknown`` still match; else False."""
        ...

    def doubt(
        self, delivery_id: str, *, sent_at: datetime, settling_since: datetime, now: datetime
    ) -> bool:
        """``scheduled → unknown`` without a call: a lost database may have made it since ``sent_at``.

        False where it is no longer scheduled, or the channel has another one in flight.
        """
        ...

    def bound_ids(self, channel: str, *, since: datetime) -> frozenset[str]:
        """The remote ids that belong to deliveries of the channel which ended since then, or not yet."""
        ...

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
        """A person's or the planner's event on a delivery that is not in flight.

        ``by`` is the person: the same commit writes it into the audit trail. ``seen`` is the
        ``mark_of`` of the delivery as it was shown to them: where it is another by now, nothing
        happens. Raises NotFound, IllegalTransition, and AlreadyDecided (who, what, when) where
        another person was first.
        """
        ...

    def move_all(self, moves: Sequence[Move], *, now: datetime) -> tuple[str, ...]:
        """In one commit, as ``move`` does; what cannot move any more is left as it is. The ids that moved."""
        ...

    def reschedule(
        self, times: Sequence[tuple[Delivery, datetime]], *, reason: str, now: datetime
    ) -> int:
        """In one commit: other times for scheduled deliveries that stand as they were seen; how many.

        One that was claimed, moved by a person or ended meanwhile is left as it is.
        """
        ...

    def channel(self, name: str) -> ChannelState:
        """What the channel may do now."""
        ...

    def pause(self, name: str, reason: str, *, now: datetime, by: Actor | None = None) -> None:
        """Stop the channel until a person resumes it; ``by`` where a person stops it."""
        ...

    def resume(self, name: str, *, now: datetime, by: Actor | None = None) -> None:
        """Let the channel go on: no pause, no rest, no failures."""
        ...

    def rest(self, name: str, until: datetime | None, *, failures: int, now: datetime) -> None:
        """Leave the channel alone until then (None: no longer), with its failures in a row."""
        ...

    def spent(self, channel: str, *, since: datetime) -> Decimal:
        """US dollars of what went out on the channel, or may have, since then, and of its readings."""
        ...
