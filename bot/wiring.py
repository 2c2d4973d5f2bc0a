"""The only place that constructs objects: from settings to use cases with their adapters.

``Newsroom`` is what needs no database: sources, channels, reading. ``Bot`` adds the database, the
platforms and the use cases that write.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from bot.model.draft import Rules
from bot.model.errors import ConfigError, CredentialsError, StoreError
from bot.pipeline.by_hand import ByHand
from bot.pipeline.channels import ChannelPlan, Policy, Review, Timing
from bot.pipeline.decisions import Decisions
from bot.pipeline.deliver import Deliver
from bot.pipeline.discover import Discover, Filter, Site, SourcePlan
from bot.pipeline.edit import Edit
from bot.pipeline.ports import Account, Page, Platform, PlatformKind, Source
from bot.pipeline.reconcile import Reconcile
from bot.pipeline.target import Finder, Story, is_url, story_in_page
from bot.pipeline.tokens import TokenWatch, in_force
from bot.platforms.accounts import given_credentials
from bot.settings import Channel, Selection, Settings, SourceTable
from bot.sources.fetch import FetchClient
from bot.sources.page import file_url, read_file
from bot.store.articles import ArticleStore
from bot.store.database import Database
from bot.store.facts import Facts
from bot.store.lineage import Lineage
from bot.store.outbox import OutboxStore
from bot.store.tokens import TokenStore
from bot.store.views import Views

if TYPE_CHECKING:
    from bot.platforms.consent import Authoriser
    from bot.sandbox import Sandbox

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


class SourceKind(Protocol):
    """What the module behind an entry point of ``bot.sources`` offers."""

    def open_source(self, name: str, url: str, client: FetchClient) -> Source:
        """The source, not polled yet."""
        ...


class PageReader:
    """``Pages`` of the ports: the guarded client, and the files that are configured as sources.

    No other file is ever read, whatever address an entry names.
    """

    def __init__(self, client: FetchClient, files: Collection[str]) -> None:
        self._client = client
        self._files = files

    def read(self, url: str) -> Page:
        """The page at ``url``; one of a file has no address but what it tells itself."""
        if url in self._files:
            return replace(read_file(url), url="")
        return self._client.read(url)


class Newsroom:
    """Everything that reads: no database, no platform."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        configuration = settings.configuration
        _check_prices(settings)
        self.site = Site(configuration.site.name, configuration.site.language)
        self.client = FetchClient(
            allow_private=configuration.fetch.allow_private, contact=configuration.fetch.contact
        )
        self.kinds: dict[str, PlatformKind] = {
            name: _load_platform(table, f"channels.{name}", settings)
            for name, table in configuration.channels.items()
        }
        self.channels: dict[str, ChannelPlan] = {
            name: _channel_plan(name, table, self.kinds[name].RULES, settings)
            for name, table in configuration.channels.items()
        }

    @cached_property
    def sources(self) -> tuple[SourcePlan, ...]:
        """The configured sources, ready to be polled."""
        return tuple(
            _source_plan(table, index, self)
            for index, table in enumerate(self.settings.configuration.sources, start=1)
        )

    @cached_property
    def pages(self) -> PageReader:
        """What reads the pages of stories."""
        tables = self.settings.configuration.sources
        local = [table.url for table in tables if table.kind == "page" and not is_url(table.url)]
        return PageReader(self.client, {file_url(path) for path in local})

    def find(self, target: str, *, url: str | None = None) -> Story:
        """The story that a slug, a URL or an HTML file holds.

        ``url`` is the address of a file's page where the page does not tell. Raises FetchError, ExtractError, NotFound.
        """
        path = Path(target)
        if not is_url(target) and path.is_file():
            page = read_file(path)
            return story_in_page(replace(page, url=url or ""), self.site)
        finder = Finder(
            self.pages,
            [plan.source for plan in self.sources],
            self.site,
            self.settings.configuration.site.url,
        )
        return finder.find(target)

    def chosen(self, names: Sequence[str]) -> tuple[ChannelPlan, ...]:
        """The channels of these names, all where none is named. Raises ConfigError."""
        unknown = [name for name in names if name not in self.channels]
        if unknown:
            known = ", ".join(self.channels) or "none"
            raise ConfigError(f'there is no channel "{unknown[0]}"; configured are: {known}')
        if not self.channels:
            raise ConfigError(
                f"{self.settings.path}: no channel is configured; add a [channels.x] table"
            )
        return tuple(self.channels[name] for name in dict.fromkeys(names or self.channels))


