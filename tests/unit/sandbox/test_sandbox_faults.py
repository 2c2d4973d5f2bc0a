from __future__ import annotations

import threading

import pytest

from bot.sandbox import FaultKind, Faults


def test_faults_are_taken_in_order_and_once() -> None:
    faults = Faults()
    faults.add("x", FaultKind.RESET)
    faults.add("x", "duplicate")
    taken = [faults.take("x") for _ in range(3)]
    assert [fault and fault.kind for fault in taken] == [FaultKind.RESET, FaultKind.DUPLICATE, None]


def test_a_fault_belongs_to_its_platform() -> None:
    faults = Faults()
    faults.add("x", FaultKind.RESET)
    assert faults.take("facebook") is None
    assert faults.take("x") is not None


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="earthquake"):
        Faults().add("x", "earthquake")


def test_cleared_faults_do_not_happen() -> None:
    faults = Faults()
    faults.add("x", FaultKind.RESET)
    faults.clear()
    assert faults.take("x") is None


def test_release_wakes_all_that_hang_and_none_that_come_later() -> None:
    faults = Faults()
    ended: list[bool] = []
    threads = [threading.Thread(target=lambda: ended.append(faults.hang())) for _ in range(3)]
    for thread in threads[:2]:
        thread.start()
    assert faults.wait_hanging(2)
    assert faults.release() == 2
    for thread in threads[:2]:
        thread.join()
    threads[2].start()
    assert faults.wait_hanging(1)
    faults.close()
    threads[2].join()
    assert ended == [True, True, False]


def test_waiting_ends_where_nothing_hangs() -> None:
    assert not Faults().wait_hanging(1, timeout=0)
