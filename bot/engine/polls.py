"""When each source is polled: after its wait, or at once where a hint says that it has news."""

from __future__ import annotations

import random
import threading
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from bot.pipeline.discover import PollReport, SourcePlan
from bot.pipeline.pace import GONE_AGAIN, wait_after_failure, wait_after_success
from bot.pipeline.ports import Standing
from bot.wiring import Bot

HINT_GAP = timedelta(seconds=10)
"""However many hints come: between two polls that follow from one lies so much."""


class Polls:
    """The timetable of all sources, in memory. What servers asked for outlives the process."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._plans = {plan.name: plan for plan in bot.newsroom.sources}
        self._zone = ZoneInfo(bot.settings.configuration.site.timezone)
        self._random = random.Random()  # noqa: S311 - spreads load, guards nothing
        self._guard = threading.Lock()
        self._next: dict[str, datetime] = {}
        self._failures: dict[str, int] = {}
        self._news_at: dict[str, datetime] = {}
        self._hints: set[str] = set()
        self._hinted_at: dict[str, datetime] = {}
        self._rests: dict[str, datetime] = {}
        self._remember_rests()

    def _remember_rests(self) -> None:
        for status in self._bot.views.sources():
            plan = self._plans.get(status.name)
            if plan is None or status.asked_url != plan.url:
                continue  # another address was configured since
            until = status.rests_until
            if status.gone_at is not None and status.last_polled_at is not None:
                until = status.last_polled_at + GONE_AGAIN
            if until is not None:
                self._rests[plan.name] = self._next[plan.name] = until

    def follow(self, changed: Collection[str]) -> None:
        """Other sources are configured now; those that are new or ``changed`` are polled soon."""
        self._plans = {plan.name: plan for plan in self._bot.newsroom.sources}
        self._zone = ZoneInfo(self._bot.settings.configuration.site.timezone)
        for name in changed:
            if name not in self._rests:
                self._next.pop(name, None)

    def due(self, now: datetime) -> Iterator[SourcePlan]:
        """The sources to be polled now."""
        for name, plan in self._plans.items():
            if self._next.get(name, now) <= now or self._is_hinted(name, now):
                yield plan

    def resting(self, now: datetime) -> dict[str, datetime]:
        """The sources whose servers asked to be left alone, and until when."""
        return {name: until for name, until in self._rests.items() if until > now}

    def _is_hinted(self, name: str, now: datetime) -> bool:
        if name not in self._hints or self._rests.get(name, now) > now:
            return False
        last = self._hinted_at.get(name)
        return last is None or not timedelta(0) <= now - last < HINT_GAP

    def hint(self, name: str) -> None:
        """The source may have news. Any thread may call this, as often as it likes."""
        if name in self._plans:
            with self._guard:
                self._hints.add(name)

    def begin(self, plan: SourcePlan, now: datetime) -> None:
        """A poll begins; a hint that comes from now on asks for another one."""
        with self._guard:
            if plan.name in self._hints:
                self._hints.discard(plan.name)
                self._hinted_at[plan.name] = now

    def done(self, plan: SourcePlan, report: PollReport, now: datetime) -> None:
        """A poll ended. Raises StoreError where what the server asked for cannot be kept."""
        name = plan.name
        if report.error is not None:
            self.failed(plan, now, retry_after=report.retry_after)
            self._keep_rest(plan, report, now)
            return
        self._failures.pop(name, None)
        if report.new:
            self._news_at[name] = now
        news_at = self._news_at.get(name)
        self._next[name] = now + wait_after_success(
            plan.poll,
            since_news=None if news_at is None else now - news_at,
            hour=now.astimezone(self._zone).hour,
            max_age=report.max_age,
            chance=self._random.random(),
        )
        if self._rests.pop(name, None) is not None:
            self._bot.articles.note_standing(name, Standing(plan.url))

    def failed(self, plan: SourcePlan, now: datetime, *, retry_after: float | None = None) -> None:
        """A poll failed: wait longer each time."""
        failures = self._failures[plan.name] = self._failures.get(plan.name, 0) + 1
        self._next[plan.name] = now + wait_after_failure(
            plan.poll, failures=failures, retry_after=retry_after, chance=self._random.random()
        )

    def _keep_rest(self, plan: SourcePlan, report: PollReport, now: datetime) -> None:
        if report.status == HTTPStatus.GONE:
            standing = Standing(plan.url, gone_at=now)
            until = now + GONE_AGAIN
        elif report.retry_after:
            until = now + timedelta(seconds=report.retry_after)
            standing = Standing(plan.url, rests_until=until)
        else:
            return
        known = self._bot.articles.standing(plan.name)
        if (
            known is None
            or known.url != plan.url
            or (known.gone_at is None) != (standing.gone_at is None)
            or standing.rests_until != known.rests_until
        ):
            self._bot.articles.note_standing(plan.name, standing)
        self._rests[plan.name] = self._next[plan.name] = until
