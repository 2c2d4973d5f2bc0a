"""The WordPress source against a scripted site; tests/integration has it against a real one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.model.article import Entry, Image
from bot.model.errors import HttpStatusError, SourceError
from bot.pipeline.ports import Bookmark
from bot.sources.fetch import FetchClient
from bot.sources.wordpress import MAX_PAGES, WordPress, open_source
from tests.unit.sources.loopback_site import Site, Visit

REST = "/wp-json/wp/v2/posts"


def post(number: int = 7, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "guid": {"rendered": f"https://n.example/?post_type=post&#038;p={number}"},
        "link": f"https://n.example/story-{number}/",
        "slug": f"story-{number}",
        "status": "publish",
        "title": {"rendered": "Ferry &amp; harbour &#8220;late&#8221;"},
        "content": {"rendered": "<p>The vote is off.</p>\n", "protected": False},
        "excerpt": {"rendered": "<p>Short.</p>\n", "protected": False},
        "date_gmt": "2026-11-23T10:00:00",
        "modified_gmt": "2026-11-23T11:00:00",
        **changes,
    }


EMBEDDED = {
    "author": [{"id": 2, "name": "Ann &amp; Bob"}],
    "wp:featuredmedia": [
        {"source_url": "https://n.example/a.jpg", "alt_text": "A &quot;ferry&quot;"}
    ],
    "wp:term": [
        [{"name": "Harbour &amp; sea", "taxonomy": "category"}],
        [{"name": "Votes", "taxonomy": "post_tag"}, {"name": "Ann", "taxonomy": "author"}],
    ],
}


def answers(
    site: Site, answer: Callable[[dict[str, str]], Any], path: str = REST, **headers: str
) -> list[dict[str, str]]:
    """Answer REST requests with JSON by their query; the queries as they came."""
    queries: list[dict[str, str]] = []

    def route(visit: Visit) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(visit.path).query).items()}
        queries.append(query)
        sent = {"Date": "Mon, 23 Nov 2026 12:00:00 GMT", **headers}
        visit.send_response_only(200)
        for name, value in sent.items():
            visit.send_header(name.replace("_", "-"), value)
        visit.end_headers()
        visit.wfile.write(json.dumps(answer(query)).encode())

    site.routes[path] = route
    return queries


def source(site: Site, client: FetchClient) -> WordPress:
    opened = open_source("front", site.url("/"), client)
    assert isinstance(opened, WordPress)
    return opened


def test_a_post_is_read_whole(site: Site, client: FetchClient) -> None:
    answers(site, lambda _: [post(_embedded=EMBEDDED)])
    batch = source(site, client).poll(Bookmark())
    assert batch.malformed == ()
    assert batch.entries == (
        Entry(
            source="front",
            guid="https://n.example/?post_type=post&p=7",
            url="https://n.example/story-7/",
            title="Ferry & harbour “late”",
            content_html="<p>The vote is off.</p>\n",
            summary="<p>Short.</p>",
            published_at=datetime(2026, 11, 23, 10, tzinfo=UTC),
            modified_at=datetime(2026, 11, 23, 11, tzinfo=UTC),
            authors=("Ann & Bob",),
            categories=("Harbour & sea",),
            tags=("Votes",),
            image=Image("https://n.example/a.jpg", 'A "ferry"'),
        ),
    )


def test_the_first_poll_takes_the_newest_hundred(site: Site, client: FetchClient) -> None:
    queries = answers(site, lambda _: [post()], X_WP_TotalPages="9")
    batch = source(site, client).poll(Bookmark())
    (query,) = queries
    assert (query["per_page"], query["orderby"], query["page"]) == ("100", "date", "1")
    assert not {"after", "modified_after"} & query.keys()
    assert batch.bookmark == Bookmark(cursor="2026-11-23T11:00:00")


def test_later_polls_ask_for_the_new_and_the_edited_with_a_zone(
    site: Site, client: FetchClient
) -> None:
    edited, fresh = post(1), post(2, date_gmt="2026-11-23T11:30:00")
    queries = answers(site, lambda query: [fresh] if "after" in query else [edited])
    batch = source(site, client).poll(Bookmark(cursor="2026-11-23T10:00:00"))
    assert sorted(entry.guid[-1] for entry in batch.entries) == ["1", "2"]
    assert [query.get("modified_after") or query["after"] for query in queries] == [
        "2026-11-23T07:00:00Z",
        "2026-11-23T07:00:00Z",
    ]
    assert batch.bookmark.cursor == "2026-11-23T11:30:00"


def test_a_post_that_is_new_and_edited_is_one_entry(site: Site, client: FetchClient) -> None:
    answers(site, lambda _: [post()])
    assert len(source(site, client).poll(Bookmark(cursor="2026-11-23T10:00:00")).entries) == 1


def test_a_quiet_site_keeps_its_cursor(site: Site, client: FetchClient) -> None:
    answers(site, lambda _: [])
    bookmark = Bookmark(cursor="2026-11-23T10:00:00")
    assert source(site, client).poll(bookmark).bookmark == bookmark


def test_a_post_from_the_future_does_not_carry_the_cursor_off(
    site: Site, client: FetchClient
) -> None:
    answers(site, lambda _: [post(modified_gmt="2199-01-01T00:00:00")])
    assert source(site, client).poll(Bookmark()).bookmark.cursor == "2026-11-23T12:00:00"


def test_all_pages_are_read(site: Site, client: FetchClient) -> None:
    queries = answers(site, lambda query: [post(int(query["page"]))], X_WP_TotalPages="3")
    batch = source(site, client).poll(Bookmark(cursor="2026-11-23T10:00:00"))
    assert len(batch.entries) == 3
    assert [query["page"] for query in queries if "after" in query] == ["1", "2", "3"]


def test_more_pages_than_bearable_are_named(site: Site, client: FetchClient) -> None:
    answers(site, lambda query: [post(int(query["page"]))], X_WP_TotalPages="999")
    batch = source(site, client).poll(Bookmark(cursor="2026-11-23T10:00:00"))
    assert len(batch.entries) == MAX_PAGES
    assert any("more than 2,000 posts" in line for line in batch.malformed)


def test_a_page_that_vanishes_meanwhile_is_the_end(site: Site, client: FetchClient) -> None:
    def route(visit: Visit) -> None:
        if "page=2" in visit.path:
            visit.send(400, b'{"code": "rest_post_invalid_page_number"}')
        else:
            visit.send(200, json.dumps([post()]).encode(), X_WP_TotalPages="2")

    site.routes[REST] = route
    batch = source(site, client).poll(Bookmark(cursor="2026-11-23T10:00:00"))
    assert len(batch.entries) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"content": {"rendered": "", "protected": True}},
        {"status": "draft"},
        {"status": "future"},
        {"status": "private"},
        {"content": {"rendered": '<form class="post-password-form"></form>', "protected": False}},
    ],
)
def test_what_is_not_public_is_passed_over(
    site: Site, client: FetchClient, changes: dict[str, Any]
) -> None:
    answers(site, lambda _: [post(1, **changes), post(2)])
    wordpress = source(site, client)
    batch = wordpress.poll(Bookmark())
    assert [entry.url for entry in batch.entries] == ["https://n.example/story-2/"]
    assert batch.malformed == ()
    answers(site, lambda _: [post(1, **changes)])
    assert wordpress.find("story-1") is None


@pytest.mark.parametrize(
    "embedded",
    [
        {"author": [{"code": "rest_user_invalid_id", "message": "no"}], "wp:featuredmedia": [{}]},
        {
            "author": None,
            "wp:featuredmedia": [],
            "wp:term": [None, [None, {"taxonomy": "category"}]],
        },
        {"wp:featuredmedia": [{"source_url": "javascript:alert(1)"}]},
        None,
    ],
)
def test_what_visitors_may_not_see_is_left_out(
    site: Site, client: FetchClient, embedded: Any
) -> None:
    answers(site, lambda _: [post(_embedded=embedded)])
    batch = source(site, client).poll(Bookmark())
    (entry,) = batch.entries
    assert (entry.authors, entry.categories, entry.image) == ((), (), None)


def test_a_malformed_post_is_named_and_stops_no_other(site: Site, client: FetchClient) -> None:
    answers(
        site, lambda _: [{"id": 1}, "x", post(2, date_gmt="soon"), post(3, content=None), post(4)]
    )
    batch = source(site, client).poll(Bookmark())
    assert [entry.guid[-1] for entry in batch.entries] == ["2", "4"]
    assert batch.entries[0].published_at is None
    assert len(batch.malformed) == 3


def test_find_asks_for_the_slug(site: Site, client: FetchClient) -> None:
    queries = answers(site, lambda _: [post(slug="%c3%a6ther"), post(8)])
    wordpress = source(site, client)
    found = wordpress.find("Æther")
    assert found is not None
    assert found.url == "https://n.example/story-7/"
    assert queries[0]["slug"] == "Æther"


@pytest.mark.parametrize("slug", ["", "!!!", "other"])
def test_find_takes_no_other_post_for_it(site: Site, client: FetchClient, slug: str) -> None:
    answers(site, lambda _: [post()])
    assert source(site, client).find(slug) is None


@pytest.mark.parametrize("html", [True, False])
def test_without_pretty_addresses_the_other_route_is_found_and_kept(
    site: Site, client: FetchClient, html: bool
) -> None:
    if html:
        site.serve(REST, b"<!DOCTYPE html><title>Not found</title>")
    queries = answers(site, lambda _: [post()], path="/")
    wordpress = source(site, client)
    assert len(wordpress.poll(Bookmark()).entries) == 1
    assert queries[0]["rest_route"] == "/wp/v2/posts"
    assert len(wordpress.poll(Bookmark()).entries) == 1
    assert [urlsplit(visit.path).path for visit in site.visits] == [REST, "/", "/"]


def test_a_site_without_the_api_is_named_with_a_remedy(site: Site, client: FetchClient) -> None:
    with pytest.raises(SourceError, match=r'switched off.*kind = "feed"'):
        source(site, client).poll(Bookmark())


@pytest.mark.parametrize("status", [401, 403])
def test_an_api_for_members_only_is_named_with_a_remedy(
    site: Site, client: FetchClient, status: int
) -> None:
    site.routes[REST] = lambda visit: visit.send(status, b"{}")
    with pytest.raises(SourceError, match=f'{status} to visitors.*kind = "feed"'):
        source(site, client).poll(Bookmark())


def test_a_site_in_trouble_is_no_site_without_the_api(site: Site, client: FetchClient) -> None:
    site.routes[REST] = lambda visit: visit.send(503, b"", Retry_After="60")
    with pytest.raises(HttpStatusError) as caught:
        source(site, client).poll(Bookmark())
    assert caught.value.retry_after == 60
