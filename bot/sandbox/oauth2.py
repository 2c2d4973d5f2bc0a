"""OAuth 2 as a server sees it: a person's consent, codes with PKCE, refresh tokens that rotate or stay.

Consent is given at once, as by a person who always allows. Safe to share by threads.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from bot.sandbox.exchange import FORM, Answer, Request, json_answer


class OAuth2Server:
    """The grants of one app. ``client`` has CLIENT_ID, CLIENT_SECRET and the first REFRESH_TOKEN.

    ``rotates``: each refresh token serves once, and a new one comes with each access token.
    ``refreshes`` counts the renewals that were granted.
    """

    def __init__(
        self, client: Mapping[str, str], *, life: timedelta, scope: str, rotates: bool
    ) -> None:
        self._client = client
        self._life = life
        self._scope = scope
        self._rotates = rotates
        self._refresh = {client["REFRESH_TOKEN"]}
        self._access: dict[str, datetime] = {}
        self._codes: dict[str, tuple[str, str]] = {}
        self._guard = threading.Lock()
        self.refreshes = 0

    def consent(self, request: Request) -> Answer:
        """The page that asks the person; it sends the browser back with a code."""
        given = request.parameters
        back, challenge = given.get("redirect_uri", ""), given.get("code_challenge", "")
        if given.get("client_id") != self._client["CLIENT_ID"] or not back or not challenge:
            return error(400, "invalid_request", "The request for consent is not complete.")
        code = secrets.token_urlsafe(24)
        with self._guard:
            self._codes[code] = (back, challenge)
        query = urlencode({"state": given.get("state", ""), "code": code})
        return Answer(302, headers=(("location", f"{back}?{query}"),))

    def token(self, request: Request) -> Answer:
        """The token endpoint."""
        form = request.form()
        if request.content_type != FORM or not self._knows_client(request, form):
            return error(401, "invalid_client", "The OAuth client was not found.")
        with self._guard:
            match form.get("grant_type"):
                case "refresh_token":
                    return self._renew(form.get("refresh_token", ""), request.now)
                case "authorization_code":
                    return self._first(form, request.now)
        return error(400, "unsupported_grant_type", "Invalid grant_type")

    def accepts(self, request: Request) -> bool:
        """Whether the request carries an access token that is in force."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        with self._guard:
            expires = self._access.get(token)
        return expires is not None and expires > request.now

    def withdraw(self) -> None:
        """Let no access token that was given so far serve any longer."""
        with self._guard:
            self._access.clear()

    def _knows_client(self, request: Request, form: Mapping[str, str]) -> bool:
        client, secret = self._client["CLIENT_ID"], self._client["CLIENT_SECRET"]
        basic = "Basic " + base64.b64encode(f"{client}:{secret}".encode()).decode()
        in_form = (form.get("client_id"), form.get("client_secret")) == (client, secret)
        return in_form or request.headers.get("authorization") == basic

    def _renew(self, refresh: str, now: datetime) -> Answer:
        if refresh not in self._refresh:
            return error(400, "invalid_grant", "Value passed for the token was invalid.")
        self.refreshes += 1
        if not self._rotates:
            return self._grant(now, None)
        self._refresh.discard(refresh)
        return self._grant(now, self._new_refresh())

    def _first(self, form: Mapping[str, str], now: datetime) -> Answer:
        back, challenge = self._codes.pop(form.get("code", ""), ("", ""))
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not challenge or back != form.get("redirect_uri") or proof != challenge:
            return error(400, "invalid_grant", "Value passed for the code was invalid.")
        return self._grant(now, self._new_refresh())

    def _new_refresh(self) -> str:
        refresh = f"sandbox-refresh-{secrets.token_urlsafe(24)}"
        self._refresh.add(refresh)
        return refresh

    def _grant(self, now: datetime, refresh: str | None) -> Answer:
        access = f"sandbox-access-{secrets.token_urlsafe(24)}"
        self._access[access] = now + self._life
        value = {
            "token_type": "bearer",
            "expires_in": int(self._life.total_seconds()),
            "access_token": access,
            "scope": self._scope,
        }
        return json_answer(200, value | ({"refresh_token": refresh} if refresh else {}))


def error(status: int, kind: str, description: str) -> Answer:
    """An error of RFC 6749, section 5.2."""
    return json_answer(status, {"error": kind, "error_description": description})
