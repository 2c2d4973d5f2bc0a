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
        ("2026-12-01 08:00+02:00", "2026-12-01T06:00"),
        ("+90m", "2026-11-23T11:30"),
        ("+1h30m", "2026-11-23T11:30"),
        ("in 90 minutes", "2026-11-23T11:30"),
        ("in 1 day 2 hours", "2026-11-24T12:00"),
        ("today 18:30", "2026-11-23T17:30"),
        ("Tomorrow at 8:05", "2026-11-24T07:05"),
        ("8am tomorrow", "2026-11-24T07:00"),
        ("6:30 pm", "2026-11-23T17:30"),
        ("noon", "2026-11-23T11:00"),
        ("tomorrow midnight", "2026-11-23T23:00"),
        ("friday 18:30", "2026-11-27T17:30"),
        ("mon 09:00", "2026-11-30T08:00"),
        ("Mon 18:00", "2026-11-23T17:00"),
        ("18:00 on thu", "2026-11-26T17:00"),
        ("25 Dec 09:00", "2026-12-25T08:00"),
        ("December 25, 09:00", "2026-12-25T08:00"),
        ("1 jan 09:00", "2027-01-01T08:00"),
        ("1 January 2027 09:00", "2027-01-01T08:00"),
    ],
)
def test_times_to_come(text: str, expected: str) -> None:
    assert parse_coming(text, now=NOW, zone=ZONE) == datetime.fromisoformat(expected + "+00:00")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("soon", "is no time; write"),
        ("", "is no time; write"),
        ("25:00", "is no time; write"),
        ("13pm", "is no time; write"),
        ("2026-13-01 08:00", "is no time; write"),
        ("30 feb 08:00", "is no time; write"),
        ("+x", "is no time; write"),
        ("+2h later", "is no time; write"),
        ("8", "is no time; write"),
        ("tomorrow", "names a day and no time"),
        ("2026-12-01", "names a day and no time"),
        ("2026-11-01 08:00", "has passed: it was 2026-11-01 08:00"),
        ("today 09:00", "has passed"),
        ("2062-12-01 08:00", "more than a year away"),
        ("2027-03-28 02:30", "does not exist.* is 2027-03-28 03:30"),
        ("2027-10-31 02:30", 'twice .*"2027-10-31T02:30.02:00" for the first'),
    ],
)
def test_no_time_to_come(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse_coming(text, now=NOW, zone=ZONE)


def test_what_it_says_to_write_for_an_hour_that_comes_twice_can_be_written() -> None:
    for text, expected in (
        ("2027-10-31T02:30+02:00", "2027-10-31T00:30"),
        ("2027-10-31T02:30+01:00", "2027-10-31T01:30"),
    ):
        moment = parse_coming(text, now=NOW, zone=ZONE)
        assert moment == datetime.fromisoformat(expected + "+00:00")


@pytest.mark.parametrize(
    ("text", "expected"), [("24h", "2026-11-22T10:00"), ("2026-11-01", "2026-10-31T23:00")]
)
def test_times_gone_by(text: str, expected: str) -> None:
    assert parse_past(text, now=NOW, zone=ZONE) == datetime.fromisoformat(expected + "+00:00")


def test_no_time_gone_by() -> None:
    with pytest.raises(UsageError, match="7d"):
        parse_past("lately", now=NOW, zone=ZONE)
