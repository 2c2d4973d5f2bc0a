"""What makes two sightings the same story.

A story is known by witnesses: its normalised URL, its source's GUID, and any two of its title, its
body and its time of publication. Any witness that matches makes it the same story, so an edit, a new
GUID, a fresh date or a moved URL is a revision, not a story. One of the three alone is no witness:
columns repeat their titles, paywalls their bodies, and feeds that are written by the minute their times.
"""

from __future__ import annotations

import fnmatch
import hashlib
import html
import re
import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

_TRACKING = re.compile(
    r"utm_.+|mtm_.+|pk_.+|piwik_.+|matomo_.+|oly_.+|vero_.+|at_.+|ns_.+|wt_z?mc|_hs.+|hsctatracking"
    r"|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|li_fat_id|igshid|igsh|mc_[ce]id|mkt_tok|_ga|_gl"
    r"|ref|ref_src|ref_url|cmp|cmpid|xtor|ocid|ncid|icid|ito|ftag|dicbo|maca|s_cid|sr_share|spm|guccounter"
    r"|__twitter_impression|amp_js_v|amp_gsa|usqp",
    re.IGNORECASE,
)
_AMP_QUERY = frozenset({"amp", "outputtype"})
_PROXIES = re.compile(
    r"(?:www\.)?google\.[a-z.]{2,6}/url|lm?\.facebook\.com/l\.php|(?:www\.)?youtube\.com/redirect"
    r"|out\.reddit\.com/.*|www\.bing\.com/news/apiclick\.aspx",
    re.IGNORECASE,
)
"""Addresses that name the page they lead to in their query."""
_PROXIED = ("url", "u", "q")
_AMP_CACHE = re.compile(
    r"(?:[^/]+\.cdn\.ampproject\.org(?:/[a-z]{1,2})?(?:/s)?|(?:www\.)?google\.[a-z.]{2,6}/amp(?:/s)?)/(?=[^/]+\.[^/]+/)",
    re.IGNORECASE,
)
"""What AMP caches put in front of a page's own host."""
_WORD = re.compile(r"\w+")
_PLAIN_WORDS = {
    code: char.lower() if _WORD.match(char) else " " for code in range(128) for char in (chr(code),)
}
"""ASCII letters made small and what is in no word a space: quicker than the pattern, to the same end."""
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
_TAIL = 2_000
_DECORATION = re.compile(r"\s+[|·•»—–:-]+\s+|\s*\|\s*")
_LABEL = re.compile(
    r"^[\[(]?(?:updated?|breaking(?: news)?|live|exclusive|watch|video|corrected|correction)[\])]?\s*[:|–—-]?\s+",
    re.IGNORECASE,
)

CONTENT_WITNESS_WORDS = 40
"""A shorter text is no witness: short notices repeat each other by chance."""
TIMED_WITNESS_WORDS = 80
"""A shorter body is no witness without its title: what stands in place of paid stories is short."""
TITLE_WITNESS_WORDS = 4
"""A shorter title is no witness, even with its time: "Weather"."""


class WitnessKind(StrEnum):
    """What a witness is made of."""

    URL = "url"
    GUID = "guid"
    CONTENT = "content"
    """Title and body."""
    TITLED = "titled"
    """Title and time of publication."""
    TIMED = "timed"
    """Body and time of publication."""
    TITLE = "title"
    """The title alone, of one source. It counts only where a whole site seems to have moved."""


class Witness(NamedTuple):
    """One mark by which a story is known again. A tuple, for a poll makes, compares and sorts thousands."""

    kind: WitnessKind
    value: str


@lru_cache(maxsize=4096)
def article_key(url: str) -> str:
    """The identity of the page at ``url``: host and path, plus the query that selects content.

    Scheme, ``www.``, ``amp.`` and ``m.`` hosts, default ports, tracking parameters, fragments, a trailing
    slash, ``index.html`` and AMP forms are left out.
    """
    parts = urlsplit(_unwrapped(url.strip()))
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


def _unwrapped(url: str) -> str:
    """The page's own address behind a click counter or in front of an AMP cache."""
    scheme, separator, rest = url.partition("://")
    if _PROXIES.fullmatch(rest.partition("?")[0]):
        query = parse_qs(urlsplit(url).query)
        led_to = (value for name in _PROXIED for value in query.get(name, ()))
        return next((value for value in led_to if value.startswith(("http://", "https://"))), url)
    return scheme + separator + _AMP_CACHE.sub("", rest, count=1) if separator else url


def _port(netloc: str) -> str:
    found = re.search(r":(\d+)$", netloc)
    return found.group(1) if found else ""


def site_of(url: str) -> str:
    """The host (and unusual port) of ``url``, as in ``article_key``."""
    return re.split(r"[/?]", article_key(url), maxsplit=1)[0]


