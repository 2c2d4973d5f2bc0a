"""Calendar: the slots of the coming week on each channel, what fills them, and moving it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, islice

from fastapi import APIRouter, Response

from bot.model.cadence import FreeTimes, slots_between
from bot.model.delivery import Delivery, State
from bot.model.mark import mark_of
from bot.pipeline.channels import ChannelPlan
from bot.pipeline.plan import BOOKINGS_WINDOW
from bot.web.visit import Reader, Visit

router = APIRouter(include_in_schema=False)

DAYS = 7
FREE_SHOWN = 12
"""Free slots of a channel and day that are drawn; a channel with many ("every 20 minutes") says how many more."""
FREE_OFFERED = 60
"""Free slots that a post may be moved to by choice."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A time on a channel: a delivery, or a slot without one. ``mark`` is the delivery's.

    ``why_not`` is why no post will come to the slot by itself; None where it is free.
    """

    at: datetime
    channel: str
    platform: str
    delivery: Delivery | None = None
    mark: str = ""
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day. ``hidden`` counts the slots without a post that are not drawn."""

    date: date
    start: datetime
    entries: tuple[Entry, ...]
    hidden: int

    @property
    def is_busy(self) -> bool:
        """Whether anything goes out on it."""
        return any(entry.delivery for entry in self.entries)


@router.get("/calendar")
def calendar(here: Reader, week: int = 0, channel: str = "") -> Response:
    """Seven days from today, or as many weeks later."""
    week = max(0, min(week, 8))
    zone = here.desk.zone
    first = here.now.astimezone(zone).date() + timedelta(days=DAYS * week)
    channels = [
        plan for plan in here.desk.bot.newsroom.channels.values() if channel in ("", plan.name)
    ]
    scheduled = here.desk.bot.views.queue({State.SCHEDULED})
    free = {plan.name: _free_times(here, plan) for plan in channels}
    days = [_day(here, first + timedelta(days=n), channels, scheduled, free) for n in range(DAYS)]
    return here.page(
        "calendar.html",
        days=days,
        week=week,
        channel=channel,
        channels=tuple(here.desk.bot.newsroom.channels),
    )


def _free_times(here: Visit, plan: ChannelPlan, *, but: datetime | None = None) -> FreeTimes:
    """What the channel's posts leave free; ``but`` is the time of one that is to be moved."""
    bookings = list(here.desk.bot.outbox.bookings(plan.name, since=here.now - BOOKINGS_WINDOW))
    if but in bookings:
        bookings.remove(but)
    return FreeTimes(plan.cadence, bookings)


def _day(
    here: Visit,
    day: date,
    channels: list[ChannelPlan],
    scheduled: tuple[Delivery, ...],
    free: Mapping[str, FreeTimes],
) -> Day:
    start = datetime.combine(day, time(0), tzinfo=here.desk.zone)
    end = datetime.combine(day + timedelta(days=1), time(0), tzinfo=here.desk.zone)
    entries: list[Entry] = []
    hidden = 0
    for plan in channels:
        mine = [d for d in scheduled if d.channel == plan.name and d.due_at is not None]
        entries += _filled(plan, mine, start, end)
        taken = {d.due_at for d in mine}
        slots = slots_between(plan.cadence, max(start, here.now), end)
        empty = [slot for slot in slots if slot not in taken]
        hidden += max(0, len(empty) - FREE_SHOWN)
        entries += [
            Entry(slot, plan.name, plan.rules.platform, why_not=free[plan.name].why_not(slot))
            for slot in empty[:FREE_SHOWN]
        ]
    entries.sort(key=lambda entry: (entry.at, entry.channel))
    return Day(day, start, tuple(entries), hidden)


def _filled(
    plan: ChannelPlan, mine: list[Delivery], start: datetime, end: datetime
) -> Iterator[Entry]:
    for delivery in mine:
        if delivery.due_at is not None and start <= delivery.due_at < end:
            mark = mark_of(delivery)
            yield Entry(delivery.due_at, plan.name, plan.rules.platform, delivery, mark)


@router.get("/move/{delivery_id}")
def move_page(delivery_id: str, here: Reader) -> Response:
    """The free slots that a delivery may be moved to, and a field for any other time."""
    bot = here.desk.bot
    delivery = bot.outbox.get(delivery_id)
    if delivery.state not in (State.HELD, State.SCHEDULED):
        return here.go(f"/queue/{delivery.id}")
    plan = bot.newsroom.channels.get(delivery.channel)
    free = _free(here, plan, delivery) if plan else ()
    by_day = groupby(free, key=lambda slot: slot.astimezone(here.desk.zone).date())
    return here.page(
        "move.html",
        delivery=delivery,
        mark=mark_of(delivery),
        days=[(day, tuple(slots)) for day, slots in by_day],
    )


def _free(here: Visit, plan: ChannelPlan, delivery: Delivery) -> tuple[datetime, ...]:
    free = _free_times(here, plan, but=delivery.due_at)
    taken = {
        d.due_at for d in here.desk.bot.views.queue({State.SCHEDULED}) if d.channel == plan.name
    }
    coming = slots_between(plan.cadence, here.now, here.now + timedelta(days=2 * DAYS))
    offered = (slot for slot in coming if slot not in taken and free.why_not(slot) is None)
    return tuple(islice(offered, FREE_OFFERED))
