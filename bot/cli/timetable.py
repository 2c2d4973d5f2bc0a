"""The timetable of ``bot schedule``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cli.output import console, print_json
from bot.cli.render import plain, table
from bot.cli.shapes import Json
from bot.model.cadence import FreeTimes, is_quiet, slots_between
from bot.model.cadence_in_words import cadence_in_words, clock_changes, notes_on
from bot.model.delivery import Delivery, State
from bot.pipeline.channels import ChannelPlan
from bot.pipeline.forecast import describe_forecast, forecast
from bot.pipeline.plan import BOOKINGS_WINDOW
from bot.settings import load_settings
from bot.shapes import iso
from bot.wiring import open_bot

EMPTY_SLOTS_SHOWN = 24

_Row = tuple[datetime, Delivery | None, str | None]
"""A time, what goes out then, and why a slot without a post takes none."""


def print_timetable(days: int, *, as_json: bool) -> None:
    """Print what goes out when, channel by channel, times in the channel's zone."""
    bot = open_bot(load_settings())
    now = bot.clock.now()
    end = now + timedelta(days=days)
    scheduled = bot.views.queue({State.SCHEDULED})
    rows = [
        (channel, row)
        for channel in bot.newsroom.channels.values()
        for row in _rows(
            channel,
            scheduled,
            FreeTimes(
                channel.cadence, bot.outbox.bookings(channel.name, since=now - BOOKINGS_WINDOW)
            ),
            now,
            end,
        )
    ]
    if as_json:
        print_json([_shape(channel, *row) for channel, row in rows])
        return
    held = bot.views.queue({State.HELD})
    for channel in bot.newsroom.channels.values():
        console().print(plain(f"{channel.name}: {cadence_in_words(channel.cadence)}", "bold"))
        for change in clock_changes(channel.cadence, now, end):
            console().print(plain(f"  {change}", "yellow"))
        if waiting := sum(delivery.channel == channel.name for delivery in held):
            console().print(
                plain(f"  {waiting} more are held for a person: `bot queue --state held`")
            )
        state = bot.outbox.channel(channel.name)
        if state.paused is not None:
            console().print(plain(f"  paused: {state.paused}", "red"))
        told = describe_forecast(forecast(scheduled, channel), channel.daily_budget_usd)
        if told:
            console().print(plain(f"  will cost {told}"))
        _print_rows([row for own, row in rows if own is channel], channel)


def _rows(
    channel: ChannelPlan,
    scheduled: Iterable[Delivery],
    free: FreeTimes,
    now: datetime,
    end: datetime,
) -> list[_Row]:
    filled: list[_Row] = [
        (delivery.due_at, delivery, None)
        for delivery in scheduled
        if delivery.channel == channel.name and delivery.due_at and delivery.due_at < end
    ]
    taken = {instant for instant, _, _ in filled}
    empty: list[_Row] = [
        (slot, None, free.why_not(slot))
        for slot in slots_between(channel.cadence, now, end)
        if slot not in taken
    ]
    return sorted(filled + empty, key=lambda row: row[0])


def _print_rows(rows: list[_Row], channel: ChannelPlan) -> None:
    zone = channel.cadence.timezone
    made = table(f"time ({zone.key})", "delivery", "story", "$", "notes")
    empty = 0
    for instant, delivery, why_not in rows:
        empty += delivery is None
        if delivery is None and empty > EMPTY_SLOTS_SHOWN:
            continue
        made.add_row(
            _clock(instant, zone),
            delivery.id if delivery else "",
            plain(delivery.title)
            if delivery
            else plain("stays empty" if why_not else "free", "dim"),
            f"{delivery.draft.cost_usd:.3f}" if delivery else "",
            plain("; ".join(_notes(channel, instant, delivery, why_not))),
        )
    console().print(made if rows else plain("  nothing is scheduled"))
    if empty > EMPTY_SLOTS_SHOWN:
        console().print(plain(f"  and {empty - EMPTY_SLOTS_SHOWN} more empty slots", "dim"))
    console().print()


def _clock(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).strftime("%a %Y-%m-%d %H:%M %Z")


def _notes(
    channel: ChannelPlan, instant: datetime, delivery: Delivery | None, why_not: str | None
) -> list[str]:
    return [*notes_on(channel.cadence, instant, delivery), *([why_not] if why_not else [])]


def _shape(
    channel: ChannelPlan, instant: datetime, delivery: Delivery | None, why_not: str | None
) -> Json:
    return {
        "channel": channel.name,
        "at": iso(instant),
        "local": instant.astimezone(channel.cadence.timezone).isoformat(timespec="minutes"),
        "timezone": channel.cadence.timezone.key,
        "delivery": delivery.id if delivery else None,
        "slug": delivery.slug if delivery else None,
        "title": delivery.title if delivery else None,
        "cost_usd": float(delivery.draft.cost_usd) if delivery else None,
        "quiet": is_quiet(channel.cadence, instant),
        "notes": _notes(channel, instant, delivery, why_not),
    }
