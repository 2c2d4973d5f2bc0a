"""The ``[[sources]]`` tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.settings.values import Duration, Name, Table


class Selection(Table):
    """Which stories of a source are meant: any of these. Upper and lower case count alike.

    In ``paths``, patterns of the address's path, ``*`` stands for anything: "/sport/*".
    """

    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    paths: tuple[Annotated[str, Field(pattern=r"^[/*]")], ...] = ()


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
    links: Annotated[str, Field(pattern=r"^([/*]|https?://|$)")] = ""

    @model_validator(mode="after")
    def _kind_knows(self) -> SourceTable:
        if self.links and self.kind != "page":
            raise ValueError(f'links goes with kind = "page"; of kind "{self.kind}" remove it')
        unknown = {"sitemap": ("categories", "authors"), "page": ("categories", "authors", "tags")}
        for name in unknown.get(self.kind, ()):
            if getattr(self.include, name) or getattr(self.exclude, name):
                known = "paths" if self.kind == "page" else "tags, paths"
                raise ValueError(
                    f"a {self.kind} tells no {name} of its stories; allowed are {known}"
                )
        return self
