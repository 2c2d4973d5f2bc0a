"""/healthz and /metrics of the daemon, over HTTP."""

from __future__ import annotations

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.health import diagnosis
from bot.health.causes import causes
from bot.health.diagnosis import SWEPT_AT, diagnose
from bot.health.metrics import Metrics
from bot.health.page import HealthPage, served
from bot.model.article import Article
from bot.model.delivery import Event, State
from bot.model.draft import Draft, Part
from bot.model.identity import article_witnesses
from bot.pipeline.notices import Cause
from bot.pipeline.ports import NewDelivery, TokenFacts, Verdict
from bot.sandbox import Sandbox
from bot.wiring import Bot, open_bot
from tests.fakes.newsroom import Newsroom, sandbox_now
from tests.fakes.running import Running, settings_of


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    with Sandbox(now=sandbox_now) as sandbox:
        yield Newsroom(tmp_path, sandbox)


@pytest.fixture
def bot(newsroom: Newsroom) -> Iterator[Bot]:
    bot = open_bot(settings_of(newsroom))
    yield bot
    bot.database.close()


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_a_daemon_that_works_is_well_and_counts(newsroom: Newsroom) -> None:
    with Running(newsroom) as daemon:
        page = HealthPage(daemon.bot, daemon.engine.metrics, daemon.engine.troubles)
        daemon.lines.wait_for("x: ", times=2)
        daemon.lines.wait_for(" new", times=2)
        with served(page, "127.0.0.1", 0) as port:
            assert get(port, "/healthz") == (200, '{"ok": true, "reasons": []}')
            status, figures = get(port, "/metrics")
            assert get(port, "/")[0] == 404
    assert status == 200
    lines = dict(line.rsplit(" ", 1) for line in figures.splitlines() if line[0] != "#")
    assert int(lines['bot_deliveries_total{channel="x",state="posted"}']) >= 2
    assert float(lines['bot_spend_usd_total{channel="x"}']) >= 0.39
    assert lines['bot_polls_total{source="feed",result="ok"}'] == "1"
    assert lines["bot_poll_seconds_count"] == "2"
    assert {"bot_due_deliveries", "bot_delivery_lag_seconds"} <= lines.keys()
    assert lines['bot_token_expires_seconds{channel="youtube"}'] == "+Inf"
    for name in ("bot_deliveries_total", "bot_poll_seconds", "bot_due_deliveries"):
        assert f"# TYPE {name} " in figures


def test_the_end_of_a_token_is_a_figure(bot: Bot) -> None:
    bot.token_watch.remember("x", TokenFacts(bot.clock.now() + timedelta(days=6)))
    figures = Metrics().exposition(bot).splitlines()
    (line,) = [
        line for line in figures if line.startswith('bot_token_expires_seconds{channel="x"}')
    ]
    assert 6 * 86_400 - 60 < float(line.split()[1]) <= 6 * 86_400
    assert "token expires in 6d" in " ".join(diagnose(bot).reasons)


def test_every_metric_of_the_contract_is_there(bot: Bot) -> None:
    figures = Metrics().exposition(bot)
    for name in (
        "bot_deliveries_total",
        "bot_delivery_lag_seconds",
        "bot_due_deliveries",
        "bot_polls_total",
        "bot_poll_seconds",
        "bot_spend_usd_total",
        "bot_token_expires_seconds",
    ):
        assert f"# TYPE {name} " in figures


def test_what_is_ill_is_told_with_503(bot: Bot) -> None:
    bot.outbox.pause("x", "renew the token", now=bot.clock.now())
    page = HealthPage(bot, Metrics(), lambda: ("the scheduler has not rung for 20 s",))
    with served(page, "127.0.0.1", 0) as port:
        status, told = get(port, "/healthz")
    assert status == 503
    assert json.loads(told) == {
        "ok": False,
        "reasons": ["the scheduler has not rung for 20 s", "channel x is paused: renew the token"],
    }


