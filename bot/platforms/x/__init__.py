"""X, through its API v2."""

from bot.pipeline.ports import Account, Platform
from bot.platforms.accounts import given_credentials, require
from bot.platforms.x.credentials import missing_credentials
from bot.platforms.x.rules import RULES

__all__ = ["RULES", "connect", "missing_credentials"]


def connect(account: Account) -> Platform:
    """The connected account. Raises CredentialsError, ConfigError."""
    from bot.platforms.x.client import XAccount

    require(account, missing_credentials(given_credentials(account), account.mode))
    return XAccount(account)
