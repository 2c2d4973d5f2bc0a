"""A URL taken apart, checked and put together again, so that nothing unread reaches the wire."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

from bot.model.errors import FetchError

_DEFAULT_PORTS = {"http": 80, "https": 443}
_USERINFO = re.compile(r"(//)[^/?#]*@")
_HOST_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_MAX_URL = 4096
_MAX_SHOWN = 300
# Reserved and unreserved characters stand as they are; whatever else a path carries is escaped.
_SAFE = "/%:@!$&'()*+,;=~?"
_USUAL_PATH = re.compile(r"/[A-Za-z0-9/_.~-]*")
"""A path in which nothing is to be escaped."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where one request goes. ``path`` starts with "/" and includes the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and, where it is not the scheme's own, port: the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole URL, without fragment."""
        return f"{self.scheme}://{self.authority}{self.path}"


def shown(url: str) -> str:
    """``url`` fit for a message: on one line, of bearable length, without user name and password."""
    clean = "".join(char if char.isprintable() else "?" for char in url[: _MAX_SHOWN * 2])
    clean = _USERINFO.sub(r"\1", clean)
    return clean if len(clean) <= _MAX_SHOWN else clean[: _MAX_SHOWN - 1] + "…"


def parse_target(url: str) -> Target:
    """Take ``url`` apart. Raises FetchError for what is no http(s) URL or carries a password."""
    if len(url) > _MAX_URL:
        raise FetchError(f"{shown(url)}: the address is longer than {_MAX_URL} characters")
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise FetchError(f"{shown(url)}: this is no valid address; check its spelling") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise FetchError(f"{shown(url)}: only http:// and https:// addresses can be read")
    if "@" in parts.netloc:
        raise FetchError(
            f"{shown(url)}: an address with a user name or password is refused; remove it"
        )
    if port is None:
        port = _DEFAULT_PORTS[parts.scheme]
    return Target(parts.scheme, _host(parts, url), port, _path(parts))


def _host(parts: SplitResult, url: str) -> str:
    host = (parts.hostname or "").rstrip(".")
    try:
        if "[" in parts.netloc:
            return str(ipaddress.IPv6Address("" if "%" in host else host))
        if len(host) <= 253:
            if _HOST_NAME.fullmatch(host):
                return host
            host = host.encode("idna").decode("ascii").lower()
            if _HOST_NAME.fullmatch(host):
                return host
    except ValueError:
        pass
    raise FetchError(f"{shown(url)}: this address has no valid host name; check its spelling")


def _path(parts: SplitResult) -> str:
    if not parts.query and _USUAL_PATH.fullmatch(parts.path):
        return parts.path
    path = quote(parts.path or "/", safe=_SAFE.replace("?", ""))
    query = quote(parts.query, safe=_SAFE + "[]|")
    return f"{path}?{query}" if query else path
