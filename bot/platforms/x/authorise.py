"""``bot auth x``: OAuth 2 with PKCE. The app's callback address is registered in X's developer console."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.model.errors import CredentialsError
from bot.pipeline.ports import Account, Token
from bot.platforms.accounts import require, still_needed
from bot.platforms.consent import Person, Request
from bot.platforms.redaction import Redactor
from bot.platforms.wire import Answer
from bot.platforms.x.credentials import OAUTH1
from bot.platforms.x.oauth2 import explain, pair_of, post_for_token

_AUTHORISE = "https://x.com"
_SCOPES = "tweet.read tweet.write users.read media.write offline.access"
"""Of the OpenAPI description 2.167; offline.access is what brings a refresh token."""


def authorise(account: Account, person: Person, *, seed: str) -> Token:
    """A pair of tokens for the account that the person is logged in to. Raises CredentialsError."""
    if not still_needed(OAUTH1, account.credentials):
        raise CredentialsError(
            f"channel {account.channel}: the four variables of OAuth 1.0a are set, need no renewal and "
            "are used before any other; take them away first"
        )
    require(account, still_needed(("CLIENT_ID",), account.credentials))
    request = Request()
    endpoint = f"{(account.base_url or _AUTHORISE).rstrip('/')}/i/oauth2/authorize"
    client, back = account.credentials["CLIENT_ID"], person.redirect_uri
    address = request.address(endpoint, client, back, scope=_SCOPES)
    code = person.grant(address, request.state)
    redact = Redactor((*account.credentials.values(), code, request.verifier))
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": request.verifier,
    }
    answer = post_for_token(account, fields, timeout=account.timeout, redact=redact)
    if not isinstance(answer, Answer):
        raise CredentialsError(f"X gave no token: {answer.detail}")
    token = pair_of(answer, seed, now=datetime.now(UTC))
    if token is None:
        raise CredentialsError(
            f"X gave no token: {explain(answer, redact)}; see that CLIENT_ID and CLIENT_SECRET are the "
            f"app's, and that its callback address is {back}"
        )
    return token
