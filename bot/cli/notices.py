"""``bot notify``: notices to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.cli.output import line_printer, print_json
from bot.cli.stories import JsonOption

if TYPE_CHECKING:
    from bot.notify.sender import AppriseSender
    from bot.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    notify = typer.Typer(
        help="Notices to people.\n\nExample: bot notify test", no_args_is_help=True
    )
    notify.command("test")(test)
    notify.command("list")(list_notices)
    app.add_typer(notify, name="notify")


def test() -> None:
    """Send a test notice to every address.

    Example: bot notify test
    """
    from bot.cli.output import print_error
    from bot.settings import load_settings

    settings = load_settings()
    sender = _sender(settings)
    site = settings.configuration.site.name
    trouble = sender.send(f"{site}: a test", "The bot's notices arrive here.")
    if trouble:
        print_error("notify", trouble)
        raise typer.Exit(1)
    line_printer()(f"sent to {sender.count} addresses")


def list_notices(as_json: JsonOption = False) -> None:
    """List what people should know now, and when they were told.

    Example: bot notify list
    """
    from bot.health.causes import causes
    from bot.settings import load_settings
    from bot.shapes import iso
    from bot.wiring import open_bot

    bot = open_bot(load_settings())
    known = bot.notices.known()
    found = causes(bot, bot.clock.now())
    if as_json:
        print_json(
            [
                {"cause": n.cause.value, "text": n.text, "told_at": iso(known.get(n.key))}
                for n in found
            ]
        )
        return
    say = line_printer()
    for notice in found:
        told = known.get(notice.key)
        say(f"{notice.cause}: {notice.text} [{f'told {iso(told)}' if told else 'not told'}]")
    if not found:
        say("Nothing.")


def _sender(settings: Settings) -> AppriseSender:
    from bot.engine.notices import sender_of
    from bot.model.errors import ConfigError

    sender = sender_of(settings)
    if sender is None:
        variable = settings.configuration.notify.urls_env
        raise ConfigError(
            f"{settings.path}: notify.urls_env: the variable {variable} is not set; it holds the addresses "
            "of apprise, such as mailto://… or slack://…, apart by spaces"
        )
    return sender
