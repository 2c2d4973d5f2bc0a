"""The work that rings may ask for, and what of it is due: derived from the database each time."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.health.metrics import Metrics
from bot.model.amendment import Amendment, Progress
from bot.model.cadence import Cadence
from bot.model.delivery import Delivery, State
from bot.model.errors import BotError
from bot.model.flood import Flood
from bot.model.outcome import CannotTell
from bot.pipeline.discover import PollReport, SourcePlan
from bot.pipeline.floods import FloodResult
from bot.pipeline.ports import Subscription
from bot.pipeline.settle import is_tripped
from bot.sources.push import Step
from bot.wiring import Bot

log = logging.getLogger(__name__)

Report = Callable[[str], None]
"""Told one plain line for each thing that happened."""


TOKEN_LOOK = timedelta(days=1)
"""How often the platforms are asked about their tokens; after a failure, sooner."""
TOKEN_LOOK_AGAIN = timedelta(hours=1)

SUBSCRIPTION_LOOK = timedelta(seconds=5)
"""How often it is looked whether a hub is to be asked for something."""
POLLERS = 8
"""Sources that are polled at the same time."""
DELIVERERS = 24
"""Channels that are served at the same time; a platform may take its time to answer."""
PATIENCE = timedelta(seconds=30)
"""How long a delivery that is due but may not go is left alone before it is asked again."""


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work. Of two tasks with the same ``lane`` only one runs at a time.

    ``has_followers``: the lane may have more to do at once when it is done.
    """

    lane: str
    run: Callable[[], None]
    has_followers: bool = False


