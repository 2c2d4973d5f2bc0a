from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.model.errors import FetchError
from bot.pipeline.ports import Offer, Subscription, SubscriptionState
from bot.sources.answer import Response
from bot.sources.fetch import FetchClient
from bot.sources.push import PushSecret, Step, Subscriber, offer_in
from bot.sources.push.hubs import next_step
from bot.store.database import Database
from bot.store.subscriptions import SubscriptionStore
from tests.fakes.world import NOW

S = SubscriptionState
URL = "https://news.example/feed/"
OFFER = Offer("https://hub.example/", URL)
RSS = b"""<rss><channel><atom:link href="https://news.example/feed/" rel="self" type="application/rss+xml"/>
<atom:link rel='hub' href='https://hub.example/?a=1&amp;b=2'/><item><link rel="hub" href="https://evil.example/"/></item>"""


def answered(body: bytes = b"", **headers: str) -> Response:
    return Response(URL, 200, headers, body)


@pytest.mark.parametrize(
    ("response", "offer"),
    [
        (answered(RSS), Offer("https://hub.example/?a=1&b=2", URL)),
        (answered(b'<feed><link rel="hub" href="/hub"/></feed>'), Offer("https://news.example/hub", URL)),
        (
            answered(link='<https://hub.example/>; rel="hub", <https://news.example/x>; rel=self'),
            Offer("https://hub.example/", "https://news.example/x"),
        ),
        (
            answered(RSS, link='<https://first.example/>; rel="hub"'),
            Offer("https://first.example/", URL),
        ),
        (
            answered(b'{"hubs": [{"type": "WebSub", "url": "https://hub.example/"}], "feed_url": "https://news.example/f"}'),
            Offer("https://hub.example/", "https://news.example/f"),
        ),
        (answered(b'<rss><channel><item><link rel="hub" href="https://evil.example/"/>'), None),
        (answered(b'<feed><link rel="hub" href="javascript:alert(1)"/></feed>'), None),
        (answered(b'{"hubs": [7]}'), None),
        (answered(b"{"), None),
        (answered(b"<link " * 20_000), None),
        (answered(link='<https://x.example/>; rel="next"'), None),
        (answered(link="<" * 8_000), None),
    ],
)  # fmt: skip
def test_a_hub_is_found_in_headers_and_in_the_feeds_head(
    response: Response, offer: Offer | None
) -> None:
    assert offer_in(response) == offer


def subscription(state: S, **facts: object) -> Subscription:
    return replace(Subscription("front", OFFER, state, asked_at=NOW), **facts)  # type: ignore[arg-type]


ACTIVE = subscription(S.ACTIVE, lease=timedelta(days=10), expires_at=NOW + timedelta(days=10))


@pytest.mark.parametrize(
    ("known", "after", "step"),
    [
        (subscription(S.OFFERED, asked_at=None), timedelta(0), Step.SUBSCRIBE),
        (subscription(S.ASKED), timedelta(minutes=4), None),
        (subscription(S.ASKED), timedelta(minutes=5), Step.SUBSCRIBE),
        (subscription(S.ASKED, failures=3), timedelta(minutes=39), None),
        (subscription(S.ASKED, failures=3), timedelta(minutes=40), Step.SUBSCRIBE),
        (subscription(S.ASKED, failures=99), timedelta(days=1), Step.SUBSCRIBE),
        (ACTIVE, timedelta(days=8), None),
        (ACTIVE, timedelta(days=9), Step.SUBSCRIBE),
        (ACTIVE, timedelta(days=99), Step.SUBSCRIBE),
        (replace(ACTIVE, lease=timedelta(minutes=1), expires_at=NOW + timedelta(minutes=30)), timedelta(minutes=29, seconds=50), Step.SUBSCRIBE),
        (subscription(S.DENIED), timedelta(hours=23), None),
        (subscription(S.DENIED), timedelta(hours=24), Step.SUBSCRIBE),
    ],
)  # fmt: skip
def test_what_is_due_for_a_source_that_is_read(
    known: Subscription, after: timedelta, step: Step | None
) -> None:
    assert next_step(known, wanted=True, now=NOW + after) is step


@pytest.mark.parametrize("seconds", [10, 60, 240, 3600])
def test_a_short_lease_is_renewed_before_its_end_and_not_at_each_look(seconds: int) -> None:
    lease = timedelta(seconds=seconds)
    known = replace(
        subscription(S.ACTIVE), asked_at=NOW, expires_at=NOW + lease, lease=lease, failures=0
    )
    due = [
        second
        for second in range(0, seconds, 5)
        if next_step(known, wanted=True, now=NOW + timedelta(seconds=second)) is Step.SUBSCRIBE
    ]
    assert due
    assert due[0] >= seconds / 2


