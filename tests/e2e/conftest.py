from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.fakes.newsroom import Newsroom, sandbox_now


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(now=sandbox_now, refuse_duplicates=False) as running:
        yield running


@pytest.fixture
def newsroom(tmp_path: Path, sandbox: Sandbox) -> Newsroom:
    return Newsroom(tmp_path, sandbox)
