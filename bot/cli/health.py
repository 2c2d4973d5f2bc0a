"""``bot status`` and ``bot check``: is it well, and is it set up."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.stories import JsonOption


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(status)
    app.command()(check)


def status(as_json: JsonOption = False) -> None:
    """Tell whether the bot is well: late deliveries, unknown outcomes, channels, spend, sources.

    Exit status 1 when ill. Example: bot status --json
    """
    from dataclasses import replace

    from bot.cli.diagnosis import print_status
    from bot.health.diagnosis import diagnose
    from bot.health.in_force import settings_in_force
    from bot.model.errors import ConfigError
    from bot.settings import load_settings
    from bot.wiring import open_bot

    try:
        settings = load_settings()
    except ConfigError as error:
        settings, broken = settings_in_force(error), str(error)
    else:
        broken = ""
    health = diagnose(open_bot(settings))
    if broken and not any(broken in reason for reason in health.reasons):
        health = replace(health, reasons=(broken, *health.reasons))
    print_status(health, as_json=as_json)
    if health.reasons:
        raise typer.Exit(1)


def check(
    live: Annotated[
        bool, typer.Option("--live", help="Also read each platform with the credentials.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Check configuration, database, clock, SQLite, sources and credentials.

    Example: bot check
    """
    from bot.cli.inspection import inspect, print_findings
    from bot.settings import load_settings

    findings = inspect(load_settings(), live=live)
    print_findings(findings, as_json=as_json)
    if any(not finding.ok for finding in findings):
        raise typer.Exit(1)
