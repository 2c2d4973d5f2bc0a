"""The ``[channels.NAME]`` tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal, cast
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    Field,
    model_validator,
)

from bot.model.breaking import Breaking
from bot.model.cadence import Cadence, Order, parse_quiet, parse_slot
from bot.model.card import Look
from bot.model.draft import Style
from bot.settings.values import Duration, OptionalDuration, Table, time_zone, web_address


class BreakingTable(Table):
    """``breaking = { tags = ["Breaking"], title = ["BREAKING:"], quiet = false }``."""

    tags: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    title: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    quiet: bool = False


class CadenceTable(Table):
    """``[channels.NAME.cadence]``."""

    slots: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    min_gap: Duration = timedelta(minutes=5)
    max_per_day: Annotated[int, Field(ge=0)] = 0
    max_age: OptionalDuration = timedelta(hours=24)
    order: Literal["oldest", "newest"] = "oldest"
    breaking: BreakingTable = BreakingTable()
    timezone: Annotated[str, AfterValidator(lambda value: time_zone(value) if value else "")] = ""

    @model_validator(mode="after")
    def _readable(self) -> CadenceTable:
        self.cadence("UTC")
        return self

    def cadence(self, site_timezone: str) -> Cadence:
        """The pure form; the site's zone serves where the channel names none."""
        return Cadence(
            timezone=ZoneInfo(self.timezone or site_timezone),
            slots=tuple(map(parse_slot, self.slots)),
            quiet=tuple(map(parse_quiet, self.quiet)),
            min_gap=self.min_gap,
            max_per_day=self.max_per_day,
            max_age=self.max_age,
            order=Order(self.order),
            breaking=Breaking(self.breaking.tags, self.breaking.title, self.breaking.quiet),
        )


class TagHashtags(Table):
    """``hashtags = { from = "tags", max = 2 }``."""

    source: Literal["tags"] = Field(alias="from")
    max: Annotated[int, Field(ge=0, le=10)] = 2


class Channel(Table):
    """One ``[channels.NAME]``."""

    platform: str
    credentials: Annotated[str, Field(pattern=r"^[A-Z0-9_]*$")] = ""
    base_url: Annotated[str, AfterValidator(lambda v: web_address(v) if v else "")] = ""
    review: Literal["none", "flagged", "all"] = "flagged"
    link: Literal["always", "never", "budget"] = "always"
    daily_budget_usd: Annotated[float, Field(ge=0)] = 0
    thread: bool = False
    long: bool = False
    hashtags: tuple[str, ...] | TagHashtags = ()
    utm: bool = True
    template: Annotated[str, Field(pattern=r"^([A-Za-z0-9_-][A-Za-z0-9._-]*)?$")] = ""
    emoji: Literal["keep", "drop"] = "keep"
    card: Literal["none", "image"] = "none"
    mode: Literal["handoff", "api"] = "handoff"
    on_change: Literal["notify", "amend", "retract"] = "notify"
    cadence: CadenceTable = CadenceTable()

    @model_validator(mode="after")
    def _budget_for_links(self) -> Channel:
        if self.link == "budget" and not self.daily_budget_usd:
            raise ValueError('link = "budget" needs a daily_budget_usd above 0')
        return self

    def style(self, template: str = "", look: Look | None = None) -> Style:
        """What of this table shapes the post. ``template`` is the text of the file it names, ``look`` the card's."""
        from_tags = isinstance(self.hashtags, TagHashtags)
        return Style(
            link=self.link != "never",
            link_optional=self.link == "budget",
            utm=self.utm,
            hashtags=() if isinstance(self.hashtags, TagHashtags) else self.hashtags,
            hashtags_from_tags=cast("TagHashtags", self.hashtags).max if from_tags else 0,
            long=self.long,
            thread=self.thread,
            keep_emoji=self.emoji == "keep",
            template=template,
            card=look if self.card == "image" else None,
        )
