from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.model.cadence import Cadence
from bot.model.delivery import State
from bot.model.errors import FetchError, Unreachable
from bot.pipeline import discover
from bot.pipeline.channels import Review
from bot.pipeline.discover import Filter, PollReport
from bot.pipeline.ports import Bookmark, Page
from tests.fakes.world import NOW, FakeSource, World, entry

PAGE = """<html lang="en"><head><title>{title}</title>
<meta property="article:published_time" content="2026-11-23T09:00:00+00:00"></head><body><article><h1>{title}</h1>
<p>The harbour board met on Monday and agreed on a plan for the quay, which has been closed since the storm.</p>
<p>The board says:</p><ul><li>The quay opens again in May after weeks of work</li>
<li>The wall will be raised by 40 centimetres</li></ul></article></body></html>"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def poll(world: World, *args: object, **changes: object) -> PollReport:
    report = world.poll(*args, **changes)  # type: ignore[arg-type]
    assert isinstance(report, PollReport)
    return report


def test_new_stories_are_scheduled_once(world: World) -> None:
    assert poll(world, entry(1), entry(2)).new == 2
    assert poll(world).new == 0
    assert len(world.deliveries()) == 2


def test_first_run_skip_knows_what_is_there_and_posts_what_follows(world: World) -> None:
    first = poll(world, entry(1), entry(2), first_run="skip")
    assert (first.new, first.passed_over) == (0, 2)
    assert poll(world, entry(3), entry(1), entry(2), first_run="skip").new == 1
    assert [d.slug for d in world.deliveries()] == ["story-3"]


def test_first_run_of_a_number_takes_the_newest(world: World) -> None:
    poll(world, entry(3), entry(1), entry(2), first_run=2)  # 1 is the newest
    assert sorted(d.slug for d in world.deliveries()) == ["story-1", "story-2"]
    assert poll(world, entry(3), entry(1), entry(2), first_run=2).new == 0


def test_a_flood_is_held_for_a_person(world: World) -> None:
    report = poll(world, *[entry(n) for n in range(1, 6)], flood=4)
    assert report.held_as_flood
    assert {d.state for d in world.deliveries()} == {State.HELD}
    assert "flood is 4" in str(world.deliveries()[0].error)


def test_an_edit_is_a_revision_not_a_story(world: World) -> None:
    poll(world, entry())
    edited = entry(content_html=str(entry().content_html).replace("May", "June"))
    report = poll(world, edited)
    assert (report.new, report.changed) == (0, 1)
    assert len(world.deliveries()) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"guid": "another-guid"},
        {"guid": "x", "url": "http://www.news.example/story-1?utm_source=rss"},
        {"guid": "x", "url": "https://elsewhere.example/moved/"},
        {"url": "https://news.example/moved-here/"},
        {"published_at": NOW},
    ],
)
def test_the_same_story_in_another_guise_is_not_posted_again(
    world: World, changes: dict[str, object]
) -> None:
    poll(world, entry())
    assert poll(world, entry(**changes)).new == 0
    assert len(world.deliveries()) == 1


def test_two_sources_show_one_story(world: World) -> None:
    poll(world, entry())
    world.source = FakeSource(name="second")
    report = poll(world, entry(source="second", guid="https://news.example/?p=1"))
    assert report.new == 0
    assert len(world.deliveries()) == 1


def test_a_story_without_its_body_is_read_from_its_page(world: World) -> None:
    bare = entry(content_html=None)
    world.pages.pages[bare.url] = PAGE.format(title=bare.title)
    assert poll(world, bare).new == 1
    assert "raised by 40 centimetres" in world.only().draft.parts[0].text


def test_one_story_that_cannot_be_read_stops_no_other_and_is_tried_again(world: World) -> None:
    bare = entry(1, content_html=None)
    report = poll(world, bare, entry(2))
    assert report.new == 1
    assert len(report.failed) == 1
    world.pages.pages[bare.url] = PAGE.format(title=bare.title)
    assert poll(world).new == 1
    assert len(world.deliveries()) == 2


def test_a_story_that_can_never_be_read_is_left_alone_in_the_end(world: World) -> None:
    bare = entry(content_html=None)
    for _ in range(30):
        poll(world, bare)
        assert world.views.given_up(since=NOW) == ()
        world.clock.forward(minutes=1)
    for _ in range(4):
        poll(world, bare)
    assert len(world.pages.reads) == 31
    (lost,) = world.views.given_up(since=NOW)
    assert (lost.source, lost.url) == ("front", bare.url)
    assert "cannot be reached" in lost.error
    assert world.views.given_up(since=NOW + timedelta(minutes=31)) == ()
    world.pages.pages[bare.url] = PAGE.format(title=bare.title)
    other = FakeSource([replace(bare, source="other")], name="other")
    poll(world, source=other)
    assert len(world.deliveries()) == 1  # a second source, or a person, may bring it after all
    assert world.views.given_up(since=NOW) == ()


def test_an_unreachable_source_is_reported_and_keeps_its_place(world: World) -> None:
    poll(world, entry(1))
    world.source.error = FetchError("news.example cannot be reached")
    assert poll(world).error == "news.example cannot be reached"
    (status,) = world.views.sources()
    assert (status.failures, status.error) == (1, "news.example cannot be reached")
    world.source.error = None
    assert poll(world, entry(2), entry(1)).new == 1
    assert world.views.sources()[0].failures == 0


def test_a_poll_that_shows_nothing_new_needs_no_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the database was asked")

    poll(world, entry(1))
    later = world.clock.forward(minutes=2)
    with monkeypatch.context() as patched:
        for door in ("read", "write"):
            patched.setattr(world.database, door, refuse)
        assert poll(world) == PollReport("front")
    world.discover.save_quiet_polls()
    assert world.views.sources()[0].last_ok_at == later
    world.source.error = FetchError("news.example cannot be reached")
    poll(world)
    world.source.error = None
    poll(world)  # unchanged as well, but it puts right what the failure left
    assert world.views.sources()[0].failures == 0


def test_the_bookmark_moves_only_when_every_entry_was_dealt_with(world: World) -> None:
    poll(world, entry(1))
    before = world.articles.bookmark("front")
    poll(world, entry(1), entry(2, content_html=None))
    assert world.articles.bookmark("front") == before
    assert before != Bookmark()


def test_a_poll_interrupted_between_stories_loses_and_doubles_none(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    admit = world.articles.admit_all
    admitted: list[object] = []

    def die_after_the_first(*args: object, **kwargs: object) -> object:
        if admitted:
            raise Killed
        admitted.append(1)
        return admit(*args, **kwargs)  # type: ignore[arg-type]

    world.articles.admit_all = die_after_the_first  # type: ignore[assignment,method-assign]
    monkeypatch.setattr(discover, "CHUNK", 1)
    with pytest.raises(Killed):
        poll(world, entry(1), entry(2), entry(3))
    world.restart()
    poll(world)
    assert sorted(d.slug for d in world.deliveries()) == ["story-1", "story-2", "story-3"]


def test_filters_leave_out_what_is_not_meant(world: World) -> None:
    report = poll(
        world,
        entry(1, categories=("Sport",)),
        entry(2, categories=("harbour",)),
        entry(3, categories=("Harbour",), authors=("Agency",)),
        include=Filter(categories=("Harbour",)),
        exclude=Filter(authors=("agency",)),
    )
    assert (report.new, report.passed_over) == (1, 2)
    assert [d.slug for d in world.deliveries()] == ["story-2"]


def test_an_old_story_is_recorded_as_expired(tmp_path: Path) -> None:
    day = Cadence(ZoneInfo("UTC"), max_age=timedelta(hours=24))
    world = World(tmp_path, cadence=day)
    poll(world, entry(published_at=NOW - timedelta(days=3)))
    assert world.only().state is State.EXPIRED
    assert "max_age is 1d" in str(world.only().error)


SUMMARY = (
    "<p>The harbour board met on Monday and agreed on a plan for the quay, which has been closed since the storm. "
    "It says that the quay opens again in May, if [&#8230;]</p>"
    '<p>The post <a href="/">Board agrees</a> appeared first on <a href="/">News</a>.</p>'
)


def test_a_burst_of_polls_gives_up_no_story_that_a_cache_still_hides(world: World) -> None:
    story = entry(1, content_html=None)
    first = poll(world, story)
    assert len(first.failed) == 1
    for _ in range(2 * discover.READING_FAILURES_MAX):
        world.clock.forward(seconds=1)
        assert poll(world, story) == PollReport("front", waiting=1)
    world.pages.pages[story.url] = PAGE.format(title=story.title)
    assert poll(world, story).new == 1


@pytest.mark.parametrize(
    ("told", "read_at"),
    [
        ("https://news.example/story-1/", "https://news.example/"),
        ("https://news.example", "https://news.example"),
    ],
)
def test_no_front_page_is_read_for_a_story(
    world: World, monkeypatch: pytest.MonkeyPatch, told: str, read_at: str
) -> None:
    """Some sites lead to it what is not there."""
    story = entry(1, url=told, content_html=None)
    body = PAGE.format(title=story.title).encode()
    monkeypatch.setattr(world.pages, "read", lambda _: Page(read_at, body))
    (failed,) = poll(world, story).failed
    assert "leads to the front page" in failed
    assert not world.deliveries()


def test_a_feed_that_shows_nothing_of_before_may_have_lost_stories_and_says_so(
    world: World,
) -> None:
    world.source.is_window = True
    assert poll(world, *map(entry, range(1, 11))).malformed == ()  # the first sight
    assert poll(world, *map(entry, range(10, 20))).malformed == ()
    (told,) = poll(world, *map(entry, range(20, 30))).malformed
    assert "may have come and gone" in told
    moved = [
        replace(entry(n), url=f"https://new.example/{n}/", guid=f"new-{n}") for n in range(20, 30)
    ]
    assert poll(world, *moved).malformed == ()
    assert poll(world, entry(40), entry(41)).malformed == ()
    world.source.is_window = False
    assert poll(world, *map(entry, range(50, 60))).malformed == ()


@pytest.fixture
def shut(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world whose pages cannot be read for now."""

    def read(url: str) -> None:
        raise Unreachable(f"{url}: it waits until robots.txt of this site can be read")

    monkeypatch.setattr(world.pages, "read", read)
    return world


