"""What ``bot status`` tells: the state of health, and why it is ill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.cli.output import console, iso, print_json
from bot.cli.render import plain, table
from bot.cli.shapes import local
from bot.engine.embedded import SWEPT_AT
from bot.model.cadence import day_start
from bot.model.delivery import State
from bot.model.duration import show_duration
from bot.store.views import SourceStatus
from bot.wiring import Bot

LATE_AFTER = timedelta(minutes=5)
"""A delivery that is overdue by more is late."""
SILENT_AFTER = timedelta(minutes=2)
"""A daemon that has not swept for longer is not running."""
SOURCE_FAILURES = 3
"""A source that failed so often in a row is ill."""


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """One channel's state, and what it has spent and done."""

    name: str
    platform: str
    paused: str | None
    rests_until: datetime | None
    spent_today_usd: Decimal
    waiting: int


@dataclass(frozen=True, slots=True)
class Health:
    """Everything that ``bot status`` shows; ``reasons`` is empty when all is well."""

    reasons: tuple[str, ...]
    swept_at: datetime | None
    counts: dict[str, int]
    channels: tuple[ChannelHealth, ...]
    sources: tuple[SourceStatus, ...]
    zone: str


def diagnose(bot: Bot) -> Health:
    """The state of health as the database tells it."""
    now = bot.clock.now()
    waiting = bot.views.queue()
    channels = tuple(_channel(bot, name, now) for name in bot.newsroom.channels)
    configured = {plan.name for plan in bot.newsroom.sources}
    sources = tuple(source for source in bot.views.sources() if source.name in configured)
    swept = bot.facts.fact(SWEPT_AT)
    swept_at = datetime.fromisoformat(swept) if swept else None
    counts = {state.value: sum(d.state is state for d in waiting) for state in State}
    reasons = [
        *_late(bot, now),
        *_unsettled(bot, now),
        *(f"channel {c.name} is paused: {c.paused}" for c in channels if c.paused is not None),
        *(
            f"source {s.name} failed {s.failures} times in a row: {s.error}"
            for s in sources
            if s.failures >= SOURCE_FAILURES
        ),
    ]
    if counts[State.FAILED]:
        reasons.append(f"{counts[State.FAILED]} deliveries failed; see `bot queue --state failed`")
    if swept_at is not None and now - swept_at > SILENT_AFTER:
        reasons.append(f"the daemon has not swept for {show_duration(now - swept_at)}")
    return Health(
        reasons=tuple(reasons),
        swept_at=swept_at,
        counts={state: count for state, count in counts.items() if count},
        channels=channels,
        sources=sources,
        zone=bot.settings.configuration.site.timezone,
    )


def _channel(bot: Bot, name: str, now: datetime) -> ChannelHealth:
    plan = bot.newsroom.channels[name]
    state = bot.outbox.channel(name)
    since = day_start(plan.cadence.timezone, now)
    return ChannelHealth(
        name=name,
        platform=plan.rules.platform,
        paused=state.paused,
        rests_until=state.rests_until if state.rests_until and state.rests_until > now else None,
        spent_today_usd=bot.outbox.spent(name, since=since),
        waiting=sum(d.channel == name for d in bot.views.queue({State.SCHEDULED})),
    )


def _late(bot: Bot, now: datetime) -> list[str]:
    late = bot.outbox.due(now - LATE_AFTER)
    if not late:
        return []
    oldest = min(d.due_at for d in late if d.due_at is not None)
    return [f"{len(late)} deliveries are late, the oldest by {show_duration(now - oldest)}"]


def _unsettled(bot: Bot, now: datetime) -> list[str]:
    allowed = bot.timing.settle + bot.timing.reread * bot.timing.readings + LATE_AFTER
    return [
        f"delivery {d.id} on {d.channel} is unknown since {show_duration(now - d.settling_since)}"
        for d in bot.outbox.in_state(State.UNKNOWN)
        if d.settling_since is not None and now - d.settling_since > allowed
    ]


def print_status(health: Health, *, as_json: bool) -> None:
    """Print it as JSON or as tables."""
    if as_json:
        print_json(_shape(health))
        return
    out = console()
    for reason in health.reasons:
        out.print(plain(f"ill: {reason}", "red"))
    if not health.reasons:
        out.print(plain("well", "green"))
    swept = local(health.swept_at, health.zone)
    counts = ", ".join(f"{count} {state}" for state, count in health.counts.items()) or "nothing"
    out.print(plain(f"waiting: {counts}; the daemon's last sweep: {swept}"))
    channels = table("channel", "platform", "state", "scheduled", "spent today")
    for channel in health.channels:
        resting = f"rests until {local(channel.rests_until, health.zone)}"
        channels.add_row(
            plain(channel.name),
            channel.platform,
            plain("paused" if channel.paused else resting if channel.rests_until else "ready"),
            str(channel.waiting),
            f"${channel.spent_today_usd:.3f}",
        )
    out.print(channels)
    sources = table("source", "last poll", "last success", "new so far", "trouble")
    for source in health.sources:
        sources.add_row(
            plain(source.name),
            local(source.last_polled_at, health.zone),
            local(source.last_ok_at, health.zone),
            str(source.new_stories),
            plain(source.error or "", "red"),
        )
    out.print(sources)


def _shape(health: Health) -> dict[str, object]:
    return {
        "ok": not health.reasons,
        "reasons": list(health.reasons),
        "swept_at": iso(health.swept_at),
        "deliveries": health.counts,
        "channels": [
            {
                "name": channel.name,
                "platform": channel.platform,
                "paused": channel.paused,
                "rests_until": iso(channel.rests_until),
                "spent_today_usd": float(channel.spent_today_usd),
                "scheduled": channel.waiting,
            }
            for channel in health.channels
        ],
        "sources": [
            {
                "name": source.name,
                "last_polled_at": iso(source.last_polled_at),
                "last_ok_at": iso(source.last_ok_at),
                "failures": source.failures,
                "error": source.error,
                "new_stories": source.new_stories,
            }
            for source in health.sources
        ],
    }
