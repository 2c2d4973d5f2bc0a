"""A small world for tests of the use cases: real SQLite, a clock that is set by hand, a stand-in platform."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.model.article import Article, Entry
from bot.model.cadence import Cadence
from bot.model.delivery import Delivery
from bot.model.draft import Draft, LinkPlace, Measure, Rules, Style
from bot.model.errors import BotError, FetchError
from bot.model.outcome import Absent, Found, Outcome, Posted, Reading, RemotePost
from bot.model.user import Actor, Via
from bot.pipeline.by_hand import ByHand
from bot.pipeline.channels import ChannelPlan, Review, Timing
from bot.pipeline.decisions import Decisions
from bot.pipeline.deliver import Deliver
from bot.pipeline.discover import Discover, Site, SourcePlan
from bot.pipeline.edit import Edit
from bot.pipeline.floods import FloodDecisions
from bot.pipeline.ports import Batch, Bookmark, Page
from bot.pipeline.reconcile import Reconcile
from bot.pipeline.timetable import Timetable
from bot.pipeline.waits import WatchedClock
from bot.store.articles import ArticleStore
from bot.store.database import Database
from bot.store.floods import FloodStore
from bot.store.outbox import OutboxStore
from bot.store.views import Views

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
RULES = Rules(
    platform="test",
    measure=Measure.CHARACTERS,
    limit=2000,
    long_limit=2000,
    link_place=LinkPlace.TEXT,
    price_with_link_usd=Decimal("0.20"),
)
EVERY_TIME = Cadence(timezone=ZoneInfo("Europe/Brussels"), min_gap=timedelta(0))


ANNA = Actor("anna", Via.DESK)
"""An editor."""


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self._now = NOW
        self._seconds = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._seconds

    def jump(self, **duration: float) -> None:
        """Somebody sets the wall clock; the other one does not notice."""
        self._now += timedelta(**duration)

    def forward(self, **duration: float) -> datetime:
        self._now += timedelta(**duration)
        self._seconds += timedelta(**duration).total_seconds()
        return self._now


@dataclass
class FakePlatform:
    """Keeps a timeline; ``answers`` are called in place of posting, one for each call."""

    rules: Rules = RULES
    timeline: list[str] = field(default_factory=list)
    answers: list[Callable[[Draft], Outcome]] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    calls: int = 0
    replies: list[str | None] = field(default_factory=list)
    """What each post of the timeline answers."""

    def publish(self, draft: Draft, *, now: datetime) -> Outcome:
        assert len(draft.parts) == 1
        self.calls += 1
        if self.answers:
            return self.answers.pop(0)(draft)
        return Posted((self.accept(draft),))

    def accept(self, draft: Draft) -> RemotePost:
        self.timeline.append(draft.parts[0].text)
        self.replies.append(draft.reply_to)
        return self._post(len(self.timeline))

    def find(self, delivery: Delivery, *, bound: Collection[str], now: datetime) -> Reading:
        if self.readings:
            return self.readings.pop(0)
        for number, text in enumerate(self.timeline, start=1):
            if text == delivery.draft.parts[0].text and str(number) not in bound:
                return Found((self._post(number),))
        return Absent()

    def _post(self, number: int) -> RemotePost:
        return RemotePost(str(number), f"https://test.example/{number}")


@dataclass
class FakeSource:
    """Shows ``entries``; ``error`` is raised in their place."""

    entries: list[Entry] = field(default_factory=list)
    error: BotError | None = None
    name: str = "front"
    polls: int = 0
    is_window: bool = False

    def poll(self, bookmark: Bookmark) -> Batch:
        self.polls += 1
        if self.error is not None:
            raise self.error
        if bookmark.etag == str(self.entries):
            return Batch((), bookmark)
        bookmark = Bookmark(etag=str(self.entries))
        return Batch(tuple(self.entries), bookmark, is_window=self.is_window)

    def find(self, slug: str) -> Entry | None:
        return next((entry for entry in self.entries if slug in entry.url), None)


@dataclass
class FakePages:
    """Pages by address; any other is unreachable."""

    pages: dict[str, str] = field(default_factory=dict)
    reads: list[str] = field(default_factory=list)

    def read(self, url: str) -> Page:
        self.reads.append(url)
        if url not in self.pages:
            raise FetchError(f"{url} cannot be reached")
        return Page(url, self.pages[url].encode(), "utf-8")


def entry(number: int = 1, **changes: object) -> Entry:
    """A story with three points under a line that says whose they are."""
    body = (
        f"<p>The harbour board met on Monday for the {number}. time and agreed on a plan for the quay, "
        "which has been closed to traffic since the storm of last winter broke its wall.</p>"
        f"<p>The board says in letter {number}:</p><ul><li>The quay opens again in May after {number} weeks of work</li>"
        "<li>The wall will be raised by 40 centimetres</li>"
        "<li>Ferries use the northern pier until then</li></ul>"
        "<p>Ferry passengers have complained about the long way round by the northern pier since January.</p>"
    )
    facts: dict[str, object] = {
        "source": "front",
        "guid": f"guid-{number}",
        "url": f"https://news.example/story-{number}/",
        "title": f"Harbour board agrees on plan {number} for the quay",
        "content_html": body,
        "published_at": NOW - timedelta(minutes=number),
        "authors": ("A. Reporter",),
        "categories": ("Harbour",),
        **changes,
    }
    return Entry(**facts)  # type: ignore[arg-type]


def long_entry(number: int = 1, **changes: object) -> Entry:
    """A story whose points do not fit into one post of 280 characters."""
    points = "".join(
        f"<li>Step {step} of plan {number}: workers close the {place} of the quay in spring and open it before the "
        "ferries come back in the summer</li>"
        for step, place in enumerate(("north", "south", "east", "west", "middle"), start=1)
    )
    body = (
        f"<p>The harbour board met on Monday for the {number}. time and agreed on a plan for the quay, "
        "which has been closed to traffic since the storm of last winter broke its wall.</p>"
        f"<p>The board says in letter {number}:</p><ul>{points}</ul>"
    )
    return entry(number, **{"content_html": body, **changes})


def database_of(folder: Path) -> str:
    """Where the world of that folder keeps its data; PostgreSQL where a test says so."""
    return f"sqlite:///{folder / 'bot.db'}"


class World:
    """The use cases on one database; ``restart`` is what a new process would see."""

    def __init__(self, folder: Path, *, names: Sequence[str] = ("one",), **channel: object) -> None:
        self.folder = folder
        self.clock = FakeClock()
        self.platforms = {name: FakePlatform() for name in names}
        self.pages = FakePages()
        self.source = FakeSource()
        self.timing = Timing()
        self.channels = {
            name: ChannelPlan(name, RULES, Style(utm=False), EVERY_TIME, Review.FLAGGED)
            for name in names
        }
        self.configure(**channel)
        self.restart()

    def configure(self, **changes: object) -> None:
        self.channels.update(
            {name: replace(plan, **changes) for name, plan in self.channels.items()}  # type: ignore[arg-type]
        )

    def restart(self) -> None:
        self.database = Database.open(database_of(self.folder))
        self.database.upgrade()
        self.articles, self.outbox = ArticleStore(self.database), OutboxStore(self.database)
        self.floods, self.views = FloodStore(self.database), Views(self.database)
        self.discover = Discover(
            self.articles, self.outbox, self.floods, self.pages, self.channels, Site("News", "en")
        )
        platform, clock = self.platforms.__getitem__, WatchedClock(self.clock)
        self.deliver = Deliver(self.outbox, self.channels, platform, self.timing, clock)
        self.reconcile = Reconcile(self.outbox, platform, self.timing, clock)
        self.by_hand = ByHand(self.articles, self.outbox, self.channels)
        self.decisions = Decisions(self.outbox, self.channels, self.clock)
        self.timetable = Timetable(self.outbox)
        self.flood_decisions = FloodDecisions(self.floods, self.outbox, self.channels, self.clock)
        self.edit = Edit(self.outbox, self.views.latest_article, self.channels, self.clock)

    def plan(self, **changes: object) -> SourcePlan:
        facts: dict[str, object] = {
            "source": self.source,
            "channels": tuple(self.channels),
            "first_run": "all",
            **changes,
        }
        return SourcePlan(**facts)  # type: ignore[arg-type]

    def poll(self, *entries: Entry, **changes: object) -> object:
        if entries:
            self.source.entries = list(entries)
        return self.discover.poll(self.plan(**changes), now=self.clock.now())

    def deliveries(self) -> list[Delivery]:
        everything = (*self.views.queue(), *self.views.log())
        return sorted(everything, key=lambda delivery: int(delivery.id))

    def only(self) -> Delivery:
        (delivery,) = self.deliveries()
        return delivery

    def send_all(self) -> list[Delivery]:
        return [self.deliver.deliver(d.id) for d in self.outbox.due(self.clock.now())]

    @property
    def timeline(self) -> list[str]:
        (platform,) = self.platforms.values()
        return platform.timeline


def article(number: int = 1, **changes: object) -> Article:
    """The article of ``entry`` as it is read."""
    from bot.extract import read_entry

    return replace(read_entry(entry(number), site_name="News", language="en"), **changes)  # type: ignore[arg-type]
