"""The configuration: TOML and the environment, checked, as frozen models.

Every key, its default and its unit are documented in ``config/bot.toml``. Unknown keys are refused.
Errors are ``ConfigError`` with the file, the key and what is allowed.
"""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, cast
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from bot.model.cadence import Cadence, parse_quiet, parse_slot
from bot.model.draft import Style
from bot.model.duration import parse_duration
from bot.model.errors import ConfigError

DEFAULT_CONFIG = "config/bot.toml"
DEFAULT_DATABASE = "sqlite:///data/bot.db"

Policy = Literal["reconcile", "at_most_once"]


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if isinstance(value, str):
        return parse_duration(value)
    raise ValueError('a duration is written as text; allowed are "90s", "2m", "6h", "1d"')


def _optional_duration(value: object) -> timedelta | None:
    return None if value is None or value == "none" else _duration(value)


def _web_address(value: str) -> str:
    if not re.match(r"https?://[^/\s]+", value, re.IGNORECASE):
        raise ValueError(f'"{value}" is no web address; write it with http:// or https://')
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(f'"{value}" is no time zone; write it like "Europe/Brussels"') from None
    return value


def _no_thread(value: bool) -> bool:
    if value:
        raise ValueError(
            "threads are not delivered in this version: a chain that breaks in the middle could not be "
            "continued safely; allowed is false, and `bot preview --thread` shows what they would be"
        )
    return value


