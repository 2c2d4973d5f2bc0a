"""Looking for a post on a Facebook Page."""

import pytest

from bot.model.outcome import Absent, CannotTell, Found, RemotePost
from bot.platforms.facebook import connect
from bot.platforms.reading import MARGIN
from tests.fakes.platform_accounts import LINK, NOW, TEXT, a_delivery, an_account
from tests.fakes.scripted_http import ScriptedHttp, answer, reset_after

URL = "https://www.facebook.com/100200300_7"


@pytest.fixture
def http():
    with ScriptedHttp() as server:
        yield server
        assert server.surplus == 0


def find(http, *steps, bound=()):
    http.then(*steps)
    page = connect(an_account("facebook", f"{http.url}/fb"))
    return page.find(a_delivery("facebook"), bound=bound, now=NOW)


def shown(post_id="100200300_7", **more):
    post = {"id": post_id, "message": TEXT, "created_time": "2026-11-20T10:00:01+0000"}
    return {**post, "attachments": {"data": [{"unshimmed_url": LINK}]}, **more}


def page_of(*posts, **paging):
    return answer(200, {"data": list(posts), "paging": paging})


def test_it_is_found(http):
    assert find(http, page_of(shown())) == Found((RemotePost("100200300_7", URL),))
    request = http.requests[0]
    assert (request.method, request.path) == ("GET", "/fb/v26.0/100200300/published_posts")
    assert request.query["since"] == str(int((NOW - MARGIN).timestamp()))
    assert request.query["fields"] == (
        "id,message,created_time,permalink_url,attachments{type,unshimmed_url}"
    )
    assert len(request.query["appsecret_proof"]) == 64


def test_a_post_without_a_card_or_message_is_read(http):
    silent = {"id": "1_1", "created_time": "2026-11-20T10:00:01+0000"}
    assert isinstance(find(http, page_of(silent, shown(attachments=None))), Found)


def test_a_card_to_another_page_cannot_tell(http):
    other = shown(attachments={"data": [{"unshimmed_url": "https://other.example/"}]})
    assert isinstance(find(http, page_of(other)), CannotTell)


@pytest.mark.parametrize("attachments", [7, [], {"data": 7}, {"data": [7, {}]}])
def test_odd_attachments_do_not_upset_it(http, attachments):
    assert isinstance(find(http, page_of(shown(attachments=attachments))), Found)


def test_nothing_there_is_absent(http):
    assert find(http, page_of()) == Absent()


def test_bound_and_older_posts_do_not_count(http):
    old = shown("1_1", created_time="2026-11-19T10:00:00+0000")
    assert find(http, page_of(shown(), old), bound={"100200300_7"}) == Absent()


def test_the_next_page_is_read_by_its_cursor_and_never_by_its_address(http):
    first = page_of(next="https://elsewhere.example/?x=1", cursors={"after": "c2"})
    assert isinstance(find(http, first, page_of(shown())), Found)
    assert http.requests[1].query["after"] == "c2"
    assert http.requests[1].path == "/fb/v26.0/100200300/published_posts"


def test_a_last_page_with_cursors_is_the_last(http):
    assert find(http, page_of(cursors={"after": "c2", "before": "c0"})) == Absent()


@pytest.mark.parametrize(
    "step",
    [
        page_of(next="https://h/", cursors={}),
        page_of(next="https://h/"),
        page_of({"message": TEXT}),
        page_of(7),
        answer(200, {}),
        answer(200, {"data": {}}),
        answer(200, b"<html>"),
        answer(200, {"data": [], "error": {"code": 2}}),
        answer(400, {"error": {"code": 190}}),
        answer(500, {"data": []}),
        answer(302, {"data": []}),
        reset_after(),
    ],
)
def test_an_incomplete_reading_cannot_tell(http, step):
    assert isinstance(find(http, step), CannotTell)
