"""The link to the article: as it is posted, and as it is compared."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

CAMPAIGN = "key-points"
"""The value of utm_campaign."""

_WEB = re.compile(r"https?://[^\s/?#@\"<>\\]+(?=[/?#]|\Z)", re.IGNORECASE)
_AS_THEY_ARE = "/?#%=&:@!$*+,;~-._"
"""What an address keeps behind its host. All else, brackets and quotes too, is percent-encoded, so that
no platform sees the link end early."""
_PLAIN = re.compile(r"[A-Za-z0-9/?#%=&:@!$*+,;~._-]*[A-Za-z0-9/%=&+_-]|")
"""Nothing in it needs to be encoded."""
_WEAK_END = re.compile(r"[!$*,;:~@.]\Z")
"""A platform takes these for the sentence's, not the link's."""


@lru_cache(maxsize=256)  # every channel asks
def is_web_link(url: str) -> bool:
    """Whether readers can follow it: http or https, with a host and without credentials."""
    return _WEB.match(url) is not None


@lru_cache(maxsize=256)
def post_link(url: str, *, utm: bool, platform: str) -> str:
    """``url`` as it is posted, with utm_source, utm_medium and utm_campaign where ``utm`` says so.

    Other parts of the query stay as they are; campaign parameters that were there give way to ours.
    """
    return _with_campaign(url, _campaign(platform)) if utm else _encoded(url)


@lru_cache(maxsize=16)
def _campaign(platform: str) -> str:
    return f"utm_source={quote(platform, safe='')}&utm_medium=social&utm_campaign={CAMPAIGN}"


@lru_cache(maxsize=256)
def plain_link(url: str) -> str:
    """``url`` without campaign parameters: the form in which links are compared."""
    return _with_campaign(url, "") if "?" in url else _encoded(url)


@lru_cache(maxsize=256)  # with parameters for each platform, and without
def _encoded(url: str) -> str:
    host = _WEB.match(url)
    start = host.end() if host else 0
    if _PLAIN.fullmatch(url, start):
        return url
    rest = quote(url[start:].strip(), safe=_AS_THEY_ARE, errors="ignore").rstrip("?")
    return url[:start] + _WEAK_END.sub(lambda end: f"%{ord(end[0]):02X}", rest)


def _with_campaign(url: str, campaign: str) -> str:
    address, sign, fragment = _encoded(url).partition("#")
    page, _, query = address.partition("?")
    kept = [part for part in query.split("&") if part and not part.lower().startswith("utm_")]
    query = "&".join([*kept, campaign] if campaign else kept)
    return page + (f"?{query}" if query else "") + sign + fragment