class Work:
    """Knows what is due and does it. Any call may come twice, late or never; nothing breaks."""

    def __init__(self, bot: Bot, report: Report, complain: Report) -> None:
        self._bot = bot
        self._report = report
        self._complain = complain
        self.metrics = Metrics()
        self._waits: dict[str, datetime] = {}
        self._next_look: dict[str, datetime] = {}
        self._subscribed_at: datetime | None = None
        self._next_compare: dict[str, datetime] = {}
        self._tried: set[str] = set()
        """Stories whose page was asked for before their posts go out; each is asked for once."""
        self.has_more_looks = False
        """Whether more pages were to be looked at the last time than at once."""

    def poll(self, plan: SourcePlan) -> PollReport:
        """Poll one source and say what it brought."""
        begun = self._bot.clock.monotonic()
        ok = False
        try:
            report = self._bot.discover.poll(plan, now=self._bot.clock.now())
            ok = report.error is None
        finally:
            self.metrics.poll(plan.name, ok=ok, seconds=self._bot.clock.monotonic() - begun)
        if report.error is None:
            self._report(describe_poll(report))
        if report.offer is not None and self._bot.subscriber is not None:
            self._bot.subscriber.offered(plan.name, report.offer)
        if report.flood is not None:
            self._complain(describe_waiting_flood(self._bot.floods.get(report.flood)))
        for trouble in filter(None, (report.error, *report.failed, *report.malformed)):
            self._complain(f"source {report.source}: {trouble}")
        return report

    def keep_timetables(self) -> None:
        """Put the queues in order: after a pause, and where a channel's cadence is another one now.

        Raises StoreError.
        """
        for channel in self._bot.newsroom.channels.values():
            now = self._bot.clock.now()
            for delivery_id in self._bot.timetable.expire(channel, now=now):
                self._report(describe_delivery(self._bot.outbox.get(delivery_id)))
            fact, mark = f"cadence {channel.name}", rhythm_mark(channel.cadence)
            known = self._bot.facts.fact(fact)
            if known in (None, mark):
                self._bot.timetable.push_back(channel, reason="its time had passed", now=now)
            elif moved := self._bot.timetable.plan_afresh(
                channel, reason="the channel's cadence was changed", now=now
            ):
                moves = "1 delivery has" if moved == 1 else f"{moved} deliveries have"
                self._report(f"{channel.name}: {moves} another time, for its cadence was changed")
            if known != mark:
                self._bot.facts.set_fact(fact, mark)

    def subscriptions(self, now: datetime) -> Iterator[Task]:
        """What is to be asked of hubs."""
        subscriber = self._bot.subscriber
        if subscriber is None or (
            self._subscribed_at and now - self._subscribed_at < SUBSCRIPTION_LOOK
        ):
            return
        self._subscribed_at = now
        wanted = {plan.name for plan in self._bot.newsroom.sources}
        for subscription, step in subscriber.due(wanted, now):
            take = partial(self._subscribe, subscription, step)
            yield Task(f"subscription {subscription.source}", take)

    def _subscribe(self, subscription: Subscription, step: Step) -> None:
        subscriber = self._bot.subscriber
        assert subscriber is not None
        if trouble := subscriber.take(subscription, step, self._bot.clock.now()):
            self._complain(trouble)

    def settle_floods(self) -> None:
        """Finish what a person's verdict on a flood began, and say so. Raises StoreError."""
        for result in self._bot.flood_decisions.settle():
            self._report(describe_flood(result))

    def token_looks(self, now: datetime) -> Iterator[Task]:
        """Looks at tokens that are due: at the start, then every day."""
        for name, channel in self._bot.newsroom.channels.items():
            if channel.rules.tells_token and self._next_look.get(name, now) <= now:
                yield Task(f"token {name}", partial(self._look_at_token, name))

    def _look_at_token(self, name: str) -> None:
        wait = TOKEN_LOOK_AGAIN
        try:
            facts = self._bot.token_watch.look(name)
            if isinstance(facts, CannotTell):
                self._complain(f"channel {name}: its token could not be looked at: {facts.detail}")
                return
            if facts is not None and facts.problem:
                self._complain(f"channel {name} is paused: {facts.problem}")
            wait = TOKEN_LOOK
        except BotError as error:
            self._complain(f"channel {name}: {error}")
        finally:
            self._next_look[name] = self._bot.clock.now() + wait

    def amendments(self, now: datetime) -> Iterator[Task]:
        """Stories that changed, to be compared with their posts; then what follows at the platforms."""
        followers = self._bot.followers
        for article_id in followers.follow.revised():
            if self._next_compare.get(article_id, now) <= now:
                yield Task(f"story {article_id}", partial(self._compare, article_id))
        for amendment in followers.amendments.in_progress(Progress.PENDING, Progress.UNKNOWN):
            if amendment.progress is Progress.UNKNOWN:
                if followers.amend.next_reading_at(amendment) <= now:
                    yield Task(amendment.channel, partial(self._settle, amendment))
            elif amendment.due_at <= now and self._may_post(amendment.channel, now):
                yield Task(amendment.channel, partial(self._carry_out, amendment))

    def looks(self, now: datetime) -> Iterator[Task]:
        """Pages of posted stories that are to be looked at again, and of new ones whose posts wait, one at a time."""
        follow = self._bot.followers.follow
        due, unread = follow.due(now), follow.waiting_unread(now)
        self._tried &= set(unread)
        untried = [article_id for article_id in unread if article_id not in self._tried]
        self.has_more_looks = len(due) > 1 or len(untried) > 1
        for article_id in due:
            yield Task("looks", partial(self._look, article_id))
        for article_id in untried:
            yield Task("first readings", partial(self._read_first, article_id))

    def _compare(self, article_id: str) -> None:
        self._next_compare[article_id] = self._bot.clock.now() + PATIENCE
        self._bot.followers.follow.compare(article_id, self._report)

    def _look(self, article_id: str) -> None:
        self._bot.followers.follow.look(article_id, self._report, anew=True)

    def _read_first(self, article_id: str) -> None:
        self._tried.add(article_id)
        self._bot.followers.follow.read_first(article_id)

    def _carry_out(self, amendment: Amendment) -> None:
        self._amended(amendment, self._bot.followers.amend.carry_out)

    def _settle(self, amendment: Amendment) -> None:
        self._amended(amendment, self._bot.followers.amend.settle)

    def _amended(self, amendment: Amendment, act: Callable[[str], Amendment]) -> None:
        before = self._bot.outbox.get(amendment.delivery_id)
        after = act(amendment.id)
        delivery = self._bot.outbox.get(amendment.delivery_id)
        self.metrics.delivery(before, delivery)
        told = f": {after.error}" if after.error else ""
        self._report(
            f"{delivery.channel}: {delivery.slug}: {after.action} of the post: {after.progress}{told}"
        )

    def due(self, now: datetime) -> Iterator[Task]:
        """Deliveries and readings that are due now, the first of each channel."""
        lanes: set[str] = set()
        for delivery in self._bot.outbox.in_state(State.UNKNOWN):
            lanes.add(delivery.channel)
            if self._bot.reconcile.next_reading_at(delivery) <= now:
                yield Task(delivery.channel, partial(self._reconcile, delivery))
        # a thread that has begun holds its channel: nothing else could be claimed there, not even breaking news
        due = sorted(self._bot.outbox.due(now), key=lambda d: (not d.has_begun, not d.breaking))
        for delivery in due:
            waits = self._waits.get(delivery.id, now) > now
            if (
                not waits
                and delivery.channel not in lanes
                and self._may_post(delivery.channel, now)
            ):
                lanes.add(delivery.channel)
                yield Task(delivery.channel, partial(self._deliver, delivery), has_followers=True)

    def _may_post(self, channel: str, now: datetime) -> bool:
        if channel not in self._bot.newsroom.channels:
            return False
        state = self._bot.outbox.channel(channel)
        return state.paused is None and (state.rests_until is None or state.rests_until <= now)

    def _deliver(self, before: Delivery) -> None:
        delivery = self._bot.deliver.deliver(before.id)
        self.metrics.delivery(before, delivery)
        now = self._bot.clock.now()
        if delivery.state is State.SCHEDULED and (delivery.due_at or now) <= now:
            self._waits[delivery.id] = now + PATIENCE
        else:
            self._waits.pop(delivery.id, None)
            self._report(describe_delivery(delivery))
        self._say_rest(delivery)

    def _say_rest(self, delivery: Delivery) -> None:
        state = self._bot.outbox.channel(delivery.channel)
        if delivery.attempts and is_tripped(state, self._bot.clock.now()):
            self._complain(
                f"channel {state.name} rests until {state.rests_until:%Y-%m-%d %H:%M:%S} UTC: "
                f"{state.failures} failures in a row, the last: {delivery.error}"
            )

    def _reconcile(self, before: Delivery) -> None:
        delivery = self._bot.reconcile.reconcile(before.id)
        self.metrics.delivery(before, delivery)
        self._report(describe_delivery(delivery))


