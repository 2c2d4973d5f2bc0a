"""Times as people type them on a command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.cadence import parse_clock
from bot.model.duration import parse_duration
from bot.model.errors import UsageError


def parse_coming(text: str, *, now: datetime, zone: str) -> datetime:
    """A time to come: "18:30", "+2h", "2026-12-01 08:00". Local times are in ``zone``.

    Raises UsageError.
    """
    try:
        if text.startswith("+"):
            return now + parse_duration(text[1:])
        if len(text) <= 5 and ":" in text:
            local = now.astimezone(ZoneInfo(zone))
            today = datetime.combine(local.date(), parse_clock(text), tzinfo=ZoneInfo(zone))
            later = today if today > now else today + timedelta(days=1)
            return later.astimezone(UTC)
        moment = _dated(text, zone)
    except ValueError:
        raise UsageError(
            f'"{text}" is no time; write "18:30", "+2h" or "2026-12-01 08:00"'
        ) from None
    if moment <= now:
        raise UsageError(f'"{text}" has passed; give a time to come')
    return moment


def parse_past(text: str, *, now: datetime, zone: str) -> datetime:
    """A time gone by: "24h" (that long ago) or "2026-12-01". Raises UsageError."""
    try:
        return now - parse_duration(text)
    except ValueError:
        pass
    try:
        return _dated(text, zone)
    except ValueError:
        raise UsageError(f'"{text}" is no time; write "24h", "7d" or "2026-12-01"') from None


def _dated(text: str, zone: str) -> datetime:
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return moment.astimezone(UTC)
