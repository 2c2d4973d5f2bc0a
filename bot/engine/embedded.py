"""The daemon in one process: APScheduler rings, a sweep finds what is due, threads do it."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.executors.pool import ThreadPoolExecutor as SchedulerThreads
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from bot.engine.boot import boot
from bot.engine.notices import Notices
from bot.engine.polls import Polls
from bot.engine.pulse import Pulse
from bot.engine.reload import Reload
from bot.engine.storage import Storage
from bot.engine.work import DELIVERERS, POLLERS, Report, Task, Work
from bot.health.diagnosis import REFUSED, SWEPT_AT
from bot.health.metrics import Metrics
from bot.health.restored import is_over
from bot.model.errors import Stalled, StoreError
from bot.pipeline.discover import SourcePlan
from bot.wiring import Bot

log = logging.getLogger(__name__)

SWEEP_SECONDS = 1
WATCH_SECONDS = 2.0
"""How often the watchdog looks whether the scheduler still rings."""
RESTARTS_MAX = 3
"""A scheduler that dies again after so many restarts in an hour ends the process."""
HEARTBEAT = timedelta(seconds=15)
"""How often the sweep leaves a mark in the database, by which `bot status` knows that it lives."""
RING = "ring"
CLOSE_DAYS = timedelta(hours=1)


def end_now(error: Stalled) -> None:
    """End the process with status 1 though a thread hangs; what is durable is settled at the next start."""
    sys.stderr.write(f"bot: {error}\n")
    sys.stderr.flush()
    os._exit(error.exit_status)


class Embedded:
    """Runs a bot until it is told to stop. The caller holds the lock."""

    def __init__(
        self,
        bot: Bot,
        report: Report,
        complain: Report,
        *,
        give_up: Callable[[Stalled], None] = end_now,
        reload: Reload | None = None,
    ) -> None:
        self._bot = bot
        self._report = report
        self._complain = complain
        self._give_up = give_up
        self._reload = reload
        self._work = Work(bot, report, complain)
        self._storage = Storage(bot, report, complain)
        self._notices = Notices(bot, complain)
        self._pulse = Pulse(bot.clock.monotonic)
        self._restarts: list[float] = []
        self._pool = ThreadPoolExecutor(DELIVERERS, thread_name_prefix="work")
        self._busy: set[str] = set()
        self._guard = threading.Lock()
        self._polling = ThreadPoolExecutor(POLLERS, thread_name_prefix="poll")
        self._polls = Polls(bot)
        self._scheduler: BackgroundScheduler | None = None
        self._marked_at: datetime | None = None
        self._closed_at: datetime | None = None
        self._timetables_kept = False

    def hint(self, source: str, signed: bool) -> None:
        """The source may have news: poll it at once. Any thread may call this; ``signed`` as in ``Polls``."""
        self._polls.hint(source, signed)
        self._ring_soon()

    def _ring_soon(self) -> None:
        """Ring now and not in a second. The next ring comes anyway, so nothing depends on this."""
        with suppress(JobLookupError, AttributeError):
            self._scheduler.modify_job(RING, next_run_time=datetime.now(UTC))  # type: ignore[union-attr]

    @property
    def metrics(self) -> Metrics:
        """What it counts."""
        return self._work.metrics

    def troubles(self) -> tuple[str, ...]:
        """What is ill about this process, in plain words."""
        told = (self._storage.trouble, self._pulse.trouble())
        return tuple(trouble for trouble in told if trouble is not None)

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set, then finish what is under way and return. Raises StoreError."""
        boot(self._bot, self._complain)
        if self._reload is not None:
            self._reload.begin()
        scheduler = self._start_scheduler()
        try:
            while not stop.wait(WATCH_SECONDS):
                scheduler = self._watch(scheduler)
        finally:
            scheduler.shutdown(wait=True)
            self._polling.shutdown(wait=True, cancel_futures=True)
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._end_in_order()

    def _start_scheduler(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": SchedulerThreads(1)},
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )
        now = datetime.now(UTC)
        scheduler.add_job(self._ring, "interval", seconds=SWEEP_SECONDS, next_run_time=now, id=RING)
        self._pulse.begin()
        scheduler.start()
        self._scheduler = scheduler
        return scheduler

    def _watch(self, scheduler: BackgroundScheduler) -> BackgroundScheduler:
        """The watchdog: a scheduler that is dead is replaced; a sweep that hangs ends the process."""
        if self._pulse.hangs():
            self._give_up(Stalled(f"{self._pulse.trouble()}; the process ends, start it again"))
        if not self._pulse.is_dead():
            return scheduler
        now = self._bot.clock.monotonic()
        self._restarts = [at for at in self._restarts if now - at < 3600] + [now]
        if len(self._restarts) > RESTARTS_MAX:
            self._give_up(Stalled("the scheduler dies again and again; see the log"))
        self._complain(f"{self._pulse.trouble()}: started anew")
        scheduler.shutdown(wait=False)
        return self._start_scheduler()

    def _end_in_order(self) -> None:
        try:
            self._bot.deliver.conclude_open()
            self._bot.discover.save_quiet_polls()
            # an orderly end is no illness: only a mark that grows old without one is
            self._bot.facts.set_fact(SWEPT_AT, "")
            self._bot.facts.set_fact(REFUSED, "")
        except StoreError as error:
            self._complain(f"{error}; what is not settled is settled at the next start")

    def _ring(self) -> None:
        with self._pulse.beat():
            try:
                if self._storage.is_well():
                    self._look_at_configuration()
                    self._keep_timetables()
                    self.sweep(self._bot.clock.now())
                if self._notices.is_on:
                    alarm = partial(self._notices.alarm, self._storage.trouble)
                    self._start(Task("alarm", alarm))
            except StoreError as error:
                self._storage.failed(error)
            except Exception:
                log.exception("the sweep failed; the next one follows")

    def _look_at_configuration(self) -> None:
        """Between two sweeps: put a changed configuration in force. Raises StoreError."""
        exchanged = None if self._reload is None else self._reload.look()
        if exchanged is None:
            return
        before, after = (bot.settings.configuration.sources for bot in exchanged)
        self._polls.follow({table.name for table in after if table not in before})
        self._timetables_kept = False
        self._keep_timetables()

    def _keep_timetables(self) -> None:
        """Put the queues in order, once after the start and after a change. Raises StoreError."""
        if not self._timetables_kept:
            self._work.keep_timetables()
            self._timetables_kept = True

    def sweep(self, now: datetime) -> None:
        """Start everything that is due and not under way. Raises StoreError."""
        for plan in self._polls.due(now):
            self._start(Task(f"source {plan.name}", partial(self._poll, plan)), self._polling)
        for task in self._work.subscriptions(now):
            self._start(task)
        for task in self._work.token_looks(now):
            self._start(task)
        for task in self._work.amendments(now):
            self._start(task)
        for task in self._work.due(now):
            self._start(task)
        if self._marked_at is None or now - self._marked_at >= HEARTBEAT:
            self._mark(now)
        elif self._work.has_more_looks:
            self._start_looks(now)

    def _mark(self, now: datetime) -> None:
        self._work.settle_floods()
        self._bot.discover.save_quiet_polls()
        self._bot.facts.set_fact(SWEPT_AT, now.isoformat())
        self._bot.lineage.beat(now)
        self._marked_at = now
        self._close_days(now)
        self._start_looks(now)
        if self._notices.is_on:
            self._start(Task("notices", self._notices.round))
        self._bot.followers.amend.recover(called_before=now - self._bot.timing.lease)
        restored = self._bot.lineage.restored()
        if restored is not None and is_over(self._bot, restored, now):
            self._bot.lineage.resume()
            self._report("all that the restored copy could not know is settled")

    def _start_looks(self, now: datetime) -> None:
        for task in self._work.looks(now):
            self._start(task)

    def _close_days(self, now: datetime) -> None:
        """Keep the sums of days that are over, once an hour: the desk's charts read them."""
        if self._closed_at is None or now - self._closed_at >= CLOSE_DAYS:
            self._bot.days.close(now=now)
            self._closed_at = now

    def _poll(self, plan: SourcePlan) -> None:
        self._polls.begin(plan, self._bot.clock.now())
        try:
            report = self._work.poll(plan)
            self._polls.done(plan, report, self._bot.clock.now())
        except StoreError:
            raise  # no fault of the source: it is polled again as soon as work goes on
        except Exception:
            self._polls.failed(plan, self._bot.clock.now())
            raise
        if report.new or self._polls.is_hinted(plan, self._bot.clock.now()):
            self._ring_soon()

    def _start(self, task: Task, pool: ThreadPoolExecutor | None = None) -> None:
        with self._guard:
            if task.lane in self._busy:
                return
            self._busy.add(task.lane)

        def done(future: Future[None]) -> None:
            with self._guard:
                self._busy.discard(task.lane)
            if future.cancelled():
                return
            if (error := future.exception()) is None:
                if task.has_followers:
                    self._ring_soon()
                return
            if isinstance(error, StoreError):
                self._storage.failed(error)
            else:
                log.error("%s: %s", task.lane, error, exc_info=error)

        try:
            (pool or self._pool).submit(task.run).add_done_callback(done)
        except RuntimeError:  # the pool is closing
            with self._guard:
                self._busy.discard(task.lane)
