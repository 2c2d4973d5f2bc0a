from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model.errors import StoreError
from bot.sandbox.posts import Ledger, SandboxPost

AT = datetime(2026, 11, 23, 9, 30, 15, 250_000, tzinfo=UTC)


def saying(text: str, platform: str = "x") -> Callable[[int], SandboxPost]:
    return lambda serial: SandboxPost(platform, "@paper", str(serial), text, "", "", AT)


def reopened(path: Path) -> tuple[SandboxPost, ...]:
    ledger = Ledger(path)
    ledger.close()
    return ledger.standing()


def test_what_was_posted_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "posts.jsonl"
    ledger = Ledger(path)
    post = ledger.publish(saying("Čau “světe”\u2028 & <b>"))
    ledger.close()
    assert reopened(path) == (post,)


def test_each_post_is_in_the_file_before_publish_returns(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    ledger = Ledger(path)
    ledger.publish(saying("one"))
    assert b'"text": "one"' in path.read_bytes()
    ledger.close()


def test_deletions_and_edits_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    ledger = Ledger(path)
    for text in ("one", "two"):
        ledger.publish(saying(text))
    assert ledger.delete("x", "1")
    assert ledger.edit("x", "2", "two, corrected")
    ledger.close()
    assert [(p.id, p.text) for p in reopened(path)] == [("2", "two, corrected")]


def test_serial_numbers_are_never_used_again(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    ids = []
    for text in ("one", "two", "three"):
        ledger = Ledger(path)
        for number in range(2):
            post = ledger.publish(saying(f"{text} {number}"))
            assert post is not None
            ids.append(post.id)
            ledger.delete("x", post.id)
        ledger.close()
    assert ids == ["1", "2", "3", "4", "5", "6"]


def test_a_torn_last_line_is_dropped_and_the_file_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    ledger = Ledger(path)
    ledger.publish(saying("one"))
    ledger.close()
    with path.open("ab") as file:
        file.write(b'{"event": "post", "platf')
    ledger = Ledger(path)
    ledger.publish(saying("two"))
    ledger.close()
    assert [p.text for p in reopened(path)] == ["one", "two"]


@pytest.mark.parametrize(
    "line", [b"not json", b"[]", b'{"event": "post"}', b'{"event":"x","platform":"x","id":"1"}']
)
def test_a_file_that_is_something_else_is_refused_with_its_place(
    tmp_path: Path, line: bytes
) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_bytes(line + b"\n")
    with pytest.raises(StoreError, match=r"posts\.jsonl, line 1"):
        Ledger(path)
    assert path.read_bytes() == line + b"\n"


def test_equal_posts_are_refused_only_on_the_same_platform() -> None:
    ledger = Ledger()
    assert ledger.publish(saying("one")) is not None
    assert ledger.publish(saying("one")) is None
    assert ledger.publish(saying("one", platform="facebook")) is not None
    assert ledger.publish(saying("one"), may_repeat=True) is not None


def test_a_test_may_let_doubles_stand() -> None:
    ledger = Ledger(refuse_duplicates=False)
    for _ in range(3):
        ledger.publish(saying("one"))
    assert len(ledger.standing("x")) == 3


def test_of_equal_posts_at_one_instant_one_passes() -> None:
    ledger = Ledger()
    start = threading.Barrier(8)
    accepted: list[SandboxPost | None] = []

    def post() -> None:
        start.wait()
        accepted.append(ledger.publish(saying("one")))

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([p for p in accepted if p is not None]) == 1


def test_what_does_not_stand_can_neither_be_edited_nor_deleted() -> None:
    ledger = Ledger()
    assert not ledger.edit("x", "1", "text")
    assert not ledger.delete("x", "1")
