"""What the use cases ask of the store about floods."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model.article import Entry
from bot.model.delivery import Delivery
from bot.model.flood import Flood, FloodVerdict
from bot.model.user import Actor


class Floods(Protocol):
    """The floods of all sources, which entries belong to them, and which deliveries they hold."""

    def get(self, flood_id: str) -> Flood:
        """The flood. Raises NotFound."""
        ...

    def waiting(self) -> tuple[Flood, ...]:
        """Those that nobody has decided about, oldest first. A notice to people derives from these."""
        ...

    def announce(self, entries: Sequence[Entry], *, limit: int, now: datetime) -> Flood | None:
        """In one commit: new entries of one source were seen, before any of them is dealt with.

        Where there are more than ``limit`` (0: no limit) they are a flood: the one of their source that
        waits, else a new one. Whatever is interrupted afterwards finds them again, and as what they are.
        """
        ...

    def of_entries(self, source: str, guids: Collection[str]) -> Mapping[str, Flood]:
        """Of these GUIDs the ones that came in a flood, with it."""
        ...

    def unread(self, source: str, *, failures_below: int) -> tuple[Entry, ...]:
        """Entries that were announced and never dealt with, oldest first; only their address is known."""
        ...

    def decide(
        self,
        flood_id: str,
        verdict: FloodVerdict,
        *,
        by: Actor,
        reason: str | None,
        now: datetime,
    ) -> Flood:
        """Commit a person's verdict, once and for all; the same one again changes nothing.

        Raises NotFound, IllegalTransition.
        """
        ...

    def unsettled(self) -> tuple[tuple[Flood, tuple[Delivery, ...]], ...]:
        """The floods that were decided and still hold deliveries, with these, by id."""
        ...

    def hand_to_review(self, delivery_id: str, reason: str) -> None:
        """The flood holds the delivery no longer, but a person must still look, for ``reason``."""
        ...
