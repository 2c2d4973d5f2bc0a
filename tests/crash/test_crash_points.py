"""The harness in short: `make crash` runs twenty times as many crash points."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.crash.labels import catalogue
from tests.crash.mutants import MUTANTS

ROOT = Path(__file__).parents[2]
HARM = ("doubled", "lost", "stuck", "broken", "unproven", "torn")


def harness(*arguments: str) -> dict[str, Any]:
    """Its figures. It forks, so it is a process of its own, without the threads of a test run."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.crash.harness", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout, ran.stderr
    figures: dict[str, Any] = json.loads(ran.stdout)
    figures["stderr"] = ran.stderr
    return figures


def test_no_crash_doubles_or_loses_a_post() -> None:
    count = harness("--points", "500", "--seed", "7")
    assert {name: count[name] for name in HARM} == dict.fromkeys(HARM, 0), count["stderr"]
    assert count["findings"] == []
    assert count["points"] == 500
    assert count["posts"] >= 250
    assert count["threads"] >= 30
    # the steps were crash points; which ones are met depends a little on the machine's speed
    assert len(set(catalogue()) - set(count["labels"])) <= 5
    assert {"frozen, claim: after", "frozen, settle: before"} <= set(count["labels"])


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_protocol_without_one_of_its_safeguards_is_caught(mutant: str) -> None:
    count = harness("--points", "1000", "--seed", "3", "--mutant", mutant)
    assert count["doubled"] + count["lost"] > 0
