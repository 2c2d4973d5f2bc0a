"""What every account must bring before it is connected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bot.model.errors import ConfigError, CredentialsError
from bot.pipeline.ports import Account
from bot.pipeline.tokens import adopted


def still_needed(needed: Iterable[str], given: Iterable[str]) -> tuple[str, ...]:
    """Of the ``needed`` suffixes those that are not ``given``."""
    have = frozenset(given)
    return tuple(suffix for suffix in needed if suffix not in have)


def given_credentials(account: Account) -> frozenset[str]:
    """The suffixes that have a value, in the environment or in the stored token."""
    given = adopted(account.credentials, account.stored)
    return frozenset(suffix for suffix, value in given.items() if value)


def with_stored(account: Account) -> Account:
    """The account with its stored token among the credentials."""
    return replace(account, credentials=adopted(account.credentials, account.stored))


def require(account: Account, missing: Sequence[str]) -> None:
    """Raises CredentialsError where any is missing, ConfigError where ``base_url`` cannot be used."""
    if missing:
        raise CredentialsError(
            f"channel {account.channel}: no credential {', '.join(missing)}; "
            "set the variables with the channel's prefix in the environment"
        )
    if account.base_url:
        _require_web_address(account)


def _require_web_address(account: Account) -> None:
    try:
        url = urlsplit(account.base_url)
        usable = url.scheme in ("http", "https") and bool(url.hostname) and (url.port or 1) > 0
        extra = url.query or url.fragment or url.username or url.password
    except ValueError:
        usable, extra = False, ""
    if not usable or extra:
        raise ConfigError(
            f"[channels.{account.channel}] base_url must be http(s)://host, with a port and a path "
            "where needed and nothing else"
        )
