"""The API as a newsroom's program uses it: over HTTP, on a real bot, with the sandbox behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.model.delivery import State
from bot.model.user import Actor, Role
from tests.fakes.desk import Room, desk_room
from tests.fakes.program import Program

STORY = "saturday-market-move"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with desk_room(tmp_path_factory.mktemp("api")) as made:
        made.work()
        yield made


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.api.access.BURST", 10_000)
    monkeypatch.setattr("bot.web.api.access.STRANGERS_BURST", 10_000)


@pytest.fixture
def cms(room: Room) -> Program:
    return Program(room)


@pytest.fixture
def chief(room: Room) -> Program:
    return Program(room, "anna", Role.ADMIN)


@pytest.fixture
def held(cms: Program) -> dict:
    return cms.get("/queue", state="held", channel="x")["items"][0]


# --- who may


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer wrong", "Basic YTpi", "bot_x"])
def test_without_a_token_nothing_is_told(room: Room, header: str | None) -> None:
    stranger = Program(room, None)
    if header is not None:
        stranger.session.headers["Authorization"] = header
    assert stranger.get("/queue", 401)["code"] == "unauthorized"
    assert stranger.last.headers["WWW-Authenticate"] == "Bearer"
    assert stranger.post("/posts", {"target": STORY}, 401)


def test_a_cookie_of_the_desk_is_no_token(room: Room) -> None:
    browser = room.browser("anna")
    assert browser.get("/api/v1/queue").status_code == 401


def test_a_revoked_token_and_a_shut_out_account(room: Room, cms: Program) -> None:
    users, now, by = room.bot.users, room.bot.clock.now(), Actor("test")
    cms.get("/queue")
    users.set_disabled("ben", True, by=by, now=now)
    cms.get("/queue", 401)
    users.set_disabled("ben", False, by=by, now=now)
    cms.get("/queue")


def test_an_editor_does_not_stop_channels_or_read_the_trail(cms: Program) -> None:
    assert cms.post("/channels/x/pause", {"reason": "no"}, 403)["code"] == "forbidden"
    cms.post("/channels/x/resume", status=403)
    cms.get("/audit", 403)


def test_too_many_requests_wait(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.api.access.BURST", 3)
    monkeypatch.setattr("bot.web.api.access.PER_SECOND", 0.001)  # however slow this machine is
    hasty = Program(room)
    for _ in range(3):
        hasty.get("/channels")
    assert hasty.get("/channels", 429)["code"] == "too_many_requests"
    assert int(hasty.last.headers["Retry-After"]) >= 1
    Program(room).get("/channels")


def test_guessing_tokens_is_slowed_down(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.api.access.STRANGERS_BURST", 2)
    monkeypatch.setattr("bot.web.api.access.STRANGERS_PER_SECOND", 0.001)
    with_wrong = Program(room, None)
    answers = {with_wrong.session.get(with_wrong.base + "/queue").status_code for _ in range(5)}
    assert 429 in answers


# --- the work


def test_from_asking_for_a_post_to_its_proof(room: Room, cms: Program) -> None:
    drafts = cms.post("/previews", {"target": STORY, "channels": ["x"]})["drafts"]
    asked = cms.post(
        "/posts", {"target": STORY, "channels": ["x"], "again": True, "approved": True}, 201
    )
    (delivery,) = asked["deliveries"]
    assert (delivery["state"], delivery["channel"], delivery["slug"]) == ("scheduled", "x", STORY)
    assert delivery["text"] == drafts[0]["parts"][0]["text"]
    room.work()
    posted = cms.get(f"/deliveries/{delivery['id']}")
    assert posted["state"] == "posted"
    assert posted["remote_id"] in {post.id for post in room.sandbox.posts()}
    proof = cms.get(f"/deliveries/{delivery['id']}/proof")
    assert [a["step"] for a in proof["attempts"]] == ["intent", "outcome"] or proof["attempts"]
    assert proof["article"]["slug"] == STORY
    assert any(deed["actor"] == "ben" and deed["via"] == "api" for deed in proof["deeds"])
    newest = cms.get("/log", channel="x", limit=1)["items"][0]
    assert newest["id"] == delivery["id"]


def test_a_story_that_stands_is_a_conflict(cms: Program, room: Room) -> None:
    posted = cms.get("/log", state="posted", channel="x")["items"]
    slug = posted[0]["slug"] if posted else STORY
    error = cms.post("/posts", {"target": slug, "channels": ["x"]}, 409)
    assert error["code"] == "already_posted"
    assert "https://" in error["message"] or "http://" in error["message"]


def test_asked_twice_under_one_key_it_is_done_once(room: Room, cms: Program) -> None:
    order = {"target": STORY, "channels": ["facebook"], "again": True, "approved": True}
    before = len(room.bot.views.queue()) + len(room.bot.views.log())
    first = cms.post("/posts", order, 201, key="story-1")
    again = cms.post("/posts", order, 200, key="story-1")
    assert [d["id"] for d in again["deliveries"]] == [d["id"] for d in first["deliveries"]]
    after = len(room.bot.views.queue()) + len(room.bot.views.log())
    assert after - before <= 1
    other = {**order, "channels": ["x"]}
    assert "came with another request" in cms.post("/posts", other, 422, key="story-1")["message"]
    # another account's key is another key
    chief = Program(room, "anna")
    assert chief.post("/posts", order, 201, key="story-1")


def test_a_post_for_later_waits_until_then(cms: Program, room: Room) -> None:
    at = (room.bot.clock.now() + timedelta(days=2)).replace(microsecond=0)
    order = {"target": STORY, "channels": ["youtube"], "again": True, "approved": True}
    (delivery,) = cms.post("/posts", {**order, "at": at.isoformat()}, 201)["deliveries"]
    assert delivery["due_at"] == at.strftime("%Y-%m-%dT%H:%M:%SZ")
    far = (at + timedelta(days=500)).isoformat()
    assert "year ahead" in cms.post("/posts", {**order, "at": far}, 422)["message"]
    cms.post("/posts", {**order, "at": "2026-12-01T10:00:00"}, 422)
    cms.post(f"/deliveries/{delivery['id']}/cancel", {"reason": "a test"})


def test_decisions_with_their_marks(cms: Program, chief: Program, held: dict) -> None:
    where = f"/deliveries/{held['id']}"
    edited = cms.post(f"{where}/edit", {"text": held["text"].replace("\n\n", "\n", 1)}, 200)
    error = chief.post(f"{where}/approve", {"seen": held["seen"]}, 409)
    assert error["code"] == "already_decided"
    assert "ben edited it through the API" in error["message"]
    refused = cms.post(f"{where}/edit", {"text": "The moon is made of cheese."}, 422)
    assert refused["code"] == "usage"
    at = "2027-01-10T10:00:00+01:00"
    moved = cms.post(f"{where}/move", {"at": at, "anyway": True, "seen": edited["seen"]})
    assert (moved["state"], moved["due_at"]) == ("scheduled", "2027-01-10T09:00:00Z")
    rejected = chief.post(f"{where}/reject", {"reason": "overtaken", "seen": moved["seen"]})
    assert (rejected["state"], rejected["error"]) == ("cancelled", "overtaken")
    assert "anna rejected it" in cms.post(f"{where}/approve", {}, 409)["message"]
    cms.post(f"{where}/retry", status=409)
    deeds = chief.get("/audit", limit=3)["items"]
    assert [(d["actor"], d["action"]) for d in deeds] == [
        ("anna", "reject"),
        ("ben", "approve"),
        ("ben", "edit"),
    ]
    assert deeds[0]["before"]["state"] == "scheduled"


def test_a_time_against_the_cadence_needs_insistence(cms: Program, room: Room) -> None:
    waiting = cms.get("/queue", state="held", channel="facebook")["items"][0]
    at = (room.bot.clock.now() + timedelta(days=1)).replace(minute=17).isoformat()
    error = cms.post(f"/deliveries/{waiting['id']}/move", {"at": at}, 409)
    assert error["code"] == "against_cadence"
    assert "none of the channel's slots" in error["message"]
    assert cms.get(f"/deliveries/{waiting['id']}")["state"] == "held"


def test_a_hand_off_is_confirmed_where_it_can_stand(cms: Program) -> None:
    handed = cms.get("/queue", state="handed_off")["items"][0]
    where = f"/deliveries/{handed['id']}/confirm"
    for url in ("javascript:alert(1)", "https://evil.example/post/Ugk1", "youtube.com/post/x"):
        assert cms.post(where, {"url": url}, 422)["code"] == "usage"
    posted = cms.post(where, {"url": "https://www.youtube.com/post/UgkxApi"})
    assert (posted["state"], posted["remote_id"]) == ("posted", "UgkxApi")


def test_channels_are_stopped_and_go_on(chief: Program) -> None:
    paused = chief.post("/channels/x/pause", {"reason": "election silence"})
    assert paused["paused"] == "election silence"
    assert "election silence" in " ".join(chief.get("/health")["reasons"])
    assert not chief.get("/status")["ok"]
    assert chief.post("/channels/x/resume")["paused"] is None
    assert {c["name"] for c in chief.get("/channels")["items"]} == {"x", "facebook", "youtube"}
    chief.post("/channels/nope/pause", {}, 404)


def test_a_post_is_taken_down_and_the_trail_tells_who(room: Room, cms: Program) -> None:
    order = {"target": STORY, "channels": ["facebook"], "again": True, "approved": True}
    (delivery,) = cms.post("/posts", order, 201)["deliveries"]
    assert cms.post(f"/deliveries/{delivery['id']}/retract", status=422)["code"] == "usage"
    cms.post(f"/deliveries/{delivery['id']}/dismiss", status=404)
    room.work()
    taken = cms.post(f"/deliveries/{delivery['id']}/retract")
    assert (taken["action"], taken["cause"]) == ("delete", "asked")
    assert [c["delivery_id"] for c in cms.get("/corrections")["items"]] == [delivery["id"]]
    room.work()
    assert cms.get(f"/deliveries/{delivery['id']}")["state"] == "retracted"
    assert cms.get("/corrections")["items"] == []
    deeds = cms.get(f"/deliveries/{delivery['id']}/proof")["deeds"]
    assert deeds[-1]["actor"] == "ben"


def test_a_flood_is_decided_about_as_a_whole(cms: Program) -> None:
    assert cms.get("/floods")["items"] == []
    cms.post("/floods/77/release", status=404)
    cms.post("/floods/front/release", status=422)


def test_lists_go_on_where_they_stopped(cms: Program) -> None:
    whole = [item["id"] for item in cms.get("/queue", limit=200)["items"]]
    paged, cursor = [], None
    while True:
        page = cms.get("/queue", limit=2, **({"cursor": cursor} if cursor else {}))
        paged += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert paged == whole
    found = cms.get("/articles", q="satur mark")["items"]
    assert [item["slug"] for item in found] == [STORY]
    story = cms.get(f"/articles/{found[0]['id']}")
    assert story["article"]["key_points"]
    assert story["deliveries"]


# --- what comes from outside


@pytest.mark.parametrize(
    "target",
    [
        "/etc/passwd",
        "../../etc/passwd",
        "file:///etc/passwd",
        "bot.toml",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:22/",
        "gopher://127.0.0.1/",
        "\x00",
        "http://",
        "http://[",
        "https://user:pass@127.0.0.1:1/",
        "a" * 2_000,
    ],
)
def test_targets_are_slugs_and_public_addresses(
    room: Room, cms: Program, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = room.bot.settings.path.parent
    folder.joinpath("bot.toml").write_text("<html><article><h1>secret</h1></article></html>")
    monkeypatch.chdir(folder)
    for path in ("/previews", "/posts"):
        answer = cms.session.post(cms.base + path, json={"target": target}, timeout=30)
        assert answer.status_code in (404, 422), answer.text
        assert "secret" not in answer.text
        assert "root:" not in answer.text


@pytest.mark.parametrize(
    "body",
    [
        [],
        "x",
        None,
        {},
        {"target": 5},
        {"target": ""},
        {"target": STORY, "channels": ["nope"]},
        {"target": STORY, "channels": "x"},
        {"target": STORY, "surprise": 1},
        {"target": STORY, "at": "0001-01-01T00:00:00+23:59"},
        {"target": STORY, "at": "9999-12-31T23:59:59-23:59"},
        {"target": "\ud800", "channels": ["x"]},
    ],
)
def test_a_malformed_order_is_refused_with_its_place(cms: Program, body: object) -> None:
    answer = cms.session.post(cms.base + "/posts", json=body, timeout=30)
    assert answer.status_code in (404, 422), answer.text
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 201])
def test_a_key_is_plain_and_short(room: Room, cms: Program, key: str) -> None:
    headers = {"Idempotency-Key": key.encode("latin-1")}
    answer = cms.session.post(cms.base + "/posts", json={"target": STORY}, headers=headers)
    assert answer.status_code in (400, 409, 422)


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 201},
        {"cursor": "nonsense"},
        {"state": "posted"},
        {"state": "x"},
        {"channel": "x" * 41},
    ],
)
def test_a_query_outside_of_the_bounds_is_refused(cms: Program, query: dict) -> None:
    cms.get("/queue", 422, **query)


@pytest.mark.parametrize("number", ["0", "x", "99999999999", "-1", "1e3", "%00", "١"])
def test_ids_that_nothing_has(cms: Program, number: str) -> None:
    for path in ("deliveries", "articles"):
        answer = cms.session.get(f"{cms.base}/{path}/{number}", timeout=30)
        assert answer.status_code in (404, 422), answer.text


def test_a_body_that_is_no_json_or_too_long(cms: Program) -> None:
    post = cms.session.post
    headers = {"Content-Type": "application/json"}
    for body in (b"{", b"\xff\xfe", b"[" * 100_000):
        answer = post(cms.base + "/posts", data=body, headers=headers, timeout=30)
        assert answer.status_code in (400, 422), answer.text
        assert answer.json()["error"]["code"] in ("bad_request", "invalid")
    assert post(cms.base + "/posts", data=b" " * 2_000_000, headers=headers).status_code == 413


def test_what_there_is_not(cms: Program) -> None:
    assert cms.get("/nothing", 404)["code"] == "not_found"
    assert cms.post("/queue", {}, 405)["code"] == "method_not_allowed"


def test_no_secret_is_in_errors_or_documents(room: Room, chief: Program) -> None:
    told = [chief.get("/audit"), chief.get("/status"), chief.get("/channels")]
    assert chief.secret not in repr(told)
    stranger = Program(room, None)
    stranger.session.headers["Authorization"] = f"Bearer {chief.secret}x"
    stranger.get("/queue", 401)
    assert chief.secret not in stranger.last.text


def test_the_document_names_every_operation(room: Room) -> None:
    document = Program(room, None).get("/openapi.json")
    assert document["info"]["title"] == "Syndication bot"
    paths = document["paths"]
    assert {"/posts", "/previews", "/queue", "/log", "/articles", "/status", "/health"} <= set(
        paths
    )
    for path, operations in paths.items():
        for operation in operations.values():
            assert operation["security"] == [{"HTTPBearer": []}], path
            assert "401" in operation["responses"], path


def test_everything_waits_for_a_person_unless_one_has_seen_it(cms: Program, room: Room) -> None:
    order = {"target": STORY, "channels": ["x"], "again": True}
    (delivery,) = cms.post("/posts", order, 201)["deliveries"]
    assert delivery["state"] == State.HELD
    cms.post(f"/deliveries/{delivery['id']}/reject")