def rhythm_mark(cadence: Cadence) -> str:
    """A mark that changes with what decides about the times of a queue."""
    told = (
        cadence.timezone.key,
        cadence.slots,
        cadence.quiet,
        cadence.min_gap,
        cadence.max_per_day,
        cadence.order,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def describe_delivery(delivery: Delivery) -> str:
    """One line on where a delivery stands."""
    line = f"{delivery.channel}: {delivery.slug}: {delivery.state}"
    if delivery.state is State.SCHEDULED and delivery.due_at is not None:
        line += f" for {delivery.due_at:%Y-%m-%d %H:%M:%S} UTC"
    if delivery.posts and delivery.state is State.POSTED:
        return f"{line}: {delivery.posts[0].url}"
    return f"{line} ({delivery.error})" if delivery.error else line


def describe_waiting_flood(flood: Flood) -> str:
    """One line on a flood that waits, with what to do about it."""
    return (
        f"flood {flood.id}: {flood.source} brought {flood.stories} new stories at once, {flood.limit} are "
        f"allowed; {flood.held} deliveries are held: `bot approve --flood {flood.id}` or "
        f"`bot reject --flood {flood.id}`"
    )


def describe_flood(result: FloodResult) -> str:
    """One line on what became of a flood."""
    counts = [
        f"{len(ids)} {what}"
        for ids, what in (
            (result.scheduled, "scheduled"),
            (result.rejected, "cancelled"),
            (result.expired, "expired"),
        )
        if ids
    ]
    if result.to_review:
        counts.append(
            f"{len(result.to_review)} still held, for a person must look: {', '.join(result.to_review)}"
        )
    flood = result.flood
    told = ", ".join(counts) or "nothing was held any more"
    return f"flood {flood.id} of {flood.source} is {flood.verdict}: {told}"


def describe_poll(report: PollReport) -> str:
    """One line on what a poll that succeeded brought."""
    counts = [f"{report.new} new"]
    if report.changed:
        counts.append(f"{report.changed} changed")
    if report.passed_over:
        counts.append(f"{report.passed_over} known and left as they are")
    if report.waiting:
        wait = "waits" if report.waiting == 1 else "wait"
        counts.append(f"{report.waiting} {wait} for the page, which cannot be read for now")
    if report.held_as_flood:
        counts.append(f"held as flood {report.flood}")
    return f"{report.source}: {', '.join(counts)}"