def test_a_story_whose_page_cannot_be_read_for_now_waits_and_is_not_lost(
    shut: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = entry(1, content_html=None, summary=SUMMARY)
    for _ in range(3 * discover.READING_FAILURES_MAX):
        assert poll(shut, story) == PollReport("front", waiting=1)
        shut.clock.forward(minutes=5)
    assert not shut.deliveries()
    monkeypatch.undo()
    shut.pages.pages[story.url] = PAGE.format(title=story.title)
    assert poll(shut, story).new == 1
    assert shut.only().state is State.SCHEDULED


def test_after_two_hours_what_the_source_tells_has_to_do_and_a_person_looks(shut: World) -> None:
    story = entry(1, content_html=None, summary=SUMMARY)
    assert poll(shut, story).waiting == 1
    shut.clock.forward(hours=2)
    assert poll(shut, story).new == 1
    delivery = shut.only()
    text = delivery.draft.parts[0].text
    assert delivery.state is State.HELD
    assert "robots.txt" in (delivery.error or "")
    assert "closed since the storm." in text
    assert "if […]" not in text
    assert "appeared first" not in text
    assert poll(shut, story).new == 0


def test_a_channel_without_review_posts_no_story_that_was_not_read(shut: World) -> None:
    shut.configure(review=Review.NONE)
    story = entry(1, content_html=None, summary=SUMMARY)
    poll(shut, story)
    shut.clock.forward(hours=2)
    poll(shut, story)
    assert shut.only().state is State.HELD
    shut.send_all()
    assert shut.timeline == []


def test_a_story_of_which_nothing_is_told_is_given_up_in_the_end(shut: World) -> None:
    story = entry(1, content_html=None)
    assert poll(shut, story).waiting == 1
    shut.clock.forward(hours=2)
    assert "robots.txt" in poll(shut, story).failed[0]
