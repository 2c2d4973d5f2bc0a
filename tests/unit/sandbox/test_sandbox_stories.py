"""The sample stories are what the demo's first minute shows: hold them to a newspaper's standard."""

from __future__ import annotations

import html
import re
import struct
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.site import Story
from bot.sandbox.site.story import all_stories, image_bytes

each_story = pytest.mark.parametrize("story", all_stories(), ids=lambda story: story.slug)


def words(story: Story) -> list[str]:
    return html.unescape(re.sub(r"<[^>]+>", " ", story.body)).split()


def test_there_are_stories_of_each_kind() -> None:
    bodies = {story.slug: story.body for story in all_stories()}
    assert len(bodies) >= 5
    assert {story.language for story in all_stories()} >= {"en-GB", "fr", "de"}
    assert any("<ul" not in body for body in bodies.values())
    assert any(body.count("<ul>") == 2 for body in bodies.values())
    assert any("<h3>At a glance</h3>" in body for body in bodies.values())


@each_story
def test_a_story_has_a_newspapers_measures(story: Story) -> None:
    assert 50 <= len(story.title) <= 90
    assert 230 <= len(words(story)) <= 400
    assert re.fullmatch(r"[a-z0-9-]+", story.slug)
    assert story.image_alt
    assert story.byline


@each_story
def test_its_quotation_marks_are_paired_and_typographic(story: Story) -> None:
    text = " ".join([story.title, story.standfirst, *words(story)])
    assert "'" not in text
    assert '"' not in text
    opening, closing = {"fr": "«»", "de": "„“"}.get(story.language, "“”")
    assert text.count(opening) == text.count(closing) or story.language == "de"
    assert text.count(opening) > 0


@each_story
def test_its_links_lead_to_other_stories(story: Story) -> None:
    slugs = {other.slug for other in all_stories()} - {story.slug}
    links = re.findall(r'href="([^"]*)"', story.body)
    assert links
    assert {link.removeprefix("story:") for link in links} <= slugs
    assert 'href="https://paper.example.com/' in story.body_at("https://paper.example.com")


@each_story
def test_its_picture_is_small_and_of_the_size_that_the_pages_say(story: Story) -> None:
    data = image_bytes(story.image)
    assert data is not None
    assert len(data) < 40_000
    assert struct.unpack(">II", data[16:24]) == (960, 504)


def test_stories_came_out_shortly_before_the_start_newest_first() -> None:
    started = datetime(2026, 11, 23, 12, tzinfo=UTC)
    times = [story.published_at(started) for story in all_stories()]
    assert times == sorted(times, reverse=True)
    assert started - timedelta(hours=3) < times[-1] <= times[0] < started


@pytest.mark.parametrize("name", ["../story.py", "none.png", "images/ferry.png", "", "ferry.PNG"])
def test_only_pictures_of_the_site_are_given_out(name: str) -> None:
    assert image_bytes(name) is None
