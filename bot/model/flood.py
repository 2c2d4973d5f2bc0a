"""A flood: more new stories at once than a source is expected to bring. They wait for a person, together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.user import Actor


class FloodVerdict(StrEnum):
    """What a person decided about a flood."""

    RELEASED = "released"
    """Its stories go out, each at the next free time of its channel."""
    DISMISSED = "dismissed"
    """Its stories are known and not posted."""


@dataclass(frozen=True, slots=True)
class Flood:
    """One flood of a source.

    ``stories`` is how many it brought, ``limit`` how many it may bring at once. ``verdict`` is None while
    it waits for a person, and then final. ``held`` counts the deliveries that it holds now.
    """

    id: str
    source: str
    stories: int
    limit: int
    begun_at: datetime
    verdict: FloodVerdict | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    by: Actor | None = None
    held: int = 0

    @property
    def hold_reason(self) -> str:
        """Why a delivery of it is held, in plain words."""
        return f"flood {self.id}: {self.stories} new stories in one poll, flood is {self.limit}"

    @property
    def end_reason(self) -> str:
        """Why a story of it is not posted, in plain words."""
        return self.reason or f"flood {self.id} of {self.source} was dismissed by a person"
