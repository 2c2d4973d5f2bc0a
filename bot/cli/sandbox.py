"""``bot sandbox`` and ``bot demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import line_printer


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(sandbox)
    app.command()(demo)


def sandbox(
    port: Annotated[int, typer.Option(help="0: any free one.")] = 8099,
    store: Annotated[
        Path | None, typer.Option(help="Keep what was posted in this file.", show_default=False)
    ] = None,
) -> None:
    """Run the stand-ins for X, Facebook and YouTube, a sample site and the wall, until stopped.

    Example: bot sandbox --port 8099
    """
    from bot.cli.daemon import stop_on_signals
    from bot.sandbox import Sandbox
    from bot.wiring import SystemClock

    stop = stop_on_signals()
    say = line_printer()
    with Sandbox(port=port, store=store, now=SystemClock().now) as stand_ins:
        say(f"wall:     {stand_ins.wall_url}")
        say(f"site:     {stand_ins.site_url} (feed: {stand_ins.site_url}feed/)")
        for platform in ("x", "facebook", "youtube"):
            say(f'{platform + ":":<9} base_url = "{stand_ins.base_url(platform)}"')
            for suffix, value in stand_ins.credentials(platform).items():
                say(f"          {platform.upper()}_{suffix}={value}")
        say("          instead of the four of X, for OAuth 2 (bot auth x renews the last one):")
        for suffix, value in stand_ins.oauth2_credentials().items():
            say(f"          X_{suffix}={value}")
        say("Ctrl-C stops")
        stop.wait()


def demo(
    serve: Annotated[
        bool, typer.Option("--serve", help="Keep the wall open until stopped.")
    ] = False,
) -> None:
    """Show the whole loop with no account and no network: sample site, stand-ins, posts, log.

    Example: bot demo --serve
    """
    from bot.cli.demo import show

    show(serve=serve)
