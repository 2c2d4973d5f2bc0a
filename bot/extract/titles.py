"""The headline, without the name of the site behind it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from bot.extract.words import normalise

_SEPARATOR = re.compile(r"\s+(?:[-–—|•·»:]|::|\|\|)\s+|\s*\|\s*|\s+»\s+")
_WORDS = re.compile(r"\w+")
_LABEL = re.compile(r"\W*(?:posted|published|updated|by)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,200}>")
_LONGEST = 400
_LONGEST_HEADING = 250
_LONGEST_NAME = 40
_ALIKE = 0.5
_ALIKE_ALONE, _SHARED_WORDS = 0.3, 4
"""Enough for the only heading of its level: a logo or a section has fewer words in common with the title."""
_FEWEST_BEFORE = 4
"""Words of a headline in front of an upright bar; fewer are a label of what follows."""
_FEWEST_WORDS = 3
"""Fewer words in common prove nothing."""


def clean_title(title: str, site_names: Sequence[str | None] = (), url: str = "") -> str:
    """A headline as text: markup and entities resolved, the site's name at its end taken off."""
    text = normalise(html.unescape(_TAG.sub("", title[: 4 * _LONGEST])))[:_LONGEST]
    names = set(map(_plain, filter(None, site_names))) - {""} | _host_names(url)
    while True:
        parts = list(_SEPARATOR.finditer(text))
        if parts and parts[-1].start() and _plain(text[parts[-1].end() :]) in names:
            text = text[: parts[-1].start()].rstrip()
        elif parts and _plain(text[: parts[0].start()]) in names:
            text = text[parts[0].end() :].lstrip()
        else:
            return text


def site_behind(page_title: str, headline: str) -> str | None:
    """The site's name, where the title element is the headline, a separator and that name."""
    rest = page_title[len(headline) :] if headline and page_title.startswith(headline) else ""
    parts = _SEPARATOR.split(rest) if _SEPARATOR.match(rest) else []
    name = parts[-1].strip() if parts else ""
    return name if 0 < len(name) <= _LONGEST_NAME else None


def choose_title(named: Sequence[str], headings: Sequence[str], page_title: str) -> str:
    """The headline among what the page names it, its level-one headings and its title element.

    What the reader sees is the headline: the heading that shares most words with a name is taken, however
    search engines are told otherwise; one that shares few (a logo, a section) is not.
    """
    names = [name for name in (*named, page_title) if name]
    # A theme may set the site's name as a heading too; the title element has it behind the headline.
    sites = {site_behind(page_title, heading) for heading in headings} - {None}
    headings = [heading for heading in headings if heading not in sites] or headings
    best, most = "", 0.0
    for heading in headings:
        alike = (
            0.0
            if len(heading) > _LONGEST_HEADING
            else max((_alike(heading, name) for name in names), default=0.0)
        )
        if alike > most:
            best, most = heading, alike
    alone = len(headings) == 1 and any(_shares(best, name) for name in names)
    if most >= (_ALIKE_ALONE if alone else _ALIKE):
        return next((name for name in names if _adds_label(best, name)), best)
    return next(iter(names), "") or next(iter(headings), "")


def without_tail(title: str) -> str:
    """A headline without the catchwords behind its last upright bar; "Opinion | …" keeps all."""
    head, bar, tail = title.rpartition("|")
    cut = bar and len(_WORDS.findall(head)) >= _FEWEST_BEFORE and len(head) > len(tail)
    return head.rstrip() if cut else title


def _shares(heading: str, name: str) -> bool:
    return len(_words_of(heading) & _words_of(name)) >= _SHARED_WORDS


def _words_of(text: str) -> set[str]:
    return set(_WORDS.findall(text.casefold()))


def _adds_label(heading: str, name: str) -> bool:
    """The heading is the name and a date or byline behind it."""
    return heading.startswith(name) and _LABEL.match(heading[len(name) :]) is not None


def _alike(heading: str, name: str) -> float:
    """The share of common words, of the shorter text; identical texts of any script are alike."""
    one, other = _words_of(heading), _words_of(name)
    if not one or not other:
        return 0.0
    if _plain(heading) == _plain(name):
        return 1.0
    return len(one & other) / max(_FEWEST_WORDS, min(len(one), len(other)))


def _host_names(url: str) -> frozenset[str]:
    return _names_in(urlsplit(url).hostname or "")


@lru_cache(maxsize=256)
def _names_in(host: str) -> frozenset[str]:
    """What a site may be called by its host: all of it, its first label, and the one before its last."""
    host = host.removeprefix("www.")
    labels = host.split(".")
    names = (host, labels[0], labels[-2] if len(labels) > 1 else "")
    return frozenset(map(_plain, names)) - {""}


def _plain(text: str) -> str:
    return "".join(_WORDS.findall(text.casefold()))
