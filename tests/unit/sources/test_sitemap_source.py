from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from bot.model.errors import FetchError, SourceError, TooLarge
from bot.pipeline.ports import Bookmark
from bot.sources.fetch import FetchClient
from bot.sources.sitemap import open_source
from tests.unit.sources.loopback_site import Site, Visit

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
)
STORY = """<url><loc>https://news.example/ferry-late/</loc><lastmod>2026-11-23T09:30:00+01:00</lastmod>
<news:news><news:publication><news:name>The News</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-11-23T09:00:00+01:00</news:publication_date><news:title>Ferry &amp; quay late</news:title>
<news:keywords>Harbour, Ferries</news:keywords></news:news>
<image:image><image:loc>https://news.example/a.jpg</image:loc></image:image></url>"""
NEWS = f"{HEAD}{STORY}</urlset>".encode()


def plain(*paths: str, lastmod: str = "") -> bytes:
    urls = "".join(f"<url><loc>https://news.example{path}</loc>{lastmod}</url>" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


def index(*sitemaps: tuple[str, str]) -> bytes:
    parts = "".join(
        f"<sitemap><loc>{url}</loc>{f'<lastmod>{when}</lastmod>' if when else ''}</sitemap>"
        for url, when in sitemaps
    )
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{parts}</sitemapindex>'.encode()


def test_a_news_sitemap_tells_its_stories(site: Site, client: FetchClient) -> None:
    source = open_source("one", site.serve("/news.xml", NEWS, ETag='"1"'), client)
    batch = source.poll(Bookmark())
    (entry,) = batch.entries
    assert (entry.url, entry.guid) == ("https://news.example/ferry-late/",) * 2
    assert (entry.title, entry.language, entry.tags) == (
        "Ferry & quay late",
        "en",
        ("Harbour", "Ferries"),
    )
    assert entry.published_at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert entry.modified_at == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    assert entry.image is not None
    assert entry.content_html is None
    assert batch.bookmark == Bookmark(etag='"1"')
    assert source.find("ferry-late") == entry


def test_an_unchanged_sitemap_is_no_entry(site: Site, client: FetchClient) -> None:
    site.routes["/news.xml"] = lambda visit: visit.send(304, b"")
    bookmark = Bookmark(etag='"1"')
    batch = open_source("one", site.url("/news.xml"), client).poll(bookmark)
    assert (batch.entries, batch.bookmark) == ((), bookmark)


@pytest.mark.parametrize("name", ["/news.xml.gz", "/news.xml"])
def test_gzip_is_read_by_its_bytes_whatever_it_is_called(
    site: Site, client: FetchClient, name: str
) -> None:
    url = site.serve(name, gzip.compress(NEWS))
    assert len(open_source("one", url, client).poll(Bookmark()).entries) == 1


def test_an_index_leads_to_its_news_sitemaps_and_to_no_others(
    site: Site, client: FetchClient
) -> None:
    pages, news = site.serve("/pages.xml", plain("/about/")), site.serve("/post-news.xml", NEWS)
    url = site.serve("/sitemap.xml", index((pages, ""), (news, "")))
    batch = open_source("one", url, client).poll(Bookmark())
    assert [entry.url for entry in batch.entries] == ["https://news.example/ferry-late/"]


@pytest.mark.parametrize(
    ("posts", "others"),
    [
        (
            "wp-sitemap-posts-post-1.xml",
            ("wp-sitemap-posts-page-1.xml", "wp-sitemap-users-1.xml"),
        ),
        ("wp-sitemap-posts-post-2.xml", ("wp-sitemap-taxonomies-category-1.xml",)),
        ("post-sitemap.xml", ("author-sitemap.xml", "post_tag-sitemap2.xml", "page-sitemap.xml")),
        ("sitemap-page-3.xml", ("category-sitemap.xml",)),
    ],
)
def test_archives_of_authors_and_categories_are_no_stories(
    site: Site, client: FetchClient, posts: str, others: tuple[str, ...]
) -> None:
    made = [(site.serve(f"/{name}", plain(f"/{name}/")), "2026-11-25") for name in others]
    story = site.serve(f"/{posts}", plain("/a-story/"))
    url = site.serve("/sitemap.xml", index((story, "2026-11-20"), *made))
    entries = open_source("one", url, client).poll(Bookmark()).entries
    assert [entry.url for entry in entries] == ["https://news.example/a-story/"]
    alone = site.serve("/other.xml", index(*made))
    assert len(open_source("two", alone, client).poll(Bookmark()).entries) == len(others)


def test_the_front_page_is_no_story(site: Site, client: FetchClient) -> None:
    source = open_source("one", site.serve("/map.xml", plain("/", "", "/quay/", "/?p=9")), client)
    batch = source.poll(Bookmark())
    assert [entry.url for entry in batch.entries] == [
        "https://news.example/quay/",
        "https://news.example/?p=9",
    ]
    assert batch.malformed == ()


def test_of_an_index_without_news_the_newest_sitemaps_are_read(
    site: Site, client: FetchClient
) -> None:
    sitemaps = [
        (site.serve(f"/{n}.xml", plain(f"/story-{n}/")), f"2026-11-{n + 1:02}") for n in range(25)
    ]
    url = site.serve("/sitemap.xml", index(*sitemaps))
    entries = open_source("one", url, client).poll(Bookmark()).entries
    assert {entry.url for entry in entries} == {
        f"https://news.example/story-{n}/" for n in range(15, 25)
    }


def test_each_sitemap_of_an_index_is_asked_for_with_its_own_validators(
    site: Site, client: FetchClient
) -> None:
    def conditional(visit: Visit) -> None:
        same = visit.headers["If-None-Match"] == '"7"'
        visit.send(304 if same else 200, b"" if same else plain("/a/"), ETag='"7"')

    site.routes["/a.xml"] = conditional
    dated = site.serve("/b.xml", plain("/b/"))
    url = site.serve("/sitemap.xml", index((site.url("/a.xml"), ""), (dated, "2026-11-23")))
    source = open_source("one", url, client)
    first = source.poll(Bookmark())
    assert len(first.entries) == 2
    second = source.poll(first.bookmark)
    assert second.entries == ()
    assert [visit.path for visit in site.visits].count("/b.xml") == 1
    site.serve("/sitemap.xml", index((site.url("/a.xml"), ""), (dated, "2026-11-24")))
    assert [entry.url for entry in source.poll(second.bookmark).entries] == [
        "https://news.example/b/"
    ]


def test_one_broken_sitemap_of_an_index_harms_no_other(site: Site, client: FetchClient) -> None:
    good = site.serve("/good.xml", plain("/a/"))
    url = site.serve("/sitemap.xml", index((site.url("/gone.xml"), ""), (good, "")))
    batch = open_source("one", url, client).poll(Bookmark())
    assert len(batch.entries) == 1
    assert "404" in batch.malformed[0]


def test_a_sitemap_that_breaks_off_gives_what_is_whole_and_no_validators(
    site: Site, client: FetchClient
) -> None:
    body = f"{HEAD}{STORY}<url><loc>https://news.example/half".encode()
    batch = open_source("one", site.serve("/a.xml", body, ETag='"1"'), client).poll(Bookmark())
    assert [entry.url for entry in batch.entries] == ["https://news.example/ferry-late/"]
    assert batch.bookmark == Bookmark()
    assert "breaks off" in batch.malformed[0]


def test_an_absurd_date_and_a_missing_address_are_named(site: Site, client: FetchClient) -> None:
    body = plain("/a/", lastmod="<lastmod>yesterday</lastmod>").replace(
        b"</urlset>", b"<url><loc>javascript:alert(1)</loc></url></urlset>"
    )
    batch = open_source("one", site.serve("/a.xml", body), client).poll(Bookmark())
    assert len(batch.entries) == 1
    assert "yesterday" in batch.malformed[0]
    assert "no address" in batch.malformed[1]


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body>no</body></html>", b"<rss><channel/></rss>", b"{}", b"\x1f\x8bbroken"],
)
def test_what_is_no_sitemap_is_refused(site: Site, client: FetchClient, body: bytes) -> None:
    with pytest.raises((SourceError, FetchError)):
        open_source("one", site.serve("/a.xml", body), client).poll(Bookmark())


