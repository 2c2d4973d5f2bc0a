"""The main job on a real WordPress: BOT_TEST_WORDPRESS names its folder, as its start script writes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.fakes.newsroom import Newsroom

SHARED = Path(__file__).resolve().parents[3] / "shared"
POST = SHARED / "tools/wordpress/post.py"
BASE = Path(os.environ.get("BOT_TEST_WORDPRESS_BASE", "/nonexistent"))

pytestmark = pytest.mark.skipif(
    not (POST.exists() and (BASE / "env").exists()),
    reason="needs a running WordPress: BOT_TEST_WORDPRESS_BASE names its folder",
)

BODY = """<p>The harbour board of Sallow agreed on Monday on a plan for the quay that the winter storm broke.</p>
<p><strong>The board promises:</strong></p><ul><li>The quay opens again in May</li>
<li>The wall will be “forty centimetres” higher</li></ul><p>Ferries use the northern pier until then.</p>"""


@pytest.fixture
def publish(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    made: list[str] = []

    def run(*arguments: str) -> dict[str, str]:
        done = subprocess.run(
            [sys.executable, str(POST), str(BASE), *arguments],
            check=True,
            capture_output=True,
            text=True,
        )
        return dict(json.loads(done.stdout))

    def publish(title: str) -> str:
        page = tmp_path / "body.html"
        page.write_text(BODY)
        answer = run(title, str(page))
        made.append(str(answer["id"]))
        return answer["slug"]

    yield publish
    for post_id in made:
        run("--trash", post_id)


def test_a_published_story_is_posted_once_though_two_sources_show_it(
    tmp_path: Path, sandbox: Sandbox, publish: Callable[[str], str]
) -> None:
    facts = dict(line.split("=", 1) for line in (BASE / "env").read_text().splitlines())
    slug = publish(f"Harbour board agrees on the quay {uuid.uuid4().hex[:8]}")
    newsroom = Newsroom(tmp_path, sandbox, site=facts["WP_URL"] + "/")
    newsroom.bot("run", "--once")
    newsroom.bot("run", "--once")
    for platform in ("x", "facebook"):
        (post,) = [post for post in newsroom.posts(platform) if slug in post.link + post.text]
        assert "The board promises:" in post.text
    newsroom.bot("post", slug, status=1)
    assert "posted already" in newsroom.stderr
    rows = newsroom.json("log", "--slug", slug)
    assert {row["channel"] for row in rows} == {"x", "facebook"}
    (handed_off,) = [
        row for row in newsroom.json("queue", "--state", "handed_off") if row["slug"] == slug
    ]
    newsroom.bot("confirm", handed_off["id"], "https://www.youtube.com/post/UgkxHarbour")
    assert len(newsroom.json("log", "--slug", slug)) == 3
