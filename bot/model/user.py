"""The people who work at the desk: their roles, what a password must be, how long a session lasts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PASSWORD_LEAST = 10
"""Characters. Length is what makes a password hard to guess; no mixture of kinds is asked for."""
PASSWORD_MOST = 1_000
"""Characters. Hashing takes time with length, and nobody types more."""
SESSION_IDLE = timedelta(hours=12)
"""A session ends when its browser was silent for so long."""
SESSION_MOST = timedelta(days=7)
"""A session ends so long after the login, whatever happens."""
SESSION_TOUCH = timedelta(minutes=5)
"""How exactly it is kept when a session was last seen: a read page need not cost a commit."""

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?")
_COMMON = (
    "password", "passwort", "motdepasse", "wachtwoord", "qwerty", "azerty", "letmein", "welcome",
    "newsroom", "123456", "12345", "abcdef",
)  # fmt: skip


class Role(StrEnum):
    """What a person may do."""

    EDITOR = "editor"
    """Decides about posts."""
    ADMIN = "admin"
    """Also about channels and people."""

    def covers(self, other: Role) -> bool:
        """Whether this role may do what ``other`` may."""
        return self is Role.ADMIN or other is Role.EDITOR


class Via(StrEnum):
    """By which door a person came."""

    TERMINAL = "terminal"
    DESK = "desk"
    API = "api"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something. ``name`` is an account's, or at the terminal the machine's own user."""

    name: str
    via: Via = Via.TERMINAL


@dataclass(frozen=True, slots=True)
class User:
    """An account. ``can_log_in`` is False for one without a password: it has API tokens only."""

    id: str
    name: str
    role: Role
    created_at: datetime
    disabled: bool = False
    can_log_in: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """A person who is logged in at the desk."""

    user: User
    created_at: datetime
    seen_at: datetime

    @property
    def ends_at(self) -> datetime:
        """When it ends if nothing more is heard of its browser."""
        return session_end(self.created_at, self.seen_at)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """The right of a program to act for a user. ``role`` is at most the user's own.

    ``expires_at`` None is never. ``used_at`` is exact to five minutes.
    """

    id: str
    user: User
    label: str
    role: Role
    created_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None


def session_end(created_at: datetime, seen_at: datetime) -> datetime:
    """When a session ends that was begun and last seen then."""
    return min(created_at + SESSION_MOST, seen_at + SESSION_IDLE)


def name_problem(name: str) -> str | None:
    """Why this cannot be an account's name, or None."""
    if _NAME.fullmatch(name):
        return None
    return (
        "a name has 1 to 40 of the characters A-Z a-z 0-9 . _ - and begins and ends with a "
        "letter or digit"
    )


def password_problem(password: str, name: str) -> str | None:
    """Why this password is no good for the account, in plain words, or None. Never tells the password."""
    plain = normal_password(password).casefold()
    if len(plain) < PASSWORD_LEAST:
        return f"a password has at least {PASSWORD_LEAST} characters; a few words make a good one"
    if len(plain) > PASSWORD_MOST:
        return f"a password has at most {PASSWORD_MOST} characters"
    if len(set(plain)) < 5:
        return "the password repeats the same few characters"
    if len(name) > 2 and name.casefold() in plain and len(plain) - len(name) < PASSWORD_LEAST - 4:
        return "the password is little more than the name"
    rest = plain
    for word in _COMMON:
        rest = rest.replace(word, "")
    if len(rest) < 5:
        return "the password is one of the first that anybody tries"
    return None


def normal_password(password: str) -> str:
    """The form in which a password is hashed: the same from any keyboard."""
    return unicodedata.normalize("NFKC", password)
