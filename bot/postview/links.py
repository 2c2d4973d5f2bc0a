"""Links in the text of a post, and how the platforms show them."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_CANDIDATE = re.compile(r"https?://[^\s<>\"“”«»]+", re.IGNORECASE)
_TRAILING = ".,;:!?'’)]}…"


@dataclass(frozen=True, slots=True)
class LinkInText:
    """A link and its place, as code points of the text that was sent."""

    url: str
    start: int
    end: int

    @property
    def short(self) -> str:
        """The t.co address; the same link always has the same one here."""
        digest = hashlib.sha256(self.url.encode()).digest()
        return f"https://t.co/{base64.b32encode(digest)[:10].decode()}"

    @property
    def display(self) -> str:
        """What readers see: no scheme, no "www.", cut after the host and 15 more characters."""
        parts = urlsplit(self.url)
        host = parts.netloc.removeprefix("www.")
        rest = self.url.split(parts.netloc, 1)[1].rstrip("/")
        return host + (rest if len(rest) <= 15 else f"{rest[:15]}…")


def links_in(text: str) -> tuple[LinkInText, ...]:
    """The http(s) links of the text, in order.

    X itself links only hosts whose top-level domain exists. Here a link to any host counts, so
    that stories of the sample site, which has an address of this machine, look as they would.
    """
    found = []
    for match in _CANDIDATE.finditer(text):
        url = match.group().rstrip(_TRAILING)
        if is_web_link(url):
            found.append(LinkInText(url, match.start(), match.start() + len(url)))
    return tuple(found)


def is_web_link(link: str) -> bool:
    """Whether a link is one that a reader may be sent to: http or https, with a host."""
    try:
        parts = urlsplit(link)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def domain_of(link: str) -> str:
    """The host of a link as cards show it, without "www."."""
    return urlsplit(link).netloc.rpartition("@")[2].removeprefix("www.")
