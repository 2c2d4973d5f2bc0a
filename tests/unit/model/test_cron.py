from __future__ import annotations

from datetime import date, time

import pytest

from bot.model.cron import parse_cron

MONDAY = date(2026, 11, 23)


def clocks(expression: str, day: date = MONDAY) -> list[str]:
    return [f"{t:%H:%M}" for t in parse_cron(expression).times(day)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0 8 * * *", ["08:00"]),
        ("*/20 7-8 * * *", ["07:00", "07:20", "07:40", "08:00", "08:20", "08:40"]),
        ("5,50 6 * * *", ["06:05", "06:50"]),
        ("10-30/10 6 * * *", ["06:10", "06:20", "06:30"]),
        ("50/5 6 * * *", ["06:50", "06:55"]),
        ("0 8 * * mon-fri", ["08:00"]),
        ("0 8 * * 0", []),
        ("0 8 * * 7", []),
        ("0 8 * nov *", ["08:00"]),
        ("0 8 1 * *", []),
        ("0 8 * * sat-sun", []),
        ("0 8 * * sun-sun", []),
        ("0 8 1 * mon", ["08:00"]),  # both restricted: either matches
        ("0 8 23 * tue", ["08:00"]),
    ],
)
def test_times_of_a_day(expression: str, expected: list[str]) -> None:
    assert clocks(expression) == expected


def test_sunday_is_0_and_7() -> None:
    sunday = date(2026, 11, 22)
    assert clocks("0 8 * * 0", sunday) == clocks("0 8 * * 7", sunday) == ["08:00"]
    assert clocks("0 8 * * sat-sun", sunday) == clocks("0 8 * * fri-SUN", sunday) == ["08:00"]


def test_times_are_in_order() -> None:
    assert list(parse_cron("30,0 9,8 * * *").times(MONDAY)) == [
        time(8, 0),
        time(8, 30),
        time(9, 0),
        time(9, 30),
    ]


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ("* * * *", "five"),
        ("60 * * * *", "minute"),
        ("* 24 * * *", "hour"),
        ("* * 0 * *", "day of month"),
        ("* * * 13 *", "month"),
        ("* * * * 8", "day of week"),
        ("*/0 * * * *", "step"),
        ("*/x * * * *", "step"),
        ("30-10 * * * *", "backwards"),
        ("-5 * * * *", "minute"),
    ],
)
def test_what_is_wrong_is_named(expression: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        parse_cron(expression)
