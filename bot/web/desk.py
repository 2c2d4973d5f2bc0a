"""The desk: what every page shares."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property, partial
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.health.metrics import Metrics
from bot.health.page import HealthPage, Troubles
from bot.model.amendment import Progress
from bot.model.duration import show_duration
from bot.postview.links import is_web_link
from bot.store.pulse import pulse
from bot.web.catalogue import Catalogue, catalogue
from bot.web.files import static_url
from bot.web.pictures import Pictures
from bot.web.pulse import Pulse
from bot.wiring import Bot

_TURNING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Desk:
    """A bot, and what shows it to people. ``engine_runs``: the same process delivers."""

    bot: Bot
    metrics: Metrics
    troubles: Troubles
    engine_runs: bool = False
    pictures: Pictures = field(init=False)
    pulse: Pulse = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pictures", Pictures(self.bot.newsroom.client, self.bot.clock))
        object.__setattr__(self, "pulse", Pulse(partial(pulse, self.bot.database)))

    @property
    def name(self) -> str:
        """The publisher's name."""
        return self.bot.settings.configuration.site.name

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone in which the newsroom reads its clocks."""
        return ZoneInfo(self.bot.settings.configuration.site.timezone)

    @cached_property
    def words(self) -> Catalogue:
        """The texts of the pages."""
        return catalogue(self.bot.settings.configuration.web.language)

    @cached_property
    def health_page(self) -> HealthPage:
        """What monitors are answered."""
        return HealthPage(self.bot, self.metrics, self.troubles)

    def render(self, template: str, **context: Any) -> str:
        """A template as text."""
        return self._templates.get_template(template).render(context)

    @cached_property
    def _templates(self) -> Environment:
        made = Environment(
            loader=ChoiceLoader([PackageLoader("bot.web"), PackageLoader("bot.postview")]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        made.globals.update(
            t=self.words,
            static=static_url,
            site=self.name,
            waiting=self.bot.reads.waiting,
            pulse=self.pulse.mark,
            corrections=self.open_corrections,
            zone=self.zone.key,
        )
        made.filters.update(
            clock=self.clock,
            seconds=lambda at: at.astimezone(self.zone).strftime("%H:%M:%S"),
            day=self.day,
            short_day=self.short_day,
            date=self.date,
            coded=coded,
            iso=lambda at: at.isoformat(),
            local=self.local_input,
            told=told,
            usd=usd,
            web=is_web_link,
            still=still,
            duration=lambda delta: show_duration(max(delta, timedelta(0))),
        )
        return made

    def open_corrections(self) -> int:
        """How many posts wait for a person because their story changed."""
        return len(self.bot.followers.amendments.in_progress(Progress.OPEN))

    def clock(self, at: datetime) -> str:
        """The time of day on the newsroom's clock."""
        return at.astimezone(self.zone).strftime("%H:%M")

    def day(self, at: datetime, now: datetime) -> str:
        """The day in words: "Today", "Tomorrow", "Monday 23 November"."""
        local, today = at.astimezone(self.zone).date(), now.astimezone(self.zone).date()
        near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((local - today).days)
        if near:
            return self.words(f"day.{near}")
        year = "" if local.year == today.year else f" {local.year}"
        return f"{self.words(f'weekday.{local.weekday()}')} {local.day} {self.words(f'month.{local.month}')}{year}"

    def date(self, at: datetime) -> str:
        """The day by its name and number: "Monday 23 November 2026"."""
        local = at.astimezone(self.zone).date()
        weekday, month = (
            self.words(f"weekday.{local.weekday()}"),
            self.words(f"month.{local.month}"),
        )
        return f"{weekday} {local.day} {month} {local.year}"

    def short_day(self, at: datetime, now: datetime) -> str:
        """Nothing today, else the day in few letters: "Thu", and beyond a week "23 Nov"."""
        local, today = at.astimezone(self.zone).date(), now.astimezone(self.zone).date()
        if local == today:
            return ""
        if abs((local - today).days) < 7:
            return self.words(f"weekday.{local.weekday()}")[:3]
        return f"{local.day} {self.words(f'month.{local.month}')[:3]}"

    def local_input(self, at: datetime) -> str:
        """The time as <input type="datetime-local"> takes it."""
        return at.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M")


def usd(amount: Decimal) -> str:
    """An amount of US dollars; prices of platforms go to a tenth of a cent."""
    return f"${amount:.2f}" if amount == round(amount, 2) else f"${amount:.3f}"


def coded(text: str) -> Markup:
    """The text with what stands between backticks as code."""
    parts = re.split("`([^`]*)`", still(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )


def told(value: object) -> str:
    """A value of the attempt log as people read it."""
    match value:
        case {"url": str(url)}:
            return url
        case list():
            return ", ".join(map(told, value))
        case dict():
            return ", ".join(f"{key} {told(each)}" for key, each in value.items())
        case _:
            return str(value)


def still(text: str) -> str:
    """The text without characters that would turn or hide what stands around them."""
    return _TURNING.sub("\ufffd", text)
