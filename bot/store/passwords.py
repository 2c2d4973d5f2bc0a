"""Passwords as argon2 hashes, and the digests of secrets that the bot made itself."""

from __future__ import annotations

import hashlib
import threading
from functools import cached_property
from typing import TYPE_CHECKING

from bot.model.user import normal_password

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_AT_ONCE = threading.BoundedSemaphore(2)
"""A hash takes 64 MiB: a flood of logins must not take them all at once."""


class Passwords:
    """Hashes and verifies, by default at argon2-cffi's own cost (RFC 9106, low memory)."""

    def __init__(self, *, rounds: int | None = None, kibibytes: int | None = None) -> None:
        self._rounds = rounds
        self._kibibytes = kibibytes

    @cached_property
    def _hasher(self) -> PasswordHasher:
        from argon2 import DEFAULT_MEMORY_COST, DEFAULT_TIME_COST, PasswordHasher

        return PasswordHasher(
            time_cost=self._rounds or DEFAULT_TIME_COST,
            memory_cost=self._kibibytes or DEFAULT_MEMORY_COST,
        )

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("the password of nobody")

    def hash(self, password: str) -> str:
        """The hash to keep."""
        with _AT_ONCE:
            return self._hasher.hash(normal_password(password).encode("utf-8", "surrogatepass"))

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether the password is the one of the hash; as slow where there is no hash."""
        from argon2.exceptions import InvalidHashError, VerificationError

        given = normal_password(password).encode("utf-8", "surrogatepass")
        with _AT_ONCE:
            try:
                self._hasher.verify(kept or self._nobodys, given)
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made at another cost than is asked for now."""
        return self._hasher.check_needs_rehash(kept)


def digest_of(secret: str) -> str:
    """What is kept of a secret with 256 random bits: there is nothing to guess, so no salt is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
