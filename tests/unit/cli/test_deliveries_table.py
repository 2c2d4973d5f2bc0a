from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.cli.render import show_deliveries
from bot.model.delivery import State
from tests.unit.pipeline.test_settle import SENDING

DUE = datetime(2026, 12, 4, 17, 0, tzinfo=UTC)
ENDED = datetime(2026, 11, 26, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "ended_at", "told"),
    [
        (State.SCHEDULED, None, "2026-12-04 18:00"),
        (State.EXPIRED, ENDED, "2026-11-26 11:30"),
    ],
)
def test_what_ended_unposted_is_told_with_the_time_of_its_end(
    state: State, ended_at: datetime | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    delivery = replace(SENDING, state=state, due_at=DUE, ended_at=ended_at)
    show_deliveries([delivery], "Europe/Brussels", empty="none")
    assert told in capsys.readouterr().out
