"""One round: look at the tokens, poll every source, deliver all that is due, settle what is unknown, end."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from bot.engine.boot import boot
from bot.engine.notices import Notices
from bot.engine.polls import Polls
from bot.engine.storage import verdicts_saved
from bot.engine.work import DELIVERERS, POLLERS, Report, Task, Work
from bot.health.restored import is_over
from bot.model.amendment import Progress
from bot.model.delivery import State
from bot.pipeline.discover import PollReport
from bot.wiring import Bot


@dataclass(frozen=True, slots=True)
class Round:
    """What one round came to."""

    polls: tuple[PollReport, ...]
    stopped: bool

    @property
    def is_ill(self) -> bool:
        """Whether a source could not be polled."""
        return any(poll.error is not None for poll in self.polls)


def run_once(bot: Bot, report: Report, complain: Report, stop: threading.Event) -> Round:
    """Do everything that is due now; what is due later stays. The caller holds the lock.

    ``report`` is told what happens, ``complain`` what went wrong at a source. Returns when every outcome is settled, or soon after ``stop`` is set.
    """
    work = Work(bot, report, complain)
    for delivery_id in boot(bot, complain):
        report(f"delivery {delivery_id} was interrupted: its outcome is settled first")
    work.keep_timetables()
    with ThreadPoolExecutor(POLLERS, thread_name_prefix="poll") as pool:
        list(pool.map(lambda task: task.run(), work.token_looks(bot.clock.now())))
        timetable, now = Polls(bot), bot.clock.now()
        for name, until in timetable.resting(now).items():
            report(f"{name}: its server asked to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC")
        plans = tuple(timetable.due(now))
        polls = tuple(pool.map(work.poll, plans))
        for plan, polled in zip(plans, polls, strict=True):
            timetable.done(plan, polled, bot.clock.now())
        list(pool.map(lambda task: task.run(), work.subscriptions(bot.clock.now())))
    bot.discover.save_quiet_polls()
    work.settle_floods()
    deliver_all(bot, work, report, stop)
    for task in work.looks(bot.clock.now()):
        if not stop.is_set():
            task.run()
    deliver_all(bot, work, report, stop)
    Notices(bot, complain).round()
    restored = bot.lineage.restored()
    if restored is not None and is_over(bot, restored, bot.clock.now()):
        bot.lineage.resume()
    return Round(polls, stop.is_set())


def deliver_all(bot: Bot, work: Work, report: Report, stop: threading.Event) -> None:
    """Deliver and settle until nothing is due and nothing is unknown, or ``stop`` is set."""
    with (
        verdicts_saved(bot),
        ThreadPoolExecutor(DELIVERERS, thread_name_prefix="deliver") as pool,
    ):
        announced: datetime | None = None
        while not stop.is_set():
            now = bot.clock.now()
            tasks = _apart([*work.amendments(now), *work.due(now)])
            if tasks:
                list(pool.map(lambda task: task.run(), tasks))
                continue
            readings = _readings(bot)
            if not readings:
                return
            until = min(readings)
            if until != announced:
                report(f"{len(readings)} outcomes unknown; reading at {until:%H:%M:%S} UTC")
                announced = until
            stop.wait(min(1.0, max(0.01, (until - bot.clock.now()).total_seconds())))


def _apart(tasks: list[Task]) -> list[Task]:
    """Of each lane the first."""
    first: dict[str, Task] = {}
    for task in tasks:
        first.setdefault(task.lane, task)
    return list(first.values())


def _readings(bot: Bot) -> list[datetime]:
    """When the platforms are to be read for what is unknown."""
    unknown = map(bot.reconcile.next_reading_at, bot.outbox.in_state(State.UNKNOWN))
    replies = bot.followers.amendments.in_progress(Progress.UNKNOWN)
    return [*unknown, *map(bot.followers.amend.next_reading_at, replies)]
