"""Settling deliveries whose outcome is unknown, by reading the platform twice, apart."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.model.delivery import Delivery, State
from bot.model.outcome import CannotTell, Reading
from bot.pipeline.channels import Timing
from bot.pipeline.ports import Clock, Outbox, Platform
from bot.pipeline.settle import absences_after, verdict_on_reading, wait_before_reading
from bot.pipeline.waits import Waits

log = logging.getLogger(__name__)

BOUND_WINDOW = timedelta(days=2)
"""What ended so long before a call is older than anything that is read for it, whatever the clock did."""


class Reconcile:
    """Reads platforms for deliveries that are ``unknown``."""

    def __init__(
        self,
        outbox: Outbox,
        platform: Callable[[str], Platform],
        timing: Timing,
        clock: Clock,
        *,
        waits: Waits | None = None,
    ) -> None:
        self._outbox = outbox
        self._platform = platform
        self._timing = timing
        self._clock = clock
        self.waits = waits or Waits(clock)
        """Survive in the next of its kind."""

    def recover(self) -> tuple[str, ...]:
        """At boot, alone on this database: orphans become ``unknown`` and all settling starts anew."""
        orphans = self._outbox.orphan(now=self._clock.now())
        for delivery_id in orphans:
            log.warning("delivery %s was being sent when the bot ended: settling it", delivery_id)
        return orphans

    def next_reading_at(self, delivery: Delivery) -> datetime:
        """When the platform is to be read for the delivery; setting the clock makes it no earlier."""
        start, length = wait_before_reading(delivery, self._timing)
        begun = (delivery.settling_since, delivery.fence, delivery.readings)
        return self.waits.end(delivery.id, start, length, begun=begun)

    def reconcile(self, delivery_id: str) -> Delivery:
        """Read once, if a reading is due; the delivery as it stands afterwards."""
        delivery = self._outbox.get(delivery_id)
        now = self._clock.now()
        if delivery.state is not State.UNKNOWN or now < self.next_reading_at(delivery):
            return delivery
        reading = self._read(delivery, now)
        now = self._clock.now()
        verdict = verdict_on_reading(reading, delivery, self._timing, now=now)
        cost = self._cost(delivery.channel, reading)
        log.info(
            "delivery %s on %s: reading %d: %s",
            delivery.id,
            delivery.channel,
            delivery.readings + 1,
            type(reading).__name__,
        )
        if verdict is not None:
            self._outbox.resolve(delivery, replace(verdict, reading_usd=cost), now=now)
            self.waits.forget(delivery.id)
        else:
            self._outbox.note_reading(
                delivery,
                absences=absences_after(reading, delivery),
                detail={"kind": type(reading).__name__},
                now=now,
                cost_usd=cost,
            )
        return self._outbox.get(delivery_id)

    def _cost(self, channel: str, reading: Reading) -> Decimal:
        if not reading.shown:  # then the platform may not even be connected
            return Decimal(0)
        return self._platform(channel).rules.price_read_usd * reading.shown

    def _read(self, delivery: Delivery, now: datetime) -> Reading:
        since = (delivery.sent_at or now) - BOUND_WINDOW
        bound = self._outbox.bound_ids(delivery.channel, since=since)
        try:
            asked = replace(delivery, draft=delivery.call)
            return self._platform(delivery.channel).find(asked, bound=bound, now=now)
        except Exception:
            log.exception("delivery %s: the platform's client broke", delivery.id)
            return CannotTell("the platform's client broke; see the log")
