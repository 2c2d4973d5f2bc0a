"""Any order of deliveries, readings, deaths, faults and set clocks that Hypothesis can think of.

    python -m tests.crash.machine [--sequences 2000] [--steps 50]

The real use cases and decisions, an outbox in memory, a clock that is moved. A process dies between
any two steps of the ports, or stands still with its verdict in hand and brings it much later.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.engine.work import Work
from bot.model.delivery import IN_FLIGHT, Delivery, State
from bot.model.draft import Draft, Part, Style
from bot.model.outcome import (
    Absent,
    Duplicate,
    Found,
    NotSent,
    Outcome,
    Posted,
    RateLimited,
    Reading,
    RemotePost,
    Unclear,
)
from bot.pipeline.channels import ChannelPlan, Timing
from bot.pipeline.deliver import Deliver
from bot.pipeline.ports import Claim, Verdict
from bot.pipeline.reconcile import Reconcile
from bot.pipeline.settle import ATTEMPTS_MAX
from bot.pipeline.waits import WatchedClock
from tests.crash.labels import CALLS, OUTBOX, Labelled, Tracer
from tests.fakes.memory_outbox import MemoryOutbox
from tests.fakes.world import EVERY_TIME, RULES, FakeClock

CHANNELS = ("one", "two")
TIMING = Timing()
HOUR = 3600.0
SLEEP = 4  # rounds that a process stands still for
SETTLE = TIMING.settle.total_seconds()


class Killed(BaseException):
    """The process is no more."""


class Timeline:
    """A platform that may accept without saying so, later than it was asked, or show what it has late."""

    rules = RULES

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.posts: list[tuple[str, float]] = []  # text, and when it stands
        self.replies: list[str | None] = []  # to which number each post is the answer
        self.fault = "none"
        self.delay = 0.0
        self.stale = False
        self._was_stale = False

    def publish(self, draft: Draft, *, now: object) -> Outcome:
        fault, self.fault = self.fault, "none"
        match fault:
            case "none":
                return Posted((self._accept(draft),))
            case "lost answer":
                self._accept(draft)
                return Unclear("reset")
            case "accepted late":
                self._accept(draft, self.delay * SETTLE)
                return Unclear("reset")
            case "rate limit":
                return RateLimited("slow down")
            case "not sent":
                return NotSent("refused")
            case "duplicate":
                return Duplicate("seen that")
            case _:
                return Unclear("HTTP 500")

    def find(self, delivery: Delivery, *, bound: Collection[str], now: object) -> Reading:
        stale, self.stale = self.stale and not self._was_stale, False
        self._was_stale = stale
        standing = [
            (number, text)
            for number, (text, since) in enumerate(self.posts)
            if since <= self._clock.monotonic()
        ]
        for number, text in standing[: -1 if stale else None]:
            if text == delivery.draft.parts[0].text and str(number) not in bound:
                return Found((self._post(number),))
        return Absent()

    def _accept(self, draft: Draft, delay: float = 0.0) -> RemotePost:
        (part,) = draft.parts
        self.posts.append((part.text, self._clock.monotonic() + delay))
        self.replies.append(draft.reply_to)
        return self._post(len(self.posts) - 1)

    def _post(self, number: int) -> RemotePost:
        return RemotePost(str(number), f"https://test.example/{number}")


FAULTS = ("none", "lost answer", "accepted late", "rate limit", "not sent", "duplicate", "500")
DEATHS = st.one_of(st.just(0), st.integers(1, 12))
"""After how many steps of the ports the process dies; 0 is not at all."""


class Protocol(RuleBasedStateMachine):
    """The life of deliveries on two channels."""

    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock()
        self.skew = 0.0
        self.outbox = MemoryOutbox()
        self.timelines = {name: Timeline(self.clock) for name in CHANNELS}
        self.late: list[tuple[Claim, Verdict, int]] = []  # and the round in which it fell asleep
        self.rounds = 0
        self.steps_left = 0
        self.stands_still = False
        self.start()
        self.done["sequences"] += 1

    def at(self, label: str) -> None:
        self.clock.forward(seconds=0.1)
        if self.steps_left:
            self.steps_left -= 1
            if not self.steps_left:
                self.done["deaths"] += 1
                raise Killed

    def start(self) -> None:
        """What a new process has: nothing but the outbox and the platforms."""
        tracer = Tracer(self.at)
        ports: dict[str, Any] = {
            name: Labelled(timeline, CALLS, tracer) for name, timeline in self.timelines.items()
        }
        outbox: Any = Labelled(_Stalling(self), OUTBOX, tracer)
        channels = {name: ChannelPlan(name, RULES, Style(), EVERY_TIME) for name in CHANNELS}
        clock = WatchedClock(self.clock)
        self.reconcile = Reconcile(outbox, ports.__getitem__, TIMING, clock)
        bot: Any = SimpleNamespace(
            outbox=outbox,
            clock=clock,
            newsroom=SimpleNamespace(channels=channels),
            reconcile=self.reconcile,
            deliver=Deliver(outbox, channels, ports.__getitem__, TIMING, clock),
        )
        self.work = Work(bot, _silent, _silent)

    def run(self, act: Callable[[], object], dies_after: int) -> None:
        """Do it; where the process dies, another one takes over."""
        self.done["steps"] += 1
        self.steps_left = dies_after
        try:
            act()
        except Killed:
            self.steps_left = 0
            self.start()
            self.reconcile.recover()
        self.steps_left = 0

    @rule(
        channel=st.sampled_from(CHANNELS),
        length=st.sampled_from((1, 1, 2, 3)),
        due_since=st.sampled_from((0, 3600)),
    )
    def a_story_comes(self, channel: str, length: int, due_since: int) -> None:
        self.done["steps"] += 1
        number = str(len(self.outbox.deliveries) + 1)
        text = f"story {number}"
        texts = [f"{text}, {part}/{length}" for part in range(1, length + 1)]
        self.outbox.deliveries[number] = Delivery(
            id=number,
            article_id=number,
            channel=channel,
            platform="test",
            state=State.SCHEDULED,
            draft=Draft(channel, "test", tuple(Part(t, len(t), 280) for t in texts), None),
            article_url="https://news.example/",
            slug=number,
            title=text,
            published_at=None,
            due_at=self.clock.now() - timedelta(seconds=due_since),
        )

    @rule(
        later=st.sampled_from((0.0, 61.0, 301.0)),
        fault=st.sampled_from(FAULTS),
        delay=st.floats(0, 0.95),
        stale=st.booleans(),
        stands_still=st.booleans(),
        dies_after=DEATHS,
    )
    def work_is_done(
        self,
        later: float,
        fault: str,
        delay: float,
        stale: bool,
        stands_still: bool,
        dies_after: int,
    ) -> None:
        self.clock.forward(seconds=later)
        for timeline in self.timelines.values():
            timeline.fault, timeline.delay, timeline.stale = fault, delay, stale
        self.stands_still = stands_still and fault != "none"
        self.run(self.one_round, dies_after)
        self.stands_still = False

    def one_round(self) -> None:
        self.rounds += 1
        for task in list(self.work.due(self.clock.now())):
            task.run()

    @rule(seconds=st.sampled_from((1.0, 31.0, 61.0, 301.0, HOUR)))
    def time_passes(self, seconds: float) -> None:
        self.done["steps"] += 1
        self.clock.forward(seconds=seconds)

    @rule(skew=st.sampled_from((-HOUR, 0.0, HOUR)), work_follows=st.booleans())
    def the_clock_is_set(self, skew: float, work_follows: bool) -> None:
        self.clock.jump(seconds=skew - self.skew)
        self.skew = skew
        self.run(self.one_round if work_follows else lambda: None, 0)

    @rule(dies_after=DEATHS)
    def it_starts_again(self, dies_after: int) -> None:
        self.start()
        self.run(self.reconcile.recover, dies_after)

    @rule(channel=st.sampled_from(CHANNELS))
    def a_person_ends_a_rest(self, channel: str) -> None:
        self.done["steps"] += 1
        self.outbox.channels.pop(channel, None)

    @precondition(lambda self: self.late and self.rounds - self.late[0][2] >= SLEEP)
    @rule()
    def a_late_verdict_comes(self) -> None:
        self.done["steps"] += 1
        claim, verdict, _ = self.late.pop(0)
        self.outbox.settle(claim, verdict, now=self.clock.now())

    @invariant()
    def nothing_is_doubled(self) -> None:
        for timeline in self.timelines.values():
            texts = [text for text, _ in timeline.posts]
            assert len(texts) == len(set(texts)), texts

    @invariant()
    def each_channel_has_one_in_flight(self) -> None:
        lanes = [delivery.channel for delivery in self.outbox.holding()]
        assert len(lanes) == len(set(lanes))

    @invariant()
    def what_is_posted_stands(self) -> None:
        for delivery in self.outbox.deliveries.values():
            posts = self.timelines[delivery.channel].posts
            texts = [posts[int(post.id)][0] for post in delivery.posts]
            parts = [part.text for part in delivery.draft.parts]
            assert texts == parts[: len(texts)]
            assert len(texts) == len(parts) or delivery.state is not State.POSTED

    @invariant()
    def threads_are_whole(self) -> None:
        """Part follows part, each the answer to the one before, and nothing comes between."""
        for timeline in self.timelines.values():
            for number, (text, _) in enumerate(timeline.posts):
                part = int(text.rpartition(", ")[2].partition("/")[0])
                before = str(number - 1) if part > 1 else None
                assert timeline.replies[number] == before
                if part > 1:
                    head = text.rpartition(", ")[0]
                    assert timeline.posts[number - 1][0].startswith(f"{head}, {part - 1}/")

    def teardown(self) -> None:
        """Peace comes: then everything goes out, but for what was tried too often."""
        self.start()
        self.reconcile.recover()
        for _ in range(500):
            if not self.outbox.in_state(State.SCHEDULED, *IN_FLIGHT):
                break
            self.one_round()
            self.clock.forward(seconds=61)
        for delivery in self.outbox.deliveries.values():
            vain = delivery.attempts - len(delivery.posts)
            tired = vain >= ATTEMPTS_MAX or delivery.readings >= TIMING.readings - 1
            assert delivery.state is State.POSTED or (tired and delivery.state is State.FAILED)
        self.nothing_is_doubled()
        self.what_is_posted_stands()
        posted = self.outbox.in_state(State.POSTED)
        self.done["posts"] += sum(len(delivery.posts) for delivery in posted)
        self.done["threads"] += sum(len(delivery.posts) > 1 for delivery in posted)


class _Stalling:
    """The outbox of a process that may stand still with its verdict in hand."""

    def __init__(self, machine: Protocol) -> None:
        self._machine = machine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._machine.outbox, name)

    def settle(self, claim: Claim, verdict: Verdict, *, now: Any) -> bool:
        if self._machine.stands_still:
            self._machine.late.append((claim, verdict, self._machine.rounds))
            raise Killed
        return self._machine.outbox.settle(claim, verdict, now=now)


def run(sequences: int, steps: int = 50) -> Counter[str]:
    """Run the machine; raises AssertionError with the shortest sequence that does harm."""
    Protocol.done.clear()
    run_state_machine_as_test(
        Protocol,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        ),
    )
    return Protocol.done


def _silent(line: str) -> None:
    pass


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=50)
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    began = time.monotonic()
    done = run(arguments.sequences, arguments.steps)
    print(
        f"state machine: {done['sequences']} sequences, {done['steps']} steps, {done['deaths']} deaths, "
        f"{done['posts']} posts, {done['threads']} threads: 0 doubled, 0 lost, 0 stuck, 0 torn, {time.monotonic() - began:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
