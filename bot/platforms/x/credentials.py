"""Which credentials X takes: those of OAuth 1.0a, or those of OAuth 2."""

from __future__ import annotations

from collections.abc import Collection

from bot.platforms.accounts import still_needed

OAUTH1 = ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")
"""The tokens of one's own account do not expire, so these are used where all four are given."""

OAUTH2 = ("CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN")


def missing_credentials(given: Collection[str], mode: str) -> tuple[str, ...]:  # noqa: ARG001 - X has one mode
    """Which suffixes are still needed: the rest of OAuth 1.0a, or of OAuth 2 where that is nearer."""
    first, second = still_needed(OAUTH1, given), still_needed(OAUTH2, given)
    begun = len(second) < len(OAUTH2)
    return second if begun and len(second) < len(first) else first
