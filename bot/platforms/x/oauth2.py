"""OAuth 2 of X: an access token lives for two hours, and the refresh token behind it works once.

So a renewal must not happen twice and must not be forgotten. Whoever renews holds the channel's turn; that
a renewal begins is committed before X is asked, and the new pair is committed before it is used. A process
that dies between X's answer and the second commit loses the pair, which nothing can prevent: the next
renewal is refused, and a person is told to run ``bot auth x``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import requests

from bot.model.errors import BotError
from bot.model.outcome import AuthFailed, NotSent, RateLimited, Unclear
from bot.pipeline.ports import Account, Token, Tokens
from bot.pipeline.tokens import in_force, seed_of
from bot.platforms.outcomes import ask, retry_after, summary
from bot.platforms.redaction import Redactor
from bot.platforms.session import Session
from bot.platforms.wire import Answer

KIND = "x"
TOKEN_URL = "https://api.x.com/2/oauth2/token"  # noqa: S105 - an address, of the OpenAPI description 2.167
RENEW = "run bot auth x"

_MARGIN = timedelta(minutes=5)
"""An access token that ends within this time is renewed first."""
_LIFE = timedelta(hours=2)
"""Of an access token, where X does not tell."""
_LONGEST_LIFE = 86_400  # seconds; more is not believed
_SPENT = frozenset({"invalid_grant", "invalid_request"})
"""What X calls a refresh token that is unknown, withdrawn or used before."""


@dataclass(frozen=True, slots=True)
class Granted:
    """An access token to work with; ``is_new`` where it was got just now."""

    access: str = field(repr=False)
    is_new: bool


class BearerSession(Session):
    """Puts the access token on every request, whatever the library would sign it with."""

    def __init__(self, granted: Granted, *, timeout: float, base_url: str) -> None:
        super().__init__(timeout=timeout, base_url=base_url)
        self.access = granted.access
        self.is_new = granted.is_new

    def request(
        self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Make the request once. Raises requests.RequestException."""
        kwargs["auth"] = self._authorise
        return super().request(method, url, *args, **kwargs)

    def _authorise(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.access}"
        return request


