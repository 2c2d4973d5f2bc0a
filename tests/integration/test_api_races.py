"""Many programs and editors at once: one wins, the others are told, and nothing is posted twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from bot.model.delivery import State
from tests.fakes.desk import Room, desk_room
from tests.fakes.program import Program

STORY = "saturday-market-move"


@pytest.fixture
def room(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr("bot.web.api.access.BURST", 10_000)
    with desk_room(tmp_path) as made:
        yield made


def at_once(works: list[Callable[[], int]]) -> Counter[int]:
    start, statuses = threading.Barrier(len(works)), []

    def run(work: Callable[[], int]) -> None:
        start.wait()
        statuses.append(work())

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(statuses) == len(works)
    return Counter(statuses)


told: list[str] = []
"""What those were told who came second."""


def sends(program: Program, path: str, body: object, key: str | None = None) -> Callable[[], int]:
    def send() -> int:
        headers = {"Idempotency-Key": key} if key else {}
        url = program.base + path
        answer = program.session.post(url, json=body, headers=headers, timeout=60)
        if answer.status_code == 409 and "deliveries" in path:
            told.append(answer.json()["error"]["message"])
        return answer.status_code

    return send


def test_of_editors_who_approve_at_once_one_wins(room: Room) -> None:
    room.work()
    programs = [Program(room, name) for name in ("anna", "ben") * 3]
    (held,) = [d for d in room.waiting(State.HELD, "x") if d.slug == STORY]
    seen = programs[0].get(f"/deliveries/{held.id}")["seen"]
    path = f"/deliveries/{held.id}/approve"
    told.clear()
    assert at_once([sends(p, path, {"seen": seen}) for p in programs]) == {200: 1, 409: 5}
    assert all("approved it through the API at" in words for words in told)
    room.work()
    assert room.bot.outbox.get(held.id).state is State.POSTED
    texts = [post.text for post in room.sandbox.posts() if post.platform == "x"]
    assert len(texts) == 1
    deeds = room.bot.audit.of_delivery(held.id)
    assert [deed.action for deed in deeds] == ["approve"]


def test_of_an_approval_and_a_rejection_one_wins(room: Room) -> None:
    room.work()
    anna, ben = Program(room, "anna"), Program(room, "ben")
    for held in room.waiting(State.HELD, "x"):
        seen = anna.get(f"/deliveries/{held.id}")["seen"]
        approve = sends(anna, f"/deliveries/{held.id}/approve", {"seen": seen})
        reject = sends(ben, f"/deliveries/{held.id}/reject", {"seen": seen})
        statuses = at_once([approve, reject])
        assert statuses == {200: 1, 409: 1}
        assert len(room.bot.audit.of_delivery(held.id)) == 1


@pytest.mark.parametrize("again", [False, True])
def test_one_request_sent_many_times_at_once_is_done_once(room: Room, again: bool) -> None:
    programs = [Program(room) for _ in range(5)]
    order = {"target": STORY, "channels": ["x"], "again": again, "approved": True}
    statuses = at_once([sends(p, "/posts", order, key="one") for p in programs])
    assert set(statuses) <= {200, 201}
    assert statuses[201] >= 1
    room.work()
    mine = [d for d in (*room.bot.views.queue(), *room.bot.views.log()) if d.slug == STORY]
    assert len([d for d in mine if d.channel == "x"]) == 1
    assert len([post for post in room.sandbox.posts() if post.platform == "x"]) == 1
    # and after it was posted
    told = programs[0].post("/posts", order, 200, key="one")
    assert [d["state"] for d in told["deliveries"]] == ["posted"]


def test_without_a_key_two_requests_at_once_still_make_one_post(room: Room) -> None:
    programs = [Program(room) for _ in range(5)]
    order = {"target": STORY, "channels": ["x"], "approved": True}
    statuses = at_once([sends(p, "/posts", order) for p in programs])
    assert set(statuses) <= {201, 409}
    room.work()
    assert len([post for post in room.sandbox.posts() if post.platform == "x"]) == 1
