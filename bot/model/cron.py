"""Cron expressions of five fields: minute, hour, day of month, month, day of week.

The usual meaning (crontab(5)): lists, ranges, steps, names of months and days, 7 is Sunday; where
both day fields are restricted, either may match.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


@dataclass(frozen=True, slots=True)
class Cron:
    """A parsed expression: the wall-clock times of each day on which it falls."""

    expression: str
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool

    def times(self, day: date) -> Iterator[time]:
        """The wall-clock times on ``day``, in order."""
        if day.month in self.months and self._on(day):
            for hour in self.hours:
                for minute in self.minutes:
                    yield time(hour, minute)

    def _on(self, day: date) -> bool:
        in_month = day.day in self.days
        in_week = day.isoweekday() % 7 in self.weekdays
        if self.any_day or self.any_weekday:
            return in_month and in_week
        return in_month or in_week


def parse_cron(expression: str) -> Cron:
    """The expression's meaning. Raises ValueError naming the field that is wrong."""
    fields = expression.split()
    if len(fields) != 5:
        raise ValueError(
            f'"{expression}" has {len(fields)} fields; a cron expression has five: '
            "minute hour day-of-month month day-of-week"
        )
    weekdays = _field(fields[4], 0, 7, "day of week", _DAYS)
    return Cron(
        expression=expression,
        minutes=tuple(sorted(_field(fields[0], 0, 59, "minute"))),
        hours=tuple(sorted(_field(fields[1], 0, 23, "hour"))),
        days=_field(fields[2], 1, 31, "day of month"),
        months=_field(fields[3], 1, 12, "month", _MONTHS, first_name=1),
        weekdays=frozenset(number % 7 for number in weekdays),
        any_day=fields[2].startswith("*"),
        any_weekday=fields[4].startswith("*"),
    )


def _field(
    text: str, low: int, high: int, what: str, names: tuple[str, ...] = (), first_name: int = 0
) -> frozenset[int]:
    def number(word: str) -> int:
        if word.lower() in names:
            return names.index(word.lower()) + first_name
        if word.isascii() and word.isdigit() and low <= int(word) <= high:
            return int(word)
        raise ValueError(f'"{text}" is no {what}; allowed are {low}-{high}, lists, ranges and */n')

    found: set[int] = set()
    for item in text.split(","):
        span, _, step_text = item.partition("/")
        step = int(step_text) if step_text.isascii() and step_text.isdigit() else 0
        if "/" in item and step == 0:
            raise ValueError(f'"{text}" has no valid step for the {what}; write */15 or 8-20/2')
        if span == "*":
            first, last = low, high
        else:
            start, dash, end = span.partition("-")
            first = number(start)
            last = number(end) if dash else (high if step else first)
            if first and dash and end.lower() == "sun":
                last = 7  # "sat-sun" is what it says, and "sun-sun" a Sunday
        if last < first:
            raise ValueError(f'"{item}" runs backwards in the {what}; write the smaller first')
        found.update(range(first, last + 1, step or 1))
    return frozenset(found)
