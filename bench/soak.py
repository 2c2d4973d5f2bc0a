"""Whether a bot that delivers for years stays as small as it was, and its log of the database, too.

    python bench/soak.py [--deliveries 100000] [--folder DIR]

The real work (sweep, claim, call, verdict, readings) against a stand-in in another process over HTTP; one answer in
a thousand is lost and read back, for which the time is moved on; after each batch of stories it is moved on by an
hour, so that a channel's traffic is that of a busy newsroom. Memory is what the bot's process holds, sampled a
hundred times: the middle of the last quarter beside the middle of the second one.
"""

from __future__ import annotations

import argparse
import json
import logging
import mmap
import os
import resource
import signal
import statistics
import struct
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from bot.engine.work import Work
from bot.model.article import Article
from bot.model.cadence import Cadence
from bot.model.delivery import State
from bot.model.draft import Draft, Part, Style
from bot.model.identity import article_witnesses
from bot.pipeline.channels import ChannelPlan, Timing
from bot.pipeline.deliver import Deliver
from bot.pipeline.ports import Account, NewDelivery
from bot.pipeline.reconcile import Reconcile
from bot.platforms import x
from bot.sandbox import Sandbox
from bot.store.articles import ArticleStore
from bot.store.database import Database
from bot.store.outbox import OutboxStore
from bot.store.views import Views

CHANNELS = ("one", "two", "three", "four")
BATCH = 10
"""Stories that are published at once, each for all channels."""
BETWEEN_BATCHES = 3600
"""Seconds of the clock that is moved on."""
LOST_EACH = 1000
SAMPLES = 100
TEXT = "The harbour board agreed on a plan for the quay. " * 4


class SharedClock:
    """The machine's time and what it was moved on by, which both processes see."""

    def __init__(self) -> None:
        self._page = mmap.mmap(-1, mmap.PAGESIZE)

    def move_on(self, seconds: float) -> None:
        struct.pack_into("d", self._page, 0, self._moved() + seconds)

    def _moved(self) -> float:
        (seconds,) = struct.unpack_from("d", self._page, 0)
        return float(seconds)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._moved())

    def monotonic(self) -> float:
        return time.monotonic() + self._moved()


class StandIn:
    """The sandbox in a process of its own, which ends with this one."""

    def __init__(self, clock: SharedClock) -> None:
        reader, writer = os.pipe()
        parent = os.getpid()
        self._process = os.fork()
        if self._process == 0:
            os.close(reader)
            with Sandbox(now=clock.now, site=False, refuse_duplicates=False) as sandbox:
                told = (sandbox.wall_url, sandbox.base_url("x"), dict(sandbox.credentials("x")))
                os.write(writer, json.dumps(told).encode() + b"\n")
                os.close(writer)
                while os.getppid() == parent:
                    signal.sigtimedwait((), 1)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as told:
            wall, self.base_url, self.credentials = json.loads(told.readline())
        self._control = wall.removesuffix("/wall") + "/control"

    def lose_an_answer(self) -> None:
        body = json.dumps({"platform": "x", "kind": "accept_then_500"}).encode()
        self._ask("/faults", body)

    def texts(self) -> Counter[str]:
        return Counter(post["text"] for post in json.loads(self._ask("/posts")))

    def stop(self) -> None:
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)

    def _ask(self, path: str, body: bytes | None = None) -> bytes:
        with urllib.request.urlopen(self._control + path, body, timeout=600) as answer:
            told: bytes = answer.read()
            return told


