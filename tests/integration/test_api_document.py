"""docs/api.md: its commands run as they stand, and it tells every operation and status that there is."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.desk import Room, desk_room
from tests.fakes.program import Program

DOCUMENT = (Path(__file__).parents[2] / "docs/api.md").read_text()
EXAMPLES = [
    block for block in re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL) if "curl" in block
]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with desk_room(tmp_path_factory.mktemp("document")) as made:
        made.work()
        yield made


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.split()[3])
def test_an_example_runs(room: Room, example: str) -> None:
    program = Program(room)
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", example],
        env={"PATH": os.environ["PATH"], "API": program.base, "TOKEN": program.secret},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    decoder, rest = json.JSONDecoder(), done.stdout
    while rest:
        document, end = decoder.raw_decode(rest)
        assert set(document) != {"error"}
        rest = rest[end:]


def test_every_operation_is_told(room: Room) -> None:
    paths = Program(room, None).get("/openapi.json")["paths"]
    for path in paths:
        last = path.rpartition("/")[2]
        word = path.split("/")[1] if last.startswith("{") else last
        assert re.search(rf"[/`]{word}\b", DOCUMENT), path
