"""Figures in Prometheus' text format, version 0.0.4.

Counters begin at 0 with the process, as Prometheus expects. Gauges come from the database when asked.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from bot.model.delivery import Delivery
from bot.wiring import Bot


@dataclass(frozen=True, slots=True)
class Family:
    """A metric: its name, what it means, its kind in Prometheus' words, the names of its labels."""

    name: str
    help: str
    kind: str
    labels: tuple[str, ...] = ()


DELIVERIES = Family(
    "bot_deliveries_total", "Deliveries that came to a state.", "counter", ("channel", "state")
)
SPEND = Family(
    "bot_spend_usd_total", "US dollars spent on posts and readings.", "counter", ("channel",)
)
POLLS = Family("bot_polls_total", "Polls of a source.", "counter", ("source", "result"))
POLL_SECONDS = Family("bot_poll_seconds", "How long polls took.", "summary")
DUE = Family("bot_due_deliveries", "Deliveries that are due now.", "gauge")
LAG = Family("bot_delivery_lag_seconds", "How long the oldest due delivery waits.", "gauge")
TOKEN = Family(
    "bot_token_expires_seconds",
    "Until a person has to renew the token; +Inf where no end is known.",
    "gauge",
    ("channel",),
)

Samples = Mapping[tuple[str, ...], float]
"""Values by the labels' values."""


class Metrics:
    """Counts what the engine does. Safe to share between threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._deliveries: Counter[tuple[str, ...]] = Counter()
        self._polls: Counter[tuple[str, ...]] = Counter()
        self._spend: dict[tuple[str, ...], float] = {}
        self._poll_seconds = 0.0

    def delivery(self, before: Delivery, after: Delivery) -> None:
        """A delivery was carried out or read: count where it came to, and what it cost."""
        with self._guard:
            if after.state is not before.state:
                self._deliveries[after.channel, after.state] += 1
            spent = float(after.cost_usd - before.cost_usd)
            self._spend[after.channel,] = self._spend.get((after.channel,), 0.0) + spent

    def poll(self, source: str, *, ok: bool, seconds: float) -> None:
        """A source was polled."""
        with self._guard:
            self._polls[source, "ok" if ok else "failed"] += 1
            self._poll_seconds += seconds

    def exposition(self, bot: Bot) -> str:
        """All figures as text. Raises StoreError where the database cannot be read."""
        now = bot.clock.now()
        due = [d.due_at for d in bot.outbox.due(now) if d.due_at is not None]
        lag = (now - min(due)).total_seconds() if due else 0.0
        ends = {name: bot.token_watch.expires_at(name) for name in bot.newsroom.channels}
        tokens: Samples = {
            (name,): (end - now).total_seconds() if end else inf for name, end in ends.items()
        }
        with self._guard:
            return "".join(
                [
                    _written(DELIVERIES, self._deliveries),
                    _written(SPEND, self._spend),
                    _written(POLLS, self._polls),
                    _summary(POLL_SECONDS, self._poll_seconds, self._polls.total()),
                    _written(DUE, {(): len(due)}),
                    _written(LAG, {(): lag}),
                    _written(TOKEN, tokens),
                ]
            )


def _written(family: Family, samples: Samples) -> str:
    lines = [_head(family)]
    for values, number in sorted(samples.items()):
        pairs = ",".join(
            f'{name}="{_escaped(value)}"' for name, value in zip(family.labels, values, strict=True)
        )
        told = "+Inf" if number == inf else str(number)
        lines.append(f"{family.name}{{{pairs}}} {told}\n" if pairs else f"{family.name} {told}\n")
    return "".join(lines)


def _summary(family: Family, total: float, count: int) -> str:
    return f"{_head(family)}{family.name}_sum {total}\n{family.name}_count {count}\n"


def _head(family: Family) -> str:
    return f"# HELP {family.name} {family.help}\n# TYPE {family.name} {family.kind}\n"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
