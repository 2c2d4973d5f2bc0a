"""The only place that constructs objects: from settings to use cases with their adapters.

``Newsroom`` is what needs no database: sources, channels, reading. ``Bot`` adds the database, the
platforms and the use cases that write.
"""

from __future__ import annotations

from bot.wiring.assembly import (
    WORLD,
    Bot,
    SystemClock,
    open_bot,
    open_database,
    open_views,
    push_receiver,
    reassembled,
)
from bot.wiring.newsroom import Newsroom, PageReader, SourceKind
from bot.wiring.platforms import Platforms, load_authoriser
from bot.wiring.switch import Switch

__all__ = [
    "WORLD",
    "Bot",
    "Newsroom",
    "PageReader",
    "Platforms",
    "SourceKind",
    "Switch",
    "SystemClock",
    "load_authoriser",
    "open_bot",
    "open_database",
    "open_views",
    "push_receiver",
    "reassembled",
]
