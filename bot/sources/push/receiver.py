"""What stands at ``/push/…``, whatever server stands in front of it.

| address | what comes |
|---|---|
| ``/push/websub/SOURCE/TOKEN`` | a hub verifies a subscription (GET), or tells of news (POST, signed) |
| ``/push/ping`` | an XML-RPC ping, such as WordPress sends to its update services |
| ``/push/hook/SOURCE`` | a webhook, signed with PUSH_SECRET |
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, unquote

from bot.model.identity import article_key, site_of
from bot.pipeline.ports import Clock, Subscriptions, SubscriptionState
from bot.sources.push.secrets import PushSecret, is_signed

log = logging.getLogger(__name__)

MAX_BODY = 10 * 1024 * 1024
"""Bytes of a body: a hub sends the whole feed along."""
MAX_PING = 64 * 1024
LONGEST_LEASE = timedelta(days=90)
_PLAIN = {"Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"}
_CHALLENGE = re.compile(r"[\x20-\x7e]{1,1000}")
_PINGS = frozenset({"weblogUpdates.ping", "weblogUpdates.extendedPing"})

Hint = Callable[[str, bool], None]
"""Told the name of a source that may have news, and whether who says so has signed it."""

Answer = tuple[int, Mapping[str, str], bytes]
"""Status, headers, body."""


class PushReceiver:
    """Answers requests and gives hints.

    ``sources`` tells the addresses by name that are read now; ``hint`` gets a name, and whether what it follows
    from was signed.
    """

    def __init__(
        self,
        sources: Callable[[], Mapping[str, str]],
        store: Subscriptions,
        secret: PushSecret,
        clock: Clock,
        hint: Hint,
    ) -> None:
        self._sources = sources
        self._store = store
        self._secret = secret
        self._clock = clock
        self._hint = hint

    def answer(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """The answer to one request. ``path`` includes the query; names of headers in any case.

        Raises StoreError.
        """
        place, _, query = path.partition("?")
        told = {name.lower(): value for name, value in headers.items()}
        if len(body) > MAX_BODY:
            return _said(413, "the body is too large")
        match method, place.split("/")[1:]:
            case (("GET" | "HEAD"), ["push", "websub", source, token]):
                return self._verify(unquote(source), token, query)
            case "POST", ["push", "websub", source, token]:
                return self._news(unquote(source), token, told, body)
            case "POST", ["push", "ping"] | ["push", "ping", ""]:
                return self._ping(body)
            case "POST", ["push", "hook", source]:
                return self._hook(unquote(source), told, body)
            case _, ["push", ("websub" | "ping" | "hook"), *_]:
                return _said(405, "this address takes something else")
            case _:
                return _said(404, "there are /push/websub, /push/ping and /push/hook")

    def _verify(self, source: str, token: str, query: str) -> Answer:
        """The hub asks whether we meant it."""
        given = {name: values[0] for name, values in parse_qs(query[:8_000]).items()}
        known = self._store.subscription(source) if self._secret.knows(source, token) else None
        if known is None or given.get("hub.topic") != known.offer.topic:
            return _said(404, "no such subscription")
        challenge = given.get("hub.challenge", "")
        match given.get("hub.mode"):
            case "denied":
                self._store.put_subscription(
                    replace(
                        known,
                        state=SubscriptionState.DENIED,
                        asked_at=self._clock.now(),
                        error=f"the hub denies it: {given.get('hub.reason', '')[:200]}".rstrip(
                            ": "
                        ),
                    )
                )
                return _said(200, "")
            case "subscribe" if (
                known.state in (SubscriptionState.ASKED, SubscriptionState.ACTIVE)
                and _CHALLENGE.fullmatch(challenge)
                and (lease := _lease(given.get("hub.lease_seconds", "")))
            ):
                self._store.put_subscription(
                    replace(
                        known,
                        state=SubscriptionState.ACTIVE,
                        expires_at=self._clock.now() + lease,
                        lease=lease,
                        failures=0,
                        error=None,
                    )
                )
                return _said(200, challenge)
            case "unsubscribe" if known.state is SubscriptionState.ENDING and _CHALLENGE.fullmatch(
                challenge
            ):
                self._store.remove_subscription(source)
                return _said(200, challenge)
            case _:
                return _said(404, "this was not asked for")

    def _news(self, source: str, token: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if not self._secret.knows(source, token):
            return _said(404, "no such subscription")
        if source not in self._sources():
            return _said(410, "this source is not read any more")
        signature = headers.get("x-hub-signature-256") or headers.get("x-hub-signature", "")
        if is_signed(self._secret.key(source), body, signature):
            self._hint(source, True)
        else:
            log.warning("source %s: a hub's message with a wrong signature was ignored", source)
        # a wrong one gets the same answer, as WebSub asks: it must not help to guess
        return _said(202, "")

    def _hook(self, source: str, headers: Mapping[str, str], body: bytes) -> Answer:
        signature = headers.get("x-hub-signature-256") or headers.get("x-hub-signature", "")
        if not self._secret.signed_hook(body, signature):
            return _said(403, "sign the body: X-Hub-Signature-256: sha256=HMAC(PUSH_SECRET, body)")
        if source not in self._sources():
            return _said(404, "there is no such source")
        self._hint(source, True)
        return _said(202, "the source is polled")

    def _ping(self, body: bytes) -> Answer:
        """Anyone may ping: it costs a poll of a source that is configured, and no more often than that."""
        addresses = _pinged(body)
        if addresses is None:
            return _pong("this is no weblogUpdates.ping", error=True)
        meant = [name for name, url in self._sources().items() if _is_meant(url, addresses)]
        for name in meant:
            self._hint(name, False)
        if not meant:
            return _pong("no source of this site is read here", error=True)
        return _pong("Thanks for the ping.", error=False)


def _lease(written: str) -> timedelta | None:
    if not re.fullmatch(r"[0-9]{1,9}", written) or int(written) == 0:
        return None
    return min(timedelta(seconds=int(written)), LONGEST_LEASE)


def _pinged(body: bytes) -> list[str] | None:
    """The addresses that the ping names; None where it is none."""
    # expat grows entities: what declares anything, or could in UTF-16, is refused before it is parsed
    if len(body) > MAX_PING or b"<!" in body or b"\0" in body:
        return None
    from xml.parsers.expat import ExpatError
    from xmlrpc import client

    try:
        parameters, method = client.loads(body)
    except (ExpatError, client.Error, ValueError, LookupError, TypeError, AttributeError):
        return None
    addresses = [value for value in parameters if isinstance(value, str)]
    return [url for url in addresses if "://" in url] if method in _PINGS else None


def _is_meant(source_url: str, addresses: list[str]) -> bool:
    """Whether the ping comes from the source's site, or names it itself."""
    for url in addresses:
        try:
            if article_key(url) == article_key(source_url) or site_of(url) == site_of(source_url):
                return True
        except ValueError:
            continue
    return False


def _pong(message: str, *, error: bool) -> Answer:
    body = (
        '<?xml version="1.0"?><methodResponse><params><param><value><struct>'
        f"<member><name>flerror</name><value><boolean>{int(error)}</boolean></value></member>"
        f"<member><name>message</name><value><string>{message}</string></value></member>"
        "</struct></value></param></params></methodResponse>"
    )
    return 200, {"Content-Type": "text/xml; charset=utf-8"}, body.encode()


def _said(status: int, words: str) -> Answer:
    return status, _PLAIN, words.encode("ascii", "replace")
