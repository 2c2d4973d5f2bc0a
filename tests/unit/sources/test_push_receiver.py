from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xmlrpc import client

import pytest

from bot.pipeline.ports import Offer, Subscription, SubscriptionState
from bot.sources.push import PushReceiver, PushSecret
from bot.sources.push.receiver import MAX_BODY
from bot.store.database import Database
from bot.store.subscriptions import SubscriptionStore
from tests.fakes.world import NOW, FakeClock

SECRET = PushSecret("a secret of the newsroom")
OFFER = Offer("https://hub.example/", "https://news.example/feed/")
SOURCES = {
    "front": "https://news.example/feed/",
    "sport": "https://www.news.example/sport/feed/",
    "other": "https://other.example/feed/",
}


class Desk:
    """A receiver over a real store, with the hints that it gave."""

    def __init__(self, folder: Path) -> None:
        self.database = Database.open(f"sqlite:///{folder / 'bot.db'}")
        self.database.upgrade()
        self.store = SubscriptionStore(self.database)
        self.hints: list[str] = []
        self.signed: list[str] = []
        self.receiver = PushReceiver(lambda: SOURCES, self.store, SECRET, FakeClock(), self._hint)

    def _hint(self, source: str, signed: bool) -> None:
        self.hints.append(source)
        if signed:
            self.signed.append(source)

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> tuple[int, bytes]:
        status, _, answered = self.receiver.answer(method, path, headers or {}, body)
        return status, answered

    def verify(self, query: str, source: str = "front", token: str = "") -> tuple[int, bytes]:
        place = f"/push/websub/{source}/{token or SECRET.token(source)}"
        return self.ask("GET", f"{place}?{query}")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def asked(state: SubscriptionState = SubscriptionState.ASKED) -> Subscription:
    return Subscription("front", OFFER, state, asked_at=NOW, failures=1)


def signed(body: bytes, algorithm: str = "sha256", key: str = "") -> str:
    made = hmac.new((key or SECRET.key("front")).encode(), body, algorithm).hexdigest()
    return f"{algorithm}={made}"


SUBSCRIBE = "hub.mode=subscribe&hub.topic=https%3A%2F%2Fnews.example%2Ffeed%2F&hub.challenge=abc-1&hub.lease_seconds=3600"


# --- WebSub: verification


def test_what_was_asked_for_is_verified_and_has_a_lease(desk: Desk) -> None:
    desk.store.put_subscription(asked())
    assert desk.verify(SUBSCRIBE) == (200, b"abc-1")
    known = desk.store.subscription("front")
    assert known is not None
    assert (known.state, known.failures, known.error) == (SubscriptionState.ACTIVE, 0, None)
    assert known.expires_at == NOW + timedelta(hours=1)
    assert desk.verify(SUBSCRIBE)[0] == 200  # a renewal


@pytest.mark.parametrize(
    "query",
    [
        SUBSCRIBE.replace("feed", "another"),
        SUBSCRIBE.replace("mode=subscribe", "mode=unsubscribe"),
        SUBSCRIBE.replace("hub.challenge=abc-1", ""),
        SUBSCRIBE.replace("abc-1", "%0d%0aSet-Cookie:x"),
        SUBSCRIBE.replace("3600", "0"),
        SUBSCRIBE.replace("3600", "-1"),
        SUBSCRIBE.replace("&hub.lease_seconds=3600", ""),
        "",
    ],
)
def test_what_was_not_asked_for_is_refused(desk: Desk, query: str) -> None:
    desk.store.put_subscription(asked())
    assert desk.verify(query)[0] == 404
    assert desk.store.subscription("front") == asked()


def test_without_the_right_token_nothing_is_verified(desk: Desk) -> None:
    desk.store.put_subscription(asked())
    for token in ("x", SECRET.token("sport"), SECRET.token("front")[:-1], "é"):
        assert desk.verify(SUBSCRIBE, token=token)[0] == 404
    assert desk.verify(SUBSCRIBE, source="nobody")[0] == 404


def test_an_end_that_was_asked_for_is_verified_and_forgotten(desk: Desk) -> None:
    query = SUBSCRIBE.replace("mode=subscribe", "mode=unsubscribe")
    desk.store.put_subscription(asked(SubscriptionState.ENDING))
    assert desk.verify(SUBSCRIBE)[0] == 404
    assert desk.verify(query) == (200, b"abc-1")
    assert desk.store.subscription("front") is None


def test_a_denial_is_kept_with_its_reason(desk: Desk) -> None:
    desk.store.put_subscription(asked())
    topic = "hub.topic=https%3A%2F%2Fnews.example%2Ffeed%2F"
    assert desk.verify(f"hub.mode=denied&{topic}&hub.reason=too+many")[0] == 200
    known = desk.store.subscription("front")
    assert known is not None
    assert (known.state, known.error) == (SubscriptionState.DENIED, "the hub denies it: too many")


