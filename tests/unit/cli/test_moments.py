from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.cli.moments import parse_coming, parse_past
from bot.model.errors import UsageError

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # 11:00 in Brussels
ZONE = "Europe/Brussels"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18:30", "2026-11-23T17:30"),
        ("09:00", "2026-11-24T08:00"),
        ("+2h", "2026-11-23T12:00"),
        ("2026-12-01 08:00", "2026-12-01T07:00"),
        ("2026-12-01T08:00Z", "2026-12-01T08:00"),
    ],
)
def test_times_to_come(text: str, expected: str) -> None:
    assert parse_coming(text, now=NOW, zone=ZONE) == datetime.fromisoformat(expected + "+00:00")


@pytest.mark.parametrize("text", ["soon", "25:00", "2026-13-01", "+x", "2026-11-01 08:00"])
def test_no_time_to_come(text: str) -> None:
    with pytest.raises(UsageError):
        parse_coming(text, now=NOW, zone=ZONE)


@pytest.mark.parametrize(
    ("text", "expected"), [("24h", "2026-11-22T10:00"), ("2026-11-01", "2026-10-31T23:00")]
)
def test_times_gone_by(text: str, expected: str) -> None:
    assert parse_past(text, now=NOW, zone=ZONE) == datetime.fromisoformat(expected + "+00:00")


def test_no_time_gone_by() -> None:
    with pytest.raises(UsageError, match="7d"):
        parse_past("lately", now=NOW, zone=ZONE)
