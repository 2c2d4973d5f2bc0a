"""``bot auth youtube``: OAuth 2 for a desktop app of Google, with PKCE. Its refresh token does not rotate."""

from __future__ import annotations

from bot.model.errors import CredentialsError
from bot.pipeline.ports import Account, Token
from bot.platforms.accounts import require, still_needed
from bot.platforms.consent import Person, Request
from bot.platforms.outcomes import ask
from bot.platforms.redaction import Redactor
from bot.platforms.session import Session
from bot.platforms.wire import Answer
from bot.platforms.youtube.verdict import judge_token

_AUTHORISE = "https://accounts.google.com"
_TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
_SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"


def authorise(account: Account, person: Person, *, seed: str) -> Token:
    """A refresh token of the channel's Google account. Raises CredentialsError."""
    given = account.credentials
    require(account, still_needed(("CLIENT_ID", "CLIENT_SECRET"), given))
    base_url = account.base_url.rstrip("/")
    request = Request()
    # Google gives a refresh token for the first consent only, unless it is asked to ask again
    address = request.address(
        f"{base_url or _AUTHORISE}/o/oauth2/v2/auth",
        given["CLIENT_ID"],
        person.redirect_uri,
        scope=_SCOPE,
        access_type="offline",
        prompt="consent",
    )
    code = person.grant(address, request.state)
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": person.redirect_uri,
        "code_verifier": request.verifier,
        "client_id": given["CLIENT_ID"],
        "client_secret": given["CLIENT_SECRET"],
    }
    redact = Redactor((*given.values(), code, request.verifier))
    url = given.get("TOKEN_URI") or (f"{base_url}/token" if base_url else _TOKEN_URI)
    with Session(timeout=account.timeout) as session:
        answer = ask(session, lambda: session.post(url, data=fields), redact)
    if not isinstance(answer, Answer):
        raise CredentialsError(f"Google gave no token: {answer.detail}")
    refresh = answer.as_object().get("refresh_token")
    if answer.status != 200 or not isinstance(refresh, str) or not refresh:
        raise CredentialsError(f"Google gave no token: {judge_token(answer, redact).detail}")
    return Token({"REFRESH_TOKEN": refresh}, seed)
