"""How fast the outbox is, beside what the disk allows: two durable commits for each delivery.

    python bench/outbox.py [--rounds 10] [--folder DIR]

A commit in WAL mode with synchronous=FULL is one write to the log and one fdatasync. The disk is shared and its
rate changes from one second to the next, so the turns alternate: so many deliveries by eight and by 24 deliverers
at once, as many by one alone, two bare writes for each (of the size that a commit of one has, each followed by fdatasync),
and as many pairs of the smallest commits by bare sqlite3. Medians of all rounds. Deliverers share commits where
they meet, so they may pass what the disk allows to those who do not.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.model.article import Article
from bot.model.delivery import Event, State
from bot.model.draft import Draft, Part
from bot.model.identity import article_witnesses
from bot.model.outcome import RemotePost
from bot.pipeline.ports import NewDelivery, Verdict
from bot.store.articles import ArticleStore
from bot.store.database import Database
from bot.store.outbox import OutboxStore

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FEW, MANY = 8, 24
"""Deliverers at once."""
COUNT = 240
"""Deliveries of each kind in one round."""
COUNTED = 40
"""Deliveries whose pages are counted."""
FRAME = 4096 + 24
BLOCKS = 200
TEXT = "The harbour board agreed on a plan for the quay. " * 5
DRAFT = Draft("alone", "x", (Part(TEXT, 245, 280),), "https://news.example/quay/")
PAYLOAD = asdict(DRAFT)


LANES = ("alone", *(f"lane {number}" for number in range(MANY)))


def filled(folder: Path, stories: int) -> tuple[Database, dict[str, list[str]]]:
    """A database with so many due deliveries in each lane, and their ids by lane."""
    database = Database.open(f"sqlite:///{folder / 'bot.db'}")
    database.upgrade()
    articles = ArticleStore(database)
    ids: dict[str, list[str]] = {lane: [] for lane in LANES}
    for number in range(stories):
        url = f"https://news.example/{number}/"
        admitted = articles.admit(
            None,
            Article(url, str(number), f"Story {number}", TEXT),
            digest="",
            witnesses=article_witnesses(url, f"Story {number}", ""),
            deliveries=[
                NewDelivery(replace(DRAFT, channel=lane), State.SCHEDULED, NOW) for lane in LANES
            ],
            now=NOW,
        )
        for lane, delivery_id in zip(LANES, admitted.delivery_ids, strict=True):
            ids[lane].append(delivery_id)
    return database, ids


def claim_and_settle(outbox: OutboxStore, number: str) -> None:
    claim = outbox.claim(number, payload=PAYLOAD, now=NOW)
    assert claim is not None
    post = RemotePost(number, f"https://x.example/{number}")
    verdict = Verdict(Event.PUBLISHED, posts=(post,), detail={"kind": "Posted"})
    assert outbox.settle(claim, verdict, now=NOW)


def frames_of_a_commit(database: Database, outbox: OutboxStore, ids: list[str]) -> float:
    """Pages that a commit writes to the log, on average. The log must be empty, and not be full afterwards."""
    assert database.file is not None
    log = database.file.with_name(database.file.name + "-wal")
    before = log.stat().st_size
    for number in ids:
        claim_and_settle(outbox, number)
    return (log.stat().st_size - before) / FRAME / len(ids) / 2


class BareDisk:
    """Writes of one commit's size to a file that is written over again and again, as the log is."""

    def __init__(self, folder: Path, frames: float) -> None:
        self._block = os.urandom(round(frames * FRAME))
        self._file = os.open(folder / "disk", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self._at = 0
        os.write(self._file, self._block * BLOCKS)
        os.fsync(self._file)

    def commit(self) -> None:
        os.pwrite(self._file, self._block, self._at * len(self._block))
        os.fdatasync(self._file)
        self._at = (self._at + 1) % BLOCKS

    def close(self) -> None:
        os.close(self._file)


class BareSqlite:
    """Commits of one update each."""

    def __init__(self, folder: Path) -> None:
        self._driver = sqlite3.connect(folder / "bare.db", isolation_level=None)
        self._driver.execute("PRAGMA journal_mode = WAL")
        self._driver.execute("PRAGMA synchronous = FULL")
        self._driver.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, number INTEGER)")
        self._driver.execute("INSERT INTO t VALUES (1, 0)")

    def commit(self) -> None:
        self._driver.execute("BEGIN IMMEDIATE")
        self._driver.execute("UPDATE t SET number = number + 1 WHERE id = 1")
        self._driver.execute("COMMIT")

    def close(self) -> None:
        self._driver.close()


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def times(count: int, work: Callable[[], object]) -> Callable[[], None]:
    def repeated() -> None:
        for _ in range(count):
            work()

    return repeated


def measured(folder: Path, rounds: int) -> tuple[float, list[tuple[float, ...]], float]:
    """Pages of a commit, seconds of each round by kind, processor seconds of a delivery among many."""
    database, ids = filled(folder, COUNTED + (rounds + 1) * COUNT)
    outbox = OutboxStore(database)
    with sqlite3.connect(f"file:{database.file}", uri=True) as driver:
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    frames = frames_of_a_commit(database, outbox, [ids["alone"].pop() for _ in range(COUNTED)])
    disk, bare = BareDisk(folder, frames), BareSqlite(folder)
    found, processor = [], 0.0

    def deliver(lane: str, number: int) -> None:
        for _ in range(number):
            claim_and_settle(outbox, ids[lane].pop())

    with ThreadPoolExecutor(MANY) as pool:

        def together(deliverers: int) -> list[None]:
            lanes = LANES[1 : deliverers + 1]
            return list(pool.map(lambda lane: deliver(lane, COUNT // deliverers), lanes))

        together(MANY)
        for _ in range(rounds):
            began = time.process_time()
            many = seconds(partial(together, MANY))
            processor += time.process_time() - began
            found.append(
                (
                    many,
                    seconds(partial(together, FEW)),
                    seconds(partial(deliver, "alone", COUNT)),
                    seconds(times(2 * COUNT, disk.commit)),
                    seconds(times(2 * COUNT, bare.commit)),
                )
            )
    disk.close()
    bare.close()
    database.close()
    return frames, found, processor / len(found) / COUNT


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder, prefix="outbox-") as name:
        frames, found, processor = measured(Path(name), arguments.rounds)
    rates = [COUNT / statistics.median(column) for column in zip(*found, strict=True)]
    shares = [statistics.median(kind[3] / kind[place] for kind in found) for place in range(3)]
    kinds = (f"outbox, {MANY} deliverers", f"outbox, {FEW} deliverers", "outbox, one alone")
    for kind, rate, share in zip(kinds, rates, shares, strict=False):
        print(f"{kind:25}{rate:6.0f} deliveries/s, {100 * share:3.0f}% of what the disk allows")
    print(
        f"{f'the disk, 2 x {frames:.1f} pages':25}{rates[3]:6.0f} deliveries/s at two commits each"
    )
    print(f"{'bare sqlite3, 2 updates':25}{rates[4]:6.0f} deliveries/s")
    print(
        f"{1000 * processor:.2f} ms of processor time for each delivery of {MANY}; 70% are wanted"
    )


if __name__ == "__main__":
    main()
