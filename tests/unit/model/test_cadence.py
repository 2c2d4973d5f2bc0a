from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.cadence import (
    Cadence,
    FreeTimes,
    Quiet,
    day_start,
    hold_until,
    is_expired,
    is_quiet,
    next_day_start,
    next_instant,
    parse_clock,
    parse_quiet,
    parse_slot,
    slots_between,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
ZONES = sorted(zone for zone in available_timezones() if "/" in zone)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def cadence(**changes: object) -> Cadence:
    facts: dict[str, object] = {"timezone": BRUSSELS, "min_gap": timedelta(0), **changes}
    return Cadence(**facts)  # type: ignore[arg-type]


def test_without_slots_the_first_allowed_instant_is_now() -> None:
    now = utc("2026-11-23 10:00")
    assert next_instant(cadence(), now, []) == now


def test_the_gap_counts_from_every_booking_before_and_after() -> None:
    now = utc("2026-11-23 10:00")
    gap = cadence(min_gap=timedelta(minutes=5))
    booked = [now - timedelta(minutes=2), now + timedelta(minutes=6)]
    # 10:03 would be clear of the first but only three minutes before the second
    assert next_instant(gap, now, booked) == utc("2026-11-23 10:11")


def test_a_burst_is_spread_by_the_gap() -> None:
    now = utc("2026-11-23 10:00")
    gap = cadence(min_gap=timedelta(minutes=5))
    booked: list[datetime] = []
    for _ in range(4):
        instant = next_instant(gap, now, booked)
        assert instant is not None
        booked.append(instant)
    assert [(b - now) / timedelta(minutes=1) for b in booked] == [0, 5, 10, 15]


def test_quiet_hours_past_midnight_push_to_their_end() -> None:
    quiet = cadence(quiet=(parse_quiet("23:00-06:30"),))
    evening = utc("2026-11-23 22:30")  # 23:30 in Brussels
    assert next_instant(quiet, evening, []) == utc("2026-11-24 05:30")
    assert is_quiet(quiet, utc("2026-11-24 05:29"))
    assert not is_quiet(quiet, utc("2026-11-24 05:30"))


def test_the_daily_cap_counts_local_days() -> None:
    capped = cadence(max_per_day=2)
    now = utc("2026-11-23 22:30")
    booked = [utc("2026-11-23 08:00"), utc("2026-11-23 22:00")]
    assert next_instant(capped, now, booked) == utc("2026-11-23 23:00")  # midnight in Brussels


def test_slots_are_filled_one_by_one() -> None:
    slots = cadence(slots=(parse_slot("08:00"), parse_slot("12:30")))
    now = utc("2026-11-23 07:00")  # 08:00 in Brussels
    first = next_instant(slots, now, [])
    assert first == now
    second = next_instant(slots, now, [now])
    assert second == utc("2026-11-23 11:30")
    assert next_instant(slots, now, [now, second]) == utc("2026-11-24 07:00")


def test_a_cron_slot_is_local() -> None:
    slots = cadence(slots=(parse_slot("*/20 7-8 * * mon"),))
    start = utc("2026-11-23 00:00")
    found = [
        slot.astimezone(BRUSSELS).strftime("%a %H:%M")
        for slot in slots_between(slots, start, start + timedelta(days=7))
    ]
    assert found == ["Mon 07:00", "Mon 07:20", "Mon 07:40", "Mon 08:00", "Mon 08:20", "Mon 08:40"]


def test_a_slot_in_the_repeated_hour_comes_once() -> None:
    slots = cadence(slots=(time(2, 30),))
    night = list(slots_between(slots, utc("2026-10-24 22:00"), utc("2026-10-25 22:00")))
    assert night == [utc("2026-10-25 00:30")]  # the first of the two


def test_a_slot_in_the_skipped_hour_comes_once_and_later() -> None:
    slots = cadence(slots=(time(2, 30),))
    night = list(slots_between(slots, utc("2026-03-28 22:00"), utc("2026-03-29 21:00")))
    assert night == [utc("2026-03-29 01:30")]  # 03:30 in Brussels


@settings(max_examples=150, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    clock=st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None)),
    day=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
)
def test_each_local_slot_comes_once_a_day_in_any_zone(zone: str, clock: time, day: date) -> None:
    place = ZoneInfo(zone)
    slots = Cadence(timezone=place, slots=(clock,))
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = list(slots_between(slots, start, start + timedelta(days=40)))
    local_days = [slot.astimezone(place).date() for slot in found]
    # a skipped slot may land on the next day only where the clock jumps over midnight
    assert len(found) in (39, 40, 41)
    assert len(found) - len(set(local_days)) <= 1
    assert found == sorted(set(found))