def test_a_database_that_cannot_be_read_is_ill_too(bot: Bot) -> None:
    assert bot.database.file is not None
    bot.database.close()
    bot.database.file.write_text("This is a letter, and a long one at that. " * 50)
    for suffix in ("-wal", "-shm"):
        bot.database.file.with_name(bot.database.file.name + suffix).unlink(missing_ok=True)
    page = HealthPage(bot, Metrics(), lambda: ())
    with served(page, "127.0.0.1", 0) as port:
        for path in ("/healthz", "/metrics"):
            status, told = get(port, path)
            assert status == 503
            assert "is not a database" in told


def test_a_silent_daemon_a_tripped_channel_and_a_full_disk_are_ill(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = bot.clock.now()
    assert diagnose(bot).reasons == ()
    bot.facts.set_fact(SWEPT_AT, (now - timedelta(minutes=5)).isoformat())
    bot.outbox.rest("x", now + timedelta(hours=1), failures=5, now=now)
    usage = SimpleNamespace(free=7 * 2**20)
    monkeypatch.setattr(diagnosis.shutil, "disk_usage", lambda _: usage)
    silent, tripped, disk = sorted(diagnose(bot).reasons, key=lambda line: "disk" in line)
    told = " ".join((silent, tripped, disk))
    assert "has not swept for 5m" in told
    assert "channel x rests until" in told
    assert "after 5 failures in a row" in told
    assert "is nearly full: 7 MiB are free" in disk


def test_a_source_that_fails_repeatedly_and_late_posts_are_ill(bot: Bot) -> None:
    now = bot.clock.now()
    name = bot.newsroom.sources[0].name
    for _ in range(2):
        bot.articles.fail_poll(name, "HTTP 503", now=now)
    assert diagnose(bot).reasons == ()
    bot.articles.fail_poll(name, "HTTP 503", now=now)
    (source,) = diagnose(bot).reasons
    assert source == f"source {name} failed 3 times in a row: HTTP 503"
    url = "https://news.example/late/"
    bot.articles.admit(
        None,
        Article(url, "late", "Late", "It opened."),
        digest="",
        witnesses=article_witnesses(url, "Late", ""),
        deliveries=[
            NewDelivery(
                Draft("x", "x", (Part("It opened.", 10, 280),), None),
                State.SCHEDULED,
                now - timedelta(minutes=7),
            )
        ],
        now=now,
    )
    late, _ = diagnose(bot).reasons
    assert late == "1 delivery is late, the oldest by 7m"
    (delivery,) = bot.outbox.due(now)
    claim = bot.outbox.claim(delivery.id, payload={}, now=now)
    assert claim is not None
    long_ago = now - timedelta(hours=1)
    bot.outbox.settle(claim, Verdict(Event.BLURRED, error="time-out"), now=long_ago)
    unknown, _ = diagnose(bot).reasons
    assert unknown == f"delivery {delivery.id} on x is unknown since 1h"


def test_a_restored_copy_is_ill_until_it_is_settled(bot: Bot, newsroom: Newsroom) -> None:
    assert bot.database.file is not None
    copy = newsroom.folder / "copy.db"
    bot.database.backup(copy)
    bot.database.close()
    shutil.copy(copy, bot.database.file)
    newsroom.configure(kinds=["feed"])
    file = newsroom.folder / "bot.toml"
    file.write_text(file.read_text().partition("[channels.facebook]")[0])
    newsroom.environment["DATABASE_URL"] = f"sqlite:///{bot.database.file}"
    newsroom.bot("run", "--once")
    assert "the database is a copy of" in newsroom.stderr
    assert "the database is a copy of" in newsroom.json("status", status=1)["reasons"][0]
    newsroom.bot("db", "resume")
    assert newsroom.json("status", status=0)["ok"]


def test_a_port_that_is_taken_is_told_and_the_daemon_works(newsroom: Newsroom) -> None:
    import signal
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        newsroom.configure(kinds=["feed"], port=taken.getsockname()[1])
        process = newsroom.start("run")
        assert process.stdout is not None
        for line in process.stdout:
            if "feed: " in line:
                break
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "no /healthz and /metrics" in err


@pytest.mark.parametrize(
    ("age", "told"), [(10, None), (23, "is too old in 1h"), (25, "is too old already")]
)
def test_a_hand_off_whose_story_grows_too_old_is_reminded_of(
    bot: Bot, age: int, told: str | None
) -> None:
    hand_off(bot, "wait", age=timedelta(hours=age) - timedelta(minutes=1))
    reasons = " ".join(diagnose(bot).reasons)
    assert reasons == "" if told is None else told in reasons


def hand_off(bot: Bot, slug: str, *, age: timedelta) -> None:
    """A delivery that a person is to post, of a story as old as that."""
    now = bot.clock.now()
    article = Article(
        url=f"https://news.example/{slug}/",
        slug=slug,
        title=f"What {slug} means",
        text=f"It is {slug}.",
        published_at=now - age,
    )
    draft = Draft("youtube", "youtube", (Part(article.text, 9, 1500),), link=None)
    (number,) = bot.articles.admit(
        None,
        article,
        digest="",
        witnesses=article_witnesses(article.url, article.title, article.text),
        deliveries=(NewDelivery(draft, State.SCHEDULED, now),),
        now=now,
    ).delivery_ids
    claim = bot.outbox.claim(number, payload={}, now=now)
    assert claim is not None
    bot.outbox.settle(claim, Verdict(Event.PASSED_ON), now=now)


def keys(bot: Bot, cause: Cause, *, minutes: int = 0) -> list[str]:
    """By what the causes that are there are known again."""
    now = bot.clock.now() + timedelta(minutes=minutes)
    return [notice.key for notice in causes(bot, now) if notice.cause is cause]


def test_each_hand_off_whose_story_grows_too_old_is_told_once_whatever_time_is_left(
    bot: Bot,
) -> None:
    for slug in ("ferry", "quay"):
        hand_off(bot, slug, age=timedelta(hours=22, minutes=10))
    due = keys(bot, Cause.HANDOFF)
    assert len(set(due)) == 4  # each when it came, and now that its time runs out
    assert (
        keys(bot, Cause.HANDOFF, minutes=80) == due
    )  # half an hour is left, not an hour and a half
    assert keys(bot, Cause.HANDOFF, minutes=180) == due


def test_sources_whose_names_differ_by_a_number_are_each_told(
    newsroom: Newsroom,
) -> None:
    source = '[[sources]]\nname = "news{n}"\nkind = "feed"\nurl = "http://127.0.0.1/{n}"\n'
    newsroom.configure(kinds=(), extra="".join(source.format(n=n) for n in (1, 2)))
    bot = open_bot(settings_of(newsroom))
    for name in 3 * ("news1", "news2"):
        bot.articles.fail_poll(name, "HTTP 503", now=bot.clock.now())
    assert len(set(keys(bot, Cause.SOURCE))) == 2
    bot.database.close()


def test_a_channel_that_rests_and_tries_is_told_once(bot: Bot) -> None:
    now = bot.clock.now()
    bot.outbox.rest("x", now + timedelta(hours=1), failures=5, now=now)
    schedule(bot, "x", now + timedelta(hours=1))
    rests = keys(bot, Cause.PAUSED)
    assert len(rests) == 1
    assert keys(bot, Cause.PAUSED, minutes=61) == rests
    bot.outbox.rest("x", None, failures=0, now=now)
    assert keys(bot, Cause.PAUSED) == []


def test_what_is_late_because_its_channel_is_paused_is_told_with_the_pause(bot: Bot) -> None:
    now = bot.clock.now()
    schedule(bot, "x", now - timedelta(minutes=20))
    assert keys(bot, Cause.HEALTH) == ["_late late"]
    bot.outbox.pause("x", "renew the token", now=now)
    assert keys(bot, Cause.HEALTH) == []
    assert any("late" in reason for reason in diagnose(bot).reasons)
    schedule(bot, "facebook", now - timedelta(minutes=20))
    assert keys(bot, Cause.HEALTH) == ["_late late"]


def schedule(bot: Bot, channel: str, due_at: datetime) -> None:
    """A delivery that is due then."""
    url = f"https://news.example/{channel}/"
    bot.articles.admit(
        None,
        Article(url, channel, "Broken", "It broke."),
        digest="",
        witnesses=article_witnesses(url, channel, ""),
        deliveries=[
            NewDelivery(
                Draft(channel, channel, (Part("It broke.", 9, 280),), None),
                State.SCHEDULED,
                due_at,
            )
        ],
        now=bot.clock.now(),
    )
