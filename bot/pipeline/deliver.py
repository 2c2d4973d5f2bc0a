"""One delivery: may it go now, the intent, the call, the verdict.

T1 commits the intent before the call, T2 commits the verdict after it; between the two nothing is
known, and whoever comes after a crash finds ``sending`` and reads the platform before it decides.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot.model.cadence import day_start, hold_until, is_expired, next_day_start, next_instant
from bot.model.delivery import Delivery, Event, State
from bot.model.draft import Draft
from bot.model.duration import show_duration
from bot.model.errors import IllegalTransition, StoreError
from bot.model.outcome import NotSent, Outcome, Unclear
from bot.pipeline.before import Before, NotReady, Ready, ToHold
from bot.pipeline.channels import ChannelPlan, Timing
from bot.pipeline.pictures import frozen, to_be_sent
from bot.pipeline.plan import BOOKINGS_WINDOW
from bot.pipeline.ports import (
    ChannelState,
    Claim,
    Clock,
    Outbox,
    Platform,
    Restored,
    Verdict,
)
from bot.pipeline.restored import has_to_be_looked_for
from bot.pipeline.settle import ChannelEffect, is_tripped, verdict_on
from bot.pipeline.timetable import Timetable, is_movable

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Go:
    """It may be sent now, as this draft."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Wait:
    """The channel may not post now; the delivery keeps its place."""

    reason: str


@dataclass(frozen=True, slots=True)
class Postpone:
    """It gets a later due time."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class PushBack:
    """The channel may not post before then: it and those behind it get later times, in their order."""

    not_before: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Expire:
    """The story is too old by now."""

    reason: str


Permission = Go | Wait | Postpone | PushBack | Expire


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the channel has done lately: ``sent`` and ``bookings`` as in the outbox, and today's spend."""

    state: ChannelState
    sent: tuple[datetime, ...]
    bookings: tuple[datetime, ...]
    spent_today: Decimal


def permission(
    delivery: Delivery, channel: ChannelPlan, traffic: Traffic, *, now: datetime
) -> Permission:
    """Whether a due delivery may be sent now. A person's own post waits for no cadence."""
    if traffic.state.paused is not None:
        return Wait(f"{channel.name} is paused: {traffic.state.paused}")
    if traffic.state.rests_until is not None and traffic.state.rests_until > now:
        return Wait(f"{channel.name} rests until {traffic.state.rests_until:%Y-%m-%d %H:%M:%S} UTC")
    if delivery.has_begun:
        return Go(
            delivery.draft
        )  # the whole thread was paid for, and waited, before its first part
    if not delivery.manual:
        if is_expired(channel.cadence, delivery.published_at, now):
            assert delivery.published_at is not None
            return Expire(f"published {show_duration(now - delivery.published_at)} ago")
        later = hold_until(channel.cadence, now, traffic.sent, breaking=delivery.breaking)
        if later is not None and is_movable(delivery):
            return PushBack(later, "waits for the cadence")
        if later is not None:
            return _postpone(delivery, channel, traffic, later, "the cadence")
    cap = channel.daily_budget_usd
    draft = affordable(delivery, cap - traffic.spent_today) if cap else delivery.draft
    if draft is None:
        tomorrow = next_day_start(channel.cadence.timezone, now)
        words = f"today's budget of {cap} USD ({traffic.spent_today} spent)"
        return _postpone(delivery, channel, traffic, tomorrow, words)
    return Go(draft)


def affordable(delivery: Delivery, left_usd: Decimal) -> Draft | None:
    """What of the delivery may be sent for so much: its draft, else the one without link, else nothing.

    A delivery that was sent before keeps its draft: a reading of the platform must be able to find it.
    """
    spare = None if delivery.attempts else delivery.draft.linkless
    drafts = (delivery.draft, spare)
    return next((draft for draft in drafts if draft and draft.cost_usd <= left_usd), None)