class OAuth2:
    """The access token of one account. Safe to share between threads, with the help of the turn."""

    def __init__(self, account: Account, tokens: Tokens) -> None:
        self._account = account
        self._tokens = tokens
        self._unsaved: tuple[str, Token] | None = None
        self.redact = Redactor(account.credentials.values())

    def access(self, *, now: datetime) -> Granted | AuthFailed | NotSent | RateLimited:
        """The access token, renewed where it ends soon. Takes at most the account's time-out in all."""
        try:
            token = self._token()
            if _is_fresh(token, now):
                return self._granted(token, is_new=False)
            with self._tokens.turn(self._account.channel, timeout=self._account.timeout / 2):
                return self._renewed(now)
        except BotError as error:
            return NotSent(f"no access token: {error}")

    def forget(self, access: str, *, now: datetime) -> None:
        """X refused this access token before its time: the next call gets a new one."""
        try:
            with self._tokens.turn(self._account.channel, timeout=self._account.timeout / 2):
                token = self._token()
                if token.values.get("ACCESS") == access:
                    self._save(replace(token, expires_at=None), now)
        except BotError:
            return  # then it is refused once more

    def _token(self) -> Token:
        """What counts now: the stored token, or the environment's seed."""
        given = self._account.credentials
        stored = in_force(self._tokens.get(self._account.channel, KIND), given)
        if stored is not None:
            self.redact = Redactor((*given.values(), *stored.values.values()))
            return stored
        return Token({"REFRESH_TOKEN": given.get("REFRESH_TOKEN", "")}, seed_of(given))

    def _granted(self, token: Token, *, is_new: bool) -> Granted:
        return Granted(token.values["ACCESS"], is_new)

    def _renewed(self, now: datetime) -> Granted | AuthFailed | NotSent | RateLimited:
        self._save_late(now)
        token = self._token()
        if _is_fresh(token, now):
            return self._granted(token, is_new=False)
        # a database that cannot be written is found out here, while nothing is spent yet
        self._save(replace(token, begun_at=token.begun_at or now), now)
        used = token.values["REFRESH_TOKEN"]
        answer = self._ask(used)
        if not isinstance(answer, Answer):
            return NotSent(f"no access token: {answer.detail}")
        fresh = pair_of(answer, token.seed, now=now, before=used)
        if fresh is None:
            return self._refused(answer, token, now)
        self.redact = Redactor((*self._account.credentials.values(), *fresh.values.values()))
        self._unsaved = (used, fresh)
        self._save(fresh, now)
        self._unsaved = None
        return self._granted(fresh, is_new=True)

    def _save_late(self, now: datetime) -> None:
        """Store the pair that came while the disk was full, unless a person has got another since."""
        if self._unsaved is None:
            return
        used, fresh = self._unsaved
        if self._token().values["REFRESH_TOKEN"] == used:
            self._save(fresh, now)
        self._unsaved = None

    def _save(self, token: Token, now: datetime) -> None:
        self._tokens.put(self._account.channel, KIND, token, now=now)

    def _ask(self, refresh: str) -> Answer | NotSent | Unclear:
        fields = {"grant_type": "refresh_token", "refresh_token": refresh}
        return post_for_token(
            self._account, fields, timeout=self._account.timeout / 2, redact=self.redact
        )

    def _refused(
        self, answer: Answer, token: Token, now: datetime
    ) -> AuthFailed | NotSent | RateLimited:
        detail = explain(answer, self.redact)
        error = answer.as_object().get("error")
        if answer.status == 429:
            return RateLimited(detail, retry_after(answer, now))
        if answer.status not in (400, 401, 403) or not isinstance(error, str):
            return NotSent(detail)
        if error not in _SPENT:
            return AuthFailed(
                detail, f"see that CLIENT_ID and CLIENT_SECRET are the app's, then {RENEW}"
            )
        if token.begun_at is not None:
            detail += f" (its renewal was begun at {token.begun_at:%Y-%m-%d %H:%M:%S} UTC and never ended)"
        return AuthFailed(detail, RENEW)


def post_for_token(
    account: Account, fields: Mapping[str, str], *, timeout: float, redact: Redactor
) -> Answer | NotSent | Unclear:
    """Ask X's token endpoint once. The app shows who it is by its id and, if it has one, its secret."""
    client, secret = account.credentials["CLIENT_ID"], account.credentials.get("CLIENT_SECRET", "")
    with Session(timeout=timeout, base_url=account.base_url) as session:
        return ask(
            session,
            lambda: session.post(
                TOKEN_URL,
                data={**fields, "client_id": client},
                auth=(client, secret) if secret else None,
            ),
            redact,
        )


def pair_of(answer: Answer, seed: str, *, now: datetime, before: str = "") -> Token | None:
    """The new pair in the answer; None where there is none.

    ``before`` is the refresh token that was sent: it goes on serving where X names no other.
    """
    body = answer.as_object()
    access, refresh = body.get("access_token"), body.get("refresh_token") or before
    if answer.status != 200 or not isinstance(access, str) or not isinstance(refresh, str):
        return None
    if not access or not refresh:
        return None
    seconds: Any = body.get("expires_in")
    told = isinstance(seconds, int) and 0 < seconds <= _LONGEST_LIFE
    life = timedelta(seconds=int(seconds)) if told else _LIFE
    return Token({"ACCESS": access, "REFRESH_TOKEN": refresh}, seed, now + life)


def explain(answer: Answer, redact: Redactor) -> str:
    """The refusal in one line for the log."""
    body = answer.as_object()
    told = [body.get("error"), body.get("error_description")]
    words = ": ".join(word for word in told if isinstance(word, str))
    return summary(answer, f"no access token: {words}" if words else "", redact)


def _is_fresh(token: Token, now: datetime) -> bool:
    return (
        "ACCESS" in token.values
        and token.expires_at is not None
        and token.expires_at - now > _MARGIN
    )