@pytest.mark.parametrize(
    ("state", "after", "step"),
    [
        (S.ACTIVE, 0, Step.UNSUBSCRIBE),
        (S.OFFERED, 0, Step.FORGET),
        (S.ASKED, 0, Step.FORGET),
        (S.DENIED, 0, Step.FORGET),
        (S.ENDING, 1, None),
        (S.ENDING, 24, Step.FORGET),
    ],
)
def test_what_is_due_for_a_source_that_was_removed(state: S, after: int, step: Step | None) -> None:
    now = NOW + timedelta(hours=after)
    assert next_step(subscription(state), wanted=False, now=now) is step


class Hub:
    """Answers ``status``, or is unreachable; ``forms`` are what it got."""

    def __init__(self, status: int = 202) -> None:
        self.status = status
        self.forms: list[Mapping[str, str]] = []

    def post(self, url: str, form: Mapping[str, str]) -> int:
        self.forms.append({"to": url, **form})
        if not self.status:
            raise FetchError("hub.example cannot be reached")
        return self.status


@pytest.fixture
def store(tmp_path: Path) -> SubscriptionStore:
    database = Database.open(f"sqlite:///{tmp_path / 'bot.db'}")
    database.upgrade()
    return SubscriptionStore(database)


def subscriber(store: SubscriptionStore, hub: object) -> Subscriber:
    secret = PushSecret("a secret of the newsroom")
    return Subscriber(store, hub, secret, base="https://bot.example/", lease=timedelta(days=10))  # type: ignore[arg-type]


def work(store: SubscriptionStore, hub: Hub, now: datetime, *sources: str) -> list[str | None]:
    bot = subscriber(store, hub)
    return [bot.take(known, step, now) for known, step in bot.due(sources, now)]


def test_an_offer_is_asked_for_once(store: SubscriptionStore) -> None:
    hub = Hub()
    subscriber(store, hub).offered("front", OFFER)
    assert work(store, hub, NOW, "front") == [None]
    assert work(store, hub, NOW, "front") == []
    (form,) = hub.forms
    assert form["to"] == "https://hub.example/"
    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", URL)
    assert form["hub.callback"].startswith("https://bot.example/push/websub/front/")
    assert form["hub.lease_seconds"] == "864000"
    assert len(form["hub.secret"]) == 64
    known = store.subscription("front")
    assert known is not None
    assert known.state is S.ASKED


@pytest.mark.parametrize("status", [0, 404, 500])
def test_a_hub_that_fails_is_named_and_asked_again_later(
    store: SubscriptionStore, status: int
) -> None:
    hub = Hub(status)
    subscriber(store, hub).offered("front", OFFER)
    (trouble,) = work(store, hub, NOW, "front")
    assert trouble is not None
    assert "hub" in trouble
    assert work(store, hub, NOW + timedelta(minutes=9), "front") == []
    assert len(work(store, hub, NOW + timedelta(minutes=10), "front")) == 1


def test_a_renewal_leaves_the_subscription_active(store: SubscriptionStore) -> None:
    store.put_subscription(ACTIVE)
    work(store, Hub(), NOW + timedelta(days=9, hours=1), "front")
    known = store.subscription("front")
    assert known is not None
    assert known.state is S.ACTIVE


def test_a_removed_source_is_unsubscribed_and_then_forgotten(store: SubscriptionStore) -> None:
    hub = Hub()
    store.put_subscription(ACTIVE)
    work(store, hub, NOW)
    assert hub.forms[0]["hub.mode"] == "unsubscribe"
    work(store, hub, NOW + timedelta(days=2))
    assert store.subscriptions() == ()


def test_another_hub_begins_anew(store: SubscriptionStore) -> None:
    store.put_subscription(ACTIVE)
    other = Offer("https://other.example/", URL)
    bot = subscriber(store, Hub())
    bot.offered("front", OFFER)
    assert store.subscription("front") == ACTIVE
    bot.offered("front", other)
    assert store.subscription("front") == Subscription("front", other)


def test_a_hub_in_the_office_network_is_not_visited(store: SubscriptionStore) -> None:
    bot = subscriber(store, FetchClient(timeout=2))
    bot.offered("front", Offer("http://127.0.0.1:8080/hub", URL))
    ((known, step),) = bot.due(["front"], NOW)
    trouble = bot.take(known, step, NOW)
    assert trouble is not None
    assert "port 8080" in trouble
