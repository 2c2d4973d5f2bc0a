from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.breaking import Breaking
from bot.model.cadence import Cadence, Order, parse_quiet, parse_slot
from bot.model.cadence_in_words import cadence_in_words, clock_changes, idle_slots, notes_on
from bot.model.delivery import State
from tests.unit.pipeline.test_settle import SENDING

BRUSSELS = ZoneInfo("Europe/Brussels")
DAY = Cadence(
    BRUSSELS,
    slots=(time(12, 30), time(8)),
    quiet=(parse_quiet("23:00-06:30"),),
    max_per_day=20,
)


def test_a_whole_day() -> None:
    assert cadence_in_words(DAY) == (
        "posts at 08:00 and 12:30 Brussels time, not between 23:00 and 06:30, at most 20 a day, "
        "at least 5m apart, stories up to 1d old"
    )


def test_the_simplest() -> None:
    plain = Cadence(BRUSSELS, min_gap=timedelta(0), max_age=None)
    assert cadence_in_words(plain) == "posts as soon as it may"


def test_cron_order_and_breaking_news() -> None:
    rich = replace(
        DAY,
        timezone=ZoneInfo("America/New_York"),
        slots=(time(7), parse_slot("*/20 8-22 * * mon-fri")),
        order=Order.NEWEST,
        breaking=Breaking(tags=("Breaking",), titles=("FLASH:",)),
    )
    told = cadence_in_words(rich)
    assert told.startswith('posts at 07:00 and by cron "*/20 8-22 * * mon-fri" New York time, ')
    assert told.endswith(
        'the newest first; breaking news (tag "Breaking" or title that begins "FLASH:") '
        "at once after quiet hours"
    )
    loud = cadence_in_words(replace(rich, breaking=Breaking(titles=("FLASH:",), in_quiet=True)))
    assert loud.endswith("at once, in quiet hours too")
    assert cadence_in_words(replace(rich, quiet=())).endswith('"FLASH:") at once')


def test_slots_in_quiet_hours_are_told() -> None:
    assert idle_slots(replace(DAY, slots=(time(8), time(23, 30), time(5)))) == ("23:30", "05:00")


def test_changes_of_the_clock_are_told() -> None:
    start = datetime(2026, 10, 20, tzinfo=UTC)
    assert list(clock_changes(DAY, start, start + timedelta(days=9))) == [
        "the clock goes from 03:00 to 02:00 on Sun 2026-10-25"
    ]
    lord_howe = replace(DAY, timezone=ZoneInfo("Australia/Lord_Howe"))
    start = datetime(2026, 10, 1, tzinfo=UTC)
    assert list(clock_changes(lord_howe, start, start + timedelta(days=9))) == [
        "the clock goes from 02:00 to 02:30 on Sun 2026-10-04"
    ]


def test_notes_on_a_timetable() -> None:
    night = replace(DAY, slots=(time(2, 30),), quiet=())
    assert notes_on(night, datetime(2026, 10, 25, 0, 30, tzinfo=UTC), None) == (
        "the first of two such hours",
    )
    assert notes_on(night, datetime(2026, 3, 29, 1, 30, tzinfo=UTC), None) == (
        "moved: the clock leaves its hour out",
    )
    at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    waiting = replace(SENDING, state=State.SCHEDULED, published_at=at - timedelta(days=2))
    assert notes_on(DAY, at, waiting) == ("too old by then: will expire",)
    by_hand = replace(waiting, manual=True, breaking=True)
    assert notes_on(DAY, at, by_hand) == ("breaking", "time chosen by a person", "in quiet hours")
