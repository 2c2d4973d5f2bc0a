"""A picture goes up before its post. Whatever becomes of that, the post is never lost, doubled or called unclear."""

import base64
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.outcome import Absent, AuthFailed, Found, NotSent, Posted, RateLimited, Unclear
from bot.pipeline.pictures import picture_of
from bot.platforms import facebook, x, youtube
from tests.fakes.platform_accounts import NOW, TEXT, a_delivery, a_draft, an_account, with_card
from tests.fakes.scripted_http import ScriptedHttp, answer, multipart, reset_after

PLATFORMS = {"x": x, "facebook": facebook, "youtube": youtube}
TOKEN = answer(200, {"access_token": "ya29.sesame", "expires_in": 3599})
UPLOADED = {
    "x": (answer(200, {"data": {"id": "710511363345354753"}}), answer(200, {"data": {"id": "7"}})),
    "facebook": (answer(200, {"id": "710511363345354753"}),),
    "youtube": (answer(200, {"uploadToken": "710511363345354753"}),),
}
CREATED = {
    "x": answer(201, {"data": {"id": "42"}}),
    "facebook": answer(200, {"id": "100200300_42"}),
    "youtube": answer(200, {"id": "Ugkx42"}),
}
REFUSED = {
    "x": answer(400, {"title": "Invalid Request", "detail": "media type unrecognized"}),
    "facebook": answer(400, {"error": {"code": 100, "message": "bad picture"}}),
    "youtube": answer(400, {"error": {"message": "bad picture"}}),
}


@pytest.fixture
def http():
    with ScriptedHttp() as server:
        yield server
        assert server.surplus == 0, "more requests than the test foresaw"


def publish(http, platform, *steps, timeout=5.0):
    before = (TOKEN,) if platform == "youtube" else ()
    http.then(*before, *steps)
    account = an_account(platform, http.url, timeout=timeout)
    outcome = PLATFORMS[platform].connect(account).publish(with_card(a_draft(platform)), now=NOW)
    assert not http.steps, "fewer requests than the test foresaw"
    return outcome


every_platform = pytest.mark.parametrize("platform", PLATFORMS)


@every_platform
def test_the_picture_goes_up_before_the_post(http, platform):
    outcome = publish(http, platform, *UPLOADED[platform], CREATED[platform])
    assert isinstance(outcome, Posted)
    assert outcome.note == ""


def test_on_x_the_picture_has_its_words_and_the_post_its_id(http):
    publish(http, "x", *UPLOADED["x"], CREATED["x"])

    picture = picture_of(with_card(a_draft("x")))
    upload, described, post = http.requests
    assert upload.json()["media_category"] == "tweet_image"
    assert base64.b64decode(upload.json()["media"]) == picture.content
    alt = {"alt_text": {"text": picture.alt}}
    assert described.json() == {"id": "710511363345354753", "metadata": alt}
    assert post.json() == {"text": TEXT, "media": {"media_ids": ["710511363345354753"]}}


def test_on_facebook_the_post_has_the_picture_and_no_second_link(http):
    publish(http, "facebook", *UPLOADED["facebook"], CREATED["facebook"])

    picture = picture_of(with_card(a_draft("facebook")))
    upload, post = http.requests
    fields, files = multipart(upload)
    assert upload.path == "/v26.0/100200300/photos"
    assert (fields["published"], fields["alt_text_custom"]) == ("false", picture.alt)
    assert files == {"source": picture.content}
    assert json.loads(post.form["attached_media"]) == [{"media_fbid": "710511363345354753"}]
    assert post.form["message"] == TEXT
    assert "link" not in post.form


def test_on_youtube_the_post_has_the_token(http):
    publish(http, "youtube", *UPLOADED["youtube"], CREATED["youtube"])

    _, upload, post = http.requests
    assert upload.path == "/upload/youtube/v3/posts/image"
    assert upload.headers["content-type"] == "image/png"
    assert upload.body == picture_of(with_card(a_draft("youtube"))).content
    assert post.query["part"] == "snippet,attachments"
    images = [{"uploadToken": "710511363345354753"}]
    assert post.json()["attachments"] == {"imageAttachments": images}


@every_platform
@pytest.mark.parametrize(
    "step",
    [
        answer(500, {}),
        answer(503, b"<html>maintenance</html>"),
        answer(200, b"no JSON"),
        answer(200, {}),
        reset_after(),
    ],
    ids=["500", "503", "not JSON", "no id", "reset"],
)
def test_what_is_unclear_about_the_upload_is_not_sent_for_the_post(http, platform, step):
    outcome = publish(http, platform, step)
    assert isinstance(outcome, NotSent)
    assert "the post was not made" in outcome.detail


@every_platform
def test_an_upload_that_hangs_ends_in_time_and_nothing_was_posted(http, platform):
    outcome = publish(http, platform, http.hang(), timeout=0.6)
    assert isinstance(outcome, NotSent)


@every_platform
def test_a_picture_that_is_refused_is_left_out_and_the_post_says_so(http, platform):
    outcome = publish(http, platform, REFUSED[platform], CREATED[platform])
    assert isinstance(outcome, Posted)
    assert outcome.note.startswith("posted without its picture, which was refused:")
    body = http.requests[-1].body
    assert b"710511363345354753" not in body
    assert (b"link=" in body) == (platform == "facebook")


