"""Looking for a post on X."""

import pytest

from bot.model.outcome import Absent, CannotTell, Found, RemotePost
from bot.platforms.x import connect
from tests.fakes.platform_accounts import LINK, NOW, TEXT, a_delivery, an_account
from tests.fakes.scripted_http import ScriptedHttp, answer, reset_after

ME = answer(200, {"data": {"id": "42", "name": "n", "username": "u"}})
URL = "https://x.com/i/web/status/7"


@pytest.fixture
def http():
    with ScriptedHttp() as server:
        yield server
        assert server.surplus == 0


def timeline(*posts, **meta):
    return answer(200, {"data": list(posts), "meta": {"result_count": len(posts), **meta}})


def shown(post_id="7", text=None, **more):
    """The post as X shows it: escaped, and with its link shortened."""
    text = text or TEXT.replace("&", "&amp;").replace(
        LINK.replace("&", "&amp;"), "https://t.co/Ab12"
    )
    links = [{"start": 0, "end": 9, "url": "https://t.co/Ab12", "expanded_url": LINK}]
    made = "2026-11-20T10:00:01.000Z"
    return {"id": post_id, "text": text, "created_at": made, "entities": {"urls": links}, **more}


def find(http, *steps, bound=(), platform=None):
    http.then(*steps)
    platform = platform or connect(an_account("x", f"{http.url}/p"))
    return platform.find(a_delivery("x"), bound=bound, now=NOW)


def test_it_is_found_behind_escapes_and_a_short_link(http):
    assert find(http, ME, timeline(shown())) == Found((RemotePost("7", URL),))
    assert [request.path for request in http.requests] == ["/p/2/users/me", "/p/2/users/42/tweets"]
    assert http.requests[1].query == {
        "start_time": "2026-11-20T08:55:00Z",
        "max_results": "100",
        "tweet.fields": "created_at,entities,note_tweet",
    }


@pytest.mark.parametrize("name", ["note_tweet", "note_post"])
def test_a_long_post_is_read_whole(http, name):
    whole = {"text": shown()["text"], "entities": shown()["entities"]}
    post = shown(text="Ferry to run at night… https://t.co/zz", **{name: whole})
    assert isinstance(find(http, ME, timeline(post)), Found)


def test_an_unwound_link_counts_too(http):
    links = [{"url": "https://t.co/Ab12", "expanded_url": "https://sho.rt/1", "unwound_url": LINK}]
    assert isinstance(find(http, ME, timeline(shown(entities={"urls": links}))), Found)


def test_the_user_is_asked_for_once(http):
    x = connect(an_account("x", http.url))
    find(http, ME, timeline(), platform=x)
    find(http, timeline(), platform=x)
    assert [request.path for request in http.requests].count("/2/users/me") == 1


def test_an_empty_timeline_is_absent(http):
    assert find(http, ME, answer(200, {"meta": {"result_count": 0}})) == Absent()


def test_bound_posts_do_not_count(http):
    assert find(http, ME, timeline(shown()), bound={"7"}) == Absent()


def test_all_pages_are_read(http):
    first = timeline(shown("1", "else"), next_token="n2")
    assert isinstance(find(http, ME, first, timeline(shown())), Found)
    assert http.requests[2].query["pagination_token"] == "n2"


def test_a_server_that_knows_only_the_other_names_is_asked_with_them(http):
    x = connect(an_account("x", http.url))
    assert isinstance(find(http, ME, answer(400, {}), timeline(shown()), platform=x), Found)
    assert http.requests[2].query["post.fields"] == "created_at,entities,note_post"
    assert isinstance(find(http, timeline(shown()), platform=x), Found)


def test_a_link_that_is_not_spelt_out_cannot_tell(http):
    assert isinstance(find(http, ME, timeline(shown(entities=None))), CannotTell)


def test_a_long_post_that_is_shown_cut_cannot_tell(http):
    beginning = TEXT[:50] + "… https://t.co/zz"
    assert isinstance(find(http, ME, timeline(shown(text=beginning))), CannotTell)


@pytest.mark.parametrize(
    "step",
    [
        answer(401, {"title": "Unauthorized"}),
        answer(429, {}),
        answer(500, {}),
        answer(302, b"", {"Location": "/elsewhere"}),
        answer(200, {}),
        answer(200, b"<html>"),
        answer(200, {"data": "x", "meta": {}}),
        answer(200, {"data": [7], "meta": {}}),
        answer(200, {"data": [{"id": "7"}], "meta": {}}),
        answer(200, {"data": [{"id": "../7", "text": "x"}], "meta": {}}),
        answer(200, {"data": [], "meta": {}, "errors": [{"title": "Partial"}]}),
        reset_after(),
    ],
)
def test_an_incomplete_reading_cannot_tell(http, step):
    assert isinstance(find(http, ME, step), CannotTell)


@pytest.mark.parametrize(
    "step",
    [
        answer(401, {}),
        answer(200, {"data": {"id": "1/../2"}}),
        answer(200, {"data": []}),
        answer(200, b""),
        reset_after(),
    ],
)
def test_an_unknown_user_cannot_tell(http, step):
    assert isinstance(find(http, step), CannotTell)


@pytest.mark.parametrize(
    "entities",
    [7, [], {"urls": 7}, {"urls": [7, {}]}, {"urls": [{"url": "", "expanded_url": "x"}]}],
)
def test_odd_entities_do_not_upset_it(http, entities):
    assert isinstance(find(http, ME, timeline(shown(entities=entities))), CannotTell)
