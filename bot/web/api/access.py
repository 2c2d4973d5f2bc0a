"""Who asks, what they may, and how often."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bot.model.user import Actor, ApiToken, Role, Via
from bot.web.api.errors import Refused
from bot.wiring import Bot

BURST = 60
"""Requests that a token may make at once."""
PER_SECOND = 4.0
"""And how fast it gains others."""
STRANGERS_BURST = 20
STRANGERS_PER_SECOND = 0.5
"""For whoever comes without a valid token, by address."""
REMEMBERED = 5_000

_bearer = HTTPBearer(auto_error=False, description="What `bot user token NAME` prints.")


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


@dataclass(slots=True)
class Limits:
    """Token buckets in this process's memory. For threads."""

    _buckets: OrderedDict[str, _Bucket] = field(default_factory=OrderedDict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def take(self, who: str, *, burst: int, per_second: float, now: float) -> float:
        """Count one request; the seconds to wait where it is one too many, else 0."""
        with self._guard:
            bucket = self._buckets.setdefault(who, _Bucket(burst, now))
            self._buckets.move_to_end(who)
            while len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
            bucket.left = min(burst, bucket.left + max(0.0, now - bucket.at) * per_second)
            bucket.at = now
            if bucket.left < 1:
                return (1 - bucket.left) / per_second
            bucket.left -= 1
            return 0.0


@dataclass(frozen=True, slots=True)
class Caller:
    """The program that asks."""

    bot: Bot
    token: ApiToken

    @property
    def actor(self) -> Actor:
        """As the audit trail names it."""
        return Actor(self.token.user.name, Via.API)


def editor(
    request: Request,
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    """Whoever has a valid token. Raises Refused with 401 or 429."""
    bot: Bot = request.app.state.bot
    limits: Limits = request.app.state.limits
    seconds = bot.clock.monotonic()
    token = given and bot.users.bearer(given.credentials, now=bot.clock.now())
    if not token:
        address = request.client.host if request.client else ""
        wait = limits.take(
            f"address {address}",
            burst=STRANGERS_BURST,
            per_second=STRANGERS_PER_SECOND,
            now=seconds,
        )
        _refuse_if(wait)
        raise Refused(
            401,
            "unauthorized",
            "send a valid token as Authorization: Bearer …; `bot user token NAME` prints one",
            {"WWW-Authenticate": "Bearer"},
        )
    _refuse_if(limits.take(f"token {token.id}", burst=BURST, per_second=PER_SECOND, now=seconds))
    return Caller(bot, token)


def admin(caller: Annotated[Caller, Depends(editor)]) -> Caller:
    """Whoever has a token that may do what an admin may. Raises Refused with 403."""
    if not caller.token.role.covers(Role.ADMIN):
        raise Refused(403, "forbidden", "this needs a token with the role admin")
    return caller


Editor = Annotated[Caller, Depends(editor)]
Admin = Annotated[Caller, Depends(admin)]


def _refuse_if(wait: float) -> None:
    if wait > 0:
        raise Refused(
            429,
            "too_many_requests",
            "too many requests; wait as long as Retry-After says",
            {"Retry-After": str(math.ceil(wait))},
        )
