"""``bot auth``: gets credentials and stores them, encrypted."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Self

import typer

from bot.cli.output import line_printer, print_error, printable

if TYPE_CHECKING:
    from bot.platforms.consent import Callback
    from bot.wiring import Bot


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(auth)


def auth(
    platform: Annotated[str, typer.Argument(help="x, facebook or youtube.")],
    channel: Annotated[
        str, typer.Option(help="Where several are of that platform.", show_default=False)
    ] = "",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where the browser comes back, on this machine.")
    ] = 8765,
    paste: Annotated[
        bool, typer.Option("--paste", help="The browser runs elsewhere: paste its address here.")
    ] = False,
) -> None:
    """Get a token from a platform and store it encrypted in the database.

    X and YouTube ask in the browser; register http://127.0.0.1:8765/callback with your app. Facebook takes
    a person's token. A running bot uses the new token at once. Example: bot auth x
    """
    from bot.pipeline.tokens import seed_of
    from bot.settings import load_settings
    from bot.wiring import load_authoriser, open_bot

    bot = open_bot(load_settings())
    name = _channel(bot, platform, channel)
    account = bot.platforms.configured(name)
    with _Person(port, paste=paste) as person:
        token = load_authoriser(platform).authorise(
            account, person, seed=seed_of(account.credentials)
        )
    # a renewal that is under way ends first, so that it cannot put its older token over this one
    with bot.tokens.turn(name, timeout=2 * account.timeout):
        bot.tokens.put(name, platform, token, now=bot.clock.now())
    line_printer()(f"{name}: the token is stored, encrypted")
    _look_at_it(bot, name)


def _channel(bot: Bot, platform: str, wanted: str) -> str:
    from bot.model.errors import ConfigError, UsageError

    channels = bot.settings.configuration.channels
    fitting = [name for name, table in channels.items() if table.platform == platform]
    if wanted and wanted not in fitting:
        raise UsageError(
            f'there is no {platform} channel "{wanted}"; configured are: {", ".join(fitting) or "none"}'
        )
    if not fitting:
        raise ConfigError(
            f'{bot.settings.path}: no channel has platform = "{platform}"; '
            "allowed are x, facebook and youtube"
        )
    if len(fitting) > 1 and not wanted:
        raise UsageError(f"several channels are of {platform}; name one: --channel {fitting[0]}")
    return wanted or fitting[0]


def _look_at_it(bot: Bot, name: str) -> None:
    """Say at once what would stand in the way of using it."""
    from bot.pipeline.ports import TokenFacts

    missing = bot.platforms.missing(name)
    if missing:
        print_error("credentials", f"{name}: still missing: {', '.join(missing)}")
        raise typer.Exit(1)
    facts = bot.token_watch.ask(name)
    if isinstance(facts, TokenFacts):
        bot.token_watch.remember(name, facts)
        if facts.problem:
            print_error("credentials", f"{name}: {facts.problem}")
            raise typer.Exit(1)
    if bot.outbox.channel(name).paused:
        line_printer()(f"{name} is paused; let it go on with: bot channel resume {name}")


class _Person:
    """``Person`` at this terminal. Listens for the browser from the first need on."""

    def __init__(self, port: int, *, paste: bool) -> None:
        self._port = port
        self._paste = paste
        self._callback: Callback | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._callback is not None:
            self._callback.__exit__()

    @property
    def redirect_uri(self) -> str:
        """Where the platform sends the browser."""
        from bot.platforms.consent import HOST, PATH

        if self._paste:
            return f"http://{HOST}:{self._port}{PATH}"
        return self._listening().redirect_uri

    def grant(self, address: str, state: str) -> str:
        """Show the address; the code from the browser, or from what is pasted."""
        from bot.model.errors import CredentialsError
        from bot.platforms.consent import code_in

        say = line_printer()
        say("Open this address in a browser that is logged in to the account, and allow:")
        say(address)
        if not self._paste:
            return self._listening().wait(state)
        code = code_in(self.secret("The whole address that the browser came to"), state)
        if code is None:
            raise CredentialsError("this address is not the answer to this request; try again")
        return code

    def secret(self, question: str) -> str:
        """What is typed, unseen; from a pipe, its next line."""
        if sys.stdin.isatty():
            return getpass.getpass(f"{question}: ").strip()
        return sys.stdin.readline().strip()

    def choose(self, question: str, options: Mapping[str, str]) -> str:
        """One of the options, by its key."""
        from bot.model.errors import UsageError

        for key, text in options.items():
            line_printer()(f"{key}  {text}")
        sys.stdout.write(printable(f"{question}: "))
        sys.stdout.flush()
        answer = sys.stdin.readline().strip()
        if answer not in options:
            raise UsageError(f'"{answer}" is none of them; allowed are {", ".join(options)}')
        return answer

    def _listening(self) -> Callback:
        from bot.platforms.consent import Callback

        if self._callback is None:
            self._callback = Callback(self._port)
        return self._callback