def _load_platform(table: Channel, place: str, settings: Settings) -> PlatformKind:
    return cast(
        "PlatformKind",
        _load("bot.platforms", table.platform, f"{settings.path}: {place}.platform"),
    )


def _load(group: str, name: str, place: str) -> object:
    offered = {point.name: point for point in entry_points(group=group)}
    if name not in offered:
        allowed = ", ".join(sorted(offered))
        raise ConfigError(f'{place}: there is no "{name}"; allowed are {allowed}')
    return offered[name].load()


def load_authoriser(platform: str) -> Authoriser:
    """What gets tokens for a platform: the module ``authorise`` in its folder."""
    (point,) = entry_points(group="bot.platforms", name=platform)
    return cast("Authoriser", import_module(f"{point.module}.authorise"))


def _channel_plan(name: str, table: Channel, rules: Rules, settings: Settings) -> ChannelPlan:
    by_hand = rules.picture and table.mode == "handoff"
    foreign = _priced(replace(rules, post_hosts=()) if table.base_url else rules, settings)
    return ChannelPlan(
        name=name,
        rules=replace(foreign, picture=by_hand),
        style=settings.style(name),
        cadence=settings.cadence(name),
        review=Review(table.review),
        daily_budget_usd=Decimal(str(table.daily_budget_usd)),
    )


def _priced(rules: Rules, settings: Settings) -> Rules:
    """The rules with the prices of the configuration, where it has some for the platform."""
    prices = settings.configuration.prices.get(rules.platform)
    if prices is None:
        return rules
    return replace(
        rules,
        price_usd=prices.post,
        price_with_link_usd=prices.post_with_link,
        price_delete_usd=prices.delete,
        price_read_usd=prices.read,
        priced_since=prices.since,
    )


def _check_prices(settings: Settings) -> None:
    offered = sorted(point.name for point in entry_points(group="bot.platforms"))
    for name in settings.configuration.prices:
        if name not in offered:
            raise ConfigError(
                f'{settings.path}: prices: there is no platform "{name}"; allowed are {", ".join(offered)}'
            )


def _source_plan(table: SourceTable, index: int, newsroom: Newsroom) -> SourcePlan:
    place = f"{newsroom.settings.path}: sources[{index}].kind"
    kind = cast("SourceKind", _load("bot.sources", table.kind, place))
    return SourcePlan(
        source=kind.open_source(table.name, table.url, newsroom.client),
        channels=table.channels or tuple(newsroom.channels),
        poll=table.poll,
        first_run=table.first_run,
        flood=table.flood,
        include=_filter(table.include),
        exclude=_filter(table.exclude),
    )


def _filter(selection: Selection) -> Filter:
    return Filter(selection.categories, selection.authors)


