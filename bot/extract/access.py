"""Signs that a page does not hold a finished, whole story: a paywall before it, or reporting that goes on."""

from __future__ import annotations

import re

import regex

from bot.extract.blocks import Page
from bot.extract.head import Head
from bot.extract.jsonld import Graph
from bot.extract.patterns import any_of
from bot.extract.phrases import PAYWALLS

_LOCKED = re.compile(r"^(?:locked|metered|premium|paid|subscriber\w*|plus)$", re.IGNORECASE)
_NO = ("false", "no", "0", "http://schema.org/false", "https://schema.org/false")
_WALL = regex.compile(rf"(?<!\p{{L}}){any_of(PAYWALLS)}(?!\p{{L}})", regex.IGNORECASE)
WALL_STEMS = (
    "abon", "mit abo", "zaloguj", "abbona", "assina", "assine", "article limit", "limit of free", "premium memb", "suscríb", "sottoscri", "lees verder", "czyta", "continu", "exclusiv", "exklusiv", "leggere", "lezen", "leyendo", "prenumer", "reading",
    "subscri", "subskry", "suite", "suscri", "to read", "weiter", "ανάγνωση", "συνδρομητ", "citi mai",
)  # fmt: skip
"""One of these stands in every phrase of ``PAYWALLS``: a page without any has no wall."""
_WALL_LENGTH = 240
"""A longer paragraph may report about paywalls."""
_WHOLE = 6_000
"""Characters of a page that is no stub."""
_LIVE_ADDRESS = re.compile(
    r"/(?:live|live-?blog|liveticker|newsticker|en-?direct|en-?vivo|en-?directo|in-?diretta|minuto-a-minuto|ao-?vivo|na-?zywo)(?:/|$)"
    r"|[-/](?:liveblog|live-updates|liveticker)(?:[-/.]|$)",
    re.IGNORECASE,
)
_LIVE_TITLE = re.compile(
    r"\b(?:live[ -]?updates?|live[ -]?blog|live[ -]?ticker|newsticker|minuto a minuto|minute par minute|minuto per minuto)\b"
    r"|^(?:live|en direct|(?:en )?directo|en vivo|(?:in )?diretta|ao vivo|(?:relacja )?na żywo)\s*[:|–—-]\s",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"^(?:\[|\()?(?:[01]?\d|2[0-3])[:.h][0-5]\d(?!\d)")
_TIMED_ENTRIES = 6
_TIMED_LENGTH = 40
"""An entry's time stands alone or with few words, such as the zone or who wrote it."""


def is_locked(head: Head, graph: Graph, page: Page) -> bool:
    """The page says that readers have to pay or to sign in for the whole story."""
    tier = head.first("article:content_tier", "og:content_tier", "content_tier")
    if tier and _LOCKED.match(tier):
        return True
    if any(_says_no(found.get("isAccessibleForFree")) for found in graph.articles):
        return True
    read = (len(block.text) for block in page.blocks if block.linked < 0.5 * len(block.text))
    if sum(read) > _WHOLE:
        return False  # whatever else the page sells, this much is read
    short = [block.text for block in page.blocks if len(block.text) <= _WALL_LENGTH]
    said = "\n".join(short).lower()
    return any(stem in said for stem in WALL_STEMS) and any(map(_WALL.search, short))


def is_live(graph: Graph, page: Page, url: str, title: str = "") -> bool:
    """The page gathers entries as things happen, the newest first: its points may be overtaken within it."""
    if graph.is_live or _LIVE_ADDRESS.search(url) or _LIVE_TITLE.search(title):
        return True
    timed = [
        block
        for block in page.blocks
        if len(block.text) <= _TIMED_LENGTH and block.link_share < 0.5 and _CLOCK.match(block.text)
    ]
    return len(timed) >= _TIMED_ENTRIES


def _says_no(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() in _NO)
