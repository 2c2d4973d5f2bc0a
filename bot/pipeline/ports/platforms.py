"""What the use cases ask of platforms and of the tokens for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.model.delivery import Delivery
from bot.model.draft import Draft, Rules
from bot.model.outcome import CannotTell, ChangeOutcome, Outcome, Reading, RemotePost


@dataclass(frozen=True, slots=True)
class Token:
    """What the bot obtained or renewed itself for a channel, by credential suffix.

    ``seed`` is the fingerprint of the environment's token at that time, empty where there was none: the
    stored token counts until that one changes. ``expires_at`` is when its access token ends.
    ``begun_at`` is when a renewal was begun whose end is not recorded.
    """

    values: Mapping[str, str] = field(repr=False)
    seed: str = ""
    expires_at: datetime | None = None
    begun_at: datetime | None = None

    @property
    def is_renewed(self) -> bool:
        """Whether the bot renews it, so that its platform looks it up at each call."""
        return "ACCESS" in self.values or self.begun_at is not None


class Tokens(Protocol):
    """The tokens of all channels, encrypted at rest. ``kind`` is the platform that gave them."""

    def get(self, channel: str, kind: str) -> Token | None:
        """The stored token. Raises CredentialsError where it cannot be decrypted, StoreError."""
        ...

    def put(self, channel: str, kind: str, token: Token, *, now: datetime) -> None:
        """Commit the token in place of an older one; durable on return. Raises StoreError."""
        ...

    def turn(self, channel: str, *, timeout: float) -> AbstractContextManager[None]:
        """Whoever is inside is alone among all threads and processes of this database.

        Raises StoreError after ``timeout`` seconds of waiting.
        """
        ...


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What a platform tells about a token: when it ends (None: never), and what is wrong with it."""

    expires_at: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """One configured account on a platform.

    ``credentials`` are by suffix ("API_KEY", "PAGE_TOKEN"). ``base_url`` replaces the platform's own scheme
    and host where it is not empty. ``timeout`` is seconds for one call. ``mode`` is "api" or "handoff".
    ``stored`` is the token that counts in place of the environment's when the account is connected;
    one that is renewed is looked up in ``tokens`` at each call.
    """

    channel: str
    credentials: Mapping[str, str] = field(repr=False)
    base_url: str = ""
    timeout: float = 20.0
    mode: str = "api"
    stored: Token | None = None
    tokens: Tokens | None = field(default=None, repr=False, compare=False)


class Platform(Protocol):
    """One account, connected."""

    rules: Rules

    def publish(self, draft: Draft, *, now: datetime) -> Outcome:
        """Make the draft public with one attempt. Never raises for what the network or platform does."""
        ...

    def find(self, delivery: Delivery, *, bound: Collection[str], now: datetime) -> Reading:
        """Read whether the delivery stands there since ``delivery.sent_at``.

        Remote ids in ``bound`` belong to other deliveries and do not count.
        """
        ...

    def amend(self, post: RemotePost, draft: Draft, *, now: datetime) -> ChangeOutcome:
        """Bring a post in line with ``draft``, as ``rules.amends`` says: another text, or a reply under it.

        An edit may be made again; a reply that is ``Unclear`` has to be looked for first.
        """
        ...

    def retract(self, post: RemotePost, *, now: datetime) -> ChangeOutcome:
        """Take a post down. It may be asked again: a post that is gone already is ``Amended``."""
        ...


@runtime_checkable
class TellsToken(Protocol):
    """A platform that can be asked about the token it was given."""

    def token_facts(self, *, now: datetime) -> TokenFacts | CannotTell:
        """What the platform tells about the account's token."""
        ...


class PlatformKind(Protocol):
    """What the module behind an entry point of ``bot.platforms`` offers."""

    RULES: Rules

    def missing_credentials(self, given: Collection[str], mode: str) -> tuple[str, ...]:
        """Which suffixes are still needed, given those that are set; empty when complete."""
        ...

    def connect(self, account: Account) -> Platform:
        """The connected account; opens no connection yet and imports its SDK at first use only."""
        ...
