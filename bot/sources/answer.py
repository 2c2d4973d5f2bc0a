"""What a server answered, and the facts that stand in its headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_CHARSET = re.compile(
    r";\s*charset\s*=\s*[\"']?\s*([A-Za-z0-9][A-Za-z0-9._:-]{0,39})", re.IGNORECASE
)
_MAX_AGE = re.compile(r"(?<![\w-])max-age\s*=\s*\"?([0-9]{1,9})", re.IGNORECASE)
_LONGEST_WAIT = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer.

    ``url`` is where it came from after redirects. ``headers`` are by lower-case name.
    ``body`` has its Content-Encoding undone. ``not_modified`` means that the validators still
    hold; the body is then empty. ``permanent_url`` is the new address where every redirect on
    the way was a permanent one, else None.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    not_modified: bool = False
    permanent_url: str | None = None


def charset_of(headers: Mapping[str, str]) -> str | None:
    """The charset that Content-Type names, in lower case; None where it names none."""
    found = _CHARSET.search(headers.get("content-type", ""))
    return found.group(1).lower() if found else None


def http_date(value: str | None) -> datetime | None:
    """An HTTP date in UTC, or None where it is missing or cannot be read."""
    try:
        moment = parsedate_to_datetime(value or "")
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def max_age(headers: Mapping[str, str]) -> float | None:
    """The seconds for which Cache-Control says that the answer holds; None where it does not say."""
    value = headers.get("cache-control", "")
    found = _MAX_AGE.search(value)
    if found is None or re.search(r"\bno-(?:cache|store)\b", value, re.IGNORECASE):
        return None
    return float(min(int(found.group(1)), _LONGEST_WAIT))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that the server asks to be left alone for, at most a week; None if it does not.

    A date counts from the server's own Date, whose clock may differ from ours.
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(min(int(value), _LONGEST_WAIT))
    until = http_date(value)
    if until is None:
        return None
    now = http_date(headers.get("date")) or datetime.now(UTC)
    return min(max((until - now).total_seconds(), 0.0), float(_LONGEST_WAIT))
