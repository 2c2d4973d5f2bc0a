"""The whole product on one database: adapters, use cases, and how they are opened."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.model.errors import CredentialsError, StoreError
from bot.pipeline.asking import Asking
from bot.pipeline.by_hand import ByHand
from bot.pipeline.channels import ChannelPlan, Policy, Timing
from bot.pipeline.decisions import Decisions
from bot.pipeline.deliver import Deliver
from bot.pipeline.discover import Discover
from bot.pipeline.edit import Edit
from bot.pipeline.floods import FloodDecisions
from bot.pipeline.ports import Clock, Platform
from bot.pipeline.reconcile import Reconcile
from bot.pipeline.sign_in import SignIn
from bot.pipeline.timetable import Timetable
from bot.pipeline.tokens import TokenWatch
from bot.pipeline.waits import WatchedClock
from bot.settings import Settings
from bot.sources.push import Hint, PushReceiver, PushSecret, Subscriber
from bot.sources.push.secrets import SHORTEST
from bot.store.articles import ArticleStore
from bot.store.audit import AuditStore
from bot.store.database import Database
from bot.store.facts import Facts
from bot.store.floods import FloodStore
from bot.store.lineage import Lineage
from bot.store.notices import NoticeStore
from bot.store.outbox import OutboxStore
from bot.store.reads import Reads
from bot.store.reads.days import DayReads
from bot.store.requests import RequestStore
from bot.store.subscriptions import SubscriptionStore
from bot.store.tokens import TokenStore
from bot.store.users import UserStore
from bot.store.views import Views

if TYPE_CHECKING:
    from bot.sandbox import Sandbox

from bot.wiring.following import Followers, followers
from bot.wiring.newsroom import Newsroom
from bot.wiring.platforms import Platforms

WORLD = "world"
"""The fact that says whether a database holds posts of the platforms or of the sandbox."""


class SystemClock:
    """``Clock`` of the ports, on this machine."""

    def now(self) -> datetime:
        """The wall-clock time, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return time.monotonic()


@dataclass(frozen=True, slots=True)
class Bot:
    """The whole product, assembled on one database."""

    newsroom: Newsroom
    database: Database
    articles: ArticleStore
    outbox: OutboxStore
    floods: FloodStore
    views: Views
    facts: Facts
    tokens: TokenStore
    lineage: Lineage
    platforms: Platforms
    clock: Clock
    timing: Timing
    discover: Discover
    deliver: Deliver
    reconcile: Reconcile
    by_hand: ByHand
    decisions: Decisions
    flood_decisions: FloodDecisions
    timetable: Timetable
    edit: Edit
    token_watch: TokenWatch
    users: UserStore
    audit: AuditStore
    sign_in: SignIn
    subscriptions: SubscriptionStore
    subscriber: Subscriber | None
    """Keeps the subscriptions at hubs; None where `[push] url` is empty."""
    reads: Reads
    days: DayReads
    asking: Asking
    followers: Followers
    notices: NoticeStore

    @property
    def settings(self) -> Settings:
        """The settings it was assembled from."""
        return self.newsroom.settings

    def enter_world(self, world: str) -> None:
        """Mark the database as the live platforms' or the sandbox's. Raises StoreError on a clash."""
        recorded = self.facts.fact(WORLD)
        if recorded not in (None, world):
            raise StoreError(
                f"this database ({self.settings.database_url}) holds posts of the {recorded} "
                "platforms; use another DATABASE_URL for the "
                f"{world} ones, so that nothing is taken for posted that is not"
            )
        if recorded is None:
            self.facts.set_fact(WORLD, world)


def open_database(settings: Settings) -> Database:
    """The configured database, brought up to date. Raises StoreError."""
    database = Database.open(settings.database_url)
    database.upgrade()
    return database


def open_views(settings: Settings) -> Views:
    """What the database tells, without sources and platforms. Raises StoreError."""
    return Views(open_database(settings))


def open_bot(settings: Settings, sandbox: Sandbox | None = None) -> Bot:
    """Everything, on the configured database. Raises ConfigError, StoreError."""
    newsroom = Newsroom(settings)
    return _assembled(newsroom, open_database(settings), sandbox, None)


