from __future__ import annotations

from tests.crash.machine import run


def test_no_order_of_deaths_faults_and_set_clocks_does_harm() -> None:
    done = run(sequences=60)
    assert done["sequences"] >= 60
    assert done["steps"] > 2000
    assert done["deaths"] > 50
    assert done["posts"] > 200