class Platforms:
    """Connects each channel's account when it is first needed; one object serves all threads."""

    def __init__(self, newsroom: Newsroom, tokens: TokenStore, sandbox: Sandbox | None) -> None:
        self._newsroom = newsroom
        self._tokens = tokens
        self._sandbox = sandbox
        self._connected: dict[str, tuple[Account, Platform]] = {}
        self._connecting = threading.Lock()

    def __call__(self, name: str) -> Platform:
        """The channel's account, connected anew where `bot auth` stored a token since. Raises CredentialsError."""
        with self._connecting:
            account = self.account(name)
            renewed = account.stored is not None and account.stored.is_renewed
            mark = replace(account, stored=None) if renewed else account
            known, platform = self._connected.get(name, (None, None))
            if platform is None or known != mark:
                self.require([name])
                platform = self._newsroom.kinds[name].connect(account)
                self._connected[name] = (mark, platform)
            return platform

    def require(self, names: Sequence[str]) -> None:
        """Raise CredentialsError where any of the channels lacks a credential, naming all of them."""
        lacking = [words for name in names if (words := self._lacking(name))]
        if lacking:
            raise CredentialsError(
                "; ".join(lacking) + "; set them in the environment or in .env (see .env.example)"
            )

    def missing(self, name: str) -> tuple[str, ...]:
        """The environment variables that the channel still needs."""
        account = self.account(name)
        suffixes = self._newsroom.kinds[name].missing_credentials(
            given_credentials(account), account.mode
        )
        prefix = self._newsroom.settings.credential_prefix(name)
        return tuple(f"{prefix}_{suffix}" for suffix in suffixes)

    def _lacking(self, name: str) -> str | None:
        missing = self.missing(name)
        return f'channel "{name}" lacks {", ".join(missing)}' if missing else None

    def account(self, name: str) -> Account:
        """The channel's account with its stored token. Raises CredentialsError, StoreError."""
        account = self.configured(name)
        if account.tokens is None:
            return account
        platform = self._newsroom.settings.configuration.channels[name].platform
        stored = in_force(account.tokens.get(name, platform), account.credentials)
        return replace(account, stored=stored)

    def configured(self, name: str) -> Account:
        """The channel's account as the configuration and the environment tell, or the sandbox."""
        settings = self._newsroom.settings
        table = settings.configuration.channels[name]
        timeout = settings.configuration.delivery.timeout.total_seconds()
        if self._sandbox is not None:
            return Account(
                channel=name,
                credentials=self._sandbox.credentials(table.platform),
                base_url=self._sandbox.base_url(table.platform),
                timeout=timeout,
                mode=table.mode,
            )
        return Account(
            channel=name,
            credentials=settings.credentials(name),
            base_url=table.base_url,
            timeout=timeout,
            mode=table.mode,
            tokens=self._tokens,
        )


@dataclass(frozen=True, slots=True)
class Bot:
    """The whole product, assembled on one database."""

    newsroom: Newsroom
    database: Database
    articles: ArticleStore
    outbox: OutboxStore
    views: Views
    facts: Facts
    tokens: TokenStore
    lineage: Lineage
    platforms: Platforms
    clock: SystemClock
    timing: Timing
    discover: Discover
    deliver: Deliver
    reconcile: Reconcile
    by_hand: ByHand
    decisions: Decisions
    edit: Edit
    token_watch: TokenWatch

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
    database = open_database(settings)
    articles, outbox, lineage = ArticleStore(database), OutboxStore(database), Lineage(database)
    views = Views(database)
    clock, timing = SystemClock(), _timing(settings)
    tokens, facts = TokenStore(database, settings.environment), Facts(database)
    platforms = Platforms(newsroom, tokens, sandbox)
    connect: Callable[[str], Platform] = platforms
    channels: Mapping[str, ChannelPlan] = newsroom.channels
    return Bot(
        newsroom=newsroom,
        database=database,
        articles=articles,
        outbox=outbox,
        views=views,
        facts=facts,
        tokens=tokens,
        lineage=lineage,
        platforms=platforms,
        clock=clock,
        timing=timing,
        discover=Discover(articles, outbox, newsroom.pages, channels, newsroom.site),
        deliver=Deliver(outbox, channels, connect, timing, clock, lineage.restored),
        reconcile=Reconcile(outbox, connect, timing, clock),
        by_hand=ByHand(articles, outbox, channels),
        decisions=Decisions(outbox, channels, clock),
        edit=Edit(outbox, views.latest_article, channels, clock),
        token_watch=TokenWatch(connect, facts, outbox, clock),
    )


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