def test_entities_are_refused(site: Site, client: FetchClient) -> None:
    bomb = b'<!DOCTYPE u [<!ENTITY a "aaaa">]>' + plain("/a/")
    with pytest.raises(SourceError, match="entities"):
        open_source("one", site.serve("/a.xml", bomb), client).poll(Bookmark())


def test_a_gzip_bomb_ends_at_the_cap(site: Site, client: FetchClient) -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * (60 * 1024 * 1024))
    with pytest.raises(TooLarge, match="larger than"):
        open_source("one", site.serve("/a.xml.gz", bomb), client).poll(Bookmark())


def test_a_sitemap_of_a_hundred_megabytes_is_refused_at_its_head(
    site: Site, client: FetchClient
) -> None:
    url = site.serve("/a.xml", b"", Content_Length=str(100 * 1024 * 1024))
    with pytest.raises(TooLarge):
        open_source("one", url, client).poll(Bookmark())


def test_an_index_that_leads_into_the_office_network_is_refused_there(site: Site) -> None:
    client = FetchClient(allow_private=["127.0.0.1"], timeout=5)
    url = site.serve("/sitemap.xml", index(("http://10.0.0.7/news.xml", "")))
    with pytest.raises(FetchError, match="not public"):
        open_source("one", url, client).poll(Bookmark())
