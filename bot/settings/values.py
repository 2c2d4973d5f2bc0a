"""The kinds of value that the configuration knows, each with its check."""

from __future__ import annotations

import ipaddress
import re
from datetime import timedelta
from decimal import Decimal
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
)

from bot.model.duration import parse_duration


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if isinstance(value, str):
        return parse_duration(value)
    raise ValueError('a duration is written as text; allowed are "90s", "2m", "6h", "1d"')


def _optional_duration(value: object) -> timedelta | None:
    return None if value is None or value == "none" else _duration(value)


def web_address(value: str) -> str:
    """The address itself, where it is one of the web. Raises ValueError."""
    if not re.match(r"https?://[^/\s]+", value, re.IGNORECASE):
        raise ValueError(f'"{value}" is no web address; write it with http:// or https://')
    return value


def time_zone(value: str) -> str:
    """The name itself, where it is one of a time zone. Raises ValueError."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(f'"{value}" is no time zone; write it like "Europe/Brussels"') from None
    return value


def private_host(value: str) -> str:
    """The text itself, where it is a host name, an address or a network. Raises ValueError."""
    if re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", value):
        return value
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise ValueError(f'"{value}" is no host name, address or network') from None
    return value


def network(value: str) -> str:
    """The text itself, where it is an address or a network. Raises ValueError."""
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise ValueError(
            f'"{value}" is no address or network; write it like "127.0.0.1" or "10.0.0.0/8"'
        ) from None
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
OptionalDuration = Annotated[timedelta | None, BeforeValidator(_optional_duration)]
WebAddress = Annotated[str, AfterValidator(web_address)]
Zone = Annotated[str, AfterValidator(time_zone)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]


Price = Annotated[Decimal, Field(ge=0, le=100)]


class Table(BaseModel):
    """What every table is: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
