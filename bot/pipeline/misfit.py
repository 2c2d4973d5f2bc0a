"""What a channel's cadence has against a time that a person chose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.model.cadence import Cadence, is_expired, is_quiet, slots_between
from bot.model.duration import show_duration

_MINUTE = timedelta(minutes=1)


def misfits(
    cadence: Cadence,
    at: datetime,
    bookings: Sequence[datetime],
    *,
    published_at: datetime | None,
) -> tuple[str, ...]:
    """In plain words all that is against it; empty where the time suits the channel.

    ``bookings`` are the instants that other posts have used or were promised.
    """
    return tuple(_misfits(cadence, at, bookings, published_at))


def _misfits(
    cadence: Cadence, at: datetime, bookings: Sequence[datetime], published_at: datetime | None
) -> Iterator[str]:
    zone = cadence.timezone
    if is_quiet(cadence, at):
        yield f"the channel is quiet at {at.astimezone(zone):%H:%M}"
    elif cadence.slots and not any(slots_between(cadence, at - _MINUTE, at + _MINUTE)):
        yield f"{at.astimezone(zone):%H:%M} is none of the channel's slots"
    near = [booked for booked in bookings if abs(at - booked) < cadence.min_gap]
    if near:
        nearest = min(near, key=lambda booked: abs(at - booked))
        yield (
            f"another post goes out at {nearest.astimezone(zone):%H:%M}, and posts are to be "
            f"{show_duration(cadence.min_gap)} apart"
        )
    day = at.astimezone(zone).date()
    if cadence.max_per_day:
        that_day = sum(booked.astimezone(zone).date() == day for booked in bookings)
        if that_day >= cadence.max_per_day:
            yield f"{day} has {that_day} posts already, max_per_day is {cadence.max_per_day}"
    if is_expired(cadence, published_at, at):
        assert cadence.max_age is not None
        yield f"the story is older then than max_age, {show_duration(cadence.max_age)}"