def _private_host(value: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", value):
        return value
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise ValueError(f'"{value}" is no host name, address or network') from None
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
OptionalDuration = Annotated[timedelta | None, BeforeValidator(_optional_duration)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Zone = Annotated[str, AfterValidator(_zone)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Site(_Table):
    """``[site]``: whose news this is."""

    name: Annotated[str, Field(min_length=1)]
    url: WebAddress
    language: str = "en"
    timezone: Zone = "Europe/Brussels"


class DatabaseTable(_Table):
    """``[database]``."""

    url: str = DEFAULT_DATABASE


class Fetch(_Table):
    """``[fetch]``: what the fetch client may visit, and how it introduces itself."""

    allow_private: tuple[Annotated[str, AfterValidator(_private_host)], ...] = ()
    contact: str = ""


class DeliveryTable(_Table):
    """``[delivery]``: the times of one delivery."""

    timeout: Duration = timedelta(seconds=20)
    settle: Duration = timedelta(minutes=5)
    reread: Duration = timedelta(minutes=1)
    lease: Duration = timedelta(minutes=2)
    backoff: Duration = timedelta(seconds=30)
    backoff_max: Duration = timedelta(hours=1)
    readings: Annotated[int, Field(ge=2, le=100)] = 6
    policy: Policy = "reconcile"

    @model_validator(mode="after")
    def _call_within_lease(self) -> DeliveryTable:
        if not timedelta(0) < self.timeout < self.lease:
            raise ValueError("timeout must be above 0 and shorter than lease")
        return self


class Selection(_Table):
    """Which stories of a source are meant, by category and author (upper and lower case alike)."""

    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


class SourceTable(_Table):
    """One ``[[sources]]``."""

    name: Name
    kind: str
    url: str
    poll: Duration = timedelta(minutes=2)
    first_run: Literal["skip", "all"] | Annotated[int, Field(ge=0)] = "skip"
    flood: Annotated[int, Field(ge=0)] = 10
    channels: tuple[str, ...] = ()
    include: Selection = Selection()
    exclude: Selection = Selection()


class CadenceTable(_Table):
    """``[channels.NAME.cadence]``."""

    slots: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    min_gap: Duration = timedelta(minutes=5)
    max_per_day: Annotated[int, Field(ge=0)] = 0
    max_age: OptionalDuration = timedelta(hours=24)
    timezone: Annotated[str, AfterValidator(lambda value: _zone(value) if value else "")] = ""

    @model_validator(mode="after")
    def _readable(self) -> CadenceTable:
        self.cadence("UTC")
        return self

    def cadence(self, site_timezone: str) -> Cadence:
        """The pure form; the site's zone serves where the channel names none."""
        return Cadence(
            timezone=ZoneInfo(self.timezone or site_timezone),
            slots=tuple(map(parse_slot, self.slots)),
            quiet=tuple(map(parse_quiet, self.quiet)),
            min_gap=self.min_gap,
            max_per_day=self.max_per_day,
            max_age=self.max_age,
        )


class TagHashtags(_Table):
    """``hashtags = { from = "tags", max = 2 }``."""

    source: Literal["tags"] = Field(alias="from")
    max: Annotated[int, Field(ge=0, le=10)] = 2


class Channel(_Table):
    """One ``[channels.NAME]``."""

    platform: str
    credentials: Annotated[str, Field(pattern=r"^[A-Z0-9_]*$")] = ""
    base_url: Annotated[str, AfterValidator(lambda v: _web_address(v) if v else "")] = ""
    review: Literal["none", "flagged", "all"] = "flagged"
    link: Literal["always", "never", "budget"] = "always"
    daily_budget_usd: Annotated[float, Field(ge=0)] = 0
    thread: Annotated[bool, AfterValidator(_no_thread)] = False
    long: bool = False
    hashtags: tuple[str, ...] | TagHashtags = ()
    utm: bool = True
    template: Annotated[str, Field(pattern=r"^([A-Za-z0-9_-][A-Za-z0-9._-]*)?$")] = ""
    emoji: Literal["keep", "drop"] = "keep"
    card: Literal["none"] = "none"
    mode: Literal["handoff", "api"] = "handoff"
    on_change: Literal["notify"] = "notify"
    cadence: CadenceTable = CadenceTable()

    @model_validator(mode="after")
    def _budget_for_links(self) -> Channel:
        if self.link == "budget" and not self.daily_budget_usd:
            raise ValueError('link = "budget" needs a daily_budget_usd above 0')
        return self

    def style(self, template: str = "") -> Style:
        """What of this table shapes the text. ``template`` is the text of the file it names."""
        from_tags = isinstance(self.hashtags, TagHashtags)
        return Style(
            link=self.link != "never",
            link_optional=self.link == "budget",
            utm=self.utm,
            hashtags=() if isinstance(self.hashtags, TagHashtags) else self.hashtags,
            hashtags_from_tags=cast("TagHashtags", self.hashtags).max if from_tags else 0,
            long=self.long,
            keep_emoji=self.emoji == "keep",
            template=template,
        )


Price = Annotated[Decimal, Field(ge=0, le=100)]


class Prices(_Table):
    """One ``[prices.PLATFORM]``: what the platform asks, in US dollars, and since when."""

    since: date
    post: Price
    post_with_link: Price
    delete: Price = Decimal(0)
    read: Price = Decimal(0)


class Web(_Table):
    """``[web]``: where `bot run` answers /healthz and /metrics. Port 0: nowhere."""

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8098


class Configuration(_Table):
    """The whole file."""

    site: Site
    database: DatabaseTable = DatabaseTable()
    fetch: Fetch = Fetch()
    delivery: DeliveryTable = DeliveryTable()
    web: Web = Web()
    sources: tuple[SourceTable, ...] = ()
    channels: dict[Name, Channel] = Field(default_factory=dict)
    prices: dict[Name, Prices] = Field(default_factory=dict)

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


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration as read, with the environment it was read in."""

    path: Path
    configuration: Configuration
    environment: Mapping[str, str] = field(repr=False)

    @property
    def database_url(self) -> str:
        """DATABASE_URL, else the file's."""
        return self.environment.get("DATABASE_URL") or self.configuration.database.url

    def credential_prefix(self, channel: str) -> str:
        """The prefix of the channel's environment variables, without the underscore."""
        configured = self.configuration.channels[channel].credentials
        return configured or re.sub(r"[^A-Z0-9]", "_", channel.upper())

    def credentials(self, channel: str) -> dict[str, str]:
        """The channel's credentials that are set, by suffix ("API_KEY")."""
        prefix = self.credential_prefix(channel) + "_"
        return {
            name.removeprefix(prefix): value.strip()
            for name, value in self.environment.items()
            if name.startswith(prefix) and value.strip()
        }

    def style(self, channel: str) -> Style:
        """What shapes the channel's texts, its template read. Raises ConfigError."""
        table = self.configuration.channels[channel]
        if not table.template:
            return table.style()
        where = self.path.parent / "templates" / table.template
        try:
            return table.style(where.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"{self.path}: channels.{channel}.template: {where} cannot be read: {error}"
            ) from None

    def cadence(self, channel: str) -> Cadence:
        """The channel's cadence in its own zone."""
        table = self.configuration.channels[channel].cadence
        return table.cadence(self.configuration.site.timezone)


def load_settings(path: str | Path | None = None) -> Settings:
    """Read the file at ``path``, BOT_CONFIG or ``config/bot.toml``, and ``.env`` where present.

    Raises ConfigError.
    """
    environment = read_environment()
    where = Path(path or environment.get("BOT_CONFIG") or DEFAULT_CONFIG)
    try:
        text = where.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"{where}: there is no such file; `bot init` writes one, or set BOT_CONFIG"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{where}: cannot be read: {error}") from None
    return Settings(where, parse_configuration(text, where), environment)


def parse_configuration(text: str, where: Path) -> Configuration:
    """The configuration that ``text`` holds. Raises ConfigError naming ``where`` and the key."""
    try:
        return Configuration.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where}: is no valid TOML: {error}") from None
    except ValidationError as error:
        raise ConfigError(f"{where}: " + "; ".join(map(_plain, error.errors()))) from None


def read_environment() -> dict[str, str]:
    """The process's environment over the values of ``.env`` in the working directory."""
    from dotenv import dotenv_values

    from_file = {k: v for k, v in dotenv_values(".env").items() if v is not None}
    return {**from_file, **os.environ}


def _plain(error: ErrorDetails) -> str:
    """One pydantic error in an editor's words."""
    place = _place(error["loc"])
    match error["type"]:
        case "extra_forbidden":
            return f"{place}: unknown key; {_allowed_keys(error['loc'])}"
        case "missing":
            return f"{place}: is required"
        case "literal_error":
            allowed = str(error.get("ctx", {}).get("expected", "")).replace("False", "false")
            return f"{place}: allowed is {allowed} in this version"
        case "value_error":
            words = error["msg"].removeprefix("Value error, ")
            return f"{place}: {words}" if place else words
        case _:
            return f"{place}: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _place(loc: tuple[int | str, ...]) -> str:
    place = ""
    for step in loc:
        if isinstance(step, int):
            place += f"[{step + 1}]"
        elif not re.search(r"[\[(]|constrained|^[A-Z]", step):
            place += f".{step}" if place else step
    return place


def _allowed_keys(loc: tuple[int | str, ...]) -> str:
    table: type[BaseModel] = Configuration
    nested: dict[str, type[BaseModel]] = {
        "site": Site,
        "database": DatabaseTable,
        "fetch": Fetch,
        "delivery": DeliveryTable,
        "web": Web,
        "sources": SourceTable,
        "channels": Channel,
        "prices": Prices,
        "cadence": CadenceTable,
        "include": Selection,
        "exclude": Selection,
    }
    for step in loc[:-1]:
        if isinstance(step, str):
            table = nested.get(step, table)
    return "allowed are " + ", ".join(table.model_fields)
