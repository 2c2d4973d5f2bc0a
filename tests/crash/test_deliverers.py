"""Eight deliverers and a thousand due posts: a thousand claims, none twice. In threads, and in processes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model.article import Article
from bot.model.delivery import Event, State
from bot.model.draft import Draft, Part
from bot.model.identity import article_witnesses
from bot.model.outcome import RemotePost
from bot.pipeline.ports import NewDelivery, Verdict
from bot.store.articles import ArticleStore
from bot.store.attempts import Step
from bot.store.database import Database
from bot.store.outbox import OutboxStore
from bot.store.views import Views

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DELIVERERS = 8
POSTS = 1000
CHANNELS = tuple(f"channel-{number}" for number in range(DELIVERERS))
ROOT = Path(__file__).parents[2]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(f"sqlite:///{tmp_path / 'bot.db'}")
    database.upgrade()
    articles = ArticleStore(database)
    for number in range(POSTS // len(CHANNELS)):
        url = f"https://news.example/{number}/"
        articles.admit(
            None,
            Article(url, str(number), f"Story {number}", "It opened."),
            digest="",
            witnesses=article_witnesses(url, f"Story {number}", ""),
            deliveries=[
                NewDelivery(
                    Draft(name, "x", (Part("It opened.", 10, 280),), None), State.SCHEDULED, NOW
                )
                for name in CHANNELS
            ],
            now=NOW,
        )
    yield database
    database.close()


def deliver_all(outbox: OutboxStore) -> list[str]:
    """Claim whatever is due until nothing is; the ids that were won. All see the same order."""
    won = []
    while due := outbox.due(NOW):
        for delivery in due[: DELIVERERS * 4]:
            claim = outbox.claim(delivery.id, payload={}, now=NOW)
            if claim is not None:
                won.append(delivery.id)
                post = RemotePost(delivery.id, "https://x.example/1")
                assert outbox.settle(claim, Verdict(Event.PUBLISHED, posts=(post,)), now=NOW)
    return won


def check(database: Database, won: list[str]) -> None:
    assert len(won) == POSTS
    assert set(Counter(won).values()) == {1}
    views = Views(database)
    posted = views.log()
    assert [delivery.attempts for delivery in posted] == [1] * POSTS
    steps = Counter(row.step for number in won[::50] for row in views.attempts(number))
    assert steps == {Step.INTENT: POSTS // 50, Step.OUTCOME: POSTS // 50}


def test_in_threads(database: Database) -> None:
    gate = threading.Barrier(DELIVERERS)

    def work(_: int) -> list[str]:
        gate.wait()
        return deliver_all(OutboxStore(database))

    with ThreadPoolExecutor(DELIVERERS) as pool:
        won = [number for part in pool.map(work, range(DELIVERERS)) for number in part]
    check(database, won)


def test_in_processes(database: Database) -> None:
    code = (
        "import json, sys\n"
        "from bot.store.database import Database\n"
        "from bot.store.outbox import OutboxStore\n"
        "from tests.crash.test_deliverers import deliver_all\n"
        "outbox = OutboxStore(Database.open(sys.argv[1]))\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "print(json.dumps(deliver_all(outbox)))\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, f"sqlite:///{database.file}"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(DELIVERERS)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    outputs = []
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        out, _ = process.communicate()
        assert process.returncode == 0
        outputs.append(json.loads(out))
    check(database, [number for part in outputs for number in part])
