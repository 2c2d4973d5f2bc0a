from __future__ import annotations

import pytest

from bot.model.errors import HttpStatusError, SourceError
from bot.pipeline.ports import Bookmark
from bot.sources.feed import open_source
from bot.sources.fetch import FetchClient
from tests.unit.sources.loopback_site import Site, Visit

DATE = "Mon, 23 Nov 2026 10:00:00 GMT"
RSS = (
    b'<rss version="2.0"><channel><title>N</title>'
    b"<item><title>One</title><link>/2026/one/</link></item>"
    b"<item><title>Two</title><link>/2026/two.html</link></item></channel></rss>"
)


def conditional(visit: Visit) -> None:
    if visit.headers["If-None-Match"] == '"1"' and visit.headers["If-Modified-Since"] == DATE:
        visit.send(304, b"")
    else:
        visit.send(200, RSS, ETag='"1"', Last_Modified=DATE)


def test_an_unchanged_feed_is_asked_for_and_not_read_again(site: Site, client: FetchClient) -> None:
    site.routes["/feed"] = conditional
    feed = open_source("front", site.url("/feed"), client)
    first = feed.poll(Bookmark())
    assert [entry.title for entry in first.entries] == ["One", "Two"]
    assert {entry.source for entry in first.entries} == {"front"}
    assert first.bookmark == Bookmark(etag='"1"', last_modified=DATE)
    second = feed.poll(first.bookmark)
    assert (second.entries, second.bookmark) == ((), first.bookmark)


def test_find_asks_without_validators(site: Site, client: FetchClient) -> None:
    site.routes["/feed"] = conditional
    feed = open_source("front", site.url("/feed"), client)
    found = feed.find("two")
    assert found is not None
    assert found.url == site.url("/2026/two.html")
    assert feed.find("three") is None
    site.serve("/feed", RSS.replace(b"/2026/one/", b"/?p=1"))
    assert feed.find("") is None
    assert all(visit.headers["If-None-Match"] is None for visit in site.visits)


def test_a_feed_that_breaks_off_is_asked_for_again(site: Site, client: FetchClient) -> None:
    url = site.serve("/feed", RSS[:-60], ETag='"1"', Last_Modified=DATE)
    batch = open_source("front", url, client).poll(Bookmark(etag='"0"'))
    assert batch.bookmark == Bookmark()
    assert batch.malformed


def test_errors_come_through(site: Site, client: FetchClient) -> None:
    site.routes["/feed"] = lambda visit: visit.send(503, b"", Retry_After="60")
    with pytest.raises(HttpStatusError) as caught:
        open_source("front", site.url("/feed"), client).poll(Bookmark())
    assert caught.value.retry_after == 60
    with pytest.raises(SourceError, match="web page"):
        open_source("front", site.serve("/", b"<html></html>"), client).poll(Bookmark())
