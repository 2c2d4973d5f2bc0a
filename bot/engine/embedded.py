"""The daemon in one process: APScheduler rings, a sweep finds what is due, threads do it."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.executors.pool import ThreadPoolExecutor as SchedulerThreads
from apscheduler.schedulers.background import BackgroundScheduler

from bot.engine.work import Report, Task, Work
from bot.pipeline.discover import PollReport, SourcePlan
from bot.wiring import Bot

log = logging.getLogger(__name__)

SWEEP_SECONDS = 1
WORKERS = 8
HEARTBEAT = timedelta(seconds=15)
"""How often the sweep leaves a mark in the database, by which `bot status` knows that it lives."""
SWEPT_AT = "swept_at"
POLL_BACKOFF_MAX = timedelta(hours=1)


class Embedded:
    """Runs a bot until it is told to stop. The caller holds the lock."""

    def __init__(self, bot: Bot, report: Report, complain: Report) -> None:
        self._bot = bot
        self._work = Work(bot, report, complain)
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="work")
        self._busy: set[str] = set()
        self._guard = threading.Lock()
        self._next_poll: dict[str, datetime] = {}
        self._failures: dict[str, int] = {}
        self._marked_at: datetime | None = None

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set, then finish what is under way and return."""
        self._bot.reconcile.recover()
        scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": SchedulerThreads(1)},
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )
        now = datetime.now(UTC)
        scheduler.add_job(self._ring, "interval", seconds=SWEEP_SECONDS, next_run_time=now)
        scheduler.start()
        try:
            stop.wait()
        finally:
            scheduler.shutdown(wait=True)
            self._pool.shutdown(wait=True, cancel_futures=True)
            # an orderly end is no illness: only a mark that grows old without one is
            self._bot.facts.set_fact(SWEPT_AT, "")

    def _ring(self) -> None:
        try:
            self.sweep(self._bot.clock.now())
        except Exception:
            log.exception("the sweep failed; the next one follows")

    def sweep(self, now: datetime) -> None:
        """Start everything that is due and not under way."""
        for plan in self._bot.newsroom.sources:
            if self._next_poll.get(plan.name, now) <= now:
                self._start(Task(f"source {plan.name}", partial(self._poll, plan)))
        for task in self._work.token_looks(now):
            self._start(task)
        for task in self._work.due(now):
            self._start(task)
        if self._marked_at is None or now - self._marked_at >= HEARTBEAT:
            self._bot.facts.set_fact(SWEPT_AT, now.isoformat())
            self._marked_at = now

    def _poll(self, plan: SourcePlan) -> None:
        report: PollReport | None = None
        try:
            report = self._work.poll(plan)
        finally:
            ok = report is not None and report.error is None
            failures = 0 if ok else self._failures.get(plan.name, 0) + 1
            self._failures[plan.name] = failures
            wait = min(plan.poll * (1 << min(failures, 12)), max(POLL_BACKOFF_MAX, plan.poll))
            self._next_poll[plan.name] = self._bot.clock.now() + wait

    def _start(self, task: Task) -> None:
        with self._guard:
            if task.lane in self._busy:
                return
            self._busy.add(task.lane)

        def done(future: Future[None]) -> None:
            with self._guard:
                self._busy.discard(task.lane)
            if not future.cancelled() and (error := future.exception()) is not None:
                log.error("%s: %s", task.lane, error, exc_info=error)

        try:
            self._pool.submit(task.run).add_done_callback(done)
        except RuntimeError:  # the pool is closing
            with self._guard:
                self._busy.discard(task.lane)
