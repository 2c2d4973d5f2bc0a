"""The documents say what the program does: a command, key, state or outcome that is missing fails here."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.moments import parse_coming
from bot.model.cadence_in_words import cadence_in_words
from bot.model.delivery import TRANSITIONS, State
from bot.model.outcome import Outcome
from bot.settings import (
    BreakingTable,
    CadenceTable,
    CardTable,
    Channel,
    Configuration,
    Corrections,
    DeliveryTable,
    Fetch,
    NotifyTable,
    Prices,
    Site,
    SourceTable,
    Web,
)

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
LIFECYCLE = (ROOT / "docs/lifecycle.md").read_text()
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


def test_every_command_is_in_the_readme() -> None:
    import typer.main

    from bot.cli.app import app

    for name in typer.main.get_command(app).commands:  # type: ignore[attr-defined]
        assert re.search(rf"\bbot [\w|]*\b{name}\b|\b{name}\|", README) or name in README, name


def test_every_state_is_told_with_everything_that_may_follow() -> None:
    for state in State:
        assert f"`{state}`" in LIFECYCLE, state
    for (state, event), to in TRANSITIONS.items():
        row = next(line for line in LIFECYCLE.splitlines() if line.startswith(f"| `{state}`"))
        assert event.replace("_", " ") in row, (state, event)
        assert f"`{to}`" in row or to is state, (state, event)


def test_every_outcome_is_told() -> None:
    for outcome in Outcome.__args__:  # type: ignore[attr-defined]
        assert outcome.__name__ in LIFECYCLE


@pytest.mark.parametrize(
    "table",
    [
        Configuration,
        Site,
        Fetch,
        DeliveryTable,
        Corrections,
        NotifyTable,
        Web,
        SourceTable,
        Channel,
        Prices,
        CardTable,
    ],
)
def test_every_key_is_in_the_starter_configuration(table: type) -> None:
    text = (ROOT / "config/bot.toml").read_text()
    for name in set(table.model_fields):  # type: ignore[attr-defined]
        assert re.search(rf"\b{name}\b", text), name


def test_every_key_of_a_cadence_is_told_and_its_example_means_what_it_says() -> None:
    text = (ROOT / "docs/scheduling.md").read_text()
    for name in (*CadenceTable.model_fields, *BreakingTable.model_fields):
        assert f"`{name}`" in text, name
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    table = CadenceTable(**tomllib.loads(example)["channels"]["x"]["cadence"])
    assert f"> {cadence_in_words(table.cadence('Europe/Brussels'))}\n" in text
    for when in re.findall(r"`([^`]+)`", text.split("`WHEN` is")[1].split("local in")[0]):
        now = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
        assert parse_coming(when, now=now, zone="Europe/Brussels") > now


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text()):
        assert (document.parent / target).exists(), target
