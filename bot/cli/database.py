"""``bot db``: migrations, a consistent copy, integrity."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import line_printer, print_error


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    db = typer.Typer(help="Migrations, a consistent copy, integrity.", no_args_is_help=True)
    for command in (upgrade, backup, verify, resume):
        db.command()(command)
    app.add_typer(db, name="db")


def upgrade() -> None:
    """Bring the database up to date; every command that needs it does so by itself.

    Example: bot db upgrade
    """
    from bot.settings import load_settings
    from bot.wiring import open_database

    settings = load_settings()
    database = open_database(settings)
    line_printer()(f"{settings.database_url} is at revision {database.revision()}")


def backup(
    file: Annotated[Path, typer.Argument(help="Where the copy goes; must not exist yet.")],
) -> None:
    """Write a consistent copy, also while the bot runs.

    Example: bot db backup copies/bot.db
    """
    from bot.settings import load_settings
    from bot.wiring import open_database

    open_database(load_settings()).backup(file)
    line_printer()(f"copied to {file}")


def resume() -> None:
    """Send again from a restored copy without looking for what was posted since it was made.

    Example: bot db resume
    """
    from bot.settings import load_settings
    from bot.store.lineage import Lineage
    from bot.wiring import open_database

    lineage = Lineage(open_database(load_settings()))
    if lineage.restored() is None:
        line_printer()("the database is no restored copy; there is nothing to resume")
        return
    lineage.resume()
    line_printer()("goes on: what is due is sent without looking for it first")


def verify() -> None:
    """Check the database's integrity.

    Example: bot db verify
    """
    from bot.settings import load_settings
    from bot.wiring import open_database

    troubles = open_database(load_settings()).verify()
    for trouble in troubles:
        print_error("store", trouble)
    if troubles:
        raise typer.Exit(1)
    line_printer()("the database is sound")
