"""X, through its API v2."""

from collections.abc import Collection

from bot.pipeline.ports import Account, Platform
from bot.platforms.accounts import given_credentials, require, still_needed
from bot.platforms.x.rules import RULES

__all__ = ["RULES", "connect", "missing_credentials"]

# OAuth 1.0a: the tokens of one's own account do not expire. OAuth 2 tokens live for two hours and
# their refresh token may work only once; they are not supported yet.
_NEEDED = ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")


def missing_credentials(given: Collection[str], mode: str) -> tuple[str, ...]:  # noqa: ARG001 - X has one mode
    """Which suffixes are still needed."""
    return still_needed(_NEEDED, given)


def connect(account: Account) -> Platform:
    """The connected account. Raises CredentialsError, ConfigError."""
    from bot.platforms.x.client import XAccount

    require(account, missing_credentials(given_credentials(account), account.mode))
    return XAccount(account)
