"""What reading a feed comes to, and how one bad item is kept from harming the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from bot.model.article import Entry
from bot.sources.story import plain

Item = TypeVar("Item")

_FIRST_YEAR = 1990
_LAST_YEAR = 2200
_LONGEST_NAME = 80
_USUAL = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9/_.%-]*(?:\?[A-Za-z0-9=&_.%-]+)?)?"
)
"""What most addresses are: absolute, and as they would be put together anew."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The entries of a document, and in plain words which items or parts could not be used.

    ``cut_off`` means that the document ends in the middle.
    """

    entries: tuple[Entry, ...]
    malformed: tuple[str, ...] = ()
    cut_off: bool = False


class Unusable(Exception):
    """An item that cannot become an entry; the message completes "item 3: …"."""


def read_items(
    items: Iterable[Item], entry_of: Callable[[Item, list[str]], Entry | None]
) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Each item made an entry, or named as malformed with the reason.

    ``entry_of`` returns None for an item to be passed over in silence, raises Unusable, and may
    append notes on what it had to leave out.
    """
    entries: list[Entry] = []
    malformed: list[str] = []
    for number, item in enumerate(items, start=1):
        notes: list[str] = []
        title = ""
        try:
            entry = entry_of(item, notes)
            if entry is not None:
                entries.append(entry)
                title = entry.title
        except Unusable as reason:
            notes.append(str(reason))
        except (
            ArithmeticError,
            AttributeError,
            LookupError,
            RecursionError,
            TypeError,
            ValueError,
        ):
            notes.append("it is not built like an item of a feed")
        malformed.extend(f"{named(number, title)}: {note}" for note in notes)
    return tuple(entries), tuple(malformed)


def named(number: int, title: str) -> str:
    """How an item is called in a message."""
    title = plain(title)
    title = title if len(title) <= _LONGEST_NAME else title[: _LONGEST_NAME - 1] + "…"
    return f"item {number} (“{title}”)" if title else f"item {number}"


def web_address(base: str, link: object) -> str:
    """``link`` made absolute, or "" where it is no http(s) address."""
    if not isinstance(link, str) or not link.strip():
        return ""
    if _USUAL.fullmatch(link) and "/." not in link:
        return link
    try:
        url = urljoin(base, "".join(char for char in link.strip() if char.isprintable()))
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def identified(url: str, guid: str) -> tuple[str, str]:
    """URL and GUID of an item, each standing in for the other where only one is given.

    Raises Unusable.
    """
    url = url or web_address("", guid)
    if not url:
        raise Unusable("it has no link" if guid else "it has neither a link nor a GUID")
    return url, guid or url


def plausible(moment: datetime | None) -> datetime | None:
    """``moment`` in UTC, or None where its year is absurd."""
    if moment is None:
        return None
    moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    return moment if _FIRST_YEAR <= moment.year < _LAST_YEAR else None
