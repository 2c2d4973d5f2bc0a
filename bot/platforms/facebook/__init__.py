"""A Facebook Page, through the Graph API."""

from collections.abc import Collection

from bot.pipeline.ports import Account, Platform
from bot.platforms.accounts import given_credentials, require, still_needed, with_stored
from bot.platforms.facebook.rules import RULES

__all__ = ["RULES", "connect", "missing_credentials"]

_NEEDED = ("PAGE_ID", "PAGE_TOKEN", "APP_SECRET")


def missing_credentials(given: Collection[str], mode: str) -> tuple[str, ...]:  # noqa: ARG001 - Facebook has one mode
    """Which suffixes are still needed."""
    return still_needed(_NEEDED, given)


def connect(account: Account) -> Platform:
    """The connected Page. Raises CredentialsError, ConfigError."""
    from bot.platforms.facebook.client import FacebookPage

    require(account, missing_credentials(given_credentials(account), account.mode))
    return FacebookPage(with_stored(account))
