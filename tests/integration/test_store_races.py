"""Many at once: threads and processes that want the same thing of one database."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.model.article import Article, Entry
from bot.model.delivery import Event, State
from bot.model.draft import Draft, Part
from bot.model.errors import IllegalTransition
from bot.model.identity import article_witnesses, entry_witnesses
from bot.model.outcome import RemotePost
from bot.pipeline.ports import Admission, Bookmark, NewDelivery, Verdict
from bot.store.articles import ArticleStore
from bot.store.attempts import Step
from bot.store.database import Database
from bot.store.facts import Facts
from bot.store.outbox import OutboxStore
from bot.store.schema import OURS
from bot.store.views import Views

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
THREADS = 8
DATABASES = ["sqlite", "postgresql"] if os.environ.get("BOT_TEST_POSTGRES") else ["sqlite"]


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bot.db'}"
    address = os.environ["BOT_TEST_POSTGRES"]
    database = Database.open(address)
    with database.write() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()
    return address


@pytest.fixture
def db(url: str) -> Iterator[Database]:
    database = Database.open(url)
    database.upgrade()
    yield database
    database.close()


def new_delivery(channel: str) -> NewDelivery:
    draft = Draft(channel, "x", (Part("It opened.", 10, 280),), None, cost_usd=Decimal("0.015"))
    return NewDelivery(draft, State.SCHEDULED, NOW)


def admit(db: Database, slug: str, *channels: str, guid: str = "") -> Admission:
    url = f"https://news.example/{slug}/"
    entry = Entry("front", guid or slug, url, slug)
    article = Article(url, slug, slug.title(), f"The {slug} opened. " * 20)
    return ArticleStore(db).admit(
        entry,
        article,
        digest="d",
        witnesses=entry_witnesses(url, entry.guid)
        + article_witnesses(url, article.title, article.text),
        deliveries=[new_delivery(channel) for channel in channels],
        now=NOW,
    )


def at_once(work: Callable[[int], object], threads: int = THREADS) -> list[object]:
    """Run ``work`` in threads that start together; what each returned."""
    gate = threading.Barrier(threads)

    def start(number: int) -> object:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(start, range(threads)))


def test_each_due_delivery_is_claimed_once(db):
    ids = [number for n in range(50) for number in admit(db, f"s{n}", *"abcd").delivery_ids]
    outbox = OutboxStore(db)
    claimed: Counter[str] = Counter()

    def work(_: int) -> None:
        # all in the same order: the worst case
        for number in ids:
            claim = outbox.claim(number, payload={"text": "x"}, now=NOW)
            if claim is None:
                continue
            claimed[number] += 1
            post = RemotePost(number, f"https://x.example/{number}")
            assert outbox.settle(claim, Verdict(Event.PUBLISHED, posts=(post,)), now=NOW)

    for _ in range(200):
        if not outbox.due(NOW):
            break
        at_once(work)
    assert len(ids) == 200
    assert claimed == Counter(ids)
    assert {delivery.attempts for delivery in Views(db).log()} == {1}


def test_no_channel_ever_has_two_in_flight(db):
    for n in range(40):
        admit(db, f"s{n}", "x")
    outbox = OutboxStore(db)

    def work(_: int) -> int:
        won = 0
        while due := outbox.due(NOW):
            claim = outbox.claim(due[0].id, payload={}, now=NOW)
            if claim is None:
                continue
            in_flight = outbox.in_state(State.SENDING, State.UNKNOWN)
            assert [delivery.id for delivery in in_flight] == [claim.delivery.id]
            won += 1
            post = RemotePost(claim.delivery.id, "https://x.example/1")
            assert outbox.settle(claim, Verdict(Event.PUBLISHED, posts=(post,)), now=NOW)
        return won

    assert sum(at_once(work)) == 40


def test_one_story_seen_by_many_at_once_is_one(db):
    for n in range(10):
        admissions = at_once(lambda t, n=n: admit(db, f"s{n}", "x", "facebook", guid=f"{n}-{t}"))
        assert [admission.is_new for admission in admissions].count(True) == 1
        assert len({admission.article_id for admission in admissions}) == 1
    assert len(OutboxStore(db).in_state(*State)) == 20


def test_one_story_remembered_by_many_at_once_is_one(db):
    store = ArticleStore(db)
    url = "https://news.example/a/"

    def work(thread: int) -> None:
        entry = Entry("front", str(thread), url, "A")
        store.remember(entry, digest="d", witnesses=entry_witnesses(url, "g"), now=NOW)

    at_once(work)
    assert len(store.by_slug("a")) == 1


def test_one_decision_of_many_is_taken(db):
    (number,) = admit(db, "a", "x").delivery_ids
    outbox = OutboxStore(db)

    def work(thread: int) -> bool:
        try:
            outbox.move(number, Event.CANCEL, now=NOW, reason=str(thread))
        except IllegalTransition:
            return False
        return True

    assert at_once(work).count(True) == 1
    assert [row.step for row in Views(db).attempts(number)] == [Step.DECISION]


def test_a_decision_and_a_claim_exclude_each_other(db):
    outbox = OutboxStore(db)
    for n in range(20):
        (number,) = admit(db, f"s{n}", f"c{n}").delivery_ids

        def work(thread: int, number: str = number) -> bool:
            if thread:
                return outbox.claim(number, payload={}, now=NOW) is not None
            try:
                outbox.move(number, Event.CANCEL, now=NOW)
            except IllegalTransition:
                return False
            return True

        cancelled, claimed = at_once(work, threads=2)
        assert cancelled != claimed
        state = outbox.get(number).state
        assert state is (State.CANCELLED if cancelled else State.SENDING)


def test_one_verdict_of_many_counts(db):
    (number,) = admit(db, "a", "x").delivery_ids
    outbox = OutboxStore(db)
    claim = outbox.claim(number, payload={}, now=NOW)
    assert claim is not None
    post = RemotePost("1", "https://x.example/1")
    verdict = Verdict(Event.PUBLISHED, posts=(post,))
    assert at_once(lambda _: outbox.settle(claim, verdict, now=NOW)).count(True) == 1
    steps = Counter(row.step for row in Views(db).attempts(number))
    assert steps == {Step.INTENT: 1, Step.OUTCOME: 1, Step.DISCARDED: THREADS - 1}


def test_counts_lose_no_update(db):
    store = ArticleStore(db)
    at_once(lambda _: [store.finish_poll("front", Bookmark(), new=1, now=NOW) for _ in range(10)])
    assert [source.new_stories for source in Views(db).sources()] == [10 * THREADS]
    entry = Entry("front", "g", "https://news.example/a/", "A")
    assert at_once(lambda _: store.entry_failed(entry, "404", now=NOW)).count(True) == 1
    assert store.known_entries("front", ["g"])["g"].failures == 1


def test_facts_and_channels_appear_once(db):
    facts, outbox = Facts(db), OutboxStore(db)
    at_once(lambda thread: facts.set_fact("sweep", str(thread)))
    at_once(lambda thread: outbox.rest("x", NOW + timedelta(minutes=1), failures=thread, now=NOW))
    assert facts.fact("sweep") in set(map(str, range(THREADS)))
    assert len(Views(db).channels()) == 1


UPGRADE = """
import sys
from bot.store.database import Database
database = Database.open(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
database.upgrade()
print(database.revision())
"""


def test_processes_that_upgrade_at_once(url):
    started = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in started:
        assert process.stdout.readline() == "ready\n"
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60) for process in started]
    assert said == [(f"{OURS.head}\n", "")] * len(started)


def test_threads_that_upgrade_at_once(url):
    def work(_: int) -> str | None:
        database = Database.open(url)
        database.upgrade()
        revision = database.revision()
        database.close()
        return revision

    assert set(at_once(work)) == {OURS.head}
