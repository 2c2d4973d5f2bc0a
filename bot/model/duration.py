"""Durations as people write them: "90s", "2m", "6h", "1d", "1h30m"."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0}
_SHAPE = re.compile(r"(?:\d+(?:\.\d+)?[dhms])+")
_PIECE = re.compile(r"(\d+(?:\.\d+)?)([dhms])")


def parse_duration(text: str) -> timedelta:
    """The time that ``text`` names. Raises ValueError with what is allowed."""
    compact = text.strip().lower().replace(" ", "")
    if not _SHAPE.fullmatch(compact):
        raise ValueError(f'"{text}" is no duration; allowed are "90s", "2m", "6h", "1d" or "1h30m"')
    return timedelta(
        seconds=sum(float(number) * _UNITS[unit] for number, unit in _PIECE.findall(compact))
    )


def show_duration(duration: timedelta) -> str:
    """The duration in its two largest units: "1d 4h", "5m", "12s"."""
    left = max(0, round(duration.total_seconds()))
    pieces = []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            pieces.append(f"{count}{unit}")
    return " ".join(pieces[:2]) or "0s"
