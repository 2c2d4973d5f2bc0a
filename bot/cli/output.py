"""What commands print: one JSON document, plain lines, tables; errors as one line on stderr."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text without control characters: a hostile title must not steer the terminal."""
    return _CONTROL.sub("\ufffd", text)


def print_json(document: object, *, indent: int | None = 2) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=indent) + "\n")
    sys.stdout.flush()


def print_error(code: str, message: str, *, as_json: bool = False) -> None:
    """One line on stderr, and with ``as_json`` the error document on stdout."""
    line = printable(" ".join(message.split()))
    if as_json:
        print_json({"error": {"code": code, "message": line}})
    sys.stderr.write(f"bot: {line}\n")


def console() -> Console:
    """The terminal, or plain text where stdout is none."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 160)


def line_printer() -> Callable[[str], None]:
    """Prints lines as they come, each at once."""

    def write(line: str) -> None:
        sys.stdout.write(printable(line) + "\n")
        sys.stdout.flush()

    return write


def start_logging(*, verbose: bool) -> None:
    """Log lines to stderr: warnings, with ``verbose`` what the bot does too; libraries stay quiet."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(logging.INFO if verbose else logging.WARNING)
    # APScheduler warns about every sweep that it coalesces; the sweep itself says what is late
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
