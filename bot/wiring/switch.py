"""The bot in force, in a place where it can be exchanged while others use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from bot.wiring.assembly import Bot


class Switch:
    """Stands for the bot in force: what is asked of it is asked of that one.

    A call under way keeps the use case it began with; the next one takes it from the bot that is in force
    then. Nothing is ever half exchanged, for a bot is immutable and exchanged whole.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    @property
    def current(self) -> Bot:
        """The bot in force."""
        return self._bot

    @property
    def stand_in(self) -> Bot:
        """Itself, to be handed to whoever wants a bot."""
        return cast("Bot", self)

    def exchange(self, bot: Bot) -> None:
        """Put another bot in force."""
        self._bot = bot

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bot, name)
