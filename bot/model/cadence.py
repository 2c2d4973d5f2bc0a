"""When a channel may post.

Slots and quiet hours are wall-clock times in the channel's zone; everything else is in UTC. Each
local slot comes once a day across both clock changes: one that the spring change skips falls as much
later as the clock jumped, one that the autumn change repeats falls in the first pass. Where a moved
slot falls on another one, or on that of the next day because the zone leaves out a whole day, the two
are one.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.model.breaking import NOTHING, Breaking
from bot.model.cron import Cron, parse_cron
from bot.model.duration import show_duration

HORIZON = timedelta(days=366)
"""How far ahead a slot is looked for."""

GAP_SLACK = timedelta(seconds=30)
"""How much of ``min_gap`` may be missing at the moment of sending: a sweep is never to the second,
and a slot must not be lost because the post before it went out a second late."""

_DAY = timedelta(days=1)


class Order(StrEnum):
    """Which of the stories that wait goes out first."""

    OLDEST = "oldest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of silence, from ``start`` (included) to ``end`` (excluded); may pass midnight."""

    start: time
    end: time

    def covers(self, clock: time) -> bool:
        """Whether the wall-clock time lies within."""
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


@dataclass(frozen=True, slots=True)
class Cadence:
    """A channel's rhythm.

    Without ``slots`` every allowed instant is one; ``max_per_day`` 0 is no cap; ``max_age`` None
    lets no story expire.
    """

    timezone: ZoneInfo
    slots: tuple[time | Cron, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    min_gap: timedelta = timedelta(minutes=5)
    max_per_day: int = 0
    max_age: timedelta | None = timedelta(hours=24)
    order: Order = Order.OLDEST
    breaking: Breaking = NOTHING


def parse_clock(text: str) -> time:
    """A time of day such as "08:00". Raises ValueError with what is allowed."""
    hour, colon, minute = text.strip().partition(":")
    plain = colon and hour.isdecimal() and len(minute) == 2 and minute.isdecimal()
    if plain and int(hour) < 24 and int(minute) < 60:
        return time(int(hour), int(minute))
    raise ValueError(f'"{text}" is no time of day; write it like "08:00"')


def parse_slot(text: str) -> time | Cron:
    """A slot: a time of day or a cron expression. Raises ValueError."""
    return parse_cron(text) if len(text.split()) > 1 else parse_clock(text)


def parse_quiet(text: str) -> Quiet:
    """Quiet hours such as "23:00-06:30". Raises ValueError."""
    start, dash, end = text.partition("-")
    if not dash:
        raise ValueError(f'"{text}" is no span of hours; write it like "23:00-06:30"')
    quiet = Quiet(parse_clock(start), parse_clock(end))
    if quiet.start == quiet.end:
        raise ValueError(f'"{text}" is empty or the whole day; write it like "23:00-06:30"')
    return quiet


def slots_between(cadence: Cadence, start: datetime, end: datetime) -> Iterator[datetime]:
    """The slots from ``start`` (included) to ``end`` (excluded) that quiet hours allow, in order."""
    first = start.astimezone(cadence.timezone).date() - 2 * _DAY
    last = end.astimezone(cadence.timezone).date() + _DAY
    for instant in _slots_of(cadence, first, last):
        if start <= instant < end and not is_quiet(cadence, instant):
            yield instant


def _slots_of(cadence: Cadence, day: date, last: date) -> Iterator[datetime]:
    """The slots of the local days from ``day`` to ``last``, each later than the one before."""
    waiting: set[datetime] = set()
    while cadence.slots and day <= last:
        waiting.update(_slots_on(cadence, day))
        day += _DAY
        # a slot that was moved past midnight may stand behind the first ones of the next day
        begun = _instant(cadence.timezone, day, time(0))
        yield from sorted(instant for instant in waiting if instant < begun)
        waiting = {instant for instant in waiting if instant >= begun}


def _slots_on(cadence: Cadence, day: date) -> Iterator[datetime]:
    for slot in cadence.slots:
        for clock in slot.times(day) if isinstance(slot, Cron) else (slot,):
            yield _instant(cadence.timezone, day, clock)


def _instant(zone: ZoneInfo, day: date, clock: time) -> datetime:
    # fold=0 is the first of a repeated hour, and for a skipped one the offset before the jump,
    # which moves it as far past the gap as it stood behind the gap's start
    return datetime.combine(day, clock, tzinfo=zone).replace(fold=0).astimezone(UTC)


def is_quiet(cadence: Cadence, instant: datetime) -> bool:
    """Whether the channel is silent at ``instant``."""
    clock = instant.astimezone(cadence.timezone).time()
    return any(quiet.covers(clock) for quiet in cadence.quiet)


def expires_at(cadence: Cadence, published_at: datetime | None) -> datetime | None:
    """When a story grows too old for the channel; None where it never does."""
    if cadence.max_age is None or published_at is None:
        return None
    return published_at + cadence.max_age


def is_expired(cadence: Cadence, published_at: datetime | None, now: datetime) -> bool:
    """Whether a story of that age is too old for the channel; one without a date never is."""
    return (
        cadence.max_age is not None
        and published_at is not None
        and now - published_at > cadence.max_age
    )


def next_instant(
    cadence: Cadence, not_before: datetime, bookings: Iterable[datetime]
) -> datetime | None:
    """The first instant from ``not_before`` on that slots, quiet hours, gap and daily cap leave free.

    ``bookings`` are the instants already used or promised. None where there is none within HORIZON.
    """
    return FreeTimes(cadence, bookings).first(not_before)


class FreeTimes:
    """The instants that a cadence leaves free beside bookings, of which there come ever more.

    A booking takes free time and gives none back, so a search begins where the last one ended: times for a
    thousand stories in a row are one walk along the bookings, not a thousand.
    """

    def __init__(self, cadence: Cadence, bookings: Iterable[datetime] = ()) -> None:
        self._cadence = cadence
        self._booked = sorted(bookings)
        self._taken = set(self._booked)
        self._per_day = _per_day(cadence, self._booked)
        self._full: tuple[datetime, datetime] | None = None
        """From the first to the second, the latter excluded, nothing is free."""

    def book(self, instant: datetime) -> None:
        """The instant is used or promised from now on."""
        insort(self._booked, instant)
        self._taken.add(instant)
        if self._cadence.max_per_day:
            self._per_day[_local_day(self._cadence, instant)] += 1

    def first(self, not_before: datetime) -> datetime | None:
        """The first free instant from ``not_before`` on; None where there is none within HORIZON."""
        since, start = not_before, not_before
        if self._full is not None and self._full[0] <= not_before <= self._full[1]:
            since, start = self._full
        end = not_before + HORIZON
        found = self._slot(start, end) if self._cadence.slots else self._instant(start, end)
        self._full = (since, found or max(start, end))
        return found

    def why_not(self, instant: datetime) -> str | None:
        """Why a slot without a post takes none beside the bookings, in plain words; None where it is free."""
        cap = self._cadence.max_per_day
        if cap and self._per_day[_local_day(self._cadence, instant)] >= cap:
            return f"the day has its {cap}"
        if self._blocked_until(instant) is not None:
            return f"less than {show_duration(self._cadence.min_gap)} from another post"
        return None

    def _slot(self, start: datetime, end: datetime) -> datetime | None:
        for slot in slots_between(self._cadence, start, end):
            if slot not in self._taken and self._blocked_until(slot) is None:
                return slot
        return None

    def _instant(self, instant: datetime, end: datetime) -> datetime | None:
        while instant < end:
            later = self._blocked_until(instant)
            if later is None:
                return instant
            instant = later
        return None

    def _blocked_until(self, instant: datetime) -> datetime | None:
        """When what forbids ``instant`` ends; None where nothing does."""
        cadence, booked = self._cadence, self._booked
        quiet_end = _end_of_quiet(cadence, instant)
        if quiet_end is not None:
            return quiet_end
        if (
            cadence.max_per_day
            and self._per_day[_local_day(cadence, instant)] >= cadence.max_per_day
        ):
            return next_day_start(cadence.timezone, instant)
        behind = bisect_left(booked, instant + cadence.min_gap)
        if not behind or booked[behind - 1] <= instant - cadence.min_gap:
            return None
        return booked[behind - 1] + cadence.min_gap


def breaking_instant(cadence: Cadence, now: datetime) -> datetime:
    """When breaking news goes out: now, or when the quiet hours end that it may not break."""
    if cadence.breaking.in_quiet:
        return now
    instant = now
    while (end := _end_of_quiet(cadence, instant)) is not None and end < now + HORIZON:
        instant = end
    return instant


def hold_until(
    cadence: Cadence, now: datetime, sent: Sequence[datetime], *, breaking: bool = False
) -> datetime | None:
    """When a post that is due now may go out, or None where it may go now.

    ``sent`` are the instants at which the channel posted; its slots are not looked at, for a post
    that missed its slot goes out as soon as it may. ``breaking`` news keeps no gap.
    """
    relaxed = cadence.min_gap - min(GAP_SLACK, cadence.min_gap / 10)
    per_day = _per_day(cadence, sent)
    if not breaking and any(abs(now - instant) < relaxed for instant in sent):
        return max(sent) + cadence.min_gap
    if cadence.max_per_day and per_day[_local_day(cadence, now)] >= cadence.max_per_day:
        return next_day_start(cadence.timezone, now)
    if breaking and cadence.breaking.in_quiet:
        return None
    return _end_of_quiet(cadence, now)


def _per_day(cadence: Cadence, instants: Sequence[datetime]) -> Counter[date]:
    """How many of the instants fall on each local day; nothing where no cap asks for it."""
    if not cadence.max_per_day:
        return Counter()
    return Counter(_local_day(cadence, instant) for instant in instants)


def _end_of_quiet(cadence: Cadence, instant: datetime) -> datetime | None:
    if not cadence.quiet:
        return None
    local = instant.astimezone(cadence.timezone)
    for quiet in cadence.quiet:
        if quiet.covers(local.time()):
            ends = (
                datetime.combine(local.date() + offset, quiet.end, tzinfo=cadence.timezone)
                .replace(fold=fold)
                .astimezone(UTC)
                for offset in (timedelta(0), _DAY, 2 * _DAY)
                for fold in (0, 1)
            )
            return min(end for end in ends if end > instant)
    return None


def _local_day(cadence: Cadence, instant: datetime) -> date:
    return instant.astimezone(cadence.timezone).date()


def day_start(zone: ZoneInfo, now: datetime) -> datetime:
    """The last local midnight in ``zone`` at or before ``now``, in UTC."""
    return _instant(zone, now.astimezone(zone).date(), time(0))


def next_day_start(zone: ZoneInfo, now: datetime) -> datetime:
    """The first local midnight in ``zone`` after ``now``, in UTC."""
    return _instant(zone, now.astimezone(zone).date() + _DAY, time(0))
