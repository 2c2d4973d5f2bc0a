"""Who wrote the story, as the site prints it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache

from bot.extract.words import normalise

_PREFIX = re.compile(
    r"^(?:(?:story|words|text|article|report|analysis|opinion|review|photos?|posted|written|published|reported|reporting|created|"
    r"submitted|contributed|authored)\s+by\b|by\b|authors?\s*:|authors?\s(?=\S+\s\S)|posted\s*:|autor(?:a|en|es|i)?\s*:|auteur\s*:|von\s*:|"
    r"(?:par|por|przez|door)\s|(?-i:von|di|de)\s|text\s*:|от\b|автор\s*:|текст\s*:|από\b|του\b)\s*:?\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:[|•·]|[/／]\s*(?=(?:19|20)\d\d\b)|\bon\s+(?=\w+ \d)|(?:\b(?:published|updated|posted|last|reviewed)\b.*\d{4})|,?\s*\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.*\d)|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\b\d{1,2}[./]\d{1,2}[./]\d{4}|\b\d+\s+min(?:ute)?s?\b|\bfollow\b).*$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"^(?:admin|administrator|editor|author|authors|user|guest|unknown|none|null|root|webmaster|staff writer|about the author|"
    r"share|follow|by|view all posts.*|https?:.*|www\..*|\d+)$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"^(?P<who>[A-ZÀ-ÖØ-ÞĀ-Ž][\w.'’-]+(?:\s[A-ZÀ-ÖØ-ÞĀ-Ž][\w.'’-]+){1,3})\s[-–—|]\s.+$"
)
"""A name and, behind a dash, what its bearer is called or works for."""
_WORD = re.compile(r"\w+")
_MOST_WORDS = 16
_LONGEST = 120


def join_authors(authors: Iterable[str]) -> str | None:
    """The authors joined with ", ", each once; None where there are none."""
    found: dict[str, str] = {}
    for author in authors:
        name = clean_author(author)
        if name and not any(other.startswith(f"{name.casefold()},") for other in found):
            found.setdefault(name.casefold(), name)
    return ", ".join(found.values()) or None


def clean_author(text: str) -> str | None:
    """A name as printed, without "by" before it and dates behind; None where no name is left."""
    return _cleaned(text[: 4 * _LONGEST])


@lru_cache(maxsize=1024)
def _cleaned(text: str) -> str | None:
    name = normalise(html.unescape(text))
    for _ in range(3):
        shorter = _PREFIX.sub("", name)
        if shorter == name:
            break
        name = shorter
    name = _ROLE.sub(r"\g<who>", _TAIL.sub("", name)).strip(" ,;:|-–—•·/").removesuffix(" on")
    sentence = name.endswith(("!", "?")) or len(_WORD.findall(name)) > _MOST_WORDS
    if (
        not name
        or sentence
        or len(name) > _LONGEST
        or _NO_NAME.match(name)
        or not any(map(str.isalpha, name))
    ):
        return None
    return name
