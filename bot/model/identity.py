"""What makes two sightings the same story.

A story is known by witnesses: its normalised URL, its source's GUID, its content. Any witness that
matches makes it the same story, so an edit, a new GUID or a moved URL is a revision, not a story.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_TRACKING = re.compile(
    r"utm_.+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|ref|ref_src|cmpid|xtor|at_.+|ns_.+",
    re.IGNORECASE,
)
_AMP_QUERY = frozenset({"amp", "outputtype"})
_WORD = re.compile(r"\w+")

CONTENT_WITNESS_WORDS = 40
"""A shorter text is no witness: short notices repeat each other by chance."""


class WitnessKind(StrEnum):
    """What a witness is made of."""

    URL = "url"
    GUID = "guid"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Witness:
    """One mark by which a story is known again."""

    kind: WitnessKind
    value: str


def article_key(url: str) -> str:
    """The identity of the page at ``url``: host and path, plus the query that selects content.

    Scheme, ``www.``, ``amp.`` and ``m.`` hosts, default ports, tracking parameters, fragments, a trailing
    slash, ``index.html`` and AMP forms are left out.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").rstrip(".").lower()
    for prefix in ("www.", "amp.", "m."):
        if host.startswith(prefix) and host.count(".") > 1:
            host = host.removeprefix(prefix)
            break
    port = _port(parts.netloc)
    if port and port not in ("80", "443"):
        host = f"{host}:{port}"
    path = unicodedata.normalize("NFC", unquote(parts.path))
    path = re.sub(r"/(index\.(html?|php)|amp)?/*$", "", re.sub(r"/{2,}", "/", path))
    path = path.removesuffix(".amp")
    query = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name) and name.lower() not in _AMP_QUERY
    )
    return host + path + (f"?{urlencode(query)}" if query else "")


def _port(netloc: str) -> str:
    found = re.search(r":(\d+)$", netloc)
    return found.group(1) if found else ""


def site_of(url: str) -> str:
    """The host (and unusual port) of ``url``, as in ``article_key``."""
    return re.split(r"[/?]", article_key(url), maxsplit=1)[0]


def slug_of(url: str) -> str:
    """The last path segment of ``url`` without its file extension; empty for a bare host."""
    segment = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    return re.sub(r"\.(html?|php|aspx?|amp)$", "", segment, flags=re.IGNORECASE)


def fingerprint(title: str, text: str) -> str:
    """A digest of the words of a story: blind to case, spacing, punctuation and markup."""
    words = _WORD.findall(unicodedata.normalize("NFKC", f"{title}\n{text}").casefold())
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def entry_witnesses(url: str, guid: str) -> tuple[Witness, ...]:
    """The witnesses that an entry gives before its story was read.

    A GUID counts within its site only: "123" means nothing elsewhere.
    """
    witnesses = _url_witness(url)
    if guid:
        witnesses.append(Witness(WitnessKind.GUID, f"{site_of(url)} {guid}"))
    return tuple(witnesses)


def _url_witness(url: str) -> list[Witness]:
    # a story without an address must not be taken for every other one without
    key = article_key(url)
    return [Witness(WitnessKind.URL, key)] if key else []


def article_witnesses(url: str, title: str, text: str) -> tuple[Witness, ...]:
    """The witnesses that a story itself gives: its canonical URL and, where long enough, its words."""
    witnesses = _url_witness(url)
    if len(_WORD.findall(text)) >= CONTENT_WITNESS_WORDS:
        witnesses.append(Witness(WitnessKind.CONTENT, fingerprint(title, text)))
    return tuple(witnesses)