def test_no_picture_is_shown_on_x_whose_words_were_refused(http):
    outcome = publish(http, "x", UPLOADED["x"][0], REFUSED["x"], CREATED["x"])
    assert isinstance(outcome, Posted)
    assert outcome.note
    assert "media" not in http.requests[-1].json()


def test_words_whose_fate_is_unclear_hold_the_post_back(http):
    assert isinstance(publish(http, "x", UPLOADED["x"][0], answer(500, {})), NotSent)


def test_a_forbidden_upload_on_x_does_not_stop_the_channel(http):
    forbidden = answer(
        403, {"title": "Forbidden", "detail": "not permitted to perform this action"}
    )
    assert isinstance(publish(http, "x", forbidden, CREATED["x"]), Posted)


@pytest.mark.parametrize(
    ("wait", "waits"), [(timedelta(minutes=5), True), (timedelta(hours=20), False)]
)
def test_news_waits_for_a_limit_of_minutes_but_not_of_hours(http, wait, waits):
    reset = str(int((NOW + wait).timestamp()))
    limited = answer(429, {}, {"x-rate-limit-remaining": "0", "x-rate-limit-reset": reset})
    steps = () if waits else (CREATED["x"],)
    outcome = publish(http, "x", limited, *steps)
    if waits:
        assert outcome == RateLimited(outcome.detail, NOW + wait)
    else:
        assert isinstance(outcome, Posted)
        assert outcome.note


def test_the_days_quota_for_pictures_on_youtube_costs_the_picture_alone(http):
    error = {"error": {"message": "quota", "errors": [{"reason": "quotaExceeded"}]}}
    outcome = publish(http, "youtube", answer(403, error), CREATED["youtube"])
    assert isinstance(outcome, Posted)
    assert outcome.note


@pytest.mark.parametrize(
    ("platform", "step"),
    [
        ("x", answer(401, {})),
        ("x", answer(402, {})),
        ("facebook", answer(400, {"error": {"code": 190, "message": "token"}})),
        ("youtube", answer(401, {})),
    ],
)
def test_credentials_that_are_refused_stop_the_channel_before_the_post(http, platform, step):
    assert isinstance(publish(http, platform, step), AuthFailed)


@every_platform
def test_the_outcome_of_the_post_itself_is_not_softened(http, platform):
    outcome = publish(http, platform, *UPLOADED[platform], answer(500, {}))
    assert isinstance(outcome, Unclear)


def test_a_post_with_a_picture_is_found_on_x_by_its_text(http):
    own = "https://t.co/PICTUREabc"
    link, text = TEXT.rpartition("\n\n")[2], TEXT.replace("&", "&amp;")
    urls = [
        {"url": "https://t.co/LINKabcdef", "expanded_url": link},
        {"url": own, "expanded_url": "https://x.com/me/status/42/photo/1", "media_key": "3_7"},
    ]
    shown = text.replace(link.replace("&", "&amp;"), "https://t.co/LINKabcdef") + f" {own}"
    post = {
        "id": "42",
        "text": shown,
        "created_at": "2026-11-20T10:00:05.000Z",
        "entities": {"urls": urls},
    }
    http.then(answer(200, {"data": {"id": "1"}}), answer(200, {"data": [post], "meta": {}}))
    delivery = a_delivery("x")
    delivery = replace(delivery, draft=with_card(delivery.draft))
    reading = x.connect(an_account("x", http.url)).find(delivery, bound=(), now=NOW)
    assert isinstance(reading, Found), reading


@pytest.mark.parametrize("has_card", [True, False])
def test_a_post_with_a_picture_is_found_on_facebook(http, has_card):
    own = {"type": "photo", "unshimmed_url": "https://www.facebook.com/photo.php?fbid=7"}
    post = {
        "id": "100200300_42",
        "message": TEXT,
        "created_time": "2026-11-20T10:00:05+0000",
        "attachments": {"data": [own]},
    }
    http.then(answer(200, {"data": [post]}))
    delivery = a_delivery("facebook")
    if has_card:
        delivery = replace(delivery, draft=with_card(delivery.draft))
    reading = facebook.connect(an_account("facebook", http.url)).find(delivery, bound=(), now=NOW)
    assert isinstance(reading, Found), reading


def test_another_post_with_a_picture_is_not_ours(http):
    post = {"id": "42", "text": "Something else https://t.co/PICTUREabc", "entities": {}}
    http.then(answer(200, {"data": {"id": "1"}}), answer(200, {"data": [post], "meta": {}}))
    assert isinstance(
        x.connect(an_account("x", http.url)).find(a_delivery("x"), bound=(), now=NOW), Absent
    )


@every_platform
def test_a_platform_that_is_not_reached_is_no_fault_of_the_picture(platform):
    with ScriptedHttp() as gone:
        address = gone.url
    client = PLATFORMS[platform].connect(an_account(platform, address))
    outcome = client.publish(with_card(a_draft(platform)), now=NOW)
    assert isinstance(outcome, NotSent)
    assert "picture" not in outcome.detail
