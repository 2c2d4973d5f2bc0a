"""When sources are polled, by the daemon: waits, what servers ask for, hints that come over HTTP."""

from __future__ import annotations

import hashlib
import hmac
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xmlrpc.client import ServerProxy, dumps

import pytest
import requests

from bot.engine.once import run_once
from bot.engine.polls import Polls
from bot.engine.work import Work
from bot.health.causes import causes
from bot.health.diagnosis import diagnose
from bot.health.page import HealthPage, served
from bot.pipeline.discover import PollReport
from bot.pipeline.notices import Cause, Manners, Notice, Notify
from bot.sandbox import Sandbox
from bot.wiring import Bot, open_bot, push_receiver
from tests.fakes.newsroom import Newsroom, sandbox_now
from tests.fakes.paper import Paper, running_paper
from tests.fakes.running import Lines, Running, settings_of

SECRET = "a secret of the newsroom"
SOURCE = """
[[sources]]
name = "front"
kind = "feed"
url = "{url}"
poll = "{poll}"
first_run = "all"
[push]
url = "https://bot.example"
"""
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def paper() -> Iterator[Paper]:
    with running_paper() as paper:
        yield paper


@pytest.fixture
def newsroom(tmp_path: Path, paper: Paper) -> Iterator[Newsroom]:
    with Sandbox(now=sandbox_now) as sandbox:
        newsroom = Newsroom(tmp_path, sandbox)
        newsroom.environment["PUSH_SECRET"] = SECRET
        configure(newsroom, paper.feed_url)
        yield newsroom


def configure(newsroom: Newsroom, url: str, poll: str = "1h") -> None:
    newsroom.configure(kinds=(), extra=SOURCE.format(url=url, poll=poll))


def once(newsroom: Newsroom) -> Lines:
    import threading

    lines = Lines()
    bot = open_bot(settings_of(newsroom))
    run_once(bot, lines, lines, threading.Event())
    bot.database.close()
    return lines


@pytest.fixture
def bot(newsroom: Newsroom) -> Iterator[Bot]:
    bot = open_bot(settings_of(newsroom))
    yield bot
    bot.database.close()


# --- the timetable


def names(polls: Polls, now: datetime) -> list[str]:
    return [plan.name for plan in polls.due(now)]


@pytest.mark.parametrize(("signed", "burst", "every"), [(True, 10, 1), (False, 6, 10)])
def test_hints_are_followed_at_once_and_not_without_end(
    bot: Bot, signed: bool, burst: int, every: int
) -> None:
    polls = Polls(bot)
    (plan,) = polls.due(NOON)
    polls.done(plan, PollReport("front"), NOON)
    assert names(polls, NOON) == []
    polls.hint("nobody", signed)
    for _ in range(burst):
        for _ in range(100):
            polls.hint("front", signed)
        assert names(polls, NOON) == ["front"]
        polls.begin(plan, NOON)
        polls.done(plan, PollReport("front", new=1), NOON)
        assert names(polls, NOON) == []
    polls.hint("front", signed)
    second = timedelta(seconds=1)
    assert names(polls, NOON + every * second - second / 10) == []
    assert names(polls, NOON + every * second) == ["front"]
    polls.begin(plan, NOON + every * second)
    polls.hint("front", signed)
    assert names(polls, NOON + every * second) == []
    # a clock that was set back holds nothing up for longer
    assert names(polls, NOON - timedelta(days=1)) == []
    assert names(polls, NOON - timedelta(days=1) + every * second) == ["front"]


def test_pings_that_anyone_can_send_keep_no_signed_hint_out(bot: Bot) -> None:
    polls = Polls(bot)
    (plan,) = polls.due(NOON)
    polls.done(plan, PollReport("front"), NOON)
    for _ in range(6):
        polls.hint("front", False)
        polls.begin(plan, NOON)
    polls.hint("front", False)
    assert names(polls, NOON) == []
    polls.hint("front", True)
    assert names(polls, NOON) == ["front"]


