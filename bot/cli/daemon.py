"""``bot run``: the daemon, and one round of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import line_printer, print_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.engine.embedded import Embedded
    from bot.engine.reload import Reload
    from bot.sandbox import Sandbox
    from bot.settings import Settings
    from bot.wiring import Bot, Switch


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(run)


def run(
    once: Annotated[
        bool,
        typer.Option("--once", help="Poll, deliver what is due now, settle what is unknown, exit."),
    ] = False,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Stand-ins for all channels; nothing goes public.")
    ] = False,
    web: Annotated[
        bool, typer.Option("--web", help="Serve the desk for editors too, at [web] host and port.")
    ] = False,
) -> None:
    """Watch the sources and post what is due, until stopped.

    Example: bot run --web --sandbox
    """
    from bot.engine import heap
    from bot.engine.lock import deliverer_lock
    from bot.model.errors import UsageError
    from bot.settings import load_settings
    from bot.wiring import Switch, open_bot

    settings = load_settings()
    if web and (once or not settings.configuration.web.port):
        raise UsageError("--web needs a [web] port and does not go with --once")
    stop = stop_on_signals()
    say = line_printer()
    with ExitStack() as stack:
        stand_ins = stack.enter_context(_sandbox(settings)) if sandbox else None
        if not once:
            _upgrade_apart(settings)
        bot = open_bot(settings, stand_ins)
        names = [channel.name for channel in bot.newsroom.chosen([])]
        bot.platforms.require(names)
        stack.enter_context(deliverer_lock(settings.database_url))
        bot.enter_world("sandbox" if sandbox else "live")
        if renewed := bot.tokens.renew_encryption():
            say(f"{renewed} stored tokens are encrypted with the new key from now on")
        if stand_ins is not None and not once:
            say(f"sandbox: the posts are shown at {stand_ins.wall_url}")
        heap.settle()
        try:
            if once:
                _once(bot, say, stop)
            else:
                _forever(Switch(bot), stand_ins, say, stop, with_desk=web)
        finally:
            if stand_ins is not None:
                say(f"sandbox: the posts are shown in {_save_wall(settings, stand_ins)}")


def _upgrade_apart(settings: Settings) -> None:
    """Migrate in a process of its own where that is needed: this one runs for months without Alembic's 12 MB.

    What stands in its way is told when this process finds it still to be done. Raises ConfigError, StoreError.
    """
    from bot.store.database import Database

    database = Database.open(settings.database_url)
    is_current = database.is_current()
    database.close()
    if not is_current:
        command = [sys.executable, "-m", "bot", "db", "upgrade"]
        with suppress(OSError):
            subprocess.run(  # noqa: S603 - nothing in it comes from outside
                command, check=False, stdin=subprocess.DEVNULL, capture_output=True
            )


def _sandbox(settings: Settings) -> Sandbox:
    from bot.engine.lock import lock_path
    from bot.sandbox import Sandbox
    from bot.wiring import SystemClock

    store = lock_path(settings.database_url).with_suffix(".sandbox.jsonl")
    name = settings.configuration.site.name
    return Sandbox(store=store, now=SystemClock().now, site=False, name=name)


def _save_wall(settings: Settings, sandbox: Sandbox) -> Path:
    from bot.engine.lock import lock_path

    place = lock_path(settings.database_url).with_suffix(".wall.html")
    place.write_text(sandbox.wall_html(), encoding="utf-8")
    return place


def complain(line: str) -> None:
    """Tell on stderr what went wrong at a source."""
    print_error("source", line)


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _reload_on_hangup(reload: Reload, stop: threading.Event) -> None:
    """SIGHUP reads the configuration anew; when the terminal goes away, it ends the bot as ever."""
    had_terminal = sys.stdin is not None and sys.stdin.isatty()

    def hang_up(*_: object) -> None:
        if had_terminal and not os.isatty(0):
            stop.set()
        else:
            reload.ask()

    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, hang_up)


def _once(bot: Bot, say: Callable[[str], None], stop: threading.Event) -> None:
    from bot.engine.once import run_once
    from bot.model.delivery import State

    failed_before = {delivery.id for delivery in bot.outbox.in_state(State.FAILED)}
    result = run_once(bot, say, complain, stop)
    failed = [d for d in bot.outbox.in_state(State.FAILED) if d.id not in failed_before]
    for delivery in failed:
        print_error("failed", f"{delivery.channel}: {delivery.slug}: {delivery.error}")
    paused = [s for name in bot.newsroom.channels if (s := bot.outbox.channel(name)).paused]
    for state in paused:
        print_error("paused", f"channel {state.name} is paused: {state.paused}")
    if result.is_ill or failed or paused:
        raise typer.Exit(1)


@contextmanager
def _desk_served(bot: Bot, engine: Embedded, say: Callable[[str], None]) -> Iterator[None]:
    from bot.cli.web import desk_served
    from bot.web.app import create_app
    from bot.wiring import push_receiver

    app = create_app(
        bot,
        metrics=engine.metrics,
        troubles=engine.troubles,
        engine_runs=True,
        push=push_receiver(bot, engine.hint),
    )
    with desk_served(bot, app, say):
        yield


@contextmanager
def _health_served(bot: Bot, engine: Embedded, say: Callable[[str], None]) -> Iterator[None]:
    from bot.health.page import HealthPage, served
    from bot.wiring import push_receiver

    web = bot.settings.configuration.web
    with ExitStack() as stack:
        if web.port:
            page = HealthPage(bot, engine.metrics, engine.troubles)
            try:
                push = push_receiver(bot, engine.hint)
                port = stack.enter_context(served(page, web.host, web.port, push))
            except OSError as error:
                where = f"{web.host}:{web.port}"
                complain(f"no /healthz and /metrics: {where} cannot be used: {error.strerror}")
            else:
                say(f"health: http://{web.host}:{port}/healthz and /metrics")
        yield


def _forever(
    switch: Switch,
    stand_ins: Sandbox | None,
    say: Callable[[str], None],
    stop: threading.Event,
    *,
    with_desk: bool,
) -> None:
    from bot.engine.embedded import Embedded
    from bot.engine.reload import Reload
    from bot.wiring import reassembled

    reload = Reload(
        switch,
        lambda before, settings: reassembled(before, settings, stand_ins),
        say,
        lambda line: print_error("configuration", line),
    )
    _reload_on_hangup(reload, stop)
    bot = switch.stand_in
    engine = Embedded(bot, say, complain, reload=reload)
    sources, channels = len(bot.newsroom.sources), ", ".join(bot.newsroom.channels)
    say(f"running: {sources} sources, channels {channels}; stop with Ctrl-C or SIGTERM")
    with _desk_served(bot, engine, say) if with_desk else _health_served(bot, engine, say):
        engine.run(stop)
    say("stopped: what was under way is finished")
