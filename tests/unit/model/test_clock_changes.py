"""Each local slot exactly once, in any zone, around any change of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.cadence import Cadence, Quiet, is_quiet, next_instant, parse_slot, slots_between

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
ZONES = sorted(zone for zone in available_timezones() if "/" in zone)
CURIOUS = [
    ("Europe/Brussels", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/Brussels", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),  # by half an hour
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    ("America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC)),  # midnight does not exist
    ("America/Sao_Paulo", datetime(2018, 2, 18, 2, tzinfo=UTC)),  # 23:00 comes twice
    ("America/Nuuk", datetime(2025, 3, 30, 1, tzinfo=UTC)),  # from 23:00 to the next day
    ("Antarctica/Troll", datetime(2026, 3, 29, 1, tzinfo=UTC)),  # by two hours
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),  # a day that does not exist
    ("Pacific/Kwajalein", datetime(1993, 8, 21, 12, tzinfo=UTC)),
    ("Africa/Casablanca", datetime(2026, 3, 22, 2, tzinfo=UTC)),  # for Ramadan
]


@cache
def changes_of(zone: str) -> tuple[datetime, ...]:
    """The changes of the zone's clock between 2009 and 2030, to the half hour."""
    place = ZoneInfo(zone)
    found = []
    day = datetime(2009, 1, 1, tzinfo=UTC)
    while day.year < 2030:
        if day.astimezone(place).utcoffset() != (day + DAY).astimezone(place).utcoffset():
            steps = (day + timedelta(minutes=30 * n) for n in range(49))
            found += [
                step
                for step in steps
                if (step - MINUTE).astimezone(place).utcoffset()
                != step.astimezone(place).utcoffset()
            ]
        day += DAY
    return tuple(found)


@cache
def first_minutes(zone: str, change: datetime) -> dict[datetime, datetime]:
    """For each wall-clock minute of the days around the change, when it is first shown."""
    place, first = ZoneInfo(zone), dict[datetime, datetime]()
    for minute in range(8 * 1440):
        instant = change - 4 * DAY + minute * MINUTE
        first.setdefault(instant.astimezone(place).replace(tzinfo=None, fold=0), instant)
    return first


def expected(zone: str, clock: time, change: datetime) -> list[datetime]:
    """The slots of the five days around the change, by reading a clock on the wall every minute."""
    place, first = ZoneInfo(zone), first_minutes(zone, change)
    last_shown = (change - MINUTE).astimezone(place).replace(tzinfo=UTC)
    found = set()
    for offset in range(-2, 3):
        wall = datetime.combine(change.astimezone(place).date() + offset * DAY, clock)
        # never shown: as long after the jump as it stood behind the last minute that was shown
        found.add(first.get(wall) or change - MINUTE + (wall.replace(tzinfo=UTC) - last_shown))
    return sorted(found)


def assert_once_a_day(zone: str, clock: time, change: datetime) -> None:
    wanted = expected(zone, clock, change)
    slots = Cadence(timezone=ZoneInfo(zone), slots=(clock,))
    assert list(slots_between(slots, wanted[0], wanted[-1] + MINUTE)) == wanted, clock


@pytest.mark.parametrize(("zone", "change"), CURIOUS)
def test_each_slot_once_around_curious_changes(zone: str, change: datetime) -> None:
    for quarter in range(96):
        assert_once_a_day(zone, time(quarter // 4, quarter % 4 * 15), change)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), minutes=st.integers(-150, 150))
def test_each_slot_once_around_any_change_of_any_zone(data: st.DataObject, minutes: int) -> None:
    zone = data.draw(st.sampled_from(ZONES))
    change = data.draw(st.sampled_from(changes_of(zone) or (datetime(2026, 3, 1, tzinfo=UTC),)))
    near = (change + minutes * MINUTE).astimezone(ZoneInfo(zone))
    assert_once_a_day(zone, time(near.hour, near.minute), change)


def test_half_past_two_never_and_half_past_one_twice() -> None:
    zone = "Europe/London"
    spring = expected(zone, time(1, 30), datetime(2026, 3, 29, 1, tzinfo=UTC))
    autumn = expected(zone, time(1, 30), datetime(2026, 10, 25, 1, tzinfo=UTC))
    assert datetime(2026, 3, 29, 1, 30, tzinfo=UTC) in spring  # 02:30 in London
    assert datetime(2026, 10, 25, 0, 30, tzinfo=UTC) in autumn
    assert datetime(2026, 10, 25, 1, 30, tzinfo=UTC) not in autumn


def test_two_slots_that_a_jump_puts_together_are_one() -> None:
    slots = Cadence(timezone=ZoneInfo("Europe/Brussels"), slots=(time(2, 30), time(3, 30)))
    night = datetime(2026, 3, 29, tzinfo=UTC)
    assert list(slots_between(slots, night, night + DAY)) == [night + timedelta(minutes=90)]


def test_slots_of_a_day_that_does_not_exist_are_those_of_the_next() -> None:
    slots = Cadence(timezone=ZoneInfo("Pacific/Apia"), slots=(time(8), time(20)))
    start = datetime(2011, 12, 29, 10, tzinfo=UTC)  # the 29th, midnight
    local = [
        at.astimezone(ZoneInfo("Pacific/Apia"))
        for at in slots_between(slots, start, start + 3 * DAY)
    ]
    assert [f"{at:%d %H}" for at in local] == ["29 08", "29 20", "31 08", "31 20", "01 08", "01 20"]


@settings(max_examples=150, deadline=None)
@given(
    data=st.data(),
    before=st.integers(0, 2 * 1440),
    quiet=st.tuples(st.integers(0, 95), st.integers(1, 80)),
    slotted=st.booleans(),
)
def test_what_is_promised_keeps_quiet_hours_and_gap_in_any_zone(
    data: st.DataObject, before: int, quiet: tuple[int, int], slotted: bool
) -> None:
    zone = data.draw(st.sampled_from(ZONES))
    change = data.draw(st.sampled_from(changes_of(zone) or (datetime(2026, 3, 1, tzinfo=UTC),)))
    start, length = quiet
    ends = (start + length) % 96
    rules = Cadence(
        timezone=ZoneInfo(zone),
        quiet=(Quiet(time(start // 4, start % 4 * 15), time(ends // 4, ends % 4 * 15)),),
        slots=(parse_slot("*/30 * * * *"),) if slotted else (),
        min_gap=timedelta(minutes=40),
        max_per_day=9,
    )
    booked: list[datetime] = []
    for _ in range(12):
        instant = next_instant(rules, change - before * MINUTE, booked)
        assert instant is not None
        assert instant < change + 5 * DAY
        assert not is_quiet(rules, instant)
        assert all(abs(instant - other) >= rules.min_gap for other in booked)
        booked.append(instant)
    assert booked == sorted(booked)
