"""What days came to: posts, spend, and the delay from publication to post.

A day that has been over for two days changes no more: its sums are kept, so that a month of a busy site is
read in thirty rows. ``close`` keeps them; a day that nobody has closed is summed when it is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, func, select, type_coerce

from bot.store.bookings import OUTLAY
from bot.store.columns import Dollars
from bot.store.database import Database
from bot.store.statements import insert_all_missing
from bot.store.tables import articles, days, deliveries

SETTLED_AFTER = timedelta(days=2)
"""So long after its end nothing of a day is open: outcomes are settled and hand-offs confirmed."""
DAYS_MOST = 366
"""Days that are read or closed at a time."""
_DAY = timedelta(days=1)
ALL = ""
"""The name under which all channels are summed."""


@dataclass(frozen=True, slots=True)
class DayTotal:
    """One day of one channel, or of all (``channel`` "").

    ``spend_usd`` is of the calls of that day. The delays are of the first posts of stories with a date, sent
    by the bot itself: half of them came sooner than ``median_delay``, nine of ten sooner than ``late_delay``;
    None where there was none.
    """

    day: date
    channel: str
    posts: int = 0
    spend_usd: Decimal = Decimal(0)
    median_delay: timedelta | None = None
    late_delay: timedelta | None = None


class DayReads:
    """``zone`` says when a day begins; ``channels`` are those that may have spent something."""

    def __init__(self, db: Database, zone: ZoneInfo, channels: Collection[str]) -> None:
        self._db = db
        self.zone = zone
        self._channels = tuple(channels)

    def totals(self, first: date, last: date, *, now: datetime) -> tuple[DayTotal, ...]:
        """The days from ``first`` to ``last``, each with its total and the channels that did something."""
        wanted = [d for d in _days(first, last) if d <= now.astimezone(self.zone).date()]
        with self._db.read() as connection:
            kept = self._kept(connection, wanted)
            totals = [
                total for day in wanted for total in kept.get(day) or self._sum(connection, day)
            ]
        return tuple(totals)

    def close(self, *, now: datetime, days_back: int = 92) -> int:
        """Keep the sums of days that are over; how many days were closed. Nothing the second time."""
        last = (now - SETTLED_AFTER).astimezone(self.zone).date() - _DAY
        wanted = list(_days(last - timedelta(days=days_back - 1), last))
        with self._db.read() as connection:
            kept = self._kept(connection, wanted)
            fresh = [self._sum(connection, day) for day in wanted if day not in kept]
        with self._db.write() as connection:
            rows = [self._row(total) for day in fresh for total in day]
            insert_all_missing(connection, days, rows)
        return len(fresh)

    def _kept(
        self, connection: Connection, wanted: Sequence[date]
    ) -> Mapping[date, Sequence[DayTotal]]:
        if not wanted:
            return {}
        span = days.c.day.between(wanted[0].isoformat(), wanted[-1].isoformat())
        rows = connection.execute(
            select(days)
            .where(days.c.zone == self.zone.key, span)
            .order_by(days.c.day, days.c.channel)
        )
        kept: defaultdict[date, list[DayTotal]] = defaultdict(list)
        for row in rows:
            kept[date.fromisoformat(row.day)].append(_total(row))
        return kept

    def _sum(self, connection: Connection, day: date) -> list[DayTotal]:
        start, end = (
            datetime.combine(on, time(0), tzinfo=self.zone).astimezone(UTC)
            for on in (day, day + _DAY)
        )
        posted = _posted(connection, start, end)
        spent = {name: _spent(connection, name, start, end) for name in self._channels}
        names = sorted(set(posted) | {name for name, usd in spent.items() if usd})
        everything = [post for posts in posted.values() for post in posts]
        return [
            _summed(day, ALL, everything, sum(spent.values(), Decimal(0))),
            *(_summed(day, n, posted.get(n, ()), spent.get(n, Decimal(0))) for n in names),
        ]

    def _row(self, total: DayTotal) -> dict[str, Any]:
        return {
            "zone": self.zone.key,
            "day": total.day.isoformat(),
            "channel": total.channel,
            "posts": total.posts,
            "spend": total.spend_usd,
            "median_delay": _seconds(total.median_delay),
            "late_delay": _seconds(total.late_delay),
        }


Delay = timedelta | None
"""Of one post; None where it does not count."""


def _posted(
    connection: Connection, start: datetime, end: datetime
) -> Mapping[str, Sequence[Delay]]:
    wanted = (
        select(
            deliveries.c.channel,
            deliveries.c.posted_at,
            deliveries.c.again,
            deliveries.c.manual,
            articles.c.published_at,
        )
        .join_from(deliveries, articles)
        .where(deliveries.c.posted_at >= start, deliveries.c.posted_at < end)
    )
    posted: defaultdict[str, list[Delay]] = defaultdict(list)
    for channel, posted_at, again, manual, published_at in connection.execute(wanted):
        counts = published_at is not None and not again and not manual
        posted[channel].append(max(timedelta(0), posted_at - published_at) if counts else None)
    return posted


def _spent(connection: Connection, channel: str, start: datetime, end: datetime) -> Decimal:
    total = select(func.coalesce(func.sum(type_coerce(OUTLAY, Dollars())), 0)).where(
        deliveries.c.channel == channel,
        deliveries.c.sent_at >= start,
        deliveries.c.sent_at < end,
    )
    return Decimal(connection.execute(total).scalar_one())


def _summed(day: date, channel: str, posts: Sequence[Delay], spend: Decimal) -> DayTotal:
    delays = sorted(delay for delay in posts if delay is not None)
    return DayTotal(
        day, channel, len(posts), spend, _percentile(delays, 50), _percentile(delays, 90)
    )


def _percentile(ordered: Sequence[timedelta], rank: int) -> timedelta | None:
    """The smallest of which at least ``rank`` in a hundred are not greater."""
    return ordered[-(-len(ordered) * rank // 100) - 1] if ordered else None


def _total(row: Row[Any]) -> DayTotal:
    return DayTotal(
        date.fromisoformat(row.day),
        row.channel,
        row.posts,
        row.spend,
        _delay(row.median_delay),
        _delay(row.late_delay),
    )


def _days(first: date, last: date) -> Iterator[date]:
    for number in range(min((last - first).days + 1, DAYS_MOST)):
        yield first + number * _DAY


def _seconds(delay: timedelta | None) -> int | None:
    return None if delay is None else round(delay.total_seconds())


def _delay(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
