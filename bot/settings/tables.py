"""The other tables, and the whole file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    Field,
    model_validator,
)

from bot.model.cadence import Cadence, parse_quiet
from bot.settings.card import CardTable
from bot.settings.channels import Channel
from bot.settings.sources import SourceTable
from bot.settings.values import (
    Duration,
    Name,
    Price,
    Table,
    WebAddress,
    Zone,
    network,
    private_host,
    web_address,
)

DEFAULT_DATABASE = "sqlite:///data/bot.db"

Policy = Literal["reconcile", "at_most_once"]


class Site(Table):
    """``[site]``: whose news this is."""

    name: Annotated[str, Field(min_length=1)]
    url: WebAddress
    language: str = "en"
    timezone: Zone = "Europe/Brussels"


class DatabaseTable(Table):
    """``[database]``."""

    url: str = DEFAULT_DATABASE


class Fetch(Table):
    """``[fetch]``: what the fetch client may visit, and how it introduces itself."""

    allow_private: tuple[Annotated[str, AfterValidator(private_host)], ...] = ()
    contact: str = ""
    per_host: Annotated[int, Field(ge=1, le=100)] = 2
    host_gap: Duration = timedelta(seconds=1)


class DeliveryTable(Table):
    """``[delivery]``: the times of one delivery."""

    timeout: Duration = timedelta(seconds=20)
    settle: Duration = timedelta(minutes=5)
    reread: Duration = timedelta(minutes=1)
    lease: Duration = timedelta(minutes=2)
    backoff: Duration = timedelta(seconds=30)
    backoff_max: Duration = timedelta(hours=1)
    readings: Annotated[int, Field(ge=2, le=100)] = 6
    policy: Policy = "reconcile"
    card_wait: Duration = timedelta(minutes=10)
    unready: Literal["go", "hold"] = "go"

    @model_validator(mode="after")
    def _call_within_lease(self) -> DeliveryTable:
        if not timedelta(0) < self.timeout < self.lease:
            raise ValueError("timeout must be above 0 and shorter than lease")
        return self


class Corrections(Table):
    """``[corrections]``: how stories are followed after they were posted."""

    follow: Duration = timedelta(days=7)
    confirm: Duration = timedelta(minutes=10)
    gone_max: Annotated[int, Field(ge=0)] = 3


CauseName = Literal[
    "handoff",
    "held",
    "paused",
    "flood",
    "failed",
    "token",
    "correction",
    "source",
    "storage",
    "health",
]


class NotifyTable(Table):
    """``[notify]``: which people are told of what. The addresses are secrets: the environment has them."""

    urls_env: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] = "NOTIFY_URLS"
    causes: tuple[CauseName, ...] = get_args(CauseName)
    quiet: tuple[str, ...] = ()
    urgent: tuple[CauseName, ...] = ("paused", "failed")

    @model_validator(mode="after")
    def _readable(self) -> NotifyTable:
        self.cadence("UTC")
        return self

    def cadence(self, site_timezone: str) -> Cadence:
        """The quiet hours in the site's zone."""
        return Cadence(timezone=ZoneInfo(site_timezone), quiet=tuple(map(parse_quiet, self.quiet)))


class Prices(Table):
    """One ``[prices.PLATFORM]``: what the platform asks, in US dollars, and since when."""

    since: date
    post: Price
    post_with_link: Price
    delete: Price = Decimal(0)
    read: Price = Decimal(0)
    alt_text: Price | None = None


class Web(Table):
    """``[web]``: where /healthz and /metrics answer, and the desk where it is wanted. Port 0: nowhere."""

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8098
    hosts: tuple[Annotated[str, AfterValidator(private_host)], ...] = ()
    proxies: tuple[Annotated[str, AfterValidator(network)], ...] = ()
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}$")] = "en"


class Push(Table):
    """``[push]``: the public address under which hubs and sites reach this bot. Empty: no push."""

    url: Annotated[str, AfterValidator(lambda value: web_address(value) if value else "")] = ""
    lease: Duration = timedelta(days=10)

    @model_validator(mode="after")
    def _lease_is_bearable(self) -> Push:
        if not timedelta(minutes=1) <= self.lease <= timedelta(days=90):
            raise ValueError("lease must be between 1m and 90d")
        return self


class Configuration(Table):
    """The whole file."""

    site: Site
    database: DatabaseTable = DatabaseTable()
    fetch: Fetch = Fetch()
    delivery: DeliveryTable = DeliveryTable()
    corrections: Corrections = Corrections()
    notify: NotifyTable = NotifyTable()
    web: Web = Web()
    push: Push = Push()
    sources: tuple[SourceTable, ...] = ()
    channels: dict[Name, Channel] = Field(default_factory=dict)
    prices: dict[Name, Prices] = Field(default_factory=dict)
    card: CardTable = CardTable()

    @model_validator(mode="after")
    def _names_agree(self) -> Configuration:
        names = [source.name for source in self.sources]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f'two sources are named "{name}"; names must differ')
        for source in self.sources:
            for channel in source.channels:
                if channel not in self.channels:
                    known = ", ".join(self.channels) or "none"
                    raise ValueError(
                        f'source "{source.name}" names the channel "{channel}"; there are: {known}'
                    )
        return self
