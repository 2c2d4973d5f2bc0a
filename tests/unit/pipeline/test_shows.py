from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.model.article import Article
from bot.pipeline.shows import WALL_MAX, shows
from tests.fakes.world import World, entry
from tests.unit.pipeline.test_amend import CONSENT

TITLE = "Harbour board agrees on plan for the quay"
TOLD = (
    "The harbour board met on Monday and agreed on a plan for the quay, which has been closed to traffic since the "
    "storm of last winter broke its wall."
)
URL = "https://news.example/2026/11/harbour-board-agrees-on-plan/"
WALL = Article(
    URL,
    "",
    "Before you continue",
    "We and our partners store information on your device, such as cookies, and process personal data. "
    "You can change your mind at any time.",
)


def shown(page: Article, title: str = TITLE, told: str = TOLD, url: str = URL) -> bool:
    return shows(page, title=title, told=told, url=url)


def test_a_wall_shows_nothing_of_the_story() -> None:
    assert not shown(WALL)
    assert not shown(WALL, title="", url="")
    assert not shown(WALL, told="", url="")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": TITLE},
        {"title": "UPDATED: Board of the harbour agrees about quay"},
        {
            "text": "Traffic was closed since last winter: the storm broke the wall, and on Monday the board met."
        },
        {"text": WALL.text * (WALL_MAX // len(WALL.text) + 1)},
    ],
)
def test_what_has_something_of_it_may_be_its_page(changes: dict[str, str]) -> None:
    assert shown(replace(WALL, **changes))  # type: ignore[arg-type]


def test_where_next_to_nothing_is_known_any_page_may_be_it() -> None:
    assert shown(WALL, title="Read on", told="", url="https://news.example/?p=123")


def test_scripts_without_spaces_are_compared_too() -> None:
    title = "\u6e2f\u6e7e\u59d4\u54e1\u4f1a\u304c\u5cb8\u58c1\u306e\u8a08\u753b\u3067\u5408\u610f"
    assert shown(replace(WALL, title=title + "\u3057\u305f"), title=title, told="", url="")
    other = "\u7d9a\u884c\u3059\u308b\u524d\u306b\u8a2d\u5b9a\u3092\u9078\u629e"
    assert not shown(replace(WALL, title=other, text=other), title=title, told="", url="")


def test_a_story_behind_a_wall_is_not_posted_as_the_wall(tmp_path: Path) -> None:
    world = World(tmp_path)
    story = entry(content_html=None)
    world.pages.pages[story.url] = CONSENT
    report = world.poll(story)
    assert report.new == 0
    assert "shows nothing of the story" in report.failed[0]
    assert world.deliveries() == []
    page = entry().content_html or ""
    world.pages.pages[story.url] = f"<html><body><h1>{story.title}</h1>{page}</body></html>"
    world.clock.forward(minutes=5)
    assert world.poll(story).new == 1
