"""What needs no database: sources, channels, reading."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol, cast

from bot.model.amendment import OnChange
from bot.model.draft import Rules
from bot.model.errors import ConfigError
from bot.pipeline.channels import ChannelPlan, Review
from bot.pipeline.discover import Filter, Site, SourcePlan
from bot.pipeline.ports import Page, PlatformKind, Source
from bot.pipeline.target import Finder, Story, is_url, story_in_page
from bot.settings import Channel, Selection, Settings, SourceTable
from bot.sources.fetch import FetchClient
from bot.sources.hosts import HostTurns
from bot.sources.page import file_url, read_file


class SourceKind(Protocol):
    """What the module behind an entry point of ``bot.sources`` offers."""

    def open_source(self, name: str, url: str, client: FetchClient, **options: str) -> Source:
        """The source, not polled yet. ``options`` are the keys of its own that are set."""
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

    def __init__(self, settings: Settings, before: Newsroom | None = None) -> None:
        self.settings = settings
        configuration = settings.configuration
        _check_prices(settings)
        self.site = Site(configuration.site.name, configuration.site.language)
        fetch = configuration.fetch
        # what it knows of the hosts goes on in the newsroom that follows another one
        known = before.client if before and before.settings.configuration.fetch == fetch else None
        self.client: FetchClient = known or FetchClient(
            allow_private=fetch.allow_private,
            contact=fetch.contact,
            turns=HostTurns(at_once=fetch.per_host, gap=fetch.host_gap.total_seconds()),
            obey_robots=True,
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
        return self.find_published(target)

    def find_published(self, target: str) -> Story:
        """The story that a slug or a URL names; never a file of this machine. Raises as ``find``."""
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


def _channel_plan(name: str, table: Channel, rules: Rules, settings: Settings) -> ChannelPlan:
    if table.thread and not rules.threads:
        raise ConfigError(
            f"{settings.path}: channels.{name}.thread: {rules.platform} has no threads; allowed is false"
        )
    by_hand = rules.picture and table.mode == "handoff"
    foreign = _priced(
        replace(rules, post_hosts=(), post_path="") if table.base_url else rules, settings
    )
    return ChannelPlan(
        name=name,
        rules=replace(foreign, picture=by_hand, amends="", retracts=False)
        if by_hand
        else replace(foreign, picture=False),
        style=settings.style(name),
        cadence=settings.cadence(name),
        review=Review(table.review),
        daily_budget_usd=Decimal(str(table.daily_budget_usd)),
        on_change=OnChange(table.on_change),
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
        price_alt_text_usd=rules.price_alt_text_usd if prices.alt_text is None else prices.alt_text,
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
    options = {"links": table.links} if table.links else {}
    return SourcePlan(
        source=kind.open_source(table.name, table.url, newsroom.client, **options),
        channels=table.channels or tuple(newsroom.channels),
        url=table.url,
        poll=table.poll,
        first_run=table.first_run,
        flood=table.flood,
        include=_filter(table.include),
        exclude=_filter(table.exclude),
    )


def _filter(selection: Selection) -> Filter:
    return Filter(selection.categories, selection.authors, selection.tags, selection.paths)
