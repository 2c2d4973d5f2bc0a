"""When each source is polled: after its wait, or at once where a hint says that it has news."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from bot.pipeline.discover import PollReport, SourcePlan
from bot.pipeline.pace import GONE_AGAIN, wait_after_failure, wait_after_success
from bot.pipeline.ports import Standing
from bot.wiring import Bot


class Hints:
    """What asks for polls of one source at once, and how many it gets.

    ``burst`` polls in a row, and one more ``every`` so often: stories come in series, and each is wanted at once.
    """

    def __init__(self, burst: int, every: timedelta) -> None:
        self._burst = burst
        self._every = every
        self._spent_until: datetime | None = None
        """All polls of a burst are to be had again from then on."""
        self.is_pending = False

    def asks(self, now: datetime) -> bool:
        """Whether a poll is wanted, and may be."""
        if not self.is_pending or self._spent_until is None:
            return self.is_pending
        # a clock that was set back must not keep all out for as long
        self._spent_until = min(self._spent_until, now + self._burst * self._every)
        return self._spent_until - now <= (self._burst - 1) * self._every

    def begin(self, now: datetime) -> None:
        """The poll begins; what comes from now on asks for another one."""
        if self.is_pending:
            self.is_pending = False
            self._spent_until = max(self._spent_until or now, now) + self._every


def signed_hints() -> Hints:
    """Those of the source's hub or its own system: they are held back only where they never end."""
    return Hints(10, timedelta(seconds=1))


def pings() -> Hints:
    """Those that anyone can give."""
    return Hints(6, timedelta(seconds=10))


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
        self._hints: defaultdict[str, Hints] = defaultdict(signed_hints)
        self._pings: defaultdict[str, Hints] = defaultdict(pings)
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
            if self._next.get(name, now) <= now or self.is_hinted(plan, now):
                yield plan

    def resting(self, now: datetime) -> dict[str, datetime]:
        """The sources whose servers asked to be left alone, and until when."""
        return {name: until for name, until in self._rests.items() if until > now}

    def _is_hinted(self, name: str, now: datetime) -> bool:
        if self._rests.get(name, now) > now:
            return False
        return any(hints.asks(now) for hints in self._hints_of(name))

    def _hints_of(self, name: str) -> list[Hints]:
        return [kind[name] for kind in (self._hints, self._pings) if name in kind]

    def hint(self, name: str, signed: bool) -> None:
        """The source may have news. Any thread may call this, as often as it likes.

        ``signed`` tells that it comes from the source's hub or its own system.
        """
        if name in self._plans:
            with self._guard:
                (self._hints if signed else self._pings)[name].is_pending = True

    def is_hinted(self, plan: SourcePlan, now: datetime) -> bool:
        """Whether a hint asks for a poll of the source now."""
        if plan.name not in self._hints and plan.name not in self._pings:
            return False
        with self._guard:
            return self._is_hinted(plan.name, now)

    def begin(self, plan: SourcePlan, now: datetime) -> None:
        """A poll begins; a hint that comes from now on asks for another one."""
        with self._guard:
            for hints in self._hints_of(plan.name):
                hints.begin(now)

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
