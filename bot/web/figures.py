"""The numbers behind the charts: posts, delays and spend by day of the newsroom's clock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from bot.model.cadence import day_start
from bot.web.charts import Chart, stacked
from bot.web.desk import Desk

DAYS = 14


@dataclass(frozen=True, slots=True)
class Figures:
    """Three charts of the last days."""

    posts: Chart
    delay: Chart
    spend: Chart


def figures(desk: Desk, now: datetime) -> Figures:
    """The charts up to now."""
    today = now.astimezone(desk.zone).date()
    days = [today - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]
    channels = tuple(desk.bot.newsroom.channels)
    posts: dict[str, dict[date, float]] = {name: defaultdict(float) for name in channels}
    spend: dict[str, dict[date, float]] = {name: defaultdict(float) for name in channels}
    delays: dict[date, list[float]] = defaultdict(list)
    since = day_start(desk.zone, now) - timedelta(days=DAYS - 1)
    for fact in desk.bot.views.posted(since=since):
        day = fact.posted_at.astimezone(desk.zone).date()
        if fact.channel in posts:
            posts[fact.channel][day] += 1
            spend[fact.channel][day] += float(fact.cost_usd)
        if fact.published_at is not None:
            delays[day].append((fact.posted_at - fact.published_at).total_seconds() / 60)
    middle = {day: round(median(minutes), 1) for day, minutes in delays.items()}
    return Figures(
        posts=stacked(days, posts),
        delay=stacked(days, {desk.words("chart.minutes"): middle}, unit="{:,.0f} min"),
        spend=stacked(days, spend, unit="${:,.2f}", axis="${:,.2f}", whole=False),
    )
