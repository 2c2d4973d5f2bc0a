"""The delivery protocol with one of its four safeguards taken out. The harness must catch each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from bot.model.delivery import State
from bot.model.draft import Draft
from bot.pipeline.ports import Claim, Verdict
from bot.store.effects import effects
from bot.store.outbox import OutboxStore
from bot.store.tables import deliveries
from tests.crash.life import TIMING, Parts


class NoIntent(OutboxStore):
    """T1 is not committed before the call: it is made up for together with T2."""

    def claim(
        self,
        delivery_id: str,
        *,
        payload: Mapping[str, object],
        now: datetime,
        draft: Draft | None = None,
    ) -> Claim | None:
        self._payload = payload
        standing = self.get(delivery_id)
        sending = replace(
            standing,
            state=State.SENDING,
            fence=standing.fence + 1,
            attempts=standing.attempts + 1,
            sent_at=now,
        )
        return Claim(sending, sending.fence)

    def settle(self, claim: Claim, verdict: Verdict, *, now: datetime) -> bool:
        real = super().claim(claim.delivery.id, payload=self._payload, now=now)
        return real is not None and super().settle(real, verdict, now=now)


class NoFence(OutboxStore):
    """T2 counts whoever brings it, and whatever has become of the delivery."""

    _db: Any

    def settle(self, claim: Claim, verdict: Verdict, *, now: datetime) -> bool:
        values = effects(
            State.SENDING,
            verdict.event,
            now=now,
            due_at=verdict.due_at,
            posts=(*claim.delivery.posts, *verdict.posts),
            part_usd=claim.delivery.call.cost_usd,
            error=verdict.error,
        )
        number = int(claim.delivery.id)
        try:
            with self._db.write() as connection:
                connection.execute(
                    update(deliveries).where(deliveries.c.id == number).values(values)
                )
        except IntegrityError:
            return False  # the lane refuses what even this one may not do
        return True


MUTANTS: Mapping[str, Parts] = {
    "no intent": Parts(outbox=NoIntent),
    "no settle": Parts(timing=replace(TIMING, settle=timedelta(0))),
    "one reading": Parts(absences_needed=1),
    "no fence": Parts(outbox=NoFence),
}
