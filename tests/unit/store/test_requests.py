"""What a program asked for is remembered in the commit of what it brought."""

from __future__ import annotations

import pytest

from bot.model.errors import AlreadyPosted
from bot.pipeline.ports import Answered, RequestKey
from bot.store.requests import RequestStore

KEY = RequestKey("cms", "story-1", "digest")


@pytest.fixture
def requests(db) -> RequestStore:
    return RequestStore(db)


def test_a_request_is_answered_by_what_it_brought(requests, room, outbox, now):
    assert requests.answered("cms", "story-1") is None
    admission = room.admit("quay", room.delivery(request=KEY), room.delivery(channel="y"))
    (x, y) = admission.delivery_ids
    assert requests.answered("cms", "story-1") == Answered("digest", {"x": x})
    requests.note(KEY, "y", y, now=now)
    requests.note(KEY, "y", x, now=now)
    assert requests.answered("cms", "story-1") == Answered("digest", {"x": x, "y": y})
    assert requests.answered("other", "story-1") is None


def test_a_second_delivery_for_one_request_is_not_made(requests, room, outbox, now):
    admission = room.admit("quay", room.delivery(request=KEY))
    with pytest.raises(AlreadyPosted):
        outbox.add(admission.article_id, [room.delivery(again=1, request=KEY)], now=now)
    assert len(outbox.of_article(admission.article_id)) == 1
    assert outbox.add(admission.article_id, [room.delivery(again=1)], now=now)


def test_what_was_not_committed_is_not_remembered(requests, room, outbox, now):
    admission = room.admit("quay", room.delivery())
    with pytest.raises(AlreadyPosted):
        outbox.add(admission.article_id, [room.delivery(request=KEY)], now=now)
    assert requests.answered("cms", "story-1") is None
