"""What a parsed feed is made of, whichever parser read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Fields = Mapping[str, Any]
"""feedparser's names to its values, as a plain dict: its own dict falls back from one name to
another, with warnings."""


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed feed. ``version`` is feedparser's, such as "rss20".

    An item is None where it could not be read. ``cut_off`` means that the document ends in the middle.
    """

    version: str
    feed: Fields
    items: tuple[Fields | None, ...]
    cut_off: bool
