"""What a person decides about deliveries: approve, move, reject, cancel, retry, confirm.

``by`` is who decides; the audit trail tells it, in the same commit. ``seen`` is the ``mark_of`` of the
delivery as it was shown: where another person was faster, AlreadyDecided says who, what and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.cadence import breaking_instant, next_instant
from bot.model.delivery import Delivery, Event, State
from bot.model.errors import AgainstCadence, UsageError
from bot.model.user import Actor
from bot.pipeline.channels import ChannelPlan
from bot.pipeline.misfit import misfits
from bot.pipeline.plan import BOOKINGS_WINDOW
from bot.pipeline.ports import Clock, Outbox
from bot.pipeline.post_link import remote_post
from bot.pipeline.settle import with_standing

FARTHEST = timedelta(days=366)
"""How far ahead a delivery may be moved."""
BOUND_SINCE = timedelta(days=31)
"""So far back a post's link is looked for among those of other deliveries."""
_EVENT_TO_MOVE = {State.HELD: Event.APPROVE, State.SCHEDULED: Event.RESCHEDULE}


class Decisions:
    """Applies a person's decisions, each in one commit."""

    def __init__(self, outbox: Outbox, channels: Mapping[str, ChannelPlan], clock: Clock) -> None:
        self._outbox = outbox
        self._channels = channels
        self._clock = clock

    def approve(self, delivery_id: str, *, by: Actor, seen: str | None = None) -> Delivery:
        """Give a held delivery the next free time of its channel."""
        return self._schedule(delivery_id, Event.APPROVE, by, seen)

    def retry(self, delivery_id: str, *, by: Actor, seen: str | None = None) -> Delivery:
        """Send a failed delivery again, at the next free time of its channel; a broken thread goes on at once."""
        return self._schedule(delivery_id, Event.RETRY, by, seen)

    def move(
        self,
        delivery_id: str,
        at: datetime,
        *,
        by: Actor,
        anyway: bool = False,
        seen: str | None = None,
    ) -> Delivery:
        """Another time for a scheduled delivery; a held one is approved for that time.

        Raises AgainstCadence, and nothing changes, where the channel's cadence speaks against the time.
        With ``anyway`` it goes out then all the same, as what is posted by hand does.
        """
        delivery, now = self._outbox.get(delivery_id), self._clock.now()
        event = _EVENT_TO_MOVE.get(delivery.state, Event.RESCHEDULE)
        if delivery.has_begun:
            raise UsageError(
                f"delivery {delivery_id} is a thread that has begun: it goes on at once"
            )
        if not now <= at <= now + FARTHEST:
            raise UsageError(f"{at:%Y-%m-%d %H:%M} UTC is past, or more than a year ahead")
        against = self.against(delivery, at)
        if against and not anyway and delivery.state in _EVENT_TO_MOVE:
            raise AgainstCadence(f"delivery {delivery_id} stays as it was: {'; '.join(against)}")
        # what a person insists on is not held back by the cadence when its time has come
        manual = True if against else None
        return self._outbox.move(
            delivery_id, event, now=now, due_at=at, manual=manual, pinned=True, by=by, seen=seen
        )

    def against(self, delivery: Delivery, at: datetime) -> tuple[str, ...]:
        """What speaks against posting the delivery at that time, in plain words."""
        channel = self._channels.get(delivery.channel)
        if channel is None:
            return ()
        since = min(at, self._clock.now()) - BOOKINGS_WINDOW
        bookings = list(self._outbox.bookings(channel.name, since=since))
        if delivery.state is State.SCHEDULED and delivery.due_at in bookings:
            bookings.remove(delivery.due_at)
        return misfits(channel.cadence, at, bookings, published_at=delivery.published_at)

    def reject(
        self, delivery_id: str, reason: str | None = None, *, by: Actor, seen: str | None = None
    ) -> Delivery:
        """Decide that a delivery does not go out, and why."""
        words = reason or "rejected by a person"
        words += _what_stands(self._outbox.get(delivery_id))
        return self._outbox.move(
            delivery_id, Event.REJECT, now=self._clock.now(), reason=words, by=by, seen=seen
        )

    def cancel(
        self, delivery_id: str, reason: str | None = None, *, by: Actor, seen: str | None = None
    ) -> Delivery:
        """Take a delivery out of the queue."""
        words = reason or "cancelled by a person"
        words += _what_stands(self._outbox.get(delivery_id))
        return self._outbox.move(
            delivery_id, Event.CANCEL, now=self._clock.now(), reason=words, by=by, seen=seen
        )

    def confirm(
        self, delivery_id: str, url: str, *, by: Actor, seen: str | None = None
    ) -> Delivery:
        """Record that a person posted it at ``url``; of a broken thread, the first part that did not stand.

        Raises UsageError where that is no such link.
        """
        delivery, now = self._outbox.get(delivery_id), self._clock.now()
        channel = self._channels.get(delivery.channel)
        post = remote_post(url, channel.rules if channel else None)
        if post.id in {known.id for known in delivery.posts}:
            raise UsageError(
                f'"{url}" is a part of delivery {delivery_id} that stands already; '
                f"give the link of part {len(delivery.posts) + 1}"
            )
        if post.id in self._outbox.bound_ids(delivery.channel, since=now - BOUND_SINCE):
            raise UsageError(
                f'"{url}" is recorded as the post of another delivery already; copy this post\'s own link'
            )
        event, reason = Event.CONFIRM, None
        if delivery.parts_left > 1 and delivery.state is State.FAILED:
            event = Event.CONFIRM_PART
            confirmed = replace(delivery, posts=(*delivery.posts, post))
            reason = with_standing("not sent yet", confirmed)
        return self._outbox.move(
            delivery_id,
            event,
            now=now,
            posts=(post,),
            reason=reason,
            by=by,
            seen=seen,
        )

    def pause(self, channel: str, reason: str, *, by: Actor) -> None:
        """Stop a channel until a person resumes it."""
        self._outbox.pause(channel, reason, now=self._clock.now(), by=by)

    def resume(self, channel: str, *, by: Actor) -> None:
        """Let a channel go on: no pause, no rest, no failures."""
        self._outbox.resume(channel, now=self._clock.now(), by=by)

    def _schedule(self, delivery_id: str, event: Event, by: Actor, seen: str | None) -> Delivery:
        delivery = self._outbox.get(delivery_id)
        now = self._clock.now()
        channel = self._channels.get(delivery.channel)
        due_at = now
        waits = not (delivery.manual or delivery.has_begun)
        if channel is not None and waits and delivery.state is not State.SCHEDULED:
            bookings = self._outbox.bookings(channel.name, since=now - BOOKINGS_WINDOW)
            due_at = next_instant(channel.cadence, now, bookings) or now
        if channel is not None and delivery.breaking:
            due_at = breaking_instant(channel.cadence, now)
        return self._outbox.move(delivery_id, event, now=now, due_at=due_at, by=by, seen=seen)


def _what_stands(delivery: Delivery) -> str:
    if not delivery.has_begun:
        return ""
    places = ", ".join(post.url for post in delivery.posts)
    return f"; of its thread these parts stand: {places}"
