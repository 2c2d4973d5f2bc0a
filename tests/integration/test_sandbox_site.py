"""The sample site over real HTTP: pages, feed and REST answers as of a real site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import feedparser
import pytest
import requests
from lxml import html

from bot.sandbox import Sandbox
from bot.sandbox.site.story import all_stories

NOW = datetime(2026, 11, 23, 9, 30, 15, 500_000, tzinfo=UTC)
STORY = next(story for story in all_stories() if story.slug == "tarne-bridge-closure")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with Sandbox(now=lambda: NOW) as sandbox:
        yield sandbox.site_url


def get(url: str, **headers: str) -> requests.Response:
    return requests.get(url, headers=headers, timeout=10)


def test_the_home_page_leads_to_every_story_and_picture(site: str) -> None:
    page = html.fromstring(get(site).text)
    page.make_links_absolute(site)
    links = {a.get("href") for a in page.iter("a")}
    images = {img.get("src") for img in page.iter("img")}
    for story in all_stories():
        assert f"{site}{story.slug}/" in links
    for image in images:
        assert get(image).headers["Content-Type"] == "image/png"
    assert len(images) == len(all_stories())


def test_a_story_page_says_what_it_is_in_every_usual_way(site: str) -> None:
    link = f"{site}{STORY.slug}/"
    answer = get(link)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    page = html.fromstring(answer.text)
    meta = {m.get("property"): m.get("content") for m in page.iter("meta") if m.get("property")}
    published = (NOW - STORY.age).replace(microsecond=0).isoformat()
    assert meta["og:title"] == STORY.title
    assert meta["og:url"] == link
    assert meta["og:image"] == f"{site}images/{STORY.image}"
    assert meta["article:published_time"] == published
    (canonical,) = page.xpath('//link[@rel="canonical"]/@href')
    assert canonical == link
    data = json.loads(page.xpath('//script[@type="application/ld+json"]')[0].text)
    assert (data["@type"], data["headline"]) == ("NewsArticle", STORY.title)
    assert data["datePublished"] == published
    assert page.xpath("//h1")[0].text_content() == STORY.title
    assert page.xpath("//figure/img/@alt") == [STORY.image_alt]


def test_a_story_page_has_the_boilerplate_of_a_real_one(site: str) -> None:
    page = html.fromstring(get(f"{site}{STORY.slug}/").text)
    for part in ("//nav//li", "//form", '//*[@id="comments"]//li', "//aside//li", "//footer//li"):
        assert page.xpath(part), part
    body = page.xpath('//*[@class="entry-content"]')[0].text_content()
    assert "Read also:" in body
    assert "comments" not in body


def test_nothing_on_a_page_is_loaded_from_elsewhere(site: str) -> None:
    for story in all_stories():
        page = html.fromstring(get(f"{site}{story.slug}/").text)
        for address in page.xpath("//@src | //link/@href[not(starts-with(., 'data:'))]"):
            assert urljoin(site, address).startswith(site)
        assert page.xpath("/html/@lang") == [story.language]


def test_an_unknown_address_is_a_404(site: str) -> None:
    for path in ("no-such-story/", "images/none.png", "images/../story.py", "a/b/"):
        assert get(site + path).status_code == 404
    assert requests.post(site, timeout=10).status_code == 405


def test_a_head_request_has_the_headers_alone(site: str) -> None:
    answer = requests.head(site, timeout=10)
    assert answer.status_code == 200
    assert int(answer.headers["Content-Length"]) > 1000
    assert answer.content == b""


def test_the_feed_carries_whole_stories(site: str) -> None:
    feed = feedparser.parse(get(f"{site}feed/").content)
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == [story.title for story in all_stories()]
    entry = next(entry for entry in feed.entries if entry.link == f"{site}{STORY.slug}/")
    assert entry.id == f"{site}?p={entry.id.rpartition('=')[2]}"
    assert entry.author == STORY.byline
    assert "At a glance" in entry.content[0].value
    assert entry.summary == STORY.standfirst
    assert {tag.term for tag in entry.tags} == {STORY.section, *STORY.tags}
    assert entry.media_content[0]["url"] == f"{site}images/{STORY.image}"
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)


def test_the_feed_answers_304_only_where_both_validators_match(site: str) -> None:
    first = get(f"{site}feed/")
    both = {
        "If-None-Match": first.headers["ETag"],
        "If-Modified-Since": first.headers["Last-Modified"],
    }
    again = get(f"{site}feed/", **both)
    assert (again.status_code, again.content) == (304, b"")
    for name, value in both.items():
        assert get(f"{site}feed/", **{name: value}).status_code == 200
    assert get(f"{site}feed/", **both | {"If-None-Match": '"old"'}).status_code == 200


def posts(site: str, query: str = "") -> Any:
    return get(f"{site}wp-json/wp/v2/posts?{query}").json()


def test_rest_answers_have_wordpress_shape(site: str) -> None:
    (post,) = posts(site, f"slug={STORY.slug}&_embed=1")
    at = (NOW - STORY.age).strftime("%Y-%m-%dT%H:%M:%S")
    assert (post["date_gmt"], post["modified_gmt"]) == (at, at)
    assert post["link"] == f"{site}{STORY.slug}/"
    assert post["title"]["rendered"] == STORY.title
    assert "At a glance" in post["content"]["rendered"]
    assert post["content"]["protected"] is False
    assert post["status"] == "publish"
    embedded = post["_embedded"]
    assert embedded["author"][0]["name"] == STORY.byline
    assert embedded["wp:featuredmedia"][0]["alt_text"] == STORY.image_alt
    assert [term["taxonomy"] for terms in embedded["wp:term"] for term in terms] == [
        "category",
        *["post_tag"] * len(STORY.tags),
    ]
    feed = feedparser.parse(get(f"{site}feed/").content)
    assert post["guid"]["rendered"] in {entry.id for entry in feed.entries}


def test_rest_pages_join_and_end_in_a_400(site: str) -> None:
    total, slugs = len(all_stories()), []
    for page in range(1, -(-total // 2) + 1):
        answer = get(f"{site}wp-json/wp/v2/posts?per_page=2&page={page}")
        assert answer.headers["X-WP-Total"] == str(total)
        assert answer.headers["X-WP-TotalPages"] == str(-(-total // 2))
        slugs += [post["slug"] for post in answer.json()]
    assert slugs == [story.slug for story in all_stories()]
    past = get(f"{site}wp-json/wp/v2/posts?per_page=2&page=99")
    assert (past.status_code, past.json()["code"]) == (400, "rest_post_invalid_page_number")


def test_rest_filters(site: str) -> None:
    newest, second = all_stories()[:2]
    bound = (NOW - second.age).replace(microsecond=0)
    for text in (bound.strftime("%Y-%m-%dT%H:%M:%S"), bound.strftime("%Y-%m-%dT%H:%M:%SZ")):
        assert [post["slug"] for post in posts(site, f"modified_after={text}")] == [newest.slug]
    before = (bound - timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert len(posts(site, f"after={before}&order=asc")) == 2
    assert posts(site, "slug=none") == []
    assert set(posts(site, "_fields=id,title.rendered")[0]) == {"id", "title"}


@pytest.mark.parametrize("query", ["page=0", "page=x", "per_page=101", "modified_after=soon"])
def test_rest_refuses_wrong_parameters(site: str, query: str) -> None:
    answer = get(f"{site}wp-json/wp/v2/posts?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "rest_invalid_param")


def test_a_public_address_of_its_own_stands_wherever_readers_take_links_from() -> None:
    origin = "https://courier.example.com"
    with Sandbox(now=lambda: NOW, site_origin=origin) as sandbox:
        feed = get(f"{sandbox.site_url}feed/").text
        posts_ = get(f"{sandbox.site_url}wp-json/wp/v2/posts").text
        page = html.fromstring(get(f"{sandbox.site_url}{STORY.slug}/").text)
    assert "127.0.0.1" not in feed + posts_ + html.tostring(page, encoding="unicode")
    assert page.xpath('//link[@rel="canonical"]/@href') == [f"{origin}/site/{STORY.slug}/"]
    assert page.xpath("//figure/img/@src") == [f"/site/images/{STORY.image}"]


def test_a_sandbox_may_do_without_the_site() -> None:
    with Sandbox(now=lambda: NOW, site=False) as sandbox:
        assert get(sandbox.site_url).status_code == 404
        assert get(sandbox.wall_url).status_code == 200
