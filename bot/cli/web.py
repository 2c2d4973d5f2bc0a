"""``bot web``: the desk for editors, alone; the engine may run elsewhere on the same database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from bot.cli.output import line_printer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

    from bot.wiring import Bot


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(web)


def web() -> None:
    """Serve the desk for editors at [web] host and port, until stopped.

    It decides and shows; posting is done by `bot run`, which serves the desk itself with --web.

    Example: bot web
    """
    from bot.cli.daemon import stop_on_signals
    from bot.model.errors import UsageError
    from bot.settings import load_settings
    from bot.web.app import create_app
    from bot.wiring import open_bot

    settings = load_settings()
    if not settings.configuration.web.port:
        raise UsageError(f"{settings.path}: web.port is 0, which is nowhere; give the desk a port")
    stop = stop_on_signals()
    bot = open_bot(settings)
    with desk_served(bot, create_app(bot), line_printer()):
        stop.wait()


@contextmanager
def desk_served(bot: Bot, app: FastAPI, say: Callable[[str], None]) -> Iterator[None]:
    """Serve the desk and say where. Raises UsageError where its port is taken."""
    from bot.model.errors import UsageError
    from bot.web.server import served

    table = bot.settings.configuration.web
    server = served(app, table.host, table.port, proxies=table.proxies)
    try:
        port = server.__enter__()
    except OSError as error:
        where = f"{table.host}:{table.port}"
        raise UsageError(
            f"the desk cannot listen on {where}: {error.strerror}; change [web] port"
        ) from error
    try:
        host = f"[{table.host}]" if ":" in table.host else table.host
        say(f"desk: http://{host}:{port}/ (with /healthz and /metrics); Ctrl-C stops")
        if not bot.users.users():
            say(
                "desk: nobody can log in yet; make the first account: bot user add NAME --role admin"
            )
        yield
    finally:
        server.__exit__(None, None, None)