def _postpone(
    delivery: Delivery, channel: ChannelPlan, traffic: Traffic, later: datetime, why: str
) -> Postpone | Wait:
    others = list(traffic.bookings)
    if delivery.due_at in others:
        others.remove(delivery.due_at)
    own = delivery.breaking or delivery.pinned  # its time is its own: no slot takes its place
    until = later if own else next_instant(channel.cadence, later, others)
    if until is None:
        return Wait(f"{why} leaves no free time within a year")
    return Postpone(until, f"waits for {why}")


OpenVerdicts = dict[str, tuple[Claim, Verdict, ChannelEffect]]
"""By delivery, what was decided and is not committed yet."""


class Deliver:
    """Carries out due deliveries, one call at a time for each channel."""

    def __init__(
        self,
        outbox: Outbox,
        channels: Mapping[str, ChannelPlan],
        platform: Callable[[str], Platform],
        timing: Timing,
        clock: Clock,
        restored: Callable[[], Restored | None] = lambda: None,
        before: Before | None = None,
        *,
        open_verdicts: OpenVerdicts | None = None,
    ) -> None:
        self._outbox = outbox
        self._channels = channels
        self._platform = platform
        self._timing = timing
        self._clock = clock
        self._restored = restored
        self._before = before
        self._timetable = Timetable(outbox)
        self.open_verdicts: OpenVerdicts = {} if open_verdicts is None else open_verdicts
        """Survive in the next of its kind."""

    def deliver(self, delivery_id: str) -> Delivery:
        """Send it if it may go now, a thread part by part; the delivery as it stands afterwards.

        Raises StoreError: before the call, and then nothing was sent, or after it, and then the verdict is
        kept for ``conclude_open``.
        """
        before = self._outbox.get(delivery_id)
        delivery = self._step(before)
        while delivery.has_begun and len(delivery.posts) > len(before.posts):
            before, delivery = delivery, self._step(delivery)
        return delivery

    def _step(self, delivery: Delivery) -> Delivery:
        """One call at most."""
        channel = self._channels.get(delivery.channel)
        now = self._clock.now()
        if delivery.state is not State.SCHEDULED or channel is None:
            return delivery
        traffic = self._traffic(channel, now)
        allowed = permission(delivery, channel, traffic, now=now)
        if isinstance(allowed, (Go, Postpone, PushBack)) and self._doubt(delivery, now):
            return self._outbox.get(delivery.id)
        match allowed:
            case Go(draft):
                if self._is_ready(delivery, now):
                    now = self._clock.now()
                    self._send(delivery, draft, traffic.state.failures, now)
            case Wait(reason):
                log.info("delivery %s waits: %s", delivery.id, reason)
            case Postpone(until, reason):
                self._move(delivery, Event.RESCHEDULE, due_at=until, reason=reason)
            case PushBack(not_before, reason):
                self._timetable.push_back(channel, reason=reason, now=now, not_before=not_before)
            case Expire(reason):
                self._move(delivery, Event.EXPIRE, reason=reason)
        return self._outbox.get(delivery.id)

    def _is_ready(self, delivery: Delivery, now: datetime) -> bool:
        """Whether the story's page lets it go now, and the delivery is still what it was."""
        if self._before is None or delivery.posts:  # a thread that has begun is finished
            return True
        match self._before.look(delivery, now=now):
            case NotReady(reason):
                log.info("delivery %s: %s", delivery.id, reason)
                self._before.note(delivery, reason)
                return False
            case ToHold(reason):
                self._move(delivery, Event.HOLD, reason=reason)
                return False
            case Ready():
                current = self._outbox.get(delivery.id)
                return current.state is State.SCHEDULED and current.draft == delivery.draft

    def _doubt(self, delivery: Delivery, now: datetime) -> bool:
        """Whether a database that is lost may have made it: then the platform is read first."""
        restored = self._restored()
        if restored is None or not has_to_be_looked_for(delivery, restored):
            return False
        # the ambiguity is as old as the restore: a second one need not wait for the window again
        since = max(restored.seen_at, now - self._timing.settle)
        self._outbox.doubt(delivery.id, sent_at=restored.taken_at, settling_since=since, now=now)
        return True

    def _traffic(self, channel: ChannelPlan, now: datetime) -> Traffic:
        since = now - BOOKINGS_WINDOW
        return Traffic(
            self._outbox.channel(channel.name),
            self._outbox.sent_times(channel.name, since=since),
            self._outbox.bookings(channel.name, since=since),
            self._outbox.spent(channel.name, since=day_start(channel.cadence.timezone, now)),
        )

    def _move(
        self, delivery: Delivery, event: Event, *, reason: str, due_at: datetime | None = None
    ) -> None:
        log.info("delivery %s: %s (%s)", delivery.id, event, reason)
        try:
            self._outbox.move(
                delivery.id, event, now=self._clock.now(), due_at=due_at, reason=reason
            )
        except IllegalTransition as error:  # a person was faster
            log.info("delivery %s: %s", delivery.id, error)

    def _send(self, delivery: Delivery, draft: Draft, failures: int, now: datetime) -> None:
        platform = self._platform(delivery.channel)
        deadline = (
            self._clock.monotonic() + (self._timing.lease - self._timing.timeout).total_seconds()
        )
        draft = to_be_sent(delivery, draft)
        changed = None if draft is delivery.draft else draft
        payload = frozen(replace(delivery, draft=draft).call)
        claim = self._outbox.claim(delivery.id, payload=payload, now=now, draft=changed)
        if claim is None:
            return
        outcome = self._call(platform, claim, deadline)
        log.info("delivery %s on %s: %s", delivery.id, delivery.channel, type(outcome).__name__)
        verdict, effect = verdict_on(
            outcome, claim.delivery, self._timing, failures=failures, now=self._clock.now()
        )
        try:
            self._conclude(claim, verdict, effect)
        except StoreError:
            self.open_verdicts[delivery.id] = (claim, verdict, effect)
            raise

    def conclude_open(self) -> tuple[Delivery, ...]:
        """Commit the verdicts that the database refused until now; their deliveries as they stand.

        Raises StoreError where it still does. A verdict that is lost with the process is no harm:
        the next one finds ``sending`` and reads the platform.
        """
        concluded = []
        for delivery_id, decided in list(self.open_verdicts.items()):
            self._conclude(*decided)
            del self.open_verdicts[delivery_id]
            concluded.append(self._outbox.get(delivery_id))
        return tuple(concluded)

    def _call(self, platform: Platform, claim: Claim, deadline: float) -> Outcome:
        if self._clock.monotonic() >= deadline:
            return NotSent("the process stood still past its lease before the call was made")
        try:
            return platform.publish(claim.delivery.call, now=self._clock.now())
        except Exception:
            # whatever broke in there, the call may have been made: never treat it as unsent
            log.exception("delivery %s: the platform's client broke", claim.delivery.id)
            return Unclear("the platform's client broke; see the log")

    def _conclude(self, claim: Claim, verdict: Verdict, effect: ChannelEffect) -> None:
        """T2. May be done again where it failed half-way: what is written was decided before."""
        now = self._clock.now()
        self._apply(claim.delivery.channel, effect, verdict.error, now)
        if not self._outbox.settle(claim, verdict, now=now):
            log.warning(
                "delivery %s: this verdict came too late and is discarded", claim.delivery.id
            )

    def _apply(self, name: str, effect: ChannelEffect, error: str | None, now: datetime) -> None:
        if effect.pause is not None:
            self._outbox.pause(name, effect.pause, now=now)
            return
        state = self._outbox.channel(name)
        after = replace(state, rests_until=effect.rest_until, failures=effect.failures)
        if after != state:
            self._outbox.rest(name, after.rests_until, failures=after.failures, now=now)
        if is_tripped(after, now):
            log.warning("channel %s rests: %d failures in a row: %s", name, after.failures, error)
