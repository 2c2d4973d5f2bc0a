"""The sources against a real WordPress, read only. BOT_TEST_WORDPRESS is its home page."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import pytest

from bot.model.identity import slug_of
from bot.pipeline.ports import Bookmark
from bot.sources import feed, wordpress
from bot.sources.fetch import FetchClient

HOME = os.environ.get("BOT_TEST_WORDPRESS", "").rstrip("/")
pytestmark = [
    pytest.mark.wordpress,
    pytest.mark.skipif(not HOME, reason="BOT_TEST_WORDPRESS names no WordPress to test against"),
]


@pytest.fixture
def client() -> FetchClient:
    return FetchClient(allow_private=[urlsplit(HOME).hostname or ""])


def test_feed_and_api_tell_of_the_same_stories(client: FetchClient) -> None:
    by_feed = feed.open_source("f", f"{HOME}/?feed=rss2", client).poll(Bookmark())
    by_api = wordpress.open_source("w", HOME, client).poll(Bookmark())
    assert by_feed.malformed == by_api.malformed == ()
    assert by_feed.entries
    known = {entry.guid: entry for entry in by_api.entries}
    for entry in by_feed.entries:
        twin = known[entry.guid]
        assert (entry.url, entry.title, entry.published_at, entry.authors) == (
            twin.url,
            twin.title,
            twin.published_at,
            twin.authors,
        )
        assert entry.content_html is None or twin.content_html is not None
        assert set(entry.categories) == {*twin.categories, *twin.tags}


def test_an_unchanged_feed_is_not_read_again(client: FetchClient) -> None:
    source = feed.open_source("f", f"{HOME}/feed/", client)
    first = source.poll(Bookmark())
    assert first.bookmark.etag
    assert first.bookmark.last_modified
    assert source.poll(first.bookmark).entries == ()


def test_nothing_older_than_the_overlap_is_read_again(client: FetchClient) -> None:
    source = wordpress.open_source("w", HOME, client)
    newest = source.poll(Bookmark()).entries[0]
    assert newest.published_at is not None
    later = newest.published_at + wordpress.OVERLAP * 2
    ahead = source.poll(Bookmark(cursor=f"{later:%Y-%m-%dT%H:%M:%S}"))
    assert newest.guid not in {
        entry.guid
        for entry in ahead.entries
        if entry.modified_at and entry.modified_at < later - wordpress.OVERLAP
    }
    again = source.poll(Bookmark(cursor=f"{newest.published_at:%Y-%m-%dT%H:%M:%S}"))
    assert newest.guid in {entry.guid for entry in again.entries}


@pytest.mark.parametrize("route", ["/wp-json/wp/v2/posts?", "/?rest_route=/wp/v2/posts&"])
def test_a_story_is_found_by_its_slug_on_either_route(
    client: FetchClient, route: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wordpress, "_ROUTES", (route,))
    source = wordpress.open_source("w", HOME, client)
    newest = source.poll(Bookmark()).entries[0]
    assert source.find(slug_of(newest.url)) == newest
    assert source.find("no-such-story-anywhere") is None
