"""The commands. Importing this is quick: what a command needs it imports when it runs."""

from __future__ import annotations

import os
import sys

from bot.model.errors import BotError


def main() -> None:
    """The console script ``bot``."""
    raise SystemExit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line; the process's exit status."""
    import typer

    from bot.cli.app import app
    from bot.cli.output import print_error

    as_json = "--json" in arguments
    try:
        status = app(args=arguments, prog_name="bot", standalone_mode=False)
    except BotError as error:
        print_error(error.code, str(error), as_json=as_json)
        return error.exit_status
    except (KeyboardInterrupt, typer.Abort):
        print_error("interrupted", "interrupted", as_json=as_json)
        return 130
    except BrokenPipeError:
        # the reader of a pipe has gone; keep the interpreter from flushing into it once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if hasattr(error, "format_message"):  # the parser's own: a wrong option or argument
            print_error("usage", f"{error.format_message()} (see --help)", as_json=as_json)
            return 2
        if os.environ.get("BOT_DEBUG"):
            raise
        words = f"unexpected {type(error).__name__}: {error}; BOT_DEBUG=1 shows where"
        print_error("internal", words, as_json=as_json)
        return 1
    return status if isinstance(status, int) else 0
