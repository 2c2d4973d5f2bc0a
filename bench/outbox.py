"""How fast the outbox is, beside what the disk allows: two durable commits for each delivery.

    python bench/outbox.py [--posts 1000] [--folder DIR]

A commit in WAL mode with synchronous=FULL is one write to the log and one fdatasync. The disk's own rate is
measured between the runs, by writes of the size that a commit makes; the disk is shared, so rounds alternate.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
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
ROUNDS = 5
TEXT = "The harbour board agreed on a plan for the quay. " * 5
DRAFT = Draft("x", "x", (Part(TEXT, 245, 280),), "https://news.example/quay/")
PAGES_OF_A_COMMIT = 5
"""WAL frames that a claim or a verdict writes, on average."""


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


def claim_and_settle(outbox: OutboxStore, ids: list[str]) -> float:
    """Deliveries per second."""
    began = time.perf_counter()
    for number in ids:
        claim = outbox.claim(number, payload=asdict(DRAFT), now=NOW)
        assert claim is not None
        post = RemotePost(number, f"https://x.example/{number}")
        verdict = Verdict(Event.PUBLISHED, posts=(post,), detail={"kind": "Posted"})
        assert outbox.settle(claim, verdict, now=NOW)
    return len(ids) / (time.perf_counter() - began)


def disk_rate(folder: Path, count: int, *, grows: bool) -> float:
    """Writes of one commit's size, each followed by fdatasync, per second; the file grows or is reused."""
    block = os.urandom(PAGES_OF_A_COMMIT * (4096 + 24))
    descriptor = os.open(folder / "disk", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        if not grows:  # as the log after its first checkpoint
            os.write(descriptor, block * count)
            os.fsync(descriptor)
            os.lseek(descriptor, 0, os.SEEK_SET)
        began = time.perf_counter()
        for _ in range(count):
            os.write(descriptor, block)
            os.fdatasync(descriptor)
        return count / (time.perf_counter() - began)
    finally:
        os.close(descriptor)


def bare_rate(folder: Path, count: int) -> float:
    """The same two commits by bare sqlite3, with nothing but one update each: per second and delivery."""
    driver = sqlite3.connect(folder / "bare.db", isolation_level=None)
    driver.execute("PRAGMA journal_mode = WAL")
    driver.execute("PRAGMA synchronous = FULL")
    driver.execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, state TEXT)")
    driver.execute("INSERT OR IGNORE INTO t VALUES (1, '')")
    began = time.perf_counter()
    for number in range(2 * count):
        driver.execute("BEGIN IMMEDIATE")
        driver.execute("UPDATE t SET state = ? WHERE id = 1", (str(number),))
        driver.execute("COMMIT")
    rate = count / (time.perf_counter() - began)
    driver.close()
    return rate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder, prefix="outbox-") as name:
        folder = Path(name)
        database, ids = filled(folder, arguments.posts)
        outbox, share = OutboxStore(database), arguments.posts // (ROUNDS + 1)
        claim_and_settle(outbox, ids[:share])
        ours, grown, reused, bare = [], [], [], []
        for start in range(share, share * (ROUNDS + 1), share):
            grown.append(disk_rate(folder, 2 * share, grows=True) / 2)
            reused.append(disk_rate(folder, 2 * share, grows=False) / 2)
            bare.append(bare_rate(folder, share))
            ours.append(claim_and_settle(outbox, ids[start : start + share]))
        database.close()
    print(f"outbox, claim + settle:  {statistics.median(ours):7.0f} deliveries/s")
    for name, rates in (
        ("fdatasync, file grows", grown),
        ("fdatasync, file reused", reused),
        ("bare sqlite3, 2 updates", bare),
    ):
        share_of_it = statistics.median(o / r for o, r in zip(ours, rates, strict=True))
        print(
            f"{name + ':':24} {statistics.median(rates):7.0f} deliveries/s at two commits; "
            f"the outbox reaches {100 * share_of_it:.0f}%"
        )


if __name__ == "__main__":
    main()
