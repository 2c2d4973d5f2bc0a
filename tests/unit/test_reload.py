"""A changed file takes effect while the bot runs; a broken one does not, and is told of."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.engine.embedded import Embedded
from bot.engine.reload import LOOK_SECONDS, Reload
from bot.health.diagnosis import diagnose
from bot.model.delivery import State
from bot.model.draft import Draft, Part
from bot.model.identity import article_witnesses
from bot.pipeline.ports import NewDelivery
from bot.settings import load_settings
from bot.wiring import Bot, Switch, open_bot, reassembled
from tests.fakes.world import article

_NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TEXT = """
[site]
name = "The Sample"
url = "https://sample.example/"
timezone = "UTC"
[database]
url = "sqlite:///bot.db"
[channels.youtube]
platform = "youtube"
[channels.youtube.cadence]
slots = {slots}
"""


class Running:
    """A bot with its files, and a clock that is moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "bot.toml"
        self.write('["08:00", "20:00"]')
        self.said: list[str] = []
        self.complaints: list[str] = []
        self.seconds = 0.0
        self.first = replace(open_bot(load_settings()), clock=self)  # type: ignore[arg-type]
        self.switch = Switch(self.first)
        self.reload = Reload(self.switch, self.next, self.said.append, self.complaints.append)
        self.engine = Embedded(
            self.switch.stand_in, self.said.append, self.complaints.append, reload=self.reload
        )
        self.reload.begin()

    def next(self, before: Bot, settings: Any) -> Bot:
        return replace(reassembled(before, settings), clock=self)  # type: ignore[arg-type]

    def now(self) -> Any:
        return _NOW

    def monotonic(self) -> float:
        return self.seconds

    def write(self, slots: str, more: str = "") -> None:
        self.file.write_text(TEXT.format(slots=slots) + more)

    def look(self) -> object:
        """Until the change must have been seen: it stands still from one look to the next."""
        found = None
        for _ in range(3):
            self.seconds += LOOK_SECONDS
            found = self.reload.look() or found
        return found

    def reasons(self) -> str:
        return "\n".join(diagnose(self.switch.stand_in).reasons)


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_CONFIG", "bot.toml")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    running = Running(tmp_path)
    yield running
    running.first.database.close()


def slots(running: Running) -> int:
    return len(running.switch.stand_in.newsroom.channels["youtube"].cadence.slots)


def test_a_changed_file_takes_effect(running: Running) -> None:
    assert running.look() is None
    running.write('["09:00"]')
    assert running.look() is not None
    assert slots(running) == 1
    (line,) = running.said
    assert line.startswith("the configuration was read anew: channels.youtube.cadence.slots")
    assert running.look() is None


def test_a_file_that_is_being_written_is_left_alone(running: Running) -> None:
    for number in range(4):
        running.write('["09:00"]', "# " * number)
        os.utime(running.file, ns=(number, number))
        running.seconds += LOOK_SECONDS
        assert running.reload.look() is None
    assert running.look() is not None


def test_asked_for_it_is_read_at_once(running: Running) -> None:
    running.write('["09:00"]')
    running.reload.ask()
    assert running.reload.look() is not None
    running.reload.ask()
    assert running.reload.look() is None
    assert running.said[-1] == "the configuration was read: it is as before"


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("[[", "is no valid TOML"),
        ("[channels.youtube.cadence]\nslots = ['25:00']", "bot.toml"),
        ("[nonsense]", "unknown key"),
        ('[channels.x]\nplatform = "x"', "lacks X_API_KEY"),
        ('[channels.x]\nplatform = "myspace"', 'there is no "myspace"'),
        ('[[sources]]\nname = "a"\nkind = "fax"\nurl = "https://a.example"', 'there is no "fax"'),
        ('[channels.b]\nplatform = "youtube"\ntemplate = "gone.txt"', "cannot be read"),
    ],
)
def test_a_broken_file_leaves_the_old_one_in_force(
    running: Running, broken: str, words: str
) -> None:
    running.write('["09:00"]', broken)
    assert running.look() is None
    assert slots(running) == 2
    (complaint,) = running.complaints
    assert words in complaint
    assert "goes on as it was configured before" in complaint
    assert words in running.reasons()
    running.look()
    assert len(running.complaints) == 1  # told once
    running.write('["09:00"]')
    assert running.look() is not None
    assert "not in force" not in running.reasons()


def test_a_file_put_back_as_it_was_is_no_change_and_no_trouble(running: Running) -> None:
    running.write("[", "")
    running.look()
    running.write('["08:00", "20:00"]')
    running.look()
    assert "not in force" not in running.reasons()
    assert slots(running) == 2


def test_what_counts_only_at_the_start_is_told(running: Running) -> None:
    text = running.file.read_text().replace("bot.db", "other.db") + "[web]\nport = 9\n"
    running.file.write_text(text)
    running.look()
    assert running.complaints == [
        "database.url, web.port changed: that takes effect when the bot is started again"
    ]
    assert running.switch.current.database is running.first.database


def test_what_the_process_remembers_goes_on(running: Running) -> None:
    before = running.first
    before.deliver.open_verdicts["1"] = object()  # type: ignore[assignment]
    running.write('["09:00"]')
    running.look()
    after = running.switch.current
    assert after is not before
    assert after.deliver.open_verdicts is before.deliver.open_verdicts
    assert after.reconcile.waits is before.reconcile.waits
    assert after.discover.admitting is before.discover.admitting
    assert after.newsroom.client is before.newsroom.client
    before.deliver.open_verdicts.clear()


def test_a_queue_is_planned_anew_between_two_sweeps(running: Running) -> None:
    running.engine._work.keep_timetables()
    story = article(1)
    running.first.articles.admit(
        None,
        story,
        digest="",
        witnesses=article_witnesses(story.url, story.title, story.text),
        deliveries=[
            NewDelivery(
                Draft("youtube", "youtube", (Part("The quay opens.", 15, 280),), None),
                State.SCHEDULED,
                _NOW + timedelta(hours=10),
            )
        ],
        now=_NOW,
    )
    running.write('["09:00", "15:00"]')
    for _ in range(3):
        running.seconds += LOOK_SECONDS
        running.engine._look_at_configuration()
    (delivery,) = running.first.outbox.in_state(State.SCHEDULED)
    assert delivery.due_at == _NOW + timedelta(hours=5)
    assert "youtube: 1 delivery has another time" in running.said[-1]


def test_deliveries_of_a_channel_that_is_gone_are_told_of(running: Running) -> None:
    test_a_queue_is_planned_anew_between_two_sweeps(running)
    text = running.file.read_text().replace("channels.youtube", "channels.tube")
    running.file.write_text(text)
    running.look()
    assert '1 deliveries wait for the channel "youtube"' in running.reasons()


def test_status_tells_of_a_broken_file_and_of_all_else(
    running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    from bot.cli import main

    running.write("[")
    running.look()
    monkey = pytest.MonkeyPatch()
    monkey.setattr("sys.argv", ["bot", "status"])
    with pytest.raises(SystemExit) as ended:
        main()
    monkey.undo()
    assert ended.value.code == 1
    out = capsys.readouterr().out
    assert "is no valid TOML" in out
    assert "youtube" in out
