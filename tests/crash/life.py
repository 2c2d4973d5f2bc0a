"""One life of the bot: a process from its start to its end, with the real use cases, store and clients."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.compose import compose
from bot.engine.work import PATIENCE, Work
from bot.extract import read_entry
from bot.model.article import Entry
from bot.model.delivery import State
from bot.model.draft import Style
from bot.pipeline import settle
from bot.pipeline.channels import ChannelPlan, Review, Timing
from bot.pipeline.deliver import Deliver
from bot.pipeline.discover import Discover, Site, SourcePlan
from bot.pipeline.ports import Account, Batch, Bookmark
from bot.pipeline.reconcile import Reconcile
from bot.pipeline.waits import WatchedClock
from bot.platforms import facebook, x
from bot.store.articles import ArticleStore
from bot.store.database import Database
from bot.store.floods import FloodStore
from bot.store.outbox import OutboxStore
from tests.crash.labels import (
    ARTICLES,
    CALLS,
    FLOODS,
    OUTBOX,
    Labelled,
    LabelledDatabase,
    Tracer,
    label_the_wire,
)
from tests.crash.stand_in import StandIn
from tests.crash.virtual_time import EPOCH, SharedTime
from tests.fakes.world import EVERY_TIME, FakePages, entry, long_entry

KINDS = {"x": x, "facebook": facebook}
TIMING = Timing()
BATCH = 2
"""So many stories are published at once, and only when those before are out."""
THREADS_EACH = 3
HITS_AWAKE = 200
"""Labels that who was frozen meets before it dies, where it reaches no verdict: another one may have taken its lane."""
SITE = Site("News", "en")


@dataclass(frozen=True)
class Fate:
    """How a life ends: at the first ``label`` met, at the ``hits``-th label, or not at all.

    ``freeze``: it is stopped there instead, goes on much later and then dies after its next verdict.
    ``kill_after``: the parent kills it after so many seconds of real time.
    ``jumps`` is how probable a jump of the wall clock is at each label.
    """

    seed: int
    label: str = ""
    hits: int = 0
    freeze: bool = False
    kill_after: float = 0.0
    jumps: float = 0.0


class Reaper:
    """Lets time pass at each label, sets the clock wrong, and ends the process where fate says so."""

    def __init__(self, fate: Fate, time: SharedTime, note: Callable[[str], None]) -> None:
        self._fate = fate
        self._time = time
        self._note = note
        self._random = random.Random(fate.seed)
        self._hits = 0
        self._left_awake: int | None = None

    def at(self, label: str) -> None:
        self._time.pass_by(self._random.random() * 0.2)
        if self._random.random() < self._fate.jumps:
            self._time.jump_to(self._random.choice((-3600.0, 0.0, 3600.0)))
        self._hits += 1
        if self._left_awake is not None:
            self._left_awake -= 1
            if label == "settle: after" or self._left_awake <= 0:
                self._die(label)
        elif label == self._fate.label or self._hits == self._fate.hits:
            self._die(label) if not self._fate.freeze else self._stand_still(label)

    def _stand_still(self, label: str) -> None:
        self._left_awake = HITS_AWAKE
        self._note(f"frozen, {label}")
        os.kill(os.getpid(), signal.SIGSTOP)

    def _die(self, label: str) -> None:
        self._note(label)
        os.kill(os.getpid(), signal.SIGKILL)


class Newswire:
    """A source that shows the newest stories of what the newsroom has published."""

    name = "front"

    def __init__(self, time: SharedTime) -> None:
        self._time = time

    def poll(self, bookmark: Bookmark) -> Batch:
        count = self._time.stories
        stories = tuple(story(number) for number in range(max(1, count - 5), count + 1))
        return Batch(stories, Bookmark(etag=str(count)))

    def find(self, slug: str) -> Entry | None:
        return None


def story(number: int) -> Entry:
    """Every third is told as a thread on X."""
    told = long_entry(number) if number % THREADS_EACH == 0 else entry(number)
    return replace(told, published_at=EPOCH + timedelta(seconds=number))


def parts_of(number: int, name: str) -> tuple[str, ...]:
    """The texts that are to stand on the channel for the story."""
    article = read_entry(story(number), site_name=SITE.name, language=SITE.language)
    channel = plan(name)
    draft = compose(article, channel.rules, channel.style, channel=name)
    return tuple(part.text for part in draft.parts)


@dataclass(frozen=True)
class Parts:
    """What a mutant may replace."""

    timing: Timing = TIMING
    outbox: Callable[[Any], Any] = OutboxStore
    absences_needed: int = settle.ABSENCES_NEEDED


class Life:
    """The bot on ``database``, put together as ``wiring`` does it, with labels around every port."""

    def __init__(
        self, database: Database, stand_in: StandIn, time: SharedTime, parts: Parts, reaper: Reaper
    ) -> None:
        tracer = Tracer(reaper.at)
        label_the_wire(tracer)
        settle.ABSENCES_NEEDED = parts.absences_needed
        labelled: Any = LabelledDatabase(database, tracer)
        self.time = time
        outbox: Any = Labelled(parts.outbox(labelled), OUTBOX, tracer)
        articles: Any = Labelled(ArticleStore(labelled), ARTICLES, tracer)
        floods: Any = Labelled(FloodStore(labelled), FLOODS, tracer)
        platforms: dict[str, Any] = {
            name: Labelled(connect(name, stand_in), CALLS, tracer) for name in KINDS
        }
        channels = {name: plan(name) for name in KINDS}
        self.outbox = outbox
        clock = WatchedClock(time)
        self.reconcile = Reconcile(outbox, platforms.__getitem__, parts.timing, clock)
        bot: Any = SimpleNamespace(
            outbox=outbox,
            clock=clock,
            newsroom=SimpleNamespace(channels=channels),
            reconcile=self.reconcile,
            deliver=Deliver(outbox, channels, platforms.__getitem__, parts.timing, clock),
            discover=Discover(articles, outbox, floods, FakePages(), channels, SITE),
        )
        self.work = Work(bot, _silent, _silent)
        self.source = SourcePlan(Newswire(time), tuple(channels), first_run="all", flood=0)

    def live(self, *, goes_on: Callable[[], bool]) -> None:
        """Recover, then work; new stories come while ``goes_on``, afterwards it ends when all is out."""
        self.reconcile.recover()
        polled = -1
        while True:
            if polled != self.time.stories:
                polled = self.time.stories
                self.work.poll(self.source)
            tasks = list(self.work.due(self.time.now()))
            for task in tasks:
                task.run()
            if not tasks and not self._wait():
                if not goes_on():
                    return
                self.time.publish_stories(BATCH)

    def _wait(self) -> bool:
        """Let the time pass until something may be due; False where nothing is left to do."""
        now = self.time.now()
        unknown = self.outbox.in_state(State.UNKNOWN)
        scheduled = self.outbox.in_state(State.SCHEDULED)
        if not unknown and not scheduled:
            return False
        moments = [self.reconcile.next_reading_at(delivery) for delivery in unknown]
        moments += map(self._may_go_at, scheduled)
        later = [moment for moment in moments if moment > now]
        until = min(later, default=now + PATIENCE)
        self.time.pass_by((until - now).total_seconds() + 0.001)
        return True

    def _may_go_at(self, delivery: Any) -> datetime:
        rests = self.outbox.channel(delivery.channel).rests_until
        return max(delivery.due_at, rests or delivery.due_at)


def connect(name: str, stand_in: StandIn) -> Any:
    credentials: Mapping[str, str] = stand_in.credentials[name]
    return KINDS[name].connect(Account(name, credentials, stand_in.base_urls[name], timeout=30))


def plan(name: str) -> ChannelPlan:
    cadence = replace(EVERY_TIME, max_age=None)
    style = Style(thread=KINDS[name].RULES.threads)
    return ChannelPlan(name, KINDS[name].RULES, style, cadence, Review.NONE)


def open_database(folder: Path) -> Database:
    return Database.open(f"sqlite:///{folder / 'bot.db'}")


def _silent(line: str) -> None:
    pass
