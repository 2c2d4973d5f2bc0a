"""Which token counts, and what is kept of what a platform tells about it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from bot.model.duration import show_duration
from bot.model.outcome import CannotTell
from bot.pipeline.ports import Clock, Outbox, Platform, TellsToken, Token, TokenFacts

REPLACED = ("REFRESH_TOKEN", "PAGE_TOKEN")
"""The credentials of the environment that a stored token takes the place of."""

EXPIRES_SOON = timedelta(days=7)
"""A token that ends within this time is ill health."""


def seed_of(given: Mapping[str, str]) -> str:
    """The fingerprint of the token among the environment's credentials; empty where there is none."""
    seed = next((given[suffix] for suffix in REPLACED if given.get(suffix)), "")
    return hashlib.sha256(seed.encode()).hexdigest()[:32] if seed else ""


def in_force(token: Token | None, given: Mapping[str, str]) -> Token | None:
    """The stored token, unless the environment's own has changed since: then a person renewed it."""
    if token is None or seed_of(given) not in ("", token.seed):
        return None
    return token


def adopted(given: Mapping[str, str], token: Token | None) -> dict[str, str]:
    """The credentials with the stored token in the place of the environment's."""
    if token is None:
        return dict(given)
    replaced = {suffix: v for suffix, v in token.values.items() if suffix in REPLACED}
    return {**token.values, **given, **replaced}


class Memory(Protocol):
    """Small texts that outlive the process."""

    def fact(self, key: str) -> str | None:
        """What was last set under ``key``."""
        ...

    def set_fact(self, key: str, value: str) -> None:
        """Commit ``value`` under ``key``."""
        ...


class TokenWatch:
    """Asks the platforms about their tokens, and remembers the answers.

    A token that is definitely of no use pauses its channel; the others go on.
    """

    def __init__(
        self,
        connect: Callable[[str], Platform],
        memory: Memory,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._connect = connect
        self._memory = memory
        self._outbox = outbox
        self._clock = clock

    def look(self, channel: str) -> TokenFacts | CannotTell | None:
        """Ask now; None where the platform tells nothing about its tokens. Raises CredentialsError."""
        facts = self.ask(channel)
        if isinstance(facts, TokenFacts):
            self.remember(channel, facts)
            if facts.problem and self._outbox.channel(channel).paused is None:
                self._outbox.pause(channel, facts.problem, now=self._clock.now())
        return facts

    def ask(self, channel: str) -> TokenFacts | CannotTell | None:
        """Ask now, and leave everything as it is. Raises CredentialsError."""
        platform = self._connect(channel)
        if not isinstance(platform, TellsToken):
            return None
        return platform.token_facts(now=self._clock.now())

    def remember(self, channel: str, facts: TokenFacts) -> None:
        """Commit what is known of the channel's token."""
        ends = facts.expires_at.isoformat() if facts.expires_at else None
        self._memory.set_fact(_key(channel), json.dumps({"expires_at": ends}))

    def expires_at(self, channel: str) -> datetime | None:
        """When the channel's token ends, as last told; None where it does not, or nobody asked."""
        known = self._memory.fact(_key(channel))
        ends = json.loads(known)["expires_at"] if known else None
        return datetime.fromisoformat(ends) if ends else None


def _key(channel: str) -> str:
    return f"token {channel}"


def expiry_in_words(platform: str, expires_at: datetime | None, *, now: datetime) -> str:
    """Why a token that ends soon is ill health; empty where it lives for longer."""
    if expires_at is None or expires_at - now > EXPIRES_SOON:
        return ""
    left = expires_at - now
    about = show_duration(abs(left)).split()[0]
    when = f"expires in {about}" if left > timedelta(0) else f"expired {about} ago"
    return f"token {when}: run bot auth {platform}"
