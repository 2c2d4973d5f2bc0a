"""The command line, put together."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from bot.cli import (
    auth,
    cards,
    channels,
    corrections,
    daemon,
    database,
    deliveries,
    health,
    notices,
    sandbox,
    setup,
    stories,
    users,
    web,
)

app = typer.Typer(
    name="bot",
    help="Posts the key points of a publisher's articles on X, Facebook and YouTube Community: "
    "faithfully, once, on time.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _common(
    config: Annotated[
        str, typer.Option(help="The configuration file.", envvar="BOT_CONFIG", show_default=False)
    ] = "",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log more.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        from bot import __version__

        typer.echo(f"syndication-bot {__version__}")
        raise typer.Exit
    if config:
        os.environ["BOT_CONFIG"] = config
    from bot.cli.output import start_logging

    start_logging(verbose=verbose)


for module in (
    setup,
    auth,
    daemon,
    stories,
    deliveries,
    cards,
    corrections,
    health,
    notices,
    channels,
    database,
    sandbox,
    users,
    web,
):
    module.add_to(app)
