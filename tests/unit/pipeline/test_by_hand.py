from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.delivery import Delivery, State
from bot.model.errors import AlreadyPosted
from bot.pipeline.by_hand import Fresh, Stands, Waiting
from bot.pipeline.channels import Review
from tests.fakes.world import ANNA, World, article, entry


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def post(
    world: World, *, again: bool = False, approved: bool = True, number: int = 1
) -> list[Delivery]:
    story = article(number)
    proposals = world.by_hand.propose(story, None, list(world.channels), again=again)
    now = world.clock.now()
    ids = world.by_hand.enqueue(story, None, proposals, approved=approved, at=now, now=now, by=ANNA)
    return [world.deliver.deliver(delivery_id) for delivery_id in ids]


def test_a_story_that_no_source_has_shown_is_posted(world: World) -> None:
    (delivery,) = post(world)
    assert delivery.state is State.POSTED
    assert delivery.manual


def test_a_story_that_stands_is_refused_and_nothing_is_sent(world: World) -> None:
    world.poll(entry())
    world.send_all()
    with pytest.raises(AlreadyPosted, match=r"posted already on one .*https://test\.example/1"):
        post(world)
    with pytest.raises(AlreadyPosted):
        world.by_hand.refuse_standing("story-1", ["one"])
    assert len(world.timeline) == 1


def test_again_posts_it_once_more(world: World) -> None:
    post(world)
    (second,) = post(world, again=True)
    assert (second.state, second.again) == (State.POSTED, 1)
    assert len(world.timeline) == 2


def test_a_story_in_the_queue_is_brought_forward_not_doubled(world: World) -> None:
    world.poll(entry())
    world.configure(review=Review.ALL)
    (delivery,) = post(world)
    assert delivery.id == "1"
    assert len(world.deliveries()) == 1
    assert len(world.timeline) == 1


def test_the_source_that_sees_it_later_does_not_post_it_again(world: World) -> None:
    post(world)
    world.poll(entry())
    world.send_all()
    assert len(world.timeline) == 1


def test_where_it_stands_on_some_channels_the_others_get_it(tmp_path: Path) -> None:
    world = World(tmp_path, names=("one", "two"))
    story = article()
    first = world.by_hand.propose(story, None, ["one"], again=False)
    now = world.clock.now()
    for delivery_id in world.by_hand.enqueue(
        story, None, first, approved=True, at=now, now=now, by=ANNA
    ):
        world.deliver.deliver(delivery_id)
    proposals = world.by_hand.propose(story, None, ["one", "two"], again=False)
    assert [type(p) for p in proposals.values()] == [Stands, Fresh]
    post(world)
    assert [len(p.timeline) for p in world.platforms.values()] == [1, 1]


def test_what_needs_a_person_is_held_unless_a_person_approved_it(tmp_path: Path) -> None:
    world = World(tmp_path, review=Review.ALL)
    (held,) = post(world, approved=False)
    assert held.state is State.HELD
    proposals = world.by_hand.propose(article(), None, ["one"], again=False)
    assert isinstance(proposals["one"], Waiting)
    (delivery,) = post(world)
    assert (delivery.id, delivery.state) == (held.id, State.POSTED)


def test_a_rejected_story_can_still_be_posted_by_hand(world: World) -> None:
    world.poll(entry())
    world.decisions.reject("1", "overtaken", by=ANNA)
    (delivery,) = post(world)
    assert delivery.state is State.POSTED
    assert len(world.timeline) == 1


def test_a_post_by_hand_waits_for_no_cadence_and_never_expires(world: World) -> None:
    world.poll(entry(1))
    world.send_all()
    world.clock.forward(hours=60)
    (delivery,) = post(world, number=2)
    assert delivery.state is State.POSTED


def test_approving_gives_the_next_free_time(tmp_path: Path) -> None:
    world = World(tmp_path, review=Review.ALL)
    world.poll(entry(1), entry(2))
    assert {d.state for d in world.deliveries()} == {State.HELD}
    world.decisions.approve("1", by=ANNA)
    assert world.outbox.get("1").due_at == world.clock.now()
    world.clock.forward(hours=1)
    world.send_all()
    assert world.outbox.get("1").state is State.POSTED
    assert world.outbox.get("2").state is State.HELD


def test_a_delivery_due_later_stays_until_then(world: World) -> None:
    story = article()
    now = world.clock.now()
    proposals = world.by_hand.propose(story, None, ["one"], again=False)
    world.by_hand.enqueue(
        story, None, proposals, approved=True, at=now + timedelta(hours=2), now=now, by=ANNA
    )
    assert world.send_all() == []
    world.clock.forward(hours=2)
    assert [d.state for d in world.send_all()] == [State.POSTED]
