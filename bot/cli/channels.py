"""``bot channel``: stop a channel and let it go on; ``bot schedule``: what goes out when."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.output import line_printer
from bot.cli.person import at_terminal


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    channel = typer.Typer(help="Stop a channel, or let it go on.", no_args_is_help=True)
    channel.command()(pause)
    channel.command()(resume)
    app.add_typer(channel, name="channel")
    app.command()(schedule)


def pause(
    name: Annotated[str, typer.Argument(help="The channel's name.")],
    reason: Annotated[str, typer.Option(help="Why; shown in `bot status`.")] = "paused by a person",
) -> None:
    """Stop a channel until it is resumed.

    Example: bot channel pause x --reason "election silence"
    """
    from bot.settings import load_settings
    from bot.wiring import open_bot

    bot = open_bot(load_settings())
    bot.newsroom.chosen([name])
    bot.decisions.pause(name, reason, by=at_terminal())
    line_printer()(f"{name} is paused: {reason}")


def resume(name: Annotated[str, typer.Argument(help="The channel's name.")]) -> None:
    """Let a paused channel go on.

    Example: bot channel resume x
    """
    from bot.settings import load_settings
    from bot.wiring import open_bot

    bot = open_bot(load_settings())
    bot.newsroom.chosen([name])
    bot.decisions.resume(name, by=at_terminal())
    line_printer()(f"{name} goes on")


def schedule(
    days: Annotated[int, typer.Option(min=1, max=60, help="How many days ahead.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Print the coming slots of each channel and what fills them.

    Example: bot schedule --days 7
    """
    from bot.cli.timetable import print_timetable

    print_timetable(days, as_json=as_json)