# --- WebSub: news


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_signed_news_are_a_hint(desk: Desk, algorithm: str) -> None:
    place = f"/push/websub/front/{SECRET.token('front')}"
    body = b"<feed/>"
    assert desk.ask("POST", place, {"x-hub-signature": signed(body, algorithm)}, body)[0] == 202
    assert desk.hints == desk.signed == ["front"]


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "sha256=",
        "sha256=" + "0" * 64,
        signed(b"<feed/>", key="another key"),
        signed(b"another body"),
        signed(b"<feed/>").replace("sha256", "md5"),
        signed(b"<feed/>").removeprefix("sha256="),
        "sha256=é" + "0" * 64,
    ],
)
def test_a_wrong_signature_is_ignored_without_a_word(desk: Desk, signature: str) -> None:
    place = f"/push/websub/front/{SECRET.token('front')}"
    assert desk.ask("POST", place, {"X-Hub-Signature": signature}, b"<feed/>") == (202, b"")
    assert desk.hints == []


def test_the_key_of_one_source_signs_no_news_of_another(desk: Desk) -> None:
    place = f"/push/websub/sport/{SECRET.token('sport')}"
    desk.ask("POST", place, {"X-Hub-Signature": signed(b"x", key=SECRET.key("front"))}, b"x")
    assert desk.hints == []


def test_a_source_that_is_not_read_any_more_is_gone(desk: Desk) -> None:
    place = f"/push/websub/old/{SECRET.token('old')}"
    assert desk.ask("POST", place, {}, b"x")[0] == 410


# --- pings


def ping(method: str, *parameters: str) -> bytes:
    return client.dumps(parameters, method).encode()


@pytest.mark.parametrize(
    ("body", "hints"),
    [
        (ping("weblogUpdates.ping", "The News", "https://news.example/"), ["front", "sport"]),
        (
            ping(
                "weblogUpdates.extendedPing",
                "The News",
                "http://www.news.example/",
                "http://www.news.example/a-story/",
                "http://www.news.example/feed/",
            ),
            ["front", "sport"],
        ),
        (ping("weblogUpdates.ping", "Other", "https://other.example/"), ["other"]),
        (ping("weblogUpdates.ping", "Stranger", "https://stranger.example/"), []),
        (ping("system.listMethods"), []),
    ],
)
def test_a_ping_is_a_hint_for_the_sources_of_its_site(
    desk: Desk, body: bytes, hints: list[str]
) -> None:
    status, answered = desk.ask("POST", "/push/ping", {}, body)
    assert status == 200
    ((told,), _) = client.loads(answered)
    assert told["flerror"] is (not hints)  # type: ignore[index,call-overload]
    assert desk.hints == hints
    assert desk.signed == []


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    "<methodCall><methodName>weblogUpdates.ping</methodName><params><param><value>&b;</value></param>"
    "<param><value>https://news.example/</value></param></params></methodCall>"
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff",
        b"<methodCall>",
        b"<html></html>",
        BOMB.encode(),
        BOMB.encode("utf-16"),
        ping("weblogUpdates.ping", "x" * 70_000, "https://news.example/"),
        ping("weblogUpdates.ping", "a", "http://[broken"),
        b"<methodCall><methodName>weblogUpdates.ping</methodName><params><param><value><int>x</int></value>"
        b"</param></params></methodCall>",
        b"<methodCall><params><param><value><double>1e999</double></value></param></params></methodCall>",
        b"<methodCall>" + b"<value>" * 5_000,
    ],
)
def test_a_hostile_ping_harms_nobody(desk: Desk, body: bytes) -> None:
    assert desk.ask("POST", "/push/ping", {}, body)[0] == 200
    assert desk.hints == []


# --- webhooks and all else


def test_a_signed_webhook_is_a_hint(desk: Desk) -> None:
    body = b'{"published": 1}'
    signature = hmac.new(SECRET.value.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signature}"}
    assert desk.ask("POST", "/push/hook/front", headers, body)[0] == 202
    assert desk.ask("POST", "/push/hook/nobody", headers, body)[0] == 404
    assert desk.ask("POST", "/push/hook/front", headers, body + b" ")[0] == 403
    assert desk.ask("POST", "/push/hook/front", {}, body)[0] == 403
    assert desk.hints == desk.signed == ["front"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/push/ping", 405),
        ("DELETE", "/push/websub/front/x", 405),
        ("GET", "/push/hook/front", 405),
        ("GET", "/push/", 404),
        ("POST", "/push", 404),
        ("GET", "/healthz", 404),
    ],
)
def test_other_addresses_and_methods(desk: Desk, method: str, path: str, status: int) -> None:
    assert desk.ask(method, path)[0] == status


def test_a_body_beyond_the_cap_is_refused(desk: Desk) -> None:
    assert desk.ask("POST", "/push/ping", {}, bytes(MAX_BODY + 1))[0] == 413


def test_the_secret_shows_nowhere() -> None:
    assert "newsroom" not in repr(SECRET)
    assert replace(SECRET, value="another secret of it").token("front") != SECRET.token("front")
