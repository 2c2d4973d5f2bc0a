"""What ``bot status`` prints of the diagnosis."""

from __future__ import annotations

from bot.cli.output import console, print_json
from bot.cli.render import plain, table
from bot.cli.shapes import local
from bot.engine.work import describe_waiting_flood
from bot.health.diagnosis import Health
from bot.pipeline.forecast import describe_forecast
from bot.shapes import iso


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
    for flood in health.floods:
        out.print(plain(describe_waiting_flood(flood), "yellow"))
    channels = table("channel", "platform", "state", "scheduled", "spent today", "will cost")
    for channel in health.channels:
        resting = f"rests until {local(channel.rests_until, health.zone)}"
        channels.add_row(
            plain(channel.name),
            channel.platform,
            plain("paused" if channel.paused else resting if channel.rests_until else "ready"),
            str(channel.waiting),
            f"${channel.spent_today_usd:.3f}"
            + (f" of ${channel.budget_usd:.3f}" if channel.budget_usd else ""),
            describe_forecast(channel.forecast, channel.budget_usd),
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
        "floods": [
            {
                "id": flood.id,
                "source": flood.source,
                "stories": flood.stories,
                "limit": flood.limit,
                "held": flood.held,
                "begun_at": iso(flood.begun_at),
            }
            for flood in health.floods
        ],
        "channels": [
            {
                "name": channel.name,
                "platform": channel.platform,
                "paused": channel.paused,
                "rests_until": iso(channel.rests_until),
                "spent_today_usd": float(channel.spent_today_usd),
                "daily_budget_usd": float(channel.budget_usd),
                "forecast_usd": {
                    day.isoformat(): float(cost) for day, cost in channel.forecast.items()
                },
                "scheduled": channel.waiting,
                "token_expires_at": iso(channel.token_expires_at),
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
