from __future__ import annotations

import threading

import pytest

from bot.sources import hosts
from bot.sources.hosts import BURST, HostTurns


def test_no_more_than_so_many_at_once() -> None:
    turns = HostTurns(at_once=2)
    with turns.turn("a.example", timeout=1), turns.turn("a.example", timeout=1):
        with turns.turn("b.example", timeout=1):
            pass
        with pytest.raises(TimeoutError), turns.turn("a.example", timeout=0):
            pass
    with turns.turn("a.example", timeout=0):
        pass


def test_after_a_burst_there_is_a_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr(hosts.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(hosts.time, "sleep", sleep)
    turns = HostTurns(at_once=2, gap=1.0)
    for _ in range(BURST):
        with turns.turn("a.example", timeout=60):
            pass
    assert slept == []
    for _ in range(3):
        with turns.turn("a.example", timeout=60):
            pass
    assert slept == [1.0, 1.0, 1.0]
    clock[0] += 100
    for _ in range(BURST):
        with turns.turn("a.example", timeout=60):
            pass
    assert len(slept) == 3


def test_whoever_would_wait_too_long_gives_up_at_once() -> None:
    turns = HostTurns(gap=1000.0)
    for _ in range(BURST):
        with turns.turn("a.example", timeout=1):
            pass
    with pytest.raises(TimeoutError), turns.turn("a.example", timeout=1):
        pass


def test_an_own_host_needs_no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts.time, "sleep", lambda _: pytest.fail("it rested"))
    turns = HostTurns(gap=1000.0)
    for _ in range(BURST + 2):
        with turns.turn("a.example", timeout=1, rests=False):
            pass


def test_an_error_gives_the_turn_back() -> None:
    turns = HostTurns(at_once=1)
    with pytest.raises(ValueError, match="x"), turns.turn("a.example", timeout=1):
        raise ValueError("x")
    with turns.turn("a.example", timeout=0):
        pass


def test_hosts_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "_FORGOTTEN", -1.0)
    turns = HostTurns()
    for number in range(3_000):
        with turns.turn(f"h{number}.example", timeout=1):
            pass
    assert len(turns._hosts) <= hosts._MANY


def test_threads_share_the_turns() -> None:
    turns, inside, most = HostTurns(at_once=3), [0], [0]
    guard = threading.Lock()

    def visit() -> None:
        for _ in range(200):
            with turns.turn("a.example", timeout=10):
                with guard:
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                with guard:
                    inside[0] -= 1

    threads = [threading.Thread(target=visit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] <= 3
