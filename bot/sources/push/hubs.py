"""WebSub as its subscriber: what a feed offers, and asking hubs to begin, to go on and to end.

``next_step`` decides; ``Subscriber`` carries it out through the guarded client, for a hub's address is
written by whoever writes the feed.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from urllib.parse import quote

from bot.model.errors import FetchError
from bot.pipeline.ports import Offer, Subscription, Subscriptions, SubscriptionState
from bot.sources.answer import Response
from bot.sources.push.secrets import PushSecret
from bot.sources.reading import web_address

State = SubscriptionState

ASK_AGAIN = timedelta(minutes=5)
"""A hub that does not come back is asked again after so long, or half a short lease; doubled each time, a day at most."""
SHORTEST_MARGIN = timedelta(seconds=15)
"""A subscription is renewed at least so long before its end: hubs are thought of every few seconds only."""
A_DAY = timedelta(days=1)
_HEAD = 64 * 1024
_LINK_HEADER = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w-]+\s*=\s*(?:\"[^\"]*\"|[^\s\",;]+))*)")
_REL = re.compile(r"\brel\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\",;>]+))", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_LINK_TAG = re.compile(r"<(?:\w{1,40}:)?link\b([^<>]{1,4000})>", re.IGNORECASE)
_ITEM = re.compile(r"<(?:\w{1,40}:)?(?:item|entry)\b", re.IGNORECASE)


def offer_in(response: Response) -> Offer | None:
    """The hub that the answer names, in its headers or in the feed's head; None where it names none.

    The topic is the feed's own address as it gives it, or else where it was read.
    """
    links = _header_links(response.headers.get("link", "")) or _feed_links(response.body)
    hub = web_address(response.url, links.get("hub"))
    topic = web_address(response.url, links.get("self")) or response.url
    return Offer(hub, topic) if hub else None


def _header_links(value: str) -> dict[str, str]:
    links: dict[str, str] = {}
    for address, parameters in _LINK_HEADER.findall(value[:8_000]):
        for rel in _rels(parameters):
            links.setdefault(rel, address)
    return links if "hub" in links else {}


def _feed_links(body: bytes) -> dict[str, str]:
    head = body[:_HEAD].decode("utf-8", "replace")
    if head.lstrip("\ufeff \t\r\n").startswith("{"):
        return _json_links(body)
    first = _ITEM.search(head)
    links: dict[str, str] = {}
    for attributes in _LINK_TAG.findall(head[: first.start() if first else None]):
        href = _HREF.search(attributes)
        if href is None:
            continue
        for rel in _rels(attributes):
            links.setdefault(rel, html.unescape(next(filter(None, href.groups()), "")))
    return links


def _json_links(body: bytes) -> dict[str, str]:
    try:
        feed = json.loads(body)
        hubs = [hub["url"] for hub in feed.get("hubs") or () if hub.get("type") == "WebSub"]
    except (ValueError, RecursionError, AttributeError, TypeError, KeyError):
        return {}
    return {"hub": hubs[0], "self": feed.get("feed_url")} if hubs else {}


def _rels(attributes: str) -> list[str]:
    found = _REL.search(attributes)
    return next(filter(None, found.groups()), "").lower().split() if found else []


class Step(StrEnum):
    """What is to be done about a subscription."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    FORGET = "forget"


def next_step(subscription: Subscription, *, wanted: bool, now: datetime) -> Step | None:
    """What is due now; None where nothing is. ``wanted``: the source is configured."""
    asked = subscription.asked_at
    first = min(ASK_AGAIN, (subscription.lease or A_DAY) / 2)
    patience = min(first * (1 << min(subscription.failures, 10)), A_DAY)
    may_ask = asked is None or now - asked >= patience
    match subscription.state:
        case State.ENDING:
            return Step.FORGET if asked is None or now - asked >= A_DAY else None
        case State.ACTIVE if not wanted:
            return Step.UNSUBSCRIBE
        case _ if not wanted:
            return Step.FORGET
        case State.OFFERED:
            return Step.SUBSCRIBE
        case State.DENIED:
            return Step.SUBSCRIBE if asked is None or now - asked >= A_DAY else None
        case State.ASKED:
            return Step.SUBSCRIBE if may_ask else None
        case State.ACTIVE:
            return Step.SUBSCRIBE if _ends_soon(subscription, now) and may_ask else None