def test_a_hint_during_a_poll_asks_for_another_one(bot: Bot) -> None:
    polls = Polls(bot)
    (plan,) = polls.due(NOON)
    polls.begin(plan, NOON)
    polls.hint("front", True)
    polls.done(plan, PollReport("front"), NOON)
    assert names(polls, NOON) == ["front"]


def test_no_hint_breaks_the_rest_that_a_server_asked_for(bot: Bot) -> None:
    polls = Polls(bot)
    (plan,) = polls.due(NOON)
    polls.done(plan, PollReport("front", error="x", status=429, retry_after=7200), NOON)
    polls.hint("front", True)
    assert names(polls, NOON + timedelta(minutes=119)) == []
    assert names(polls, NOON + timedelta(minutes=120)) == ["front"]


# --- what servers ask for, over the network and over restarts


def test_retry_after_outlives_a_restart(newsroom: Newsroom, paper: Paper) -> None:
    paper.refusal = (503, {"Retry_After": "3600"})
    once(newsroom)
    paper.refusal = None
    lines = once(newsroom)
    assert paper.polls() == 1
    lines.wait_for("front: its server asked to be left alone until")


def test_another_address_is_asked_at_once(newsroom: Newsroom, paper: Paper) -> None:
    paper.refusal = (429, {"Retry_After": "3600"})
    once(newsroom)
    paper.refusal = None
    configure(newsroom, f"{paper.feed_url}?again")
    once(newsroom)
    assert paper.site.visits[-1].path == "/feed/?again"


def test_a_feed_that_is_gone_stops_and_shows(newsroom: Newsroom, paper: Paper) -> None:
    paper.refusal = (410, {})
    once(newsroom)
    paper.refusal = None
    once(newsroom)
    assert paper.polls() == 1
    told = newsroom.json("status", status=1)
    assert any("front is gone since" in reason for reason in told["reasons"])


def test_a_feed_that_is_gone_is_told_to_people_once(
    newsroom: Newsroom, paper: Paper, bot: Bot
) -> None:
    told: list[str] = []

    class Sender:
        def send(self, title: str, text: str) -> None:
            told.append(text)

    def present(now: datetime) -> list[Notice]:
        return [notice for notice in causes(bot, now) if notice.cause is Cause.SOURCE]

    notify = Notify(present, bot.notices, Sender(), Manners(), "The News")
    polls, work = Polls(bot), Work(bot, told_to_nobody, told_to_nobody)
    (plan,) = bot.newsroom.sources
    paper.refusal = (410, {})
    for day in range(3):  # it is asked again every day, should it have been a mistake
        polls.done(plan, work.poll(plan), NOON + timedelta(days=day))
        assert notify.round(NOON + timedelta(days=day)) is None
    (words,) = told
    assert "source front is gone since" in words
    assert "change its url or remove it" in words
    paper.refusal = None
    polls.done(plan, work.poll(plan), NOON + timedelta(days=3))
    notify.round(NOON + timedelta(days=3))
    assert bot.notices.known() == {}


def test_a_story_that_is_given_up_is_told_to_people(
    newsroom: Newsroom, paper: Paper, bot: Bot
) -> None:
    url = paper.site.url("/story-1/")
    feed = f"<rss version='2.0'><channel><item><title>News</title><link>{url}</link></item></channel></rss>"
    form = b"<h1>Protected: News</h1><form class='post-password-form'>"
    paper.site.serve("/feed/", feed.encode(), Content_Type="application/rss+xml")
    paper.site.serve("/story-1/", form, Content_Type="text/html")
    (plan,) = bot.newsroom.sources
    begun = bot.clock.now()
    for minutes in (0, 2, 6, 14):
        bot.discover.poll(plan, now=begun + timedelta(minutes=minutes))
    now = begun + timedelta(minutes=30)
    assert not [notice for notice in causes(bot, now) if notice.cause is Cause.SOURCE]
    bot.discover.poll(plan, now=now)
    (told,) = (notice for notice in causes(bot, now) if notice.cause is Cause.SOURCE)
    assert "asks its readers for a password" in told.text
    assert f"bot post {url}" in told.text
    assert told.text in diagnose(bot).reasons
    tomorrow = now + timedelta(days=1, minutes=1)
    assert not [notice for notice in causes(bot, tomorrow) if notice.cause is Cause.SOURCE]