@settings(max_examples=200, deadline=None)
@given(
    start=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
    gap=st.integers(0, 180),
    cap=st.integers(0, 5),
    quiet=st.tuples(st.integers(0, 23), st.integers(1, 20)),
    slotted=st.booleans(),
    count=st.integers(1, 12),
)
def test_what_is_promised_keeps_every_rule(
    start: datetime, gap: int, cap: int, quiet: tuple[int, int], slotted: bool, count: int
) -> None:
    silent = Quiet(time(quiet[0]), time((quiet[0] + quiet[1]) % 24))
    rules = cadence(
        min_gap=timedelta(minutes=gap),
        max_per_day=cap,
        quiet=(silent,),
        slots=tuple(time(hour, 15) for hour in range(24)) if slotted else (),
    )
    now = start.replace(tzinfo=UTC)
    booked: list[datetime] = []
    for _ in range(count):
        instant = next_instant(rules, now, booked)
        assert instant is not None
        assert instant >= now
        assert not is_quiet(rules, instant)
        assert all(abs(instant - b) >= rules.min_gap for b in booked)
        assert not slotted or instant.astimezone(BRUSSELS).minute == 15
        assert not slotted or instant not in booked
        booked.append(instant)
    per_day = [b.astimezone(BRUSSELS).date() for b in booked]
    assert not cap or max(map(per_day.count, per_day)) <= cap


@settings(max_examples=300, deadline=None)
@given(
    data=st.data(), slotted=st.booleans(), is_capped=st.booleans(), is_quiet_by_night=st.booleans()
)
def test_times_taken_one_by_one_are_those_found_from_the_beginning(
    data: st.DataObject, slotted: bool, is_capped: bool, is_quiet_by_night: bool
) -> None:
    now = utc("2026-10-24 20:00")
    rules = cadence(
        min_gap=timedelta(minutes=data.draw(st.sampled_from([0, 5, 45]))),
        max_per_day=7 if is_capped else 0,
        quiet=(parse_quiet("23:00-06:30"),) if is_quiet_by_night else (),
        slots=(parse_slot("*/20 * * * *"),) if slotted else (),
    )
    moments = st.integers(-200, 4_000).map(lambda minutes: now + timedelta(minutes=minutes))
    booked = data.draw(st.lists(moments, max_size=30))
    free = FreeTimes(rules, booked)
    for not_before, other in data.draw(
        st.lists(st.tuples(moments, st.none() | moments), max_size=20)
    ):
        instant = free.first(not_before)
        assert instant == FreeTimes(rules, booked).first(not_before)
        for taken in filter(None, (instant, other)):
            free.book(taken)
            booked.append(taken)


def test_a_cadence_with_no_free_time_gives_none() -> None:
    never = cadence(quiet=(parse_quiet("00:00-12:00"), parse_quiet("12:00-00:00")))
    assert next_instant(never, utc("2026-11-23 10:00"), []) is None


def test_a_due_post_is_held_by_quiet_hours_gap_and_cap_only() -> None:
    now = utc("2026-11-23 10:00")
    rules = cadence(
        min_gap=timedelta(minutes=5),
        slots=(time(8, 0),),
        quiet=(parse_quiet("23:00-06:30"),),
        max_per_day=2,
    )
    assert hold_until(rules, now, []) is None  # not a slot, but it missed its own
    assert hold_until(rules, now, [now - timedelta(minutes=1)]) == now + timedelta(minutes=4)
    early = [utc("2026-11-23 06:00"), utc("2026-11-23 07:00")]
    assert hold_until(rules, now, early) == utc("2026-11-23 23:00")
    assert hold_until(rules, utc("2026-11-23 23:00"), []) == utc("2026-11-24 05:30")


def test_a_post_that_went_out_a_second_late_does_not_cost_the_next_its_slot() -> None:
    now = utc("2026-11-23 10:05")
    rules = cadence(min_gap=timedelta(minutes=5))
    assert hold_until(rules, now, [utc("2026-11-23 10:00") + timedelta(seconds=2)]) is None


def test_only_dated_stories_expire() -> None:
    now = utc("2026-11-23 10:00")
    day = cadence(max_age=timedelta(hours=24))
    assert is_expired(day, now - timedelta(hours=25), now)
    assert not is_expired(day, now - timedelta(hours=23), now)
    assert not is_expired(day, None, now)
    assert not is_expired(cadence(max_age=None), now - timedelta(days=900), now)


def test_days_begin_and_end_at_local_midnight_across_the_clock_changes() -> None:
    assert day_start(BRUSSELS, utc("2026-10-25 12:00")) == utc("2026-10-24 22:00")
    assert next_day_start(BRUSSELS, utc("2026-10-25 12:00")) == utc("2026-10-25 23:00")


@pytest.mark.parametrize("text", ["8", "24:00", "08:60", "eight", "08:0", "-1:00", "²:00"])
def test_a_wrong_time_of_day_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(ValueError, match="08:00"):
        parse_clock(text)


@pytest.mark.parametrize("text", ["23:00", "08:00-08:00", "x-y", ""])
def test_wrong_quiet_hours_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write it like"):
        parse_quiet(text)


def test_a_slot_that_takes_no_post_says_why() -> None:
    cadence = Cadence(
        timezone=ZoneInfo("Europe/Brussels"),
        slots=(parse_slot("0,30 8-10 * * *"),),
        min_gap=timedelta(minutes=50),
        max_per_day=2,
    )
    eight = datetime(2026, 11, 23, 7, tzinfo=UTC)
    free = FreeTimes(cadence, [eight])
    assert free.why_not(eight + timedelta(minutes=30)) == "less than 50m from another post"
    assert free.why_not(eight + timedelta(hours=1)) is None
    free.book(eight + timedelta(hours=1))
    assert free.why_not(eight + timedelta(hours=2)) == "the day has its 2"
    assert free.why_not(eight + timedelta(days=1)) is None
