"""OAuth 1.0a as a server sees it: whether the holder of the four credentials signed a request.

Follows RFC 5849, section 3.4: HMAC-SHA1 over method, address and sorted parameters.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, unquote

from bot.sandbox.exchange import FORM, Request

_NEEDED = {
    "oauth_consumer_key",
    "oauth_token",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
}


def is_signed(request: Request, credentials: Mapping[str, str]) -> bool:
    """Whether the Authorization header carries a right signature made with ``credentials``.

    ``credentials`` are API_KEY, API_SECRET, ACCESS_TOKEN and ACCESS_TOKEN_SECRET. The age of the
    timestamp and the reuse of a nonce are not judged.
    """
    given = _header(request.headers.get("authorization", ""))
    if (
        not given.keys() >= _NEEDED
        or given["oauth_consumer_key"] != credentials["API_KEY"]
        or given["oauth_token"] != credentials["ACCESS_TOKEN"]
        or given["oauth_signature_method"] != "HMAC-SHA1"
    ):
        return False
    expected = _signature(request, given, credentials)
    return hmac.compare_digest(expected.encode(), given["oauth_signature"].encode())


def _header(value: str) -> dict[str, str]:
    scheme, _, rest = value.partition(" ")
    if scheme.lower() != "oauth":
        return {}
    pairs = (item.strip().partition("=") for item in rest.split(","))
    return {name: unquote(text.strip('"')) for name, _, text in pairs}


def _signature(request: Request, given: Mapping[str, str], credentials: Mapping[str, str]) -> str:
    pairs = [*request.query, *((k, v) for k, v in given.items() if k.startswith("oauth_"))]
    pairs = [pair for pair in pairs if pair[0] != "oauth_signature"]
    if request.content_type == FORM:
        pairs += parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    joined = "&".join(f"{k}={v}" for k, v in sorted((_escape(k), _escape(v)) for k, v in pairs))
    base = "&".join(_escape(part) for part in (request.method, request.url, joined))
    secrets = (credentials["API_SECRET"], credentials["ACCESS_TOKEN_SECRET"])
    key = "&".join(_escape(secret) for secret in secrets)
    return base64.b64encode(hmac.digest(key.encode(), base.encode(), hashlib.sha1)).decode()


def _escape(text: str) -> str:
    return quote(text, safe="~")