def reassembled(before: Bot, settings: Settings, sandbox: Sandbox | None = None) -> Bot:
    """The bot that follows ``before`` with other settings, on the same database. Raises ConfigError.

    What the process remembers goes on in it: verdicts that are not committed, waits, whose turn it is.
    """
    return _assembled(Newsroom(settings, before.newsroom), before.database, sandbox, before)


def _assembled(
    newsroom: Newsroom, database: Database, sandbox: Sandbox | None, before: Bot | None
) -> Bot:
    settings = newsroom.settings
    articles, outbox, lineage = ArticleStore(database), OutboxStore(database), Lineage(database)
    floods, views = FloodStore(database), Views(database)
    clock = before.clock if before else WatchedClock(SystemClock())
    timing = _timing(settings)
    users, audit = UserStore(database), AuditStore(database)
    subscriptions = SubscriptionStore(database)
    tokens, facts = TokenStore(database, settings.environment), Facts(database)
    platforms = Platforms(newsroom, tokens, sandbox)
    connect: Callable[[str], Platform] = platforms
    channels: Mapping[str, ChannelPlan] = newsroom.channels
    by_hand = ByHand(articles, outbox, channels)
    following = followers(newsroom, database, outbox, facts, connect, timing, clock, sandbox)
    return Bot(
        newsroom=newsroom,
        database=database,
        articles=articles,
        outbox=outbox,
        floods=floods,
        views=views,
        facts=facts,
        tokens=tokens,
        lineage=lineage,
        platforms=platforms,
        clock=clock,
        timing=timing,
        discover=Discover(
            articles,
            outbox,
            floods,
            newsroom.pages,
            channels,
            newsroom.site,
            before=before.discover if before else None,
        ),
        deliver=Deliver(
            outbox,
            channels,
            connect,
            timing,
            clock,
            lineage.restored,
            following.before,
            open_verdicts=before.deliver.open_verdicts if before else None,
        ),
        reconcile=Reconcile(
            outbox, connect, timing, clock, waits=before.reconcile.waits if before else None
        ),
        by_hand=by_hand,
        decisions=Decisions(outbox, channels, clock),
        flood_decisions=FloodDecisions(floods, outbox, channels, clock),
        timetable=Timetable(outbox),
        edit=Edit(outbox, views.latest_article, channels, clock),
        token_watch=TokenWatch(connect, facts, outbox, clock),
        users=users,
        audit=audit,
        sign_in=before.sign_in if before else SignIn(users, audit, clock),
        subscriptions=subscriptions,
        subscriber=_subscriber(settings, subscriptions, newsroom),
        reads=Reads(database),
        days=DayReads(database, ZoneInfo(settings.configuration.site.timezone), channels),
        asking=Asking(newsroom.find_published, by_hand, RequestStore(database), clock),
        followers=following,
        notices=NoticeStore(database),
    )


def push_receiver(bot: Bot, hint: Hint) -> PushReceiver | None:
    """What answers at /push, giving hints by the names of sources; None where `[push] url` is empty.

    It outlives a change of the configuration: where ``bot`` is a ``Switch``, new sources are taken in.
    """
    if bot.subscriber is None:
        return None

    def addresses() -> dict[str, str]:
        return {plan.name: plan.url for plan in bot.newsroom.sources}

    secret = push_secret(bot.settings)
    return PushReceiver(addresses, bot.subscriptions, secret, bot.clock, hint)


def push_secret(settings: Settings) -> PushSecret:
    """PUSH_SECRET. Raises CredentialsError where it is missing or too short."""
    value = settings.environment.get("PUSH_SECRET", "").strip()
    if len(value) < SHORTEST:
        raise CredentialsError(
            f"{settings.path}: push.url is set, so PUSH_SECRET must be: at least {SHORTEST} characters, in "
            "the environment or in .env"
        )
    return PushSecret(value)


def _subscriber(
    settings: Settings, store: SubscriptionStore, newsroom: Newsroom
) -> Subscriber | None:
    push = settings.configuration.push
    if not push.url:
        return None
    secret = push_secret(settings)
    return Subscriber(store, newsroom.client, secret, base=push.url, lease=push.lease)


def _timing(settings: Settings) -> Timing:
    table = settings.configuration.delivery
    return Timing(
        timeout=table.timeout,
        settle=table.settle,
        reread=table.reread,
        lease=table.lease,
        backoff=table.backoff,
        backoff_max=table.backoff_max,
        readings=table.readings,
        policy=Policy(table.policy),
    )
