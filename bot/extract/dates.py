"""Dates as sites write them, to aware UTC. What has no zone is taken as UTC: nothing better is known."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_EARLIEST = 1990
"""The web's first year: a date before it is a mistake of the page."""
_LATEST = 2100
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_CLOCK = r"(?:\D{1,12}?(\d{1,2})[:.h](\d{2})(?::\d{2})?\s*([ap]\.?m\.?)?)?"
_DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|\.|er|º|ª)?\s+(?:de\s+|of\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?(\d{4})\b"
    + _CLOCK
)
_MONTH_FIRST = re.compile(
    r"\b([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b" + _CLOCK
)
_NUMBERS = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2(\d{4})\b" + _CLOCK)
_YEAR_FIRST = re.compile(r"\b(\d{4})[/.年]\s?(\d{1,2})[/.月]\s?(\d{1,2})")
_IN_URL = re.compile(
    r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|$)|/((?:19|20)\d{2})(\d{2})(\d{2})/"
)

_MONTHS = (
    "jan january januar jänner janvier enero gennaio janeiro januari stycznia styczeń ιανουαρίου ιαν ianuarie января ene gen",
    "feb february februar février fevrier febrero febbraio fevereiro februari lutego luty φεβρουαρίου φεβ februarie февраля févr fév fev",
    "mar march märz mars marzo março maart marca marzec μαρτίου μαρ martie марта mär mrz mrt",
    "apr april avril abril aprile kwietnia kwiecień απριλίου απρ aprilie апреля avr abr",
    "may mai mayo maggio maio mei maja maj μαΐου μαϊ мая mag",
    "jun june juni juin junio giugno junho czerwca czerwiec ιουνίου ιουν iunie июня giu",
    "jul july juli juillet julio luglio julho lipca lipiec ιουλίου ιουλ iulie июля juil lug",
    "aug august août aout agosto augustus sierpnia sierpień αυγούστου αυγ августа ago",
    "sep sept september septembre septiembre settembre setembro września wrzesień σεπτεμβρίου σεπ septembrie сентября set",
    "oct october oktober octobre octubre ottobre outubro października październik οκτωβρίου οκτ octombrie октября okt ott out",
    "nov november novembre noviembre novembro listopada listopad νοεμβρίου νοε noiembrie ноября",
    "dec december dezember décembre decembre diciembre dicembre dezembro grudnia grudzień δεκεμβρίου δεκ decembrie декабря dez déc dic",
)
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}


def parse_date(text: str | None, *, day_first: bool = False) -> datetime | None:
    """The instant that a machine- or hand-written date names, in UTC; None where it names none.

    ``day_first``: 9/2/2026 is in February, as everywhere but in the United States.
    """
    if not text:
        return None
    text = text.strip()[:200]
    return _iso(text) or _mail(text) or _written(text, day_first=day_first)


def date_in_url(url: str) -> datetime | None:
    """The day that a URL such as /2026/02/09/title names."""
    found = _IN_URL.search(url)
    if found is None:
        return None
    year, month, day = (group for group in found.groups() if group)
    return _make(int(year), int(month), int(day))


def _iso(text: str) -> datetime | None:
    found = _ISO.search(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    sign = (zone or "Z").upper()
    stamp = f"{year}-{int(month):02}-{int(day):02}T{int(hour or 0):02}:{minute or '00'}:{second or '00'}"
    try:
        moment = datetime.fromisoformat(stamp + ("+00:00" if sign in ("Z", "UTC", "GMT") else sign))
    except ValueError:
        return None
    return _plausible(moment)


def _mail(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _plausible(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _written(text: str, *, day_first: bool) -> datetime | None:
    for pattern, order in ((_DAY_FIRST, (2, 1, 0)), (_MONTH_FIRST, (2, 0, 1))):
        for match in pattern.finditer(text):
            parts = match.groups()
            year, month, day = (parts[place] for place in order)
            number = _MONTH_NUMBERS.get(month.lower())
            if number:
                return _make(int(year), number, int(day), *_clock(*parts[3:]))
    found = _YEAR_FIRST.search(text)
    if found:
        return _make(*(int(part) for part in found.groups()))
    found = _NUMBERS.search(text)
    if found is None:
        return None
    first, mark, second, year, *clock = found.groups()
    day, month_number = int(first), int(second)
    # 9.2. and 9-2 are day first everywhere; 9/2 is month first in the largest country that writes it.
    if (mark == "/" and day <= 12 and not day_first) or month_number > 12:
        day, month_number = month_number, day
    return _make(int(year), month_number, day, *_clock(*clock))


def _clock(hour: str | None, minute: str | None, half: str | None) -> tuple[int, int]:
    if hour is None or minute is None:
        return 0, 0
    hours = int(hour)
    if half and half[0].lower() == "p" and hours < 12:
        hours += 12
    if half and half[0].lower() == "a" and hours == 12:
        hours = 0
    return (hours, int(minute)) if hours < 24 and int(minute) < 60 else (0, 0)


def _make(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime | None:
    try:
        return _plausible(datetime(year, month, day, hour, minute, tzinfo=UTC))
    except ValueError:
        return None


def _plausible(moment: datetime) -> datetime | None:
    try:
        utc = moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return utc if _EARLIEST <= utc.year < _LATEST else None
