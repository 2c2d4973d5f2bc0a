"""A real WordPress: its update services make the bot poll, and nothing leaks that readers may not see."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.health.page import HealthPage, served
from bot.pipeline.ports import Bookmark
from bot.sandbox import Sandbox
from bot.sources import feed, wordpress
from bot.sources.fetch import FetchClient
from bot.wiring import push_receiver
from tests.fakes.newsroom import Newsroom, sandbox_now
from tests.fakes.running import Running

SHARED = Path(__file__).resolve().parents[3] / "shared"
POST = SHARED / "tools/wordpress/post.py"
BASE = Path(os.environ.get("BOT_TEST_WORDPRESS_BASE", "/nonexistent"))
BODY = (
    "<p>The harbour board agreed on Monday on a plan for the quay that the winter storm broke.</p>"
    * 4
)
SOURCE = """
[[sources]]
name = "front"
kind = "feed"
url = "{home}/feed/"
poll = "1h"
[push]
url = "https://bot.example"
"""

pytestmark = pytest.mark.skipif(
    not (POST.exists() and (BASE / "env").exists()),
    reason="needs a running WordPress: BOT_TEST_WORDPRESS_BASE names its folder",
)


@pytest.fixture
def home() -> str:
    facts = dict(line.split("=", 1) for line in (BASE / "env").read_text().splitlines())
    return facts["WP_URL"]


@pytest.fixture
def publish(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Publishes a story of this title; its slug."""
    made: list[str] = []

    def run(*arguments: str) -> dict[str, str]:
        command = [sys.executable, str(POST), str(BASE), *arguments]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return dict(json.loads(done.stdout))

    def publish(title: str, *options: str) -> str:
        page = tmp_path / "body.html"
        page.write_text(BODY)
        answer = run(title, str(page), *options)
        made.append(str(answer["id"]))
        return str(answer["id"])

    yield publish
    for post_id in made:
        run("--trash", post_id)


def php(code: str) -> None:
    """Run PHP inside of WordPress."""
    load = f"$_SERVER['HTTP_HOST']='127.0.0.1'; require '{BASE}/www/wp-load.php'; "
    subprocess.run(["php", "-d", "display_errors=0", "-r", load + code], check=True, timeout=60)


def test_what_readers_may_not_see_never_leaks(home: str, publish: Callable[..., str]) -> None:
    publish("Open to all")
    publish("Only a draft", "--status", "draft")
    publish("Not before its time", "--status", "future", "--date", "2099-01-01T00:00:00")
    behind = publish("Behind a password")
    php(f"wp_update_post(['ID'=>{behind},'post_password'=>'x']);")
    private = publish("For editors only")
    php(f"wp_update_post(['ID'=>{private},'post_status'=>'private']);")
    client = FetchClient(allow_private=["127.0.0.1"])
    for source in (
        feed.open_source("f", f"{home}/feed/", client),
        feed.open_source("a", f"{home}/feed/atom/", client),
        wordpress.open_source("w", home, client),
    ):
        entries = source.poll(Bookmark()).entries
        titles = {entry.title for entry in entries}
        assert "Open to all" in titles
        assert not titles & {"Only a draft", "Not before its time", "For editors only"}
        assert not any("Behind a password" in title for title in titles), source.name
        assert not any(entry.guid.endswith(f"p={behind}") for entry in entries)


def test_its_update_services_make_the_bot_poll(
    home: str, publish: Callable[..., str], tmp_path: Path
) -> None:
    with Sandbox(now=sandbox_now) as sandbox:
        newsroom = Newsroom(tmp_path, sandbox, site=f"{home}/")
        newsroom.environment["PUSH_SECRET"] = "a secret of the newsroom"
        newsroom.configure(kinds=(), extra=SOURCE.format(home=home))
        with Running(newsroom) as daemon:
            daemon.lines.wait_for("front: 0 new")
            page = HealthPage(daemon.bot, daemon.engine.metrics, daemon.engine.troubles)
            push = push_receiver(daemon.bot, daemon.engine.hint)
            with served(page, "127.0.0.1", 0, push) as port:
                php(f"update_option('ping_sites', 'http://127.0.0.1:{port}/push/ping');")
                publish("The ping brings it")
                with urllib.request.urlopen(f"{home}/wp-cron.php?doing_wp_cron", timeout=60):
                    pass
                daemon.lines.wait_for("front: 1 new")
                php("update_option('ping_sites', '');")
