"""Lives that end by SIGKILL at seeded labels and instants, one after the other on one database.

    python -m tests.crash.harness [--points 10000] [--seed 1] [--jobs 2] [--jumps 0.01] [--mutant NAME]

Each crash point is a process of its own that dies; the next one recovers. Between them the platforms
go wrong and the wall clock jumps. What came of it is counted at the stand-ins. Prints JSON.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time as real_time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.model.delivery import State
from bot.store.views import Views
from tests.crash.labels import catalogue
from tests.crash.life import (
    KINDS,
    TIMING,
    Fate,
    Life,
    Parts,
    Reaper,
    open_database,
    parts_of,
)
from tests.crash.mutants import MUTANTS
from tests.crash.stand_in import StandIn
from tests.crash.virtual_time import SharedTime

JUMPS = 0.01
"""How probable it is at each label that the wall clock jumps. Many jumps find what sets it and sets it back."""
COMMAND = (sys.executable, "-m", "tests.crash.harness")
POINTS_IN_A_WORLD = 250
LABELS = catalogue()
FREEZING = ("claim: after", "settle: before")
"""Where a process may stand still past its lease and find, awake again, that another took over."""
FAULTS = (
    "accept_then_500",
    "refuse_500",
    "accept_then_reset",
    "reset",
    "accept_late",
    "rate_limit",
    "duplicate",
)


@dataclass
class Count:
    """What was done and what came of it."""

    points: int = 0
    posts: int = 0
    doubled: int = 0
    lost: int = 0
    stuck: int = 0
    broken: int = 0
    """Lives that ended by an exception."""
    unproven: int = 0
    """Posted deliveries of which an id is not that of a post with its text."""
    threads: int = 0
    torn: int = 0
    """Threads whose parts do not stand in order, each in answer to the one before, with nothing between."""
    findings: list[str] = field(default_factory=list)
    """Of the integrity check."""
    labels: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def is_sound(self) -> bool:
        harm = self.doubled + self.lost + self.stuck + self.broken + self.unproven + self.torn
        return not harm and not self.findings

    def add(self, other: Count) -> None:
        for name, value in vars(other).items():
            if name == "seconds":
                continue  # jobs run side by side
            mine = getattr(self, name)
            setattr(
                self,
                name,
                Counter(mine) + Counter(value) if isinstance(mine, Counter) else mine + value,
            )


class World:
    """One database, one pair of stand-ins, many lives."""

    def __init__(
        self, seed: int, parts: Parts, folder: Path, time: SharedTime, jumps: float
    ) -> None:
        self._random = random.Random(seed)
        self._jumps = jumps
        self._parts = parts
        self._time = time
        time.reset()
        self._stand_in = StandIn(time)
        self._database = open_database(folder)
        self._frozen: list[tuple[int, int]] = []  # how many lives it sleeps for, process
        self.count = Count()

    def run(self, points: int) -> Count:
        try:
            self._database.upgrade()
            # in this process: statements that are compiled once need not be in each child
            self._live(Fate(0), stories=2)
            self._database.close()
            while self.count.points < points:
                self._order_faults()
                self._end_of(self._fork(self._fate()))
                self._wake(lives=1)
            self._finish()
        finally:
            for _, process in self._frozen:
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
            self._stand_in.stop()
        return self.count

    def _live(self, fate: Fate, *, stories: int, note: Callable[[str], None] = print) -> None:
        """Up to so many stories in all; 0 means more and more."""
        life = Life(
            self._database, self._stand_in, self._time, self._parts, Reaper(fate, self._time, note)
        )
        life.live(goes_on=lambda: not stories or self._time.stories < stories)

    def _fate(self) -> Fate:
        seed, jumps = self._random.getrandbits(32), self._jumps
        match self._random.choices(("label", "hits", "instant", "freeze"), (55, 25, 10, 10))[0]:
            case "label":
                hits = self._random.randint(60, 160)
                return Fate(seed, self._random.choice(LABELS), hits, jumps=jumps)
            case "hits":
                return Fate(seed, hits=self._random.randint(1, 160), jumps=jumps)
            case "instant":
                return Fate(seed, hits=400, kill_after=self._random.random() * 0.15, jumps=jumps)
            case _:
                return Fate(seed, self._random.choice(FREEZING), freeze=True, jumps=jumps)

    def _order_faults(self) -> None:
        """A fault or two for the next life. No two readings in a row are stale: that is assumed."""
        self._time.pass_by(self._random.random() * 30)
        self._stand_in.forget_faults()
        for platform in KINDS:
            if self._random.random() < 0.35:
                self._order(platform, self._random.choice(FAULTS))
            if self._random.random() < 0.3:
                self._order(platform, "stale_read")

    def _order(self, platform: str, kind: str) -> None:
        self.count.faults[kind] += 1
        more: dict[str, object] = {}
        if kind == "accept_late":
            # within the settle window, which is all that is promised
            more["delay"] = self._random.random() * 0.95 * TIMING.settle.total_seconds()
        if kind == "rate_limit" and self._random.random() < 0.5:
            more["reset_at"] = (self._time.true() + timedelta(minutes=2)).isoformat()
        self._stand_in.order(platform, kind, **more)

    def _fork(self, fate: Fate) -> tuple[int, int, Fate]:
        reader, writer = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(reader)
            try:
                self._live(fate, stories=0, note=lambda label: _write(writer, label))
            except BaseException:  # noqa: BLE001 - a child must not go on in the harness's code
                traceback.print_exc()
            finally:
                os._exit(1)
        os.close(writer)
        return process, reader, fate

    def _end_of(self, life: tuple[int, int, Fate]) -> None:
        process, reader, fate = life
        killed = bool(fate.kill_after) and _kill_after(process, fate.kill_after)
        _, status = os.waitpid(process, os.WUNTRACED)
        label = os.read(reader, 200).decode()
        os.close(reader)
        if os.WIFSTOPPED(status):
            self._frozen.append((self._random.randint(1, 6), process))
        elif not os.WIFSIGNALED(status):
            self.count.broken += 1
            if self.count.broken > 20:
                raise RuntimeError("the bot breaks all the time")
        self.count.points += 1
        self.count.labels[label or ("an instant" if killed else "?")] += 1

    def _wake(self, *, lives: int) -> None:
        self._frozen = [(left - lives, process) for left, process in self._frozen]
        for left, process in list(self._frozen):
            if left <= 0:
                self._frozen.remove((left, process))
                os.kill(process, signal.SIGCONT)
                _, status = os.waitpid(process, 0)
                self.count.broken += not os.WIFSIGNALED(status)

    def _finish(self) -> None:
        """Faults and crashes are over: one clean life, then the sums."""
        self._wake(lives=99)
        self._stand_in.forget_faults()
        self._time.jump_to(0.0)
        self._time.pass_by(3600)
        self._live(Fate(0), stories=1)
        self._time.pass_by(3600)
        posts = self._stand_in.posts()
        standing = Counter((post["platform"], post["text"]) for post in posts)
        told = [
            (name, parts_of(number, name))
            for number in range(1, self._time.stories + 1)
            for name in KINDS
        ]
        wanted = {(name, text) for name, parts in told for text in parts}
        count = self.count
        count.posts = len(wanted)
        count.doubled = sum(standing.values()) - len(standing)
        count.lost = len(wanted - set(standing))
        count.broken += len(set(standing) - wanted)
        threads = [parts for _, parts in told if len(parts) > 1]
        count.threads, count.torn = len(threads), _torn(threads, posts)
        ended = Views(self._database).log()
        count.stuck = len(told) - sum(delivery.state is State.POSTED for delivery in ended)
        shown = {post["id"]: post["text"] for post in posts}
        count.unproven = sum(
            [shown.get(post.id) for post in delivery.posts]
            != [part.text for part in delivery.draft.parts]
            for delivery in ended
        )
        count.findings = list(self._database.verify())
        self._database.close()


def _torn(threads: list[tuple[str, ...]], posts: list[Mapping[str, str]]) -> int:
    """How many of the threads are not whole where they begin."""
    on_x = [post for post in posts if post["platform"] == "x"]
    places = {post["text"]: place for place, post in enumerate(on_x)}
    torn = 0
    for parts in threads:
        start = places.get(parts[0], len(on_x))
        chain = on_x[start : start + len(parts)]
        answered = ["", *(post["id"] for post in chain[:-1])]
        whole = [post["text"] for post in chain] == list(parts)
        torn += not (whole and [post["reply_to"] for post in chain] == answered)
    return torn


def _write(pipe: int, label: str) -> None:
    with suppress(BrokenPipeError):  # who was frozen dies later, when nobody listens any more
        os.write(pipe, label.encode())


def _kill_after(process: int, seconds: float) -> bool:
    """Whether it lived long enough to be killed from outside."""
    descriptor = os.pidfd_open(process)
    try:
        ended, _, _ = select.select([descriptor], [], [], seconds)
        if not ended:
            os.kill(process, signal.SIGKILL)
        return not ended
    finally:
        os.close(descriptor)


def survey(
    points: int,
    seed: int,
    parts: Parts,
    tell: Callable[[str], None],
    *,
    jumps: float = JUMPS,
    until_harm: bool = False,
) -> Count:
    """Worlds one after the other until so many crash points were passed, or harm was done.

    Worlds are smaller where harm is sought: it is counted at the end of each.
    """
    size = POINTS_IN_A_WORLD // 4 if until_harm else POINTS_IN_A_WORLD
    total, began, time = Count(), real_time.monotonic(), SharedTime()
    gc.collect()
    gc.freeze()
    while total.points < points and not (until_harm and not total.is_sound):
        with tempfile.TemporaryDirectory(prefix="crash-") as folder:
            some = min(size, points - total.points)
            world = World(seed + total.points, parts, Path(folder), time, jumps)
            total.add(world.run(some))
        total.seconds = real_time.monotonic() - began
        left = (points - total.points) * total.seconds / total.points
        tell(
            f"{total.points} of {points} crash points, {total.posts} posts, {total.doubled} doubled, "
            f"{total.lost} lost, {total.stuck} stuck, {total.threads} threads, {total.torn} torn, "
            f"{total.seconds:.0f} s, about {left:.0f} s left"
        )
    return total


def _in_jobs(arguments: argparse.Namespace) -> Count:
    """The same in several processes, each with its share and its seeds."""
    total, began = Count(), real_time.monotonic()
    share = -(-arguments.points // arguments.jobs)
    running = [
        subprocess.Popen(
            [
                *COMMAND,
                *("--points", str(share)),
                *("--seed", str(arguments.seed + 1_000_000 * job)),
                *("--jumps", str(arguments.jumps)),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        for job in range(arguments.jobs)
    ]
    for process in running:
        out, _ = process.communicate()
        given = json.loads(out)
        given["labels"], given["faults"] = Counter(given["labels"]), Counter(given["faults"])
        total.add(Count(**given))
    total.seconds = real_time.monotonic() - began
    return total


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--points", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--jumps", type=float, default=JUMPS)
    parser.add_argument(
        "--mutant", choices=MUTANTS, help="stops at the first harm, which has to come"
    )
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if arguments.jobs > 1:
        count = _in_jobs(arguments)
    else:
        count = survey(
            arguments.points,
            arguments.seed,
            MUTANTS[arguments.mutant] if arguments.mutant else Parts(),
            lambda line: print(line, file=sys.stderr, flush=True),
            jumps=arguments.jumps,
            until_harm=bool(arguments.mutant),
        )
    print(json.dumps(vars(count), indent=1))
    if arguments.mutant:
        caught = count.doubled + count.lost > 0
        words = "caught" if caught else "NOT caught"
        print(f"{arguments.mutant}: {words} after {count.points} crash points", file=sys.stderr)
        return 0 if caught else 1
    return 0 if count.is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
