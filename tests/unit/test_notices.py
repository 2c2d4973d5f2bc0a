"""One notice for each cause, none in quiet hours but what is urgent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.model.cadence import Cadence, parse_quiet
from bot.pipeline.notices import Cause, Manners, Notice, Notify, message_of, plan_notices
from bot.store.database import Database
from bot.store.notices import NoticeStore

DAY = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
QUIET = Manners(quiet=Cadence(timezone=ZoneInfo("UTC"), quiet=(parse_quiet("22:00-07:00"),)))
HELD = Notice(Cause.HELD, "held 1", "x: “Quay” waits")
PAUSED = Notice(Cause.PAUSED, "_channels channel x is paused", "channel x is paused: 401")


class Box:
    """What was sent; ``trouble`` is what sending meets."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.trouble: str | None = None

    def send(self, title: str, text: str) -> str | None:
        self.sent.append((title, text))
        return self.trouble


@pytest.fixture
def memory(tmp_path: Path) -> NoticeStore:
    database = Database.open(f"sqlite:///{tmp_path / 'bot.db'}")
    database.upgrade()
    return NoticeStore(database)


def notify(
    memory: NoticeStore, box: Box, present: Sequence[Notice], manners: Manners = QUIET
) -> Notify:
    return Notify(lambda now: present, memory, box, manners, "The Sample")


def test_a_cause_is_told_once_also_after_a_restart(memory: NoticeStore) -> None:
    box, present = Box(), [HELD]
    notify(memory, box, present).round(DAY)
    notify(memory, box, present).round(DAY + timedelta(minutes=1))
    assert len(box.sent) == 1


def test_a_cause_that_comes_back_is_told_again(memory: NoticeStore) -> None:
    box, present = Box(), [HELD]
    rounds = notify(memory, box, present)
    rounds.round(DAY)
    present.clear()
    rounds.round(DAY)
    assert memory.known() == {}
    present.append(HELD)
    rounds.round(DAY)
    assert len(box.sent) == 2


def test_quiet_hours_are_kept_and_end_in_one_message(memory: NoticeStore) -> None:
    box = Box()
    other = Notice(Cause.HANDOFF, "handoff 2", "youtube: “Quay”")
    rounds = notify(memory, box, [HELD, other])
    rounds.round(NIGHT)
    assert box.sent == []
    rounds.round(NIGHT + timedelta(hours=8))
    ((title, text),) = box.sent
    assert title == "The Sample: 2 things to look at"
    assert text.count("•") == 2


def test_what_is_urgent_breaks_the_quiet(memory: NoticeStore) -> None:
    box = Box()
    notify(memory, box, [HELD, PAUSED]).round(NIGHT)
    ((title, _),) = box.sent
    assert "paused" in title


def test_what_could_not_be_sent_is_tried_again(memory: NoticeStore) -> None:
    box = Box()
    box.trouble = "address 1 did not take it"
    rounds = notify(memory, box, [HELD])
    assert rounds.round(DAY) == box.trouble
    box.trouble = None
    assert rounds.round(DAY) is None
    assert rounds.round(DAY) is None
    assert len(box.sent) == 2


def test_only_the_causes_that_are_wanted() -> None:
    manners = Manners(causes=frozenset({Cause.PAUSED}))
    plan = plan_notices([HELD, PAUSED], {}, manners, now=DAY)
    assert plan.tell == plan.new == (PAUSED,)


def test_a_long_list_is_counted() -> None:
    many = [Notice(Cause.HELD, str(n), f"story {n}") for n in range(50)]
    title, text = message_of(many, "S")
    assert "50" in title
    assert "and 30 more" in text