def path_of(url: str) -> str:
    """The path of ``url``, escapes undone; "/" at least."""
    return unquote(urlsplit(url).path) or "/"


def is_front_page(url: str) -> bool:
    """Whether ``url`` is that of a site itself, which is no story. A file has no site, and its page no address."""
    parts = urlsplit(url)
    return bool(parts.netloc) and path_of(url) == "/" and not parts.query


def fits(text: str, pattern: str) -> bool:
    """Whether the whole text fits a pattern in which ``*`` stands for anything, ``?`` for a character."""
    return _pattern(pattern).fullmatch(text) is not None


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


def slug_of(url: str) -> str:
    """The last path segment of ``url`` without its file extension; empty for a bare host."""
    segment = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    return re.sub(r"\.(html?|php|aspx?|amp)$", "", segment, flags=re.IGNORECASE)


class Told(NamedTuple):
    """The words of a text, small and with one space between them, and how many they are."""

    words: str
    number: int


def fingerprint(title: str, text: str) -> str:
    """A digest of the words of a story: blind to case, spacing, punctuation and markup."""
    return _sha256(" ".join(filter(None, (_told(title).words, _told(text).words))))


def entry_witnesses(url: str, guid: str) -> tuple[Witness, ...]:
    """The addresses that an entry gives its story.

    A GUID counts within its site only: "123" means nothing elsewhere. One that is a web address
    is an address of the story as well.
    """
    witnesses = _url_witness(url)
    if guid.startswith(("http://", "https://")):
        witnesses += _url_witness(guid)
    if guid:
        witnesses.append(Witness(WitnessKind.GUID, f"{site_of(url)} {guid}"))
    return tuple(dict.fromkeys(witnesses))


def article_witnesses(
    url: str, title: str, text: str, published_at: datetime | None = None
) -> tuple[Witness, ...]:
    """The witnesses that a story itself gives: its canonical URL, and what it tells."""
    return (*_url_witness(url), *told_witnesses(title, _told(text), published_at))


def told_witnesses(title: str, body: Told, published_at: datetime | None) -> tuple[Witness, ...]:
    """Any two of title, body and time, where both are telling enough.

    A time on the full hour is no witness beside the body alone: many sites know only the day.
    """
    headline = bare_title(title)
    titled, told = _digest(headline.words), _digest(body.words)
    witnesses = []
    if headline.number and body.number >= CONTENT_WITNESS_WORDS:
        witnesses.append(Witness(WitnessKind.CONTENT, f"{titled} {told}"))
    if published_at is not None:
        moment = published_at.astimezone(UTC)
        at = moment.isoformat()
        if headline.number >= TITLE_WITNESS_WORDS:
            witnesses.append(Witness(WitnessKind.TITLED, f"{titled} {at}"))
        if body.number >= TIMED_WITNESS_WORDS and (moment.minute or moment.second):
            witnesses.append(Witness(WitnessKind.TIMED, f"{told} {at}"))
    return tuple(witnesses)


def title_witness(source: str, title: str) -> Witness | None:
    """A title within its source; None for one that is too short to tell stories apart."""
    headline = bare_title(title)
    if headline.number < TITLE_WITNESS_WORDS:
        return None
    return Witness(WitnessKind.TITLE, f"{source} {_digest(headline.words)}")


@lru_cache(maxsize=8)
def bare_title(title: str) -> Told:
    """The words of a title without what sites put around it: "UPDATED:", " | The Paper", " - World"."""
    text = _LABEL.sub("", " ".join(html.unescape(title).split()))
    parts = (_told(part) for part in _DECORATION.split(text))
    return max(parts, key=lambda told: len(told.words) - max(0, told.number - 1))


def told_words(markup: str) -> Told:
    """The words of a piece of HTML, without a closing paragraph that links to the page itself."""
    end = markup.rfind("<p", max(0, len(markup) - _TAIL))
    if end > 0 and "<a" in markup[end:]:
        markup = markup[:end]
    return _told(html.unescape(_TAG.sub(" ", markup)))


def _url_witness(url: str) -> list[Witness]:
    # a story without an address of its own must not be taken for every other one without
    try:
        key = article_key(url)
    except ValueError:
        return []
    return [Witness(WitnessKind.URL, key)] if "/" in key or "?" in key else []


@lru_cache(maxsize=8)  # a story's text is asked for by its witnesses and by its fingerprint
def _told(text: str) -> Told:
    if text.isascii():
        words = text.translate(_PLAIN_WORDS).split()
    else:
        words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return Told(" ".join(words), len(words))


def _digest(words: str) -> str:
    return _sha256(words)[:32]


def _sha256(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
