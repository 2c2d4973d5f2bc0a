"""What the use cases ask of the store about people: accounts, sessions, tokens, the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.model.user import Actor, ApiToken, Role, Session, User


class Users(Protocol):
    """Accounts, the sessions of the desk, the tokens of the API.

    A secret (a session's, a token's) leaves this port once, when it is made; only its digest is kept.
    Every change is in the audit trail in the same commit.
    """

    def add(self, name: str, role: Role, password: str | None, *, by: Actor, now: datetime) -> User:
        """Commit an account; without a password it cannot log in. Raises UsageError."""
        ...

    def user(self, name: str) -> User:
        """The account, capitals in its name or not. Raises NotFound."""
        ...

    def users(self) -> tuple[User, ...]:
        """All accounts, by name."""
        ...

    def set_password(self, name: str, password: str, *, by: Actor, now: datetime) -> User:
        """Commit another password; all sessions of the account end. Raises NotFound, UsageError."""
        ...

    def set_role(self, name: str, role: Role, *, by: Actor, now: datetime) -> User:
        """Commit another role. Raises NotFound, UsageError for the last admin."""
        ...

    def set_disabled(self, name: str, disabled: bool, *, by: Actor, now: datetime) -> User:
        """Shut the account out, or let it in again; shut out, its sessions end and its tokens rest.

        Raises NotFound, UsageError for the last admin.
        """
        ...

    def remove(self, name: str, *, by: Actor, now: datetime) -> None:
        """Delete the account, its sessions and tokens; the audit trail keeps its name.

        Raises NotFound, UsageError for the last admin.
        """
        ...

    def verified(self, name: str, password: str) -> User | None:
        """The account with this name and password, unless it is disabled. As slow for a name nobody has."""
        ...

    def open_session(self, user: User, *, now: datetime) -> str:
        """Begin a session; its secret."""
        ...

    def session(self, secret: str, *, now: datetime) -> Session | None:
        """The session of that secret, noted as seen; None where it has ended or its account is disabled."""
        ...

    def close_session(self, secret: str) -> None:
        """End the session; nothing where there is none."""
        ...

    def issue_token(
        self,
        name: str,
        label: str,
        *,
        role: Role,
        expires_at: datetime | None,
        by: Actor,
        now: datetime,
    ) -> str:
        """Commit a token by which a program acts for the account; its secret.

        Raises NotFound, UsageError where the label is taken or the role is above the account's.
        """
        ...

    def tokens(self, name: str | None = None) -> tuple[ApiToken, ...]:
        """The tokens of one account, or of all, by name and label. Raises NotFound."""
        ...

    def revoke_token(self, name: str, label: str, *, by: Actor, now: datetime) -> None:
        """Delete a token. Raises NotFound."""
        ...

    def bearer(self, secret: str, *, now: datetime) -> ApiToken | None:
        """The token of that secret, noted as used; None where it has expired or its account is disabled."""
        ...


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the audit trail: who did what to what, when, and why.

    ``subject`` is set where it was done to no delivery. ``before`` and ``after`` are what changed.
    """

    id: str
    at: datetime
    actor: Actor
    action: str
    delivery_id: str | None = None
    subject: str | None = None
    reason: str | None = None
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)


class AuditTrail(Protocol):
    """Who did what. Lines are only ever added, most of them by the commit that they tell of."""

    def note(
        self,
        actor: Actor,
        action: str,
        *,
        subject: str,
        now: datetime,
        reason: str | None = None,
    ) -> None:
        """Commit a line about what no delivery is changed by, such as a login."""
        ...

    def of_delivery(self, delivery_id: str) -> tuple[Deed, ...]:
        """What people did to a delivery, oldest first."""
        ...

    def recent(
        self, *, actor: str | None = None, before: str | None = None, limit: int = 50
    ) -> tuple[Deed, ...]:
        """The newest lines, of one person or all; ``before`` an id: those older than that line."""
        ...
