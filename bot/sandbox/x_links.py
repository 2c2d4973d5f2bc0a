"""Links in a post as X shows them: rewritten to t.co, and listed as entities."""

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
        if _has_host(url):
            found.append(LinkInText(url, match.start(), match.start() + len(url)))
    return tuple(found)


def shortened(text: str) -> str:
    """The text with each link replaced by its t.co address."""
    return "".join(_pieces(text))


def _pieces(text: str) -> list[str]:
    pieces, at = [], 0
    for link in links_in(text):
        pieces += [text[at : link.start], link.short]
        at = link.end
    return [*pieces, text[at:]]


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def url_entities(shown: str, text: str) -> list[dict[str, object]]:
    """``entities.urls`` of a post: ``shown`` is its text as answered, ``text`` as it was sent."""
    entities, at = [], 0
    for link in links_in(text):
        start = shown.index(link.short, at)
        at = start + len(link.short)
        entities.append(
            {
                "start": start,
                "end": at,
                "url": link.short,
                "expanded_url": link.url,
                "display_url": link.display,
            }
        )
    return entities
