"""How fast the outbox is, beside what the disk allows: two durable commits for each delivery.

    python bench/outbox.py [--posts 1000] [--folder DIR]

A commit in WAL mode with synchronous=FULL is one write to the log and one fdatasync. The disk is shared and its
rate changes from one second to the next, so the turns alternate: one delivery, then two bare writes of the size
that a commit has, each followed by fdatasync, then the same two commits by bare sqlite3. Medians of all turns.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
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
COUNTED, WARM_UP = 40, 160
"""Deliveries: those whose pages are counted, and those until the log was written through once."""
FRAME = 4096 + 24
BLOCKS = 200
TEXT = "The harbour board agreed on a plan for the quay. " * 5
DRAFT = Draft("x", "x", (Part(TEXT, 245, 280),), "https://news.example/quay/")


def filled(folder: Path, posts: int) -> tuple[Database, list[str]]:
    database = Database.open(f"sqlite:///{folder / 'bot.db'}")
    database.upgrade()
    articles = ArticleStore(database)
    ids: list[str] = []
    for number in range(posts):
        url = f"https://news.example/{number}/"
        ids += articles.admit(
            None,
            Article(url, str(number), f"Story {number}", TEXT),
            digest="",
            witnesses=article_witnesses(url, f"Story {number}", ""),
            deliveries=[NewDelivery(DRAFT, State.SCHEDULED, NOW)],
            now=NOW,
        ).delivery_ids
    return database, ids


def claim_and_settle(outbox: OutboxStore, number: str) -> None:
    claim = outbox.claim(number, payload=asdict(DRAFT), now=NOW)
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


def twice(work: Callable[[], object]) -> Callable[[], None]:
    def both() -> None:
        work()
        work()

    return both


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder, prefix="outbox-") as name:
        folder = Path(name)
        database, ids = filled(folder, arguments.posts + WARM_UP)
        outbox = OutboxStore(database)
        with sqlite3.connect(f"file:{database.file}", uri=True) as driver:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        frames = frames_of_a_commit(database, outbox, ids[:COUNTED])
        for number in ids[COUNTED:WARM_UP]:
            claim_and_settle(outbox, number)
        disk, bare = BareDisk(folder, frames), BareSqlite(folder)
        turns: list[tuple[float, float, float]] = []
        processor = 0.0
        for number in ids[WARM_UP:]:
            began = time.thread_time()
            ours = seconds(partial(claim_and_settle, outbox, number))
            processor += time.thread_time() - began
            turns.append((ours, seconds(twice(disk.commit)), seconds(twice(bare.commit))))
        disk.close()
        bare.close()
        database.close()
    ours, allowed, plain = (statistics.median(column) for column in zip(*turns, strict=True))
    work = processor / len(turns)
    print(
        f"outbox, claim + settle:      {1 / ours:6.0f} deliveries/s; {1000 * work:.2f} ms of them processor time"
    )
    print(f"the disk, 2 x {frames:.1f} pages:     {1 / allowed:6.0f} deliveries/s at two commits")
    print(f"bare sqlite3, 2 updates:     {1 / plain:6.0f} deliveries/s")
    print(f"the outbox reaches {100 * allowed / ours:.0f}% of what the disk allows (70% wanted)")


if __name__ == "__main__":
    main()
