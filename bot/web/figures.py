"""The numbers behind the charts: posts, delays and spend by day of the newsroom's clock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.store.reads.days import ALL
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
    delays: dict[date, float] = {}
    for total in desk.bot.days.totals(days[0], today, now=now):
        if total.channel == ALL and total.median_delay is not None:
            delays[total.day] = round(total.median_delay.total_seconds() / 60, 1)
        if total.channel in posts:
            posts[total.channel][total.day] = total.posts
            spend[total.channel][total.day] = float(total.spend_usd)
    return Figures(
        posts=stacked(days, posts),
        delay=stacked(days, {desk.words("chart.minutes"): delays}, unit="{:,.0f} min"),
        spend=stacked(days, spend, unit="${:,.2f}", axis="${:,.2f}", whole=False),
    )
