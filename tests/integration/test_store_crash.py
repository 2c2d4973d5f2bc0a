"""A process that is killed while it writes leaves a good database and no half-done story."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model.delivery import Event, State
from bot.pipeline.ports import Verdict
from bot.store.attempts import Step
from bot.store.database import Database
from bot.store.outbox import OutboxStore
from bot.store.views import Views

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

WRITER = """
import json, sys, threading
from datetime import UTC, datetime
from bot.model.article import Article
from bot.model.delivery import Event, State
from bot.model.draft import Draft, Part
from bot.model.identity import article_witnesses
from bot.model.outcome import RemotePost
from bot.pipeline.ports import NewDelivery, Verdict
from bot.store.articles import ArticleStore
from bot.store.database import Database
from bot.store.outbox import OutboxStore

now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
database = Database.open(sys.argv[1])
database.upgrade()
articles, outbox = ArticleStore(database), OutboxStore(database)


def write(channel):
    number = 0
    while True:
        number += 1
        url = f"https://news.example/{sys.argv[2]}-{channel}-{number}/"
        draft = Draft(channel, "x", (Part("It opened.", 10, 280),), None)
        admission = articles.admit(
            None, Article(url, "a", "A", "It opened."), digest="",
            witnesses=article_witnesses(url, "A", ""),
            deliveries=[NewDelivery(draft, State.SCHEDULED, now)], now=now,
        )
        (delivery,) = admission.delivery_ids
        claim = outbox.claim(delivery, payload={"text": "It opened."}, now=now)
        sys.stdout.write(json.dumps(["claimed", delivery]) + "\\n")
        sys.stdout.flush()
        post = RemotePost(delivery, url)
        outbox.settle(claim, Verdict(Event.PUBLISHED, posts=(post,)), now=now)
        sys.stdout.write(json.dumps(["settled", delivery]) + "\\n")
        sys.stdout.flush()

for lane in range(int(sys.argv[3])):
    threading.Thread(target=write, args=(f"lane {lane}",)).start()
"""


def written_until_killed(url: str, name: str, lanes: int, lines: int) -> list[list[str]]:
    """Start the writer, kill it after so many lines; everything that it reported as committed."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, url, name, str(lanes)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    said = [writer.stdout.readline() for _ in range(lines)]
    writer.kill()
    said += writer.stdout.readlines()
    writer.stdout.close()
    writer.wait()
    return [json.loads(line) for line in said if line.endswith("\n")]


@pytest.mark.parametrize(("lanes", "lines"), [(1, 1), (1, 2), (1, 37), (1, 90), (8, 60), (8, 201)])
def test_a_killed_writer_leaves_a_good_database(tmp_path: Path, lanes: int, lines: int):
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    reported = []
    for round_ in range(2):  # the second writer begins on what the first one left
        reported += written_until_killed(url, f"round{round_}", lanes, lines)
        database = Database.open(url)
        outbox, views = OutboxStore(database), Views(database)
        assert database.verify() == ()
        # what was reported as committed is there
        for step, number in reported:
            steps = [row.step for row in views.attempts(number)]
            assert steps[0] is Step.INTENT
            if step == "settled":
                assert outbox.get(number).state is State.POSTED
        # and nothing was sent whose intent is not in the log
        for delivery in outbox.in_state(State.SENDING, State.POSTED):
            assert views.attempts(delivery.id)[0].step is Step.INTENT
        orphans = outbox.orphan(now=NOW)
        assert len(orphans) <= lanes
        for number in orphans:
            _free_the_lane(outbox, number)
        database.close()


def _free_the_lane(outbox: OutboxStore, number: str) -> None:
    assert outbox.resolve(outbox.get(number), Verdict(Event.GIVEN_UP), now=NOW)