def _ends_soon(subscription: Subscription, now: datetime) -> bool:
    """Whether a fifth of the lease is left, a day at most and a while at least: a hub may be down for that long."""
    if subscription.expires_at is None:
        return False
    margin = min(max((subscription.lease or A_DAY) / 5, SHORTEST_MARGIN), A_DAY)
    return subscription.expires_at - now <= margin


class Hubs(Protocol):
    """Sends forms; ``FetchClient`` is one."""

    def post(self, url: str, form: dict[str, str]) -> int:
        """The status of the answer. Raises FetchError."""
        ...


class Subscriber:
    """Keeps the subscriptions of all sources. ``base`` is the public address of this bot."""

    def __init__(
        self,
        store: Subscriptions,
        hubs: Hubs,
        secret: PushSecret,
        *,
        base: str,
        lease: timedelta,
    ) -> None:
        self._store = store
        self._hubs = hubs
        self._secret = secret
        self._base = base.rstrip("/")
        self._lease = lease
        self._offers: dict[str, Offer] = {}

    def offered(self, source: str, offer: Offer) -> None:
        """A source's feed names its hub. Raises StoreError."""
        if self._offers.get(source) == offer:
            return
        known = self._store.subscription(source)
        if known is None or known.offer != offer:
            self._store.put_subscription(Subscription(source, offer))
        self._offers[source] = offer

    def due(self, wanted: Collection[str], now: datetime) -> tuple[tuple[Subscription, Step], ...]:
        """What is to be done now. Raises StoreError."""
        steps = (
            (each, next_step(each, wanted=each.source in wanted, now=now))
            for each in self._store.subscriptions()
        )
        return tuple((each, step) for each, step in steps if step is not None)

    def take(self, subscription: Subscription, step: Step, now: datetime) -> str | None:
        """Carry it out; in plain words what went wrong, None where nothing did. Raises StoreError."""
        if step is Step.FORGET:
            self._store.remove_subscription(subscription.source)
            return None
        renews = step is Step.SUBSCRIBE and subscription.state is State.ACTIVE
        state = State.ENDING if step is Step.UNSUBSCRIBE else State.ASKED
        asked = replace(
            subscription,
            state=State.ACTIVE if renews else state,
            asked_at=now,
            failures=subscription.failures + 1,
            error="the hub has not verified it yet",
        )
        # before the request: a hub may come back to verify it while it answers
        self._store.put_subscription(asked)
        trouble = self._ask(subscription, step)
        if trouble is not None:
            current = self._store.subscription(subscription.source)
            if current == asked:
                self._store.put_subscription(replace(asked, error=trouble))
        return trouble

    def _ask(self, subscription: Subscription, step: Step) -> str | None:
        source = subscription.source
        form = {
            "hub.mode": step.value,
            "hub.topic": subscription.offer.topic,
            "hub.callback": self.callback(source),
            "hub.secret": self._secret.key(source),
            "hub.lease_seconds": str(int(self._lease.total_seconds())),
        }
        try:
            status = self._hubs.post(subscription.offer.hub, form)
        except FetchError as error:
            return f"source {source}: its hub cannot be asked: {error}"
        return None if 200 <= status < 300 else f"source {source}: its hub answered {status}"

    def callback(self, source: str) -> str:
        """The address at which the hub finds this bot."""
        return f"{self._base}/push/websub/{quote(source)}/{self._secret.token(source)}"
