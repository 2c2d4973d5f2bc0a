"""YouTube Community: handed to a person, or through the pilot of the Data API."""

from collections.abc import Collection

from bot.pipeline.ports import Account, Platform
from bot.platforms.accounts import given_credentials, require, still_needed, with_stored
from bot.platforms.youtube.handoff import Handoff
from bot.platforms.youtube.rules import RULES

__all__ = ["RULES", "connect", "missing_credentials"]

_NEEDED = ("CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN", "CHANNEL_ID")


def missing_credentials(given: Collection[str], mode: str) -> tuple[str, ...]:
    """Which suffixes are still needed; a hand-off needs none."""
    return still_needed(_NEEDED, given) if mode == "api" else ()


def connect(account: Account) -> Platform:
    """The connected channel. Raises CredentialsError, ConfigError."""
    require(account, missing_credentials(given_credentials(account), account.mode))
    if account.mode != "api":
        return Handoff(account)
    from bot.platforms.youtube.client import YouTubeChannel

    return YouTubeChannel(with_stored(account))