def told_to_nobody(_: str) -> None:
    """A report that nobody reads."""


def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(
    newsroom: Newsroom, paper: Paper, bot: Bot
) -> None:
    paper.site.redirect("/old/", "/feed/", 301)
    configure(newsroom, paper.site.url("/old/"))
    paper.publish(1)
    once(newsroom)
    once(newsroom)
    assert [visit.path for visit in paper.site.visits].count("/old/") == 1
    assert bot.views.sources()[0].moved_to == paper.feed_url
    del paper.site.routes["/feed/"]
    paper.site.routes["/old/"] = paper.answer
    once(newsroom)
    assert [visit.path for visit in paper.site.visits if visit.path != "/story-1/"][-1] == "/old/"
    assert diagnose(bot).sources[0].failures == 0


def test_a_feed_that_moved_for_a_while_is_asked_where_it_was(
    newsroom: Newsroom, paper: Paper
) -> None:
    paper.site.redirect("/old/", "/feed/", 302)
    configure(newsroom, paper.site.url("/old/"))
    once(newsroom)
    once(newsroom)
    assert [visit.path for visit in paper.site.visits].count("/old/") == 2


# --- hints over HTTP


@pytest.mark.parametrize("way", ["ping", "hook"])
def test_a_ping_or_a_webhook_brings_the_story_though_the_next_poll_is_far_away(
    newsroom: Newsroom, paper: Paper, way: str
) -> None:
    with Running(newsroom) as daemon:
        daemon.lines.wait_for("front: 0 new")
        paper.publish(1)
        page = HealthPage(daemon.bot, daemon.engine.metrics, daemon.engine.troubles)
        push = push_receiver(daemon.bot, daemon.engine.hint)
        with served(page, "127.0.0.1", 0, push) as port:
            base = f"http://127.0.0.1:{port}/push"
            if way == "ping":
                server = ServerProxy(f"{base}/ping")
                answered = server.weblogUpdates.ping("The News", paper.site.url())
                assert answered["flerror"] is False  # type: ignore[call-overload,index]
                server("close")()
            else:
                body = b"{}"
                made = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
                request = urllib.request.Request(
                    f"{base}/hook/front", body, {"X-Hub-Signature-256": f"sha256={made}"}
                )
                with urllib.request.urlopen(request) as answer:
                    assert answer.status == 202
            daemon.lines.wait_for("x: story-1: posted")
    assert paper.polls() == 2
    assert len(newsroom.posts("x")) == 1


def test_the_desks_server_takes_pushes_too(bot: Bot, paper: Paper) -> None:
    from bot.web.app import create_app
    from bot.web.server import served as desk_served

    hints: list[str] = []
    app = create_app(bot, push=push_receiver(bot, lambda source, _: hints.append(source)))
    with desk_served(app, "127.0.0.1", 0) as port:
        body = dumps(("The News", paper.site.url()), "weblogUpdates.ping").encode()
        public = {"Host": "bot.example"}
        where = f"http://127.0.0.1:{port}"
        assert "Thanks" in requests.post(f"{where}/push/ping", body, headers=public).text
        asked = f"{where}/push/websub/front/x?hub.mode=subscribe"
        assert requests.get(asked, headers=public).status_code == 404
        assert requests.get(f"{where}/queue", headers=public).status_code == 421  # the guard
    assert hints == ["front"]


def test_without_a_public_address_there_is_no_push(newsroom: Newsroom, paper: Paper) -> None:
    newsroom.configure(kinds=())
    bot = open_bot(settings_of(newsroom))
    assert push_receiver(bot, lambda *_: None) is None
    bot.database.close()


def test_a_public_address_needs_a_secret(newsroom: Newsroom) -> None:
    newsroom.environment["PUSH_SECRET"] = "short"
    assert "PUSH_SECRET must be" in (newsroom.bot("status", status=2) or newsroom.stderr)
