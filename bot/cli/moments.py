"""Times as people type them on a command line."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.cadence import parse_clock
from bot.model.duration import parse_duration
from bot.model.errors import UsageError

FARTHEST = timedelta(days=366)
"""How far ahead a time may lie; what is farther away is a slip of the pen."""
_FORMS = '"18:30", "tomorrow 08:00", "fri 18:30", "25 Dec 09:00", "2026-12-01 08:00", "+2h" or "in 90 minutes"'
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_UNITS = {
    "s": "s",
    "sec": "s",
    "second": "s",
    "m": "m",
    "min": "m",
    "minute": "m",
    "h": "h",
    "hour": "h",
}
_UNITS |= {"d": "d", "day": "d"}
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?|noon|midnight", re.IGNORECASE)
_OFFSET = re.compile(r"(.*\d)\s*(Z|[+-]\d{2}:?\d{2})", re.IGNORECASE | re.DOTALL)


def parse_coming(text: str, *, now: datetime, zone: str) -> datetime:
    """A time to come, as people write it; times of day are local in ``zone``.

    One without a day is the next of its kind. One that the change of the clock leaves out, or shows
    twice, is refused with what to write instead. Raises UsageError.
    """
    words = re.sub(r"\b(?:at|on) ", "", " ".join(text.split()), flags=re.IGNORECASE)
    after = _duration(words)
    moment = now + after if after is not None else _coming(words, text, now, ZoneInfo(zone))
    if moment <= now:
        raise UsageError(f'"{text}" has passed: it was {_shown(moment, zone)}; give a time to come')
    if moment > now + FARTHEST:
        raise UsageError(f'"{text}" is more than a year away: {_shown(moment, zone)}')
    return moment.astimezone(UTC)


def parse_past(text: str, *, now: datetime, zone: str) -> datetime:
    """A time gone by: "24h" (that long ago) or "2026-12-01". Raises UsageError."""
    try:
        return now - parse_duration(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f'"{text}" is no time; write "24h", "7d" or "2026-12-01"') from None
    local = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


def _duration(words: str) -> timedelta | None:
    """What "+2h", "+1h30m" and "in 90 minutes" mean; None for anything else."""
    told = re.fullmatch(r"(?:\+|in )\s*(.+)", words, re.IGNORECASE)
    if told is None:
        return None
    total = timedelta(0)
    parts = re.findall(r"(\d+)\s*([A-Za-z]+?)s?(?=[\s\d]|$)|(\S)", told[1])
    for count, unit, other in parts:
        if other or unit.lower() not in _UNITS:
            return None
        total += parse_duration(f"{count}{_UNITS[unit.lower()]}")
    return total if parts else None


def _coming(words: str, text: str, now: datetime, place: ZoneInfo) -> datetime:
    refusal = UsageError(f'"{text}" is no time; write {_FORMS}')
    exact = _OFFSET.fullmatch(words)
    if exact and re.match(r"\d{4}-", words):
        try:
            return datetime.fromisoformat(words.replace("z", "Z"))
        except ValueError:
            raise refusal from None
    today = now.astimezone(place).date()
    for day_words, clock_words in _splits(words):
        clock = _clock(clock_words)
        if clock is None:
            continue
        if not day_words:
            moment = _local(today, clock, place, text)
            return moment if moment > now else _local(today + timedelta(days=1), clock, place, text)
        day = _day(day_words, today)
        if day is not None:
            moment = _local(day, clock, place, text)
            is_weekday = _weekday(day_words) is not None
            return (
                _local(day + timedelta(days=7), clock, place, text)
                if is_weekday and moment <= now
                else moment
            )
    if _day(words, today) is not None:
        raise UsageError(f'"{text}" names a day and no time; write it like "{words} 08:00"')
    raise refusal


def _splits(words: str) -> list[tuple[str, str]]:
    """The ways to take the words apart into a day and a time of day; the time may stand first."""
    found = [("", words)]
    pieces = re.split(r"[ ,]+|(?<=\d)T(?=\d)", words)
    for count in (1, 2):
        if len(pieces) > count:
            last, first = pieces[-count:], pieces[:count]
            found.append((" ".join(pieces[:-count]), " ".join(last)))
            found.append((" ".join(pieces[count:]), " ".join(first)))
    return found


def _clock(words: str) -> time | None:
    told = _CLOCK.fullmatch(words)
    if told is None:
        return None
    if told[1] is None:
        return time(12) if words.lower() == "noon" else time(0)
    hour, minute, half = int(told[1]), int(told[2] or 0), (told[3] or "").lower()
    if not half and told[2] is None:
        return None  # "8" may be a day
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return parse_clock(f"{hour}:{minute:02}")
    except ValueError:
        return None


def _day(words: str, today: date) -> date | None:
    lowered = words.lower()
    if lowered in ("today", "tonight", "tomorrow"):
        return today + timedelta(days=lowered == "tomorrow")
    weekday = _weekday(lowered)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    try:
        return date.fromisoformat(words)
    except ValueError:
        return _named(lowered, today)


def _weekday(words: str) -> int | None:
    name = words.lower().removeprefix("next ")
    found = [n for n, day in enumerate(_WEEKDAYS) if len(name) > 2 and day.startswith(name)]
    return found[0] if len(found) == 1 else None


def _named(words: str, today: date) -> date | None:
    """The day that "25 Dec", "December 25" or "25 Dec 2026" names: without a year, the next one."""
    told = re.fullmatch(r"(\d{1,2})\.? ([a-z]{3,})\.?(?: (\d{4}))?", words)
    other = re.fullmatch(r"([a-z]{3,})\.? (\d{1,2})(?: (\d{4}))?", words)
    if told:
        number, name, year = told.groups()
    elif other:
        name, number, year = other.groups()
    else:
        return None
    months = [n for n, month in enumerate(_MONTHS, start=1) if month.startswith(name)]
    if len(months) != 1:
        return None
    try:
        if year:
            return date(int(year), months[0], int(number))
        this = date(today.year, months[0], int(number))
        return this if this >= today else this.replace(year=today.year + 1)
    except ValueError:
        return None


def _local(day: date, clock: time, place: ZoneInfo, text: str) -> datetime:
    """That wall-clock time. Raises UsageError where it does not exist, or comes twice."""
    first = datetime.combine(day, clock, tzinfo=place)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(UTC) > second.astimezone(UTC):
        later = first.astimezone(UTC).astimezone(place)
        raise UsageError(
            f'"{text}" does not exist: the clock jumps over {clock:%H:%M} on {day:%Y-%m-%d} in '
            f"{place.key}; an hour that exists is {later:%Y-%m-%d %H:%M}"
        )
    raise UsageError(
        f'"{text}" comes twice on {day:%Y-%m-%d} in {place.key}, when the clock goes back; write '
        f'"{_iso(first)}" for the first or "{_iso(second)}" for the second'
    )


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _shown(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} in {zone}"
