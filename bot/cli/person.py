"""Who types the commands."""

from __future__ import annotations

import getpass

from bot.model.user import Actor, Via


def at_terminal() -> Actor:
    """The machine's user, for the audit trail."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # a container may run as a number that has no name
        name = "terminal"
    return Actor(name, Via.TERMINAL)
