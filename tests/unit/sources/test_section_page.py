from __future__ import annotations

import pytest

from bot.model.errors import FetchError, SourceError, Unreachable
from bot.pipeline.ports import Bookmark
from bot.sources.fetch import FetchClient
from bot.sources.page import open_source
from tests.unit.sources.loopback_site import Site

PAGE = b"""<html><head><title>News</title></head><body><nav><a href="/about/">About</a></nav>
<h2><a href="/news/ferry-late/?utm_source=front">Ferry late again</a></h2>
<a href="/news/ferry-late/#comments">3</a> <a href="news/quay-shut.html">Quay shut</a>
<a href="/news/">News</a><a href="https://elsewhere.example/news/x/">Other</a>
<a href="javascript:x()">no</a><a href="mailto:a@b.example">mail</a><a>no</a></body></html>"""


def test_the_links_of_a_pattern_are_the_stories(site: Site, client: FetchClient) -> None:
    url = site.serve("/", PAGE, ETag='"1"')
    source = open_source("one", url, client, links="/news/?*")
    batch = source.poll(Bookmark())
    assert [(entry.url, entry.title) for entry in batch.entries] == [
        (site.url("/news/ferry-late/?utm_source=front"), "Ferry late again"),
        (site.url("/news/quay-shut.html"), "Quay shut"),
    ]
    assert batch.bookmark == Bookmark(etag='"1"')
    assert source.find("quay-shut") == batch.entries[1]
    assert source.find("about") is None


def test_a_pattern_with_a_host_may_lead_elsewhere(site: Site, client: FetchClient) -> None:
    source = open_source("one", site.serve("/", PAGE), client, links="https://elsewhere.example/*")
    assert [entry.title for entry in source.poll(Bookmark()).entries] == ["Other"]


def test_the_way_back_to_the_front_page_is_no_story(site: Site, client: FetchClient) -> None:
    page = b'<a href="/">Home</a><a href="/?edition=fr">Home</a><a href="/quay/">Quay shut</a>'
    source = open_source("one", site.serve("/news/", page), client, links="/*")
    paths = [entry.url.removeprefix(site.url()) for entry in source.poll(Bookmark()).entries]
    assert paths == ["?edition=fr", "quay/"]


def test_a_base_element_counts(site: Site, client: FetchClient) -> None:
    page = b'<head><base href="/en/"></head><a href="news/a/">A</a>'
    source = open_source("one", site.serve("/", page), client, links="/en/news/*")
    assert [entry.url for entry in source.poll(Bookmark()).entries] == [site.url("/en/news/a/")]


def test_an_unchanged_page_is_no_entry(site: Site, client: FetchClient) -> None:
    site.routes["/"] = lambda visit: visit.send(304, b"")
    bookmark = Bookmark(etag='"1"')
    assert open_source("one", site.url(), client, links="/*").poll(bookmark).entries == ()


def test_a_page_without_such_links_says_so(site: Site, client: FetchClient) -> None:
    source = open_source("one", site.serve("/", PAGE), client, links="/sport/*")
    with pytest.raises(SourceError, match=r'links = "/sport/\*"'):
        source.poll(Bookmark())


def test_a_page_of_very_many_links_is_bounded(site: Site, client: FetchClient) -> None:
    page = b"".join(b'<a href="/news/%d/">x</a>' % n for n in range(20_000))
    source = open_source("one", site.serve("/", page), client, links="/*" + "*a*" * 20 + "*")
    with pytest.raises(SourceError):
        source.poll(Bookmark())
    source = open_source("one", site.serve("/", page), client, links="/news/*")
    assert len(source.poll(Bookmark()).entries) == 500


def test_robots_txt_is_kept_to_for_pages_and_not_for_feeds(site: Site) -> None:
    site.serve("/robots.txt", b"User-agent: *\nDisallow: /news/*/private\nDisallow: /closed\n")
    client = FetchClient(allow_private=["127.0.0.1"], timeout=5, obey_robots=True)
    site.serve("/closed/", PAGE)
    site.serve("/news/a/private", PAGE)
    site.serve("/news/a/", PAGE)
    for path in ("/closed/", "/news/a/private"):
        with pytest.raises(FetchError, match=r"robots\.txt"):
            client.read(site.url(path))
    with pytest.raises(FetchError, match=r"robots\.txt"):
        open_source("one", site.url("/closed/"), client, links="/*").poll(Bookmark())
    client.read(site.url("/news/a/"))
    client.get(site.url("/closed/"), accept="*/*")
    site.redirect("/go", "/closed/")
    with pytest.raises(FetchError, match=r"robots\.txt"):
        client.read(site.url("/go"))
    assert [visit.path for visit in site.visits].count("/robots.txt") == 1


@pytest.mark.parametrize(("status", "may"), [(404, True), (403, True), (503, False), (429, False)])
def test_a_robots_txt_that_cannot_be_had(site: Site, status: int, may: bool) -> None:
    client = FetchClient(allow_private=["127.0.0.1"], timeout=5, obey_robots=True)
    site.routes["/robots.txt"] = lambda visit: visit.send(status, b"")
    url = site.serve("/a", PAGE)
    if may:
        assert client.read(url).body == PAGE
    else:
        with pytest.raises(Unreachable, match=r"robots\.txt"):
            client.read(url)
