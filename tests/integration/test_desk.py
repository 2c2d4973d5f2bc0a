"""The desk over HTTP, without a script: who may come in, what a browser may do, and that every action is a plain form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import requests
from lxml import html

from bot.model.amendment import Action, Cause, Progress
from bot.model.delivery import State
from bot.model.user import Actor
from bot.pipeline.pictures import picture_of
from bot.pipeline.ports import NewDelivery
from bot.pipeline.ports.amendments import NewAmendment
from bot.web.visit import mark_of
from tests.fakes.desk import PASSWORD, Browser, Room, desk_room
from tests.fakes.platform_accounts import a_draft, with_card
from tests.fakes.world import article

PAGES = ("/", "/queue", "/handoffs", "/corrections", "/calendar", "/log", "/health", "/sources")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with desk_room(tmp_path_factory.mktemp("desk")) as made:
        made.work()
        yield made


@pytest.fixture(scope="module")
def anna(room: Room) -> Browser:
    return room.browser("anna")


@pytest.fixture
def held(room: Room) -> str:
    """The id of a held post for X."""
    return room.waiting(State.HELD, "x")[0].id


def test_pages_are_for_people_who_logged_in(room: Room) -> None:
    stranger = room.browser(None)
    for page in PAGES:
        answer = stranger.get(page, allow_redirects=False)
        assert answer.status_code == 303, page
        assert answer.headers["location"].startswith("/login")
    assert stranger.get("/queue").url.endswith("/login?next=/queue")
    assert "Queue" not in stranger.get("/queue").text


def test_logging_in_leads_to_the_page_that_was_wanted(room: Room) -> None:
    browser = room.browser(None)
    browser.get("/queue")
    answer = browser.post(
        "/login", {"name": "ben", "password": PASSWORD, "next": "/queue"}, page="/login?next=/queue"
    )
    assert answer.url == room.base + "/queue"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example/", "https://evil.example/", "/\\evil.example"]
)
def test_logging_in_leads_nowhere_else(room: Room, elsewhere: str) -> None:
    browser = room.browser(None)
    form = {"name": "ben", "password": PASSWORD, "next": elsewhere}
    answer = browser.post("/login", form, page="/login", allow_redirects=False)
    assert answer.headers["location"] == "/"


def test_a_wrong_password_and_a_wrong_name_are_told_alike(room: Room) -> None:
    wrong, unknown = (
        room.browser(None).log_in(name, "not the password") for name in ("ben", "nobody-at-all")
    )
    assert wrong.status_code == unknown.status_code == 401
    told = [html.fromstring(a.text).xpath('string(//*[@role="alert"])') for a in (wrong, unknown)]
    assert told[0] == told[1] == "the name or the password is wrong"


def test_guessing_is_slowed_down(tmp_path: Path) -> None:
    with desk_room(tmp_path) as room:
        browser = room.browser(None)
        statuses = [browser.log_in("ben", f"guess number {n}").status_code for n in range(6)]
        assert statuses == [401] * 5 + [429]
        assert browser.log_in("ben", PASSWORD).status_code == 429


def test_without_accounts_the_login_page_says_how_to_make_one(tmp_path: Path) -> None:
    with desk_room(tmp_path, accounts=False) as room:
        assert "bot user add NAME --role admin" in room.browser(None).get("/login").text


def test_logging_out_ends_the_session(room: Room) -> None:
    browser = room.browser("ben")
    secret = browser.session.cookies["desk_session"]
    browser.post("/logout", {})
    again = requests.get(
        room.base + "/", cookies={"desk_session": secret}, allow_redirects=False, timeout=10
    )
    assert again.status_code == 303


def test_cookies_are_for_no_script_and_no_other_site(room: Room) -> None:
    browser = room.browser(None)
    form = {"csrf": browser.mark("/login"), "name": "ben", "password": PASSWORD, "next": "/"}
    url = room.base + "/login"
    answer = browser.session.post(url, data=form, allow_redirects=False, timeout=10)
    cookie = next(
        c for c in answer.raw.headers.getlist("set-cookie") if c.startswith("desk_session")
    )
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_behind_a_trusted_proxy_with_https_cookies_are_secure(tmp_path: Path) -> None:
    with desk_room(tmp_path, web='proxies = ["127.0.0.1"]') as room:
        answer = requests.get(
            room.base + "/login", headers={"X-Forwarded-Proto": "https"}, timeout=10
        )
        assert "Secure" in answer.headers["set-cookie"]
        assert "Strict-Transport-Security" in answer.headers


def test_a_forwarded_header_of_anybody_else_is_not_believed(room: Room) -> None:
    answer = requests.get(room.base + "/login", headers={"X-Forwarded-Proto": "https"}, timeout=10)
    assert "Secure" not in answer.headers["set-cookie"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "10.1.2.3"])
def test_only_known_hosts_are_answered(room: Room, host: str) -> None:
    assert requests.get(room.base + "/login", headers={"Host": host}, timeout=10).status_code == 421


def test_a_configured_host_is_answered(tmp_path: Path) -> None:
    with desk_room(tmp_path, web='hosts = ["desk.example.com"]') as room:
        answer = requests.get(
            room.base + "/login", headers={"Host": "desk.example.com"}, timeout=10
        )
        assert answer.status_code == 200


def test_a_page_may_run_only_its_own_scripts(anna: Browser) -> None:
    for page in PAGES:
        answer = anna.get(page)
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        nonce = re.search(r"script-src 'nonce-([^']+)'", policy)
        assert nonce
        document = html.fromstring(answer.text)
        assert {script.get("nonce") for script in document.xpath("//script")} == {nonce[1]}
        assert not document.xpath("//script[not(@src)] | //style | //*[@style]"), page
        assert not [name for name in document.xpath("//@*") if name.attrname.startswith("on")]
    assert anna.get("/").headers["content-security-policy"] != policy


def test_a_form_without_its_mark_changes_nothing(room: Room, anna: Browser, held: str) -> None:
    path = f"{room.base}/deliveries/{held}/approve"
    for form in ({}, {"csrf": "0" * 64}, {"csrf": room.browser("ben").mark()}):
        answer = anna.session.post(path, data=form, timeout=10)
        assert answer.status_code == 403
    good = {"csrf": anna.mark()}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert anna.session.post(path, data=good, headers=headers, timeout=10).status_code == 403
    assert room.bot.outbox.get(held).state is State.HELD


def test_approving_a_post_schedules_it(room: Room, anna: Browser, held: str) -> None:
    seen = anna.seen("/queue?state=held&channel=x", held)
    answer = anna.post(f"/deliveries/{held}/approve", {"seen": seen}, page="/queue?state=held")
    assert answer.url == room.base + "/queue?state=held"
    assert "Approved" in answer.text
    assert "Approved" not in anna.get("/queue").text  # it is told once
    assert room.bot.outbox.get(held).state is State.SCHEDULED
    (deed,) = room.bot.audit.of_delivery(held)
    assert (deed.actor.name, deed.action) == ("anna", "approve")


def test_the_second_editor_is_told_who_was_first(room: Room, anna: Browser, held: str) -> None:
    ben = room.browser("ben")
    page = "/queue?state=held&channel=x"
    seen = ben.seen(page, held)
    anna.post(f"/deliveries/{held}/approve", {"seen": anna.seen(page, held)}, page=page)
    for action in ("approve", "reject"):
        answer = ben.post(f"/deliveries/{held}/{action}", {"seen": seen}, page=page)
        alert = html.fromstring(answer.text).xpath('string(//*[@role="alert"])')
        assert "anna approved it" in alert, action
    assert room.bot.outbox.get(held).state is State.SCHEDULED


def test_a_rejected_post_keeps_the_reason(room: Room, anna: Browser, held: str) -> None:
    seen = anna.seen("/queue?state=held&channel=x", held)
    anna.post(f"/deliveries/{held}/reject", {"seen": seen, "reason": "overtaken by events"})
    delivery = room.bot.outbox.get(held)
    assert (delivery.state, delivery.error) == (State.CANCELLED, "overtaken by events")


def test_a_time_against_the_cadence_is_asked_about(room: Room, anna: Browser) -> None:
    delivery = room.waiting(State.HELD, "facebook")[0]
    at = (room.bot.clock.now() + timedelta(days=2)).replace(hour=3, minute=33)
    form = {"at": at.isoformat(), "seen": anna.seen("/queue?channel=facebook", delivery.id)}
    answer = anna.post(f"/deliveries/{delivery.id}/move", form)
    assert answer.status_code == 409
    assert "none of the channel" in answer.text
    assert room.bot.outbox.get(delivery.id).state is State.HELD
    anna.post(f"/deliveries/{delivery.id}/move", form | {"anyway": "1"})
    moved = room.bot.outbox.get(delivery.id)
    assert moved.state is State.SCHEDULED
    assert moved.due_at is not None
    assert abs(moved.due_at - at) < timedelta(minutes=1)


def test_a_time_that_the_clock_leaves_out_is_refused(room: Room, anna: Browser) -> None:
    delivery = room.waiting(State.HELD, "facebook")[0]
    now = room.bot.clock.now()
    march = date(now.year + (now.month > 3), 3, 31)
    sunday = march - timedelta(days=(march.weekday() + 1) % 7)
    form = {"at": f"{sunday}T02:30", "seen": anna.seen("/queue?channel=facebook", delivery.id)}
    answer = anna.post(f"/deliveries/{delivery.id}/move", form)
    assert "There is no 02:30 on that day" in answer.text
    assert "such as 03:30" in answer.text
    assert room.bot.outbox.get(delivery.id) == delivery


def test_only_an_admin_stops_a_channel(room: Room, anna: Browser) -> None:
    ben = room.browser("ben")
    assert ben.post("/channels/x/pause", {"reason": "silence"}).status_code == 403
    assert room.bot.outbox.channel("x").paused is None
    anna.post("/channels/x/pause", {"reason": "silence"}, page="/health")
    assert room.bot.outbox.channel("x").paused == "silence"
    assert "silence" in ben.get("/health").text
    anna.post("/channels/x/resume", {}, page="/health")
    assert room.bot.outbox.channel("x").paused is None


def test_unknown_things_are_not_found(anna: Browser) -> None:
    for path in (
        "/stories/99999",
        "/stories/x",
        "/edit/99999",
        "/nowhere",
        "/static/x/../../app.py",
    ):
        assert anna.get(path).status_code == 404, path


def test_health_and_figures_need_no_account(room: Room) -> None:
    stranger = room.browser(None)
    assert stranger.get("/healthz").json().keys() == {"ok", "reasons"}
    assert "bot_due_deliveries" in stranger.get("/metrics").text


def test_the_first_load_of_each_page_is_light(anna: Browser) -> None:
    for page in PAGES:
        answer = anna.get(page)
        document = html.fromstring(answer.text)
        parts = document.xpath("//script/@src | //link/@href")
        weight = len(answer.content) + sum(
            int(anna.get(part, stream=True).headers["content-length"]) for part in parts
        )
        assert weight < 100_000, (page, weight)


def test_a_picture_is_fetched_by_the_desk_itself(room: Room, anna: Browser) -> None:
    (delivery, *_) = room.waiting(State.HANDED_OFF, "youtube")
    answer = anna.get(f"/deliveries/{delivery.id}/picture?download=true")
    assert answer.headers["content-type"] == "image/png"
    assert (
        answer.headers["content-disposition"] == f'attachment; filename="youtube-{delivery.id}.png"'
    )
    assert answer.content.startswith(b"\x89PNG")


def test_the_log_tells_when_a_post_ended_not_when_it_was_due(room: Room, anna: Browser) -> None:
    due_at = room.bot.clock.now() + timedelta(days=3)
    story = replace(article(78), url="https://news.example/stale/", slug="stale", title="Stale")
    draft = replace(a_draft("x"), channel="x")
    (number,) = room.admit(story, NewDelivery(draft, State.EXPIRED, due_at))
    (row,) = html.fromstring(anna.get("/log").text).xpath(f"//tr[.//a[@href='/log/{number}']]")
    (shown,) = row.xpath(".//time/@datetime")
    assert datetime.fromisoformat(shown) <= room.bot.clock.now()


def test_a_picture_of_key_points_is_drawn_with_its_words(room: Room, anna: Browser) -> None:
    draft = replace(with_card(a_draft("x")), channel="x")
    story = replace(article(77), url="https://news.example/drawn/", slug="drawn")
    (number,) = room.admit(story, NewDelivery(draft, State.HELD, None))
    answer = anna.get(f"/deliveries/{number}/picture?download=true")
    picture = picture_of(draft)
    assert picture is not None
    assert (answer.content, answer.headers["content-type"]) == (picture.content, "image/png")
    page = html.fromstring(anna.get(f"/queue/{number}").text)
    (shown,) = page.xpath(f"//img[@src='/deliveries/{number}/picture']")
    assert shown.get("alt") == picture.alt
    room.bot.decisions.reject(number, by=Actor("test"))


def test_open_pages_are_told_that_something_happened(room: Room, anna: Browser, held: str) -> None:
    path = html.fromstring(anna.get("/queue").text).xpath("string(//body/@data-events)")
    room.bot.decisions.reject(
        held, by=Actor("test")
    )  # before the page listens: it is told all the same
    with anna.get(path, stream=True) as stream:
        lines = stream.iter_lines()
        assert next(lines) == b"retry: 3000"
        assert b"event: change" in lines


def test_a_flood_is_decided_about_as_a_whole(tmp_path: Path) -> None:
    with desk_room(tmp_path, flood=2) as room:
        room.work()
        anna = room.browser()
        assert "A flood" in anna.get("/queue").text
        (flood,) = room.bot.views.floods()
        answer = anna.post(f"/floods/{flood.id}/dismiss", {}, page="/queue")
        assert "is decided" in answer.text
        assert room.bot.views.floods() == ()
        assert not [d for d in room.bot.views.queue() if d.state is State.HELD]
        again = anna.post(f"/floods/{flood.id}/release", {}, page="/queue")
        assert html.fromstring(again.text).xpath('//*[@role="alert"]')


def test_a_defect_is_told_without_its_details(
    room: Room, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(type(room.bot.reads), "story", broken)
    answer = anna.get("/stories/1")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_an_earlier_revision_is_shown_as_such(room: Room, anna: Browser) -> None:
    (delivery, *_) = room.waiting(State.HANDED_OFF, "youtube")
    article = room.bot.views.latest_article(delivery.article_id)
    assert article is not None
    changed = replace(article, title="Another title", text=article.text + "\n\nAnd a last word.")
    room.admit(changed)
    page = html.fromstring(anna.get(f"/stories/{delivery.article_id}").text)
    assert page.xpath("string(//h1)") == "Another title"
    (older,) = page.xpath("//a[contains(@href, '?revision=')]/@href")
    page = html.fromstring(anna.get(older).text)
    assert page.xpath("string(//h1)") == article.title
    assert "earlier revision" in page.text_content()


def test_a_post_whose_story_changed_waits_for_a_person(tmp_path: Path) -> None:
    with desk_room(tmp_path) as room:
        room.work()
        (handed_off, *_) = room.waiting(State.HANDED_OFF, "youtube")
        url = "https://www.youtube.com/post/Ugkx1"
        post = room.bot.decisions.confirm(handed_off.id, url, by=Actor("test"))
        anna = room.browser()
        assert "/corrections" not in anna.get("/").text
        new = NewAmendment(
            Cause.CORRECTED,
            Action.TELL,
            Progress.OPEN,
            ("The title was “one” and is “two” now",),
            before=post.draft.parts[0].text,
            draft=post.draft,
        )
        room.bot.followers.amendments.propose(post, new, now=room.bot.clock.now())
        assert "/corrections" in anna.get("/").text
        page = anna.get("/corrections")
        assert "The title was “one” and is “two” now" in page.text
        anna.post(f"/corrections/{post.id}/dismiss", {}, page="/corrections")
        (amendment,) = room.bot.followers.amendments.of_delivery(post.id)
        assert amendment.progress is Progress.DROPPED
        again = anna.post(f"/corrections/{post.id}/dismiss", {}, page="/corrections")
        assert html.fromstring(again.text).xpath('//*[@role="alert"]')


def test_a_login_form_that_this_browser_was_not_given_is_refused(room: Room) -> None:
    form = {"csrf": mark_of(""), "name": "ben", "password": PASSWORD}
    assert requests.post(room.base + "/login", data=form, timeout=10).status_code == 403


def test_the_calendar_calls_no_slot_free_that_a_gap_keeps_empty(tmp_path: Path) -> None:
    with desk_room(tmp_path) as room:
        room.work()
        plan = room.bot.newsroom.channels["facebook"]
        tomorrow = room.bot.clock.now().astimezone(plan.cadence.timezone) + timedelta(days=1)
        eight = tomorrow.replace(hour=8, minute=0, second=0, microsecond=0)
        first, second = (held.id for held in room.waiting(State.HELD, "facebook")[:2])
        actor = Actor("anna")
        room.bot.decisions.move(first, eight + timedelta(minutes=2), by=actor, anyway=True)
        anna = room.browser("anna")
        slots = html.fromstring(anna.get("/calendar").text).xpath(
            f'//section[.//*[@id="day-{eight.date()}"]]//li[@data-channel="facebook"][@data-slot]'
        )
        told = [" ".join(slot.text_content().split()) for slot in slots]
        assert told == [
            "08:00 facebook stays empty: less than 5m from another post",
            "12:00 facebook free",
            "18:00 facebook free",
        ]
        own, other = (
            html.fromstring(anna.get(f"/move/{number}").text).xpath('//button[@name="at"]/text()')
            for number in (first, second)
        )
        assert own.count("08:00") == other.count("08:00") + 1  # its own time stands in no one's way
