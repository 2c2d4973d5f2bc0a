"""What a person decides about a flood, and how that reaches every delivery that it holds.

The verdict is committed first, as one word about the whole flood. What follows from it is derived from
the database, so that it may be interrupted anywhere and is finished by whoever comes next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.cadence import FreeTimes, breaking_instant, is_expired
from bot.model.delivery import Delivery, Event
from bot.model.errors import NotFound
from bot.model.flood import Flood, FloodVerdict
from bot.model.user import Actor
from bot.pipeline.channels import ChannelPlan
from bot.pipeline.plan import BOOKINGS_WINDOW, expiry_reason, review_reason
from bot.pipeline.ports import Clock, Floods, Move, Outbox
from bot.pipeline.timetable import by_age

LEFT_TO_ITS_DECIDER = timedelta(minutes=1)
"""For so long only the one who decided carries the verdict out; then anyone finishes it."""
_AT_ONCE = 100
"""Deliveries moved in one commit: a post that is due meanwhile need not wait for all of them."""


@dataclass(frozen=True, slots=True)
class FloodResult:
    """What became of the deliveries that a flood held, by id."""

    flood: Flood
    scheduled: tuple[str, ...] = ()
    to_review: tuple[str, ...] = ()
    """Lifted from the flood, and held because a person must look at the draft."""
    expired: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()


class FloodDecisions:
    """Releases and dismisses floods. ``which`` is the id of one, or the name of the source whose flood waits."""

    def __init__(
        self,
        floods: Floods,
        outbox: Outbox,
        channels: Mapping[str, ChannelPlan],
        clock: Clock,
    ) -> None:
        self._floods = floods
        self._outbox = outbox
        self._channels = channels
        self._clock = clock

    def release(self, which: str, *, by: Actor) -> FloodResult:
        """Let its stories go out, each at the next free time of its channel. Raises NotFound, IllegalTransition."""
        return self._decide(which, FloodVerdict.RELEASED, None, by)

    def dismiss(self, which: str, reason: str | None = None, *, by: Actor) -> FloodResult:
        """Decide that none of its stories is posted. Raises NotFound, IllegalTransition."""
        return self._decide(which, FloodVerdict.DISMISSED, reason, by)

    def settle(self) -> tuple[FloodResult, ...]:
        """Finish verdicts that were interrupted, and those that came while a story was admitted."""
        latest = self._clock.now() - LEFT_TO_ITS_DECIDER
        return tuple(
            self._carry_out(flood, held)
            for flood, held in self._floods.unsettled()
            if flood.decided_at is not None and flood.decided_at <= latest
        )

    def _decide(
        self, which: str, verdict: FloodVerdict, reason: str | None, by: Actor
    ) -> FloodResult:
        flood = self._floods.decide(
            self._find(which).id, verdict, by=by, reason=reason, now=self._clock.now()
        )
        held = next((held for known, held in self._floods.unsettled() if known == flood), ())
        return self._carry_out(flood, held)

    def _find(self, which: str) -> Flood:
        if which.isdecimal():
            return self._floods.get(which)
        waiting = self._floods.waiting()
        found = next((flood for flood in waiting if flood.source == which), None)
        if found is None:
            known = ", ".join(f"{flood.id} of {flood.source}" for flood in waiting) or "none"
            raise NotFound(f'no flood of "{which}" waits; there are: {known}')
        return found

    def _carry_out(self, flood: Flood, held: Sequence[Delivery]) -> FloodResult:
        now = self._clock.now()
        if flood.verdict is FloodVerdict.DISMISSED:
            moves = [Move(d.id, Event.REJECT, None, flood.end_reason, flood.by) for d in held]
            return FloodResult(flood, rejected=self._move(moves, now))
        to_review = {d.id: words for d in held if (words := self._why_review(d))}
        for delivery_id, words in to_review.items():
            self._floods.hand_to_review(delivery_id, words)
        free = [d for d in held if d.id not in to_review]
        expiring = {
            d.id: expiry_reason(d.published_at, self._channels[d.channel], now)
            for d in free
            if is_expired(self._channels[d.channel].cadence, d.published_at, now)
        }
        paced = list(self._paced([d for d in free if d.id not in expiring], flood.by, now))
        return FloodResult(
            flood,
            scheduled=self._move(paced, now),
            to_review=tuple(to_review),
            expired=self._move(
                [Move(i, Event.EXPIRE, reason=words) for i, words in expiring.items()], now
            ),
        )

    def _why_review(self, delivery: Delivery) -> str | None:
        channel = self._channels.get(delivery.channel)
        if channel is None:
            return f'the configuration has no channel "{delivery.channel}"'
        return review_reason(delivery.draft, channel.review)

    def _paced(
        self, deliveries: Sequence[Delivery], by: Actor | None, now: datetime
    ) -> Iterator[Move]:
        """The approvals, each at its own time, one after the other in the order of the stories."""
        for name in dict.fromkeys(delivery.channel for delivery in deliveries):
            cadence = self._channels[name].cadence
            free = FreeTimes(cadence, self._outbox.bookings(name, since=now - BOOKINGS_WINDOW))
            start = now
            mine = [delivery for delivery in deliveries if delivery.channel == name]
            for delivery in by_age(mine, cadence.order):
                if delivery.breaking:
                    yield Move(delivery.id, Event.APPROVE, breaking_instant(cadence, now), by=by)
                    continue
                due_at = free.first(start)
                if due_at is None:
                    words = "the cadence leaves no free time within a year"
                    self._floods.hand_to_review(delivery.id, words)
                    continue
                free.book(due_at)
                start = due_at
                yield Move(delivery.id, Event.APPROVE, due_at, by=by)

    def _move(self, moves: Sequence[Move], now: datetime) -> tuple[str, ...]:
        return tuple(
            moved
            for start in range(0, len(moves), _AT_ONCE)
            for moved in self._outbox.move_all(moves[start : start + _AT_ONCE], now=now)
        )
