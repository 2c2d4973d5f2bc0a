"""The wall, and the life of the sandbox that shows it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from lxml import html
from requests_oauthlib import OAuth1

from bot.model.errors import UsageError
from bot.sandbox import Sandbox, SandboxPost
from bot.sandbox.posts import Ledger
from bot.sandbox.site.story import all_stories
from bot.sandbox.wall import Wall

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
STORY = all_stories()[0]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(now=lambda: NOW) as sandbox:
        yield sandbox


def post(sandbox: Sandbox, text: str, reply_to: str = "") -> requests.Response:
    c = sandbox.credentials("x")
    auth = OAuth1(c["API_KEY"], c["API_SECRET"], c["ACCESS_TOKEN"], c["ACCESS_TOKEN_SECRET"])
    url = sandbox.base_url("x") + "/2/tweets"
    reply = {"reply": {"in_reply_to_tweet_id": reply_to}} if reply_to else {}
    return requests.post(url, json={"text": text, **reply}, auth=auth, timeout=10)


def handed_off(**changes: str) -> SandboxPost:
    given = {"text": "text", "link": "", "image": ""} | changes
    return SandboxPost("youtube", "The Courier", "Ugkx1", at=NOW, **given)


def test_the_wall_shows_a_post_with_its_card(sandbox: Sandbox) -> None:
    link = f"{sandbox.site_url}{STORY.slug}/?utm_source=x"
    assert post(sandbox, f"Read this\n\n{link}").ok
    page = html.fromstring(requests.get(sandbox.wall_url, timeout=10).text)
    (card,) = page.xpath('//section[contains(@class, "x")]//a[contains(@class, "card")]')
    assert card.get("href") == f"/site/{STORY.slug}/"
    assert STORY.title in card.text_content()
    assert urlsplit(link).netloc in card.text_content()
    assert card.xpath(".//img/@alt") == [STORY.image_alt]
    image = card.xpath(".//img/@src")[0]
    assert requests.get(sandbox.wall_url.removesuffix("/wall") + image, timeout=10).ok


def test_a_thread_stands_together_under_its_first_post(sandbox: Sandbox) -> None:
    first = post(sandbox, "A 1/3").json()["data"]["id"]
    post(sandbox, "B, another story")
    second = post(sandbox, "A 2/3", reply_to=first).json()["data"]["id"]
    post(sandbox, "A 3/3", reply_to=second)
    page = html.fromstring(requests.get(sandbox.wall_url, timeout=10).text)
    posts = page.xpath('//section[contains(@class, "x")]//article')
    told = [
        (p.xpath('.//p[@class="text"]')[0].text_content().strip(), p.get("class")) for p in posts
    ]
    assert told == [
        ("B, another story", "post"),
        ("A 1/3", "post answered"),
        ("A 2/3", "post reply answered"),
        ("A 3/3", "post reply"),
    ]


def test_stories_with_a_public_address_open_here_but_keep_it_in_the_saved_page() -> None:
    link = f"https://courier.example.com/site/{STORY.slug}/"
    with Sandbox(now=lambda: NOW, site_origin="https://courier.example.com") as sandbox:
        post(sandbox, f"Read {link}")
        served, saved = requests.get(sandbox.wall_url, timeout=10).text, sandbox.wall_html()
    assert html.fromstring(served).xpath("//a/@href") == [f"/site/{STORY.slug}/"] * 2
    assert html.fromstring(saved).xpath("//a/@href") == [link] * 2


def test_a_link_to_another_site_has_a_plain_card(sandbox: Sandbox) -> None:
    post(sandbox, "Read https://news.example.com/a/")
    page = html.fromstring(sandbox.wall_html())
    (card,) = page.xpath('//a[contains(@class, "card")]')
    assert card.xpath(".//img") == []
    assert "news.example.com" in card.text_content()


def test_a_stored_link_that_is_no_web_address_makes_no_card() -> None:
    ledger = Ledger()
    hostile = SandboxPost("x", "@a", "1", "text", "javascript:alert(1)", "", NOW)
    ledger.publish(lambda serial: hostile)
    assert "javascript" not in Wall(ledger, None, name="Paper").saved(NOW)


HOSTILE = "<script>alert(1)</script> \"'><img src=x onerror=alert(2)> javascript:alert(3) \u202e"


def test_hostile_text_stays_text(sandbox: Sandbox) -> None:
    assert post(sandbox, HOSTILE).ok
    sandbox.show(handed_off(text=HOSTILE, link="javascript:alert(4)", image="javascript:alert(5)"))
    for text in (requests.get(sandbox.wall_url, timeout=10).text, sandbox.wall_html()):
        assert "<script" not in text
        assert "<img src=x" not in text
        page = html.fromstring(text)
        assert HOSTILE in page.xpath('//section[contains(@class, "x")]//p[@class="text"]')[0].text
        for link in page.xpath("//a/@href"):
            assert link.startswith(("http://", "https://"))
        assert not [name for name in page.xpath("//@*") if name.attrname.startswith("on")]


def test_hostile_links_cannot_leave_their_attribute(sandbox: Sandbox) -> None:
    link = "https://news.example.com/'onmouseover='alert(1)&lt;a"
    post(sandbox, f"Read {link} now")
    page = html.fromstring(sandbox.wall_html())
    assert link in page.xpath("//a/@href")
    assert page.xpath("//*[@onmouseover]") == []


def test_the_page_may_load_and_run_nothing_else(sandbox: Sandbox) -> None:
    answer = requests.get(sandbox.wall_url, timeout=10)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    page = html.fromstring(answer.text)
    assert page.xpath("//script | //iframe | //object | //*[@style]") == []
    assert page.xpath('//meta[@http-equiv="refresh"]')


def test_the_saved_page_needs_no_server(sandbox: Sandbox) -> None:
    link = f"{sandbox.site_url}{STORY.slug}/"
    post(sandbox, f"Read {link}")
    sandbox.show(handed_off(link=link, image=f"{sandbox.site_url}images/{STORY.image}"))
    page = html.fromstring(sandbox.wall_html())
    sources = page.xpath("//@src | //link/@href")
    assert len(page.xpath("//img")) == 2
    assert all(source.startswith("data:") for source in sources)
    assert page.xpath('//meta[@http-equiv="refresh"]') == []
    assert page.xpath('//meta[@http-equiv="Content-Security-Policy"]')


def test_an_empty_wall_says_so(sandbox: Sandbox) -> None:
    assert sandbox.wall_html().count("Nothing has been posted yet") == 3
    assert requests.get(sandbox.wall_url.removesuffix("wall"), timeout=10).ok
    assert requests.get(sandbox.wall_url + "/other", timeout=10).status_code == 404


def test_only_handed_off_posts_of_youtube_are_shown(sandbox: Sandbox) -> None:
    sandbox.show(handed_off(text="by hand"))
    assert "by hand" in sandbox.wall_html()
    with pytest.raises(UsageError, match="youtube"):
        sandbox.show(SandboxPost("x", "@a", "1", "text", "", "", NOW))


def test_posts_survive_a_restart_and_keep_their_cards_under_another_port(tmp_path: Path) -> None:
    store = tmp_path / "sandbox.jsonl"
    with Sandbox(now=lambda: NOW, store=store) as first:
        post(first, f"Read {first.site_url}{STORY.slug}/")
        kept = first.posts()
    later = NOW + timedelta(hours=2)
    with Sandbox(now=lambda: later, store=store) as second:
        assert second.posts() == kept
        page = html.fromstring(second.wall_html())
        assert page.xpath('//a[contains(@class, "card")]//img/@alt') == [STORY.image_alt]
        assert page.xpath('//section[contains(@class, "x")]//time')[0].text == "2h"


def test_a_taken_port_is_one_plain_line(sandbox: Sandbox) -> None:
    port = urlsplit(sandbox.wall_url).port
    assert port is not None
    with pytest.raises(UsageError, match=rf"127\.0\.0\.1:{port} .*choose another port"):
        Sandbox(now=lambda: NOW, port=port).start()


def test_a_sandbox_that_is_not_running_says_so() -> None:
    sandbox = Sandbox(now=lambda: NOW)
    with pytest.raises(UsageError, match="start"):
        sandbox.posts()
    sandbox.start()
    sandbox.start()
    sandbox.close()
    sandbox.close()
    with pytest.raises(UsageError, match="start"):
        _ = sandbox.wall_url


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"POST /x/2/tweets HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"POST /x/2/tweets HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n", 411),
        (b"GET /wall HTTP/1.1\r\n\r\n", 421),
        (b"GET http://[bad HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 404),
        (b"PATCH /x/2/tweets HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 501),
    ],
)
def test_broken_requests_get_an_answer(sandbox: Sandbox, head: bytes, status: int) -> None:
    address = urlsplit(sandbox.wall_url)
    assert address.hostname is not None
    with socket.create_connection((address.hostname, address.port or 0), timeout=10) as client:
        client.sendall(head)
        assert client.makefile("rb").readline().split()[1] == str(status).encode()
    assert requests.get(sandbox.wall_url, timeout=10).ok