class Bot:
    """What a daemon has, put together as ``wiring`` does it."""

    def __init__(self, folder: Path, clock: SharedClock, stand_in: StandIn) -> None:
        self._clock = clock
        self.database = Database.open(f"sqlite:///{folder / 'bot.db'}")
        self.database.upgrade()
        self._articles, self.outbox = ArticleStore(self.database), OutboxStore(self.database)
        cadence = Cadence(timezone=ZoneInfo("UTC"), min_gap=timedelta(0), max_age=None)
        channels = {name: ChannelPlan(name, x.RULES, Style(), cadence) for name in CHANNELS}
        accounts = {
            name: x.connect(Account(name, stand_in.credentials, stand_in.base_url, timeout=60))
            for name in CHANNELS
        }
        platform, timing = accounts.__getitem__, Timing()
        parts: Any = SimpleNamespace(
            outbox=self.outbox,
            clock=clock,
            newsroom=SimpleNamespace(channels=channels),
            reconcile=Reconcile(self.outbox, platform, timing, clock),
            deliver=Deliver(self.outbox, channels, platform, timing, clock),
        )
        self._work = Work(parts, _silent, _silent)
        self._stories = 0

    def publish(self) -> int:
        """A batch of stories; how many deliveries they make."""
        now = self._clock.now()
        for _ in range(BATCH):
            self._stories += 1
            number = self._stories
            url, text = f"https://news.example/{number}/", f"{TEXT}{number}"
            self._articles.admit(
                None,
                Article(url, str(number), f"Story {number}", text),
                digest="",
                witnesses=article_witnesses(url, f"Story {number}", ""),
                deliveries=[
                    NewDelivery(
                        Draft(
                            name,
                            "x",
                            (Part(f"{text} on {name}", len(text) + 12, 280),),
                            None,
                        ),
                        State.SCHEDULED,
                        now,
                    )
                    for name in CHANNELS
                ],
                now=now,
            )
        return BATCH * len(CHANNELS)

    def work_off(self) -> None:
        """Sweep until nothing is left; where only waiting would help, the time is moved on."""
        while True:
            tasks = list(self._work.due(self._clock.now()))
            for task in tasks:
                task.run()
            if not tasks:
                if not self.outbox.in_state(State.SCHEDULED, State.UNKNOWN, State.SENDING):
                    return
                self._clock.move_on(30)


def resident() -> int:
    """Bytes that this process holds in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deliveries", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    wanted: int = arguments.deliveries
    with tempfile.TemporaryDirectory(dir=arguments.folder, prefix="soak-") as name:
        clock = SharedClock()
        stand_in = StandIn(clock)
        try:
            return soak(Path(name), clock, stand_in, wanted)
        finally:
            stand_in.stop()


def soak(folder: Path, clock: SharedClock, stand_in: StandIn, wanted: int) -> int:
    bot = Bot(folder, clock, stand_in)
    log = folder / "bot.db-wal"
    memory: list[int] = []
    wal = done = lost = 0
    began = time.monotonic()
    while done < wanted:
        if done // LOST_EACH > lost:
            lost += 1
            stand_in.lose_an_answer()
        done += bot.publish()
        bot.work_off()
        clock.move_on(BETWEEN_BATCHES)
        wal = max(wal, log.stat().st_size)
        if done * SAMPLES // wanted > len(memory):
            memory.append(resident())
            took = time.monotonic() - began
            print(
                f"{done} of {wanted}: {done / took:.0f} a second, about {took / done * (wanted - done):.0f} s "
                f"left; memory {memory[-1] / 2**20:.1f} MiB, WAL {log.stat().st_size / 2**20:.1f} MiB",
                file=sys.stderr,
                flush=True,
            )
    quarter = len(memory) // 4
    first, last = (
        statistics.median(part) for part in (memory[quarter : 2 * quarter], memory[-quarter:])
    )
    drift = 100 * (last - first) / first
    took = time.monotonic() - began
    texts = stand_in.texts()
    doubled, missing = sum(texts.values()) - len(texts), done - len(texts)
    ended = sum(delivery.state is State.POSTED for delivery in Views(bot.database).log(limit=100))
    findings = bot.database.verify()
    bot.database.close()
    print(f"{done} deliveries in {took:.0f} s ({done / took:.0f} a second), {lost} lost answers")
    print(f"doubled {doubled}, missing {missing}, integrity {findings or 'ok'}")
    print(f"memory {first / 2**20:.1f} -> {last / 2**20:.1f} MiB: {drift:+.1f}% (5% allowed)")
    print(f"WAL at most {wal / 2**20:.1f} MiB (16 MiB allowed)")
    sound = not doubled and not missing and not findings and ended == min(100, done)
    return 0 if sound and drift < 5 and wal < 16 * 2**20 else 1


def _silent(_line: str) -> None:
    pass


if __name__ == "__main__":
    sys.exit(main())
