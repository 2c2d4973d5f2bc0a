from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.model.delivery import State
from bot.model.errors import IllegalTransition, NotFound, UsageError
from bot.pipeline.channels import Review
from tests.fakes.world import ANNA, World, entry

POINT = "• The wall will be raised by 40 centimetres"
LINE = "The board says in letter 1:"
LINK = "https://news.example/story-1/"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, review=Review.ALL)
    world.poll(entry())
    return world


def test_a_faithful_edit_is_what_goes_out(world: World) -> None:
    delivery = world.only()
    assert POINT in world.edit.text(delivery.id)
    edited = world.edit.apply(delivery.id, f"{LINE}\n{POINT}\n\n{LINK}", by=ANNA)
    assert (edited.state, edited.error) == (State.HELD, "edited by a person")
    assert edited.draft.cost_usd == Decimal("0.20")
    world.decisions.approve(delivery.id, by=ANNA)
    world.send_all()
    assert world.timeline == [f"{LINE}\n{POINT}\n\n{LINK}"]
    assert "edit" in str(world.views.attempts(delivery.id)[0].detail)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{LINE}\n{POINT.replace('40', '60')}\n\n{LINK}", "This is not in the article"),
        (f"{POINT}\n\n{LINK}", "This must stand under The board says"),
        (f"{LINE}\n{POINT}", "The link to the article is missing."),
        (" \n", "The post has no text."),
    ],
)
def test_an_edit_that_bends_the_story_changes_nothing(world: World, text: str, reason: str) -> None:
    before = world.only()
    with pytest.raises(UsageError, match=f"stays as it was: .*{reason}"):
        world.edit.apply(before.id, text, by=ANNA)
    assert world.only() == before


def test_what_is_on_its_way_cannot_be_edited(world: World) -> None:
    delivery = world.decisions.approve(world.only().id, by=ANNA)
    world.send_all()
    with pytest.raises(IllegalTransition, match="is posted after 1 attempts"):
        world.edit.apply(delivery.id, delivery.draft.parts[0].text, by=ANNA)
    with pytest.raises(NotFound):
        world.edit.text("99")
