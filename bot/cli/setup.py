"""``bot init``: the files to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import line_printer

STARTER = {"bot.toml": Path("config/bot.toml"), "env.example": Path(".env.example")}


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(init)


def init(
    directory: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where; the current folder by default.")
    ] = Path(),
) -> None:
    """Write a commented config/bot.toml and .env.example; nothing is overwritten.

    Example: bot init newsroom
    """
    from importlib.resources import files

    say = line_printer()
    for name, place in STARTER.items():
        target = directory / place
        if target.exists():
            say(f"{target} is there already and stays as it is")
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text((files("bot.cli") / "starter" / name).read_text("utf-8"), "utf-8")
        say(f"wrote {target}")
    say("next: copy .env.example to .env and fill it in, then `bot check` and `bot run --sandbox`")
