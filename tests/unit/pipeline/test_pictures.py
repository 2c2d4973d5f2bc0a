"""The picture is frozen with the post before the call, and never keeps a post back."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from bot import card
from bot.card import draw
from bot.model.card import CardFormat, Look
from bot.model.delivery import State
from bot.model.draft import Draft, Style
from bot.model.errors import CardError
from bot.model.outcome import NotSent, Posted, RemotePost, Unclear
from bot.pipeline import pictures
from tests.fakes.world import RULES, World, entry

FORM = CardFormat(width=800, height=450, max_bytes=1_000_000, alt_limit=1_000)
WITH_CARD = replace(RULES, card=FORM, price_alt_text_usd=Decimal("0.005"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, rules=WITH_CARD, style=Style(utm=False, card=Look()))
    world.poll(entry())
    return world


def seen_drafts(world: World, *outcomes: object) -> list[Draft]:
    seen: list[Draft] = []

    def call(draft: Draft, outcome: object = None) -> object:
        seen.append(draft)
        return outcome or Posted((world.platforms["one"].accept(draft),))

    for outcome in (*outcomes, None):
        world.platforms["one"].answers.append(lambda draft, o=outcome: call(draft, o))  # type: ignore[misc, return-value, arg-type]
    return seen


def test_the_intent_has_the_mark_of_the_pictures_bytes(world: World) -> None:
    world.send_all()
    delivery = world.only()
    assert delivery.state is State.POSTED
    assert delivery.cost_usd == Decimal("0.205")
    content = draw(delivery.draft.media[0].card)
    picture = pictures.picture_of(delivery.draft)
    assert picture is not None
    assert picture.content == content
    (intent,) = [a for a in world.views.attempts(delivery.id) if a.payload is not None]
    payload = json.loads(intent.payload or "")
    assert intent.fingerprint == sha256((intent.payload or "").encode()).hexdigest()
    mark = {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
    assert payload["pictures"] == [mark]


def test_another_picture_is_another_fingerprint(world: World) -> None:
    draft = world.only().draft
    (media,) = draft.media
    card = replace(media.card, look=Look(accent="#006633"))
    other = replace(draft, media=(replace(media, card=card),))
    assert pictures.frozen(draft)["pictures"] != pictures.frozen(other)["pictures"]


def test_the_picture_is_the_same_after_a_restart(world: World) -> None:
    before = pictures.picture_of(world.only().draft)
    draw.cache_clear()
    world.restart()
    assert pictures.picture_of(world.only().draft) == before


def test_a_picture_that_is_in_the_way_three_times_is_left_out(world: World) -> None:
    seen = seen_drafts(world, *[NotSent("the picture was not uploaded")] * 3)
    for _ in range(4):
        world.send_all()
        world.clock.forward(hours=2)
    assert [bool(draft.media) for draft in seen] == [True, True, True, False]
    delivery = world.only()
    assert delivery.state is State.POSTED
    assert delivery.draft.media == ()
    assert delivery.cost_usd == Decimal("0.200")


def test_an_outage_of_the_whole_platform_costs_no_picture(world: World) -> None:
    seen = seen_drafts(world, *[NotSent("connection refused")] * 5)
    for _ in range(6):
        world.send_all()
        world.clock.forward(hours=2)
    assert all(draft.media for draft in seen)
    assert world.only().state is State.POSTED


@pytest.mark.parametrize("error", [CardError("no fonts"), ZeroDivisionError()])
def test_a_picture_that_cannot_be_drawn_is_left_out(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def broken(_: object) -> bytes:
        raise error

    monkeypatch.setattr(card, "draw", broken)
    seen = seen_drafts(world)
    world.send_all()
    assert [draft.media for draft in seen] == [()]
    assert world.only().state is State.POSTED


def test_a_post_without_its_picture_says_so_in_the_log(world: World) -> None:
    note = "posted without its picture, which was refused: HTTP 400"
    seen_drafts(world, Posted((RemotePost("9", "https://test.example/9"),), note))
    world.send_all()
    delivery = world.only()
    assert (delivery.state, delivery.error) == (State.POSTED, note)


def test_an_unclear_post_with_a_picture_is_settled_by_its_text(world: World) -> None:
    def lost(draft: Draft) -> Unclear:
        world.platforms["one"].accept(draft)
        return Unclear("time-out")

    world.platforms["one"].answers.append(lost)
    world.send_all()
    world.clock.forward(minutes=6)
    assert world.reconcile.reconcile("1").state is State.POSTED
    assert len(world.timeline) == 1
