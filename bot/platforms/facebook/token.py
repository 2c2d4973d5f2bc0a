"""What Meta tells about a token (``debug_token``), and how a Page's token is got.

Documented in Meta's "Access Tokens" guide: a user token of a few hours is exchanged for one of about 60
days, and the Page tokens that it lists do not expire. All of this is a few plain requests, so no SDK: a daemon
that only looks at its token every day loads none.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from bot.model.outcome import CannotTell
from bot.pipeline.ports import Account, TokenFacts
from bot.platforms.facebook.verdict import explain
from bot.platforms.outcomes import ask
from bot.platforms.redaction import Redactor
from bot.platforms.wire import Answer, Wire, rebased

HOST = "https://graph.facebook.com"
SCOPES = frozenset({"pages_manage_posts", "pages_read_engagement"})
"""What posting and reading back need."""
RENEW = "run bot auth facebook"


@dataclass(frozen=True, slots=True)
class TokenReport:
    """``debug_token`` as told. ``kind`` is "PAGE" or "USER"; times are None where there is no end."""

    is_valid: bool
    kind: str
    app_id: str
    profile_id: str
    scopes: frozenset[str]
    expires_at: datetime | None
    message: str


@dataclass(frozen=True, slots=True)
class PageToken:
    """A Page that a person manages, with its token."""

    id: str
    name: str
    token: str = field(repr=False)


class Graph:
    """Plain requests to the Graph API for one account. ``version`` is like "v26.0"."""

    def __init__(self, account: Account, version: str, *more_secrets: str) -> None:
        self._account = account
        self._version = version
        self._secret = account.credentials["APP_SECRET"]
        self._known = {*account.credentials.values(), *more_secrets}

    def report(self, token: str, *, by: str = "") -> TokenReport | CannotTell:
        """What Meta tells about ``token``, asked with ``by`` or the token itself."""
        answer = self._get("debug_token", {"input_token": token}, by or token)
        return read_report(answer) if isinstance(answer, dict) else answer

    def long_lived(self, user_token: str, app_id: str) -> str | CannotTell:
        """A user token of about 60 days in exchange for a short-lived one."""
        query = {
            "grant_type": "fb_exchange_token",
            "client_id": app_id,
            "client_secret": self._secret,
            "fb_exchange_token": user_token,
        }
        answer = self._get("oauth/access_token", query, "")
        if isinstance(answer, CannotTell):
            return answer
        token = answer.get("access_token")
        return token if isinstance(token, str) and token else CannotTell("no token was given")

    def pages(self, user_token: str) -> tuple[PageToken, ...] | CannotTell:
        """The Pages that the person manages, the first hundred of them."""
        query = {"fields": "id,name,access_token", "limit": "100"}
        answer = self._get("me/accounts", query, user_token)
        if isinstance(answer, CannotTell):
            return answer
        data = answer.get("data")
        listed = [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []
        return tuple(
            PageToken(item["id"], str(item.get("name", "")), item["access_token"])
            for item in listed
            if isinstance(item.get("id"), str) and isinstance(item.get("access_token"), str)
        )

    def _get(self, edge: str, query: Mapping[str, str], token: str) -> dict[str, Any] | CannotTell:
        params = dict(query)
        if token:
            proof = hmac.new(self._secret.encode(), token.encode(), hashlib.sha256).hexdigest()
            params |= {"access_token": token, "appsecret_proof": proof}
        redact = Redactor((*self._known, *params.values()))
        url = rebased(f"{HOST}/{self._version}/{edge}", self._account.base_url)
        wire = Wire(self._account.timeout)
        answer = ask(wire, lambda: wire.get(f"{url}?{urlencode(params)}"), redact)
        if not isinstance(answer, Answer):
            return CannotTell(answer.detail)
        body = answer.as_object()
        if answer.status != 200 or not body or body.get("error"):
            return CannotTell(explain(answer, redact))
        return body


def read_report(body: Mapping[str, Any]) -> TokenReport | CannotTell:
    """The body of a ``debug_token`` answer."""
    data = body.get("data")
    if not isinstance(data, dict) or not isinstance(data.get("is_valid"), bool):
        return CannotTell("debug_token told nothing about the token")
    error, scopes = data.get("error"), data.get("scopes")
    ends = [_instant(data.get(name)) for name in ("expires_at", "data_access_expires_at")]
    return TokenReport(
        is_valid=data["is_valid"],
        kind=str(data.get("type", "")),
        app_id=str(data.get("app_id", "")),
        profile_id=str(data.get("profile_id", "")),
        scopes=frozenset(s for s in scopes if isinstance(s, str))
        if isinstance(scopes, list)
        else frozenset(),
        expires_at=min(filter(None, ends), default=None),
        message=str(error.get("message", "")) if isinstance(error, dict) else "",
    )


def judge_page_token(report: TokenReport, page_id: str, redact: Redactor) -> TokenFacts:
    """What the report means for a token that is to post on the Page."""
    return TokenFacts(report.expires_at, _problem(report, page_id, redact))


def _problem(report: TokenReport, page_id: str, redact: Redactor) -> str:
    if not report.is_valid:
        why = f" ({redact(report.message)})" if report.message else ""
        return f"Facebook does not accept PAGE_TOKEN{why}: {RENEW}"
    if report.kind != "PAGE":
        kind = redact(report.kind.lower()) or "nameless"
        return f"PAGE_TOKEN is a {kind} token, used as a page token: {RENEW}"
    if report.profile_id not in ("", page_id):
        other = redact(report.profile_id)
        return f"PAGE_TOKEN belongs to the Page {other}, but PAGE_ID is another: {RENEW}"
    if missing := missing_scopes(report.scopes):
        return f"PAGE_TOKEN lacks {missing}: {RENEW} and allow it"
    return ""


def missing_scopes(scopes: Collection[str], needed: Collection[str] = SCOPES) -> str:
    """The names of those that are needed and not there."""
    return ", ".join(sorted(set(needed) - set(scopes)))


def _instant(value: object) -> datetime | None:
    """A time in seconds since 1970; 0 is Meta's word for never."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 10**11:
        return None
    return datetime.fromtimestamp(value, UTC)
