"""The timetable of ``bot schedule``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cli.output import console, print_json
from bot.cli.render import plain, table
from bot.model.cadence import Cadence, slots_between
from bot.model.delivery import Delivery, State
from bot.model.duration import show_duration
from bot.pipeline.channels import ChannelPlan
from bot.pipeline.forecast import describe_forecast, forecast
from bot.settings import load_settings
from bot.shapes import iso
from bot.wiring import open_bot

EMPTY_SLOTS_SHOWN = 24


def print_timetable(days: int, *, as_json: bool) -> None:
    """Print what goes out when, channel by channel, times in the channel's zone."""
    bot = open_bot(load_settings())
    now = bot.clock.now()
    end = now + timedelta(days=days)
    scheduled = bot.views.queue({State.SCHEDULED})
    rows = [
        (channel, instant, delivery)
        for channel in bot.newsroom.channels.values()
        for instant, delivery in _rows(channel, scheduled, now, end)
    ]
    if as_json:
        print_json([_shape(channel, instant, delivery) for channel, instant, delivery in rows])
        return
    for channel in bot.newsroom.channels.values():
        console().print(plain(f"{channel.name}: {describe_cadence(channel.cadence)}", "bold"))
        state = bot.outbox.channel(channel.name)
        if state.paused is not None:
            console().print(plain(f"  paused: {state.paused}", "red"))
        told = describe_forecast(forecast(scheduled, channel), channel.daily_budget_usd)
        if told:
            console().print(plain(f"  will cost {told}"))
        _print_rows([(at, delivery) for own, at, delivery in rows if own is channel], channel)


def _rows(
    channel: ChannelPlan, scheduled: Iterable[Delivery], now: datetime, end: datetime
) -> list[tuple[datetime, Delivery | None]]:
    filled: list[tuple[datetime, Delivery | None]] = [
        (delivery.due_at, delivery)
        for delivery in scheduled
        if delivery.channel == channel.name and delivery.due_at and delivery.due_at < end
    ]
    taken = {instant for instant, _ in filled}
    free = [slot for slot in slots_between(channel.cadence, now, end) if slot not in taken]
    empty: list[tuple[datetime, Delivery | None]] = [(slot, None) for slot in free]
    return sorted(filled + empty, key=lambda row: row[0])


def _print_rows(rows: list[tuple[datetime, Delivery | None]], channel: ChannelPlan) -> None:
    zone = channel.cadence.timezone
    made = table(f"time ({zone.key})", "delivery", "story")
    empty = 0
    for instant, delivery in rows:
        empty += delivery is None
        if delivery is None and empty > EMPTY_SLOTS_SHOWN:
            continue
        made.add_row(
            _clock(instant, zone),
            delivery.id if delivery else "",
            plain(delivery.title) if delivery else plain("free", "dim"),
        )
    console().print(made if rows else plain("  nothing is scheduled"))
    if empty > EMPTY_SLOTS_SHOWN:
        console().print(plain(f"  and {empty - EMPTY_SLOTS_SHOWN} more free slots", "dim"))
    console().print()


def _clock(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).strftime("%a %Y-%m-%d %H:%M %Z")


def _shape(
    channel: ChannelPlan, instant: datetime, delivery: Delivery | None
) -> dict[str, str | float | None]:
    return {
        "channel": channel.name,
        "at": iso(instant),
        "delivery": delivery.id if delivery else None,
        "slug": delivery.slug if delivery else None,
        "title": delivery.title if delivery else None,
        "cost_usd": float(delivery.draft.cost_usd) if delivery else None,
    }


def describe_cadence(cadence: Cadence) -> str:
    """The cadence in one line."""
    words = [f"{len(cadence.slots)} slot rules" if cadence.slots else "as soon as possible"]
    words += [f"quiet {quiet.start:%H:%M}-{quiet.end:%H:%M}" for quiet in cadence.quiet]
    words.append(f"at least {show_duration(cadence.min_gap)} apart")
    if cadence.max_per_day:
        words.append(f"at most {cadence.max_per_day} a day")
    if cadence.max_age is not None:
        words.append(f"stories up to {show_duration(cadence.max_age)} old")
    return ", ".join(words)
