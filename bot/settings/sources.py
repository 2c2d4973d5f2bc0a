"""The ``[[sources]]`` tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import (
    Field,
)

from bot.settings.values import Duration, Name, Table


class Selection(Table):
    """Which stories of a source are meant, by category and author (upper and lower case alike)."""

    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


class SourceTable(Table):
    """One ``[[sources]]``."""

    name: Name
    kind: str
    url: str
    poll: Duration = timedelta(minutes=2)
    first_run: Literal["skip", "all"] | Annotated[int, Field(ge=0)] = "skip"
    flood: Annotated[int, Field(ge=0)] = 10
    channels: tuple[str, ...] = ()
    include: Selection = Selection()
    exclude: Selection = Selection()
