"""What users of such tools complain of most: a story that is posted again. Each test is one way to provoke it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.article import Entry
from bot.model.delivery import State
from bot.pipeline.discover import PollReport
from tests.fakes.world import NOW, FakeSource, World, entry

Change = Callable[[int, Entry], Entry]

LONGER = (
    "<p>"
    + "The mayor thanked the crews who had worked through the nights of the winter. " * 8
    + "</p>"
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def poll(world: World, entries: Sequence[Entry] = (), **changes: object) -> PollReport:
    report = world.poll(*entries, **changes)
    assert isinstance(report, PollReport)
    return report


def stories(count: int = 8, **changes: object) -> list[Entry]:
    return [entry(number, **changes) for number in range(1, count + 1)]


def posted(world: World) -> int:
    world.send_all()
    return len(world.timeline)


def moved(number: int, shown: Entry) -> Entry:
    return replace(shown, url=f"https://www.news.example/en/article/{number}00/")


def new_guid(number: int, shown: Entry) -> Entry:
    return replace(shown, guid=f"urn:uuid:{number}")


def fresh_date(number: int, shown: Entry) -> Entry:
    return replace(shown, published_at=NOW + timedelta(minutes=number))


def decorated(number: int, shown: Entry) -> Entry:
    return replace(shown, title=f"{shown.title} | The News")


def labelled(number: int, shown: Entry) -> Entry:
    return replace(shown, title=f"News &#8211; {shown.title}")


def without_body(number: int, shown: Entry) -> Entry:
    return replace(shown, content_html=None, summary=None)


def new_footer(number: int, shown: Entry) -> Entry:
    footer = f'<p>The post <a href="{shown.url}">{shown.title}</a> appeared first on News.</p>'
    return replace(shown, content_html=f"{shown.content_html}{footer}")


def retitled(number: int, shown: Entry) -> Entry:
    words = f"Quay number {number} to open in spring, says the board"
    return replace(shown, title=words, content_html=f"{shown.content_html}{LONGER}")


# --- a restart, a feed that changes its dates (2)


def test_a_restart_posts_nothing_again(world: World) -> None:
    poll(world, stories())
    assert posted(world) == 8
    world.restart()
    poll(world)
    assert posted(world) == 8


def test_a_feed_that_changes_its_dates_at_each_poll_repeats_nothing(world: World) -> None:
    poll(world, stories())
    for minutes in range(1, 20):
        later = NOW + timedelta(minutes=minutes)
        report = poll(world, [replace(e, published_at=later, modified_at=later) for e in stories()])
        assert (report.new, report.changed) == (0, 0)
    assert posted(world) == 8


def test_a_feed_whose_guids_carry_the_date_repeats_nothing(world: World) -> None:
    for minutes in range(20):
        later = NOW + timedelta(minutes=minutes)
        poll(world, [replace(e, guid=f"{e.url}#{later}", published_at=later) for e in stories()])
    assert posted(world) == 8


# --- an edit, another GUID, another address (3)


def test_an_edited_story_is_not_posted_again(world: World) -> None:
    poll(world, stories())
    edited = [
        replace(e, title=f"{e.title}, after all", content_html=f"{e.content_html}{LONGER}")
        for e in stories()
    ]
    assert poll(world, edited).new == 0
    assert posted(world) == 8


MOVES: dict[str, tuple[Change, ...]] = {
    "addresses": (moved,),
    "guids": (new_guid,),
    "addresses and guids": (moved, new_guid),
    "addresses, guids and dates": (moved, new_guid, fresh_date),
    "addresses, guids and decorated titles": (moved, new_guid, decorated),
    "addresses, guids and titles with the site's name in front": (moved, new_guid, labelled),
    "addresses, guids, dates and decorated titles": (moved, new_guid, fresh_date, decorated),
    "addresses, guids and no body any more": (moved, new_guid, without_body),
    "addresses, guids, dates and no body any more": (moved, new_guid, fresh_date, without_body),
    "addresses, guids, dates, decorated titles and a new footer": (
        moved,
        new_guid,
        fresh_date,
        decorated,
        new_footer,
    ),
}


@pytest.mark.parametrize("first_run", ["all", "skip"])
@pytest.mark.parametrize("changes", MOVES.values(), ids=MOVES.keys())
def test_a_site_that_changes_all_its(
    world: World, changes: tuple[Change, ...], first_run: str
) -> None:
    poll(world, stories(), first_run=first_run)
    before = posted(world)
    site = stories()
    for change in changes:
        site = [change(number, shown) for number, shown in enumerate(site, start=1)]
    report = poll(world, site, first_run=first_run, flood=0)
    assert (report.new, report.failed) == (0, ())
    assert posted(world) == before


def test_a_headline_and_address_that_change_together_keep_the_story(world: World) -> None:
    told = entry(content_html=f"{entry().content_html}{LONGER}")
    poll(world, [told])
    renamed = replace(
        told, title="Ferries wait no longer", url="https://news.example/ferries-wait/", guid="9"
    )
    assert poll(world, [renamed]).new == 0


def test_a_moved_story_is_known_by_its_new_address(world: World) -> None:
    poll(world, stories(1))
    poll(world, [new_guid(1, moved(1, entry()))])
    assert world.only().article_url == "https://www.news.example/en/article/100/"


def test_another_source_does_not_move_a_story(world: World) -> None:
    poll(world, stories(1))
    world.source = FakeSource(name="partner")
    poll(world, [replace(entry(), source="partner", url="https://partner.example/x/", guid="9")])
    assert world.only().article_url == entry().url


# --- what is not the same story


def test_a_column_with_the_same_title_each_day_is_posted_each_day(world: World) -> None:
    for day in range(5):
        when = NOW - timedelta(days=4 - day)
        column = entry(
            day + 1, title="Daily briefing: what you need to know today", published_at=when
        )
        assert poll(world, [column]).new == 1


def test_stories_behind_one_notice_are_several_stories(world: World) -> None:
    notice = (
        "<p>" + "This story is for subscribers. Take out a subscription to read on. " * 5 + "</p>"
    )
    walled = [
        entry(n, content_html=notice, published_at=NOW - timedelta(hours=2)) for n in range(1, 4)
    ]
    assert poll(world, walled).new == 3


def test_a_burst_on_the_same_second_is_several_stories(world: World) -> None:
    assert poll(world, [entry(n, published_at=NOW) for n in range(1, 9)]).new == 8


def test_items_that_share_one_guid_are_several_stories(world: World) -> None:
    assert poll(world, stories(3, guid="https://news.example/")).new == 3
    assert poll(world, stories(4, guid="https://news.example/")).new == 1


def test_items_that_all_link_to_the_front_page_are_several_stories(world: World) -> None:
    assert poll(world, stories(3, url="https://news.example/")).new == 3


# --- two sources


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/story-1?utm_source=rss",
        "https://amp.news.example/story-1/",
        "https://news.example/story-1/amp/",
        "https://news-example.cdn.ampproject.org/c/s/news.example/story-1/",
        "https://www.google.com/amp/s/news.example/story-1/",
        "https://www.google.com/url?q=https://news.example/story-1/&sa=U",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fstory-1%2F&h=x",
    ],
)
def test_the_same_story_in_two_sources_is_one(world: World, url: str) -> None:
    poll(world, stories(1))
    world.source = FakeSource(name="second")
    bare = Entry(source="second", guid="other", url=url, title="Another headline")
    assert poll(world, [bare]).new == 0


def test_a_feed_proxy_is_known_by_the_guid_that_is_the_address(world: World) -> None:
    poll(world, stories(1))
    world.source = FakeSource(name="proxy")
    url = "https://feedproxy.example/~r/news/~3/abc/"
    assert poll(world, [Entry("proxy", entry().url, url, "Another headline")]).new == 0


def test_two_sources_that_show_a_story_in_one_batch_each_post_it_once(world: World) -> None:
    twin = replace(entry(), guid="twin", url=f"{entry().url}?utm_source=x")
    poll(world, [entry(), twin, replace(twin, guid="third")])
    assert posted(world) == 1


# --- the first run, and a cache that is too small (8)


def test_the_first_run_posts_no_archive(world: World) -> None:
    poll(world, stories(60), first_run="skip")
    assert posted(world) == 0


def test_nothing_is_forgotten_however_long_the_feed_or_its_absence(world: World) -> None:
    poll(world, stories(120), flood=0)
    assert posted(world) == 120
    poll(world, stories(1))
    world.clock.forward(days=400)
    assert poll(world, stories(120)).new == 0
    assert posted(world) == 120


def test_a_feed_that_is_empty_for_a_while_does_not_begin_anew(world: World) -> None:
    poll(world, stories(3))
    world.source.entries = []
    poll(world)
    poll(world, stories(4))
    assert [d.state for d in world.deliveries()] == [State.SCHEDULED] * 4
