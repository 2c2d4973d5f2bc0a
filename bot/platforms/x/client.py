"""Posting to X with tweepy, and reading one's own timeline there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

import requests

from bot.model.delivery import Delivery
from bot.model.draft import Draft
from bot.model.outcome import CannotTell, Outcome, Reading, Rejected
from bot.pipeline.ports import Account
from bot.platforms.outcomes import ask, remote_id, summary
from bot.platforms.reading import Leaf, look_for, since
from bot.platforms.redaction import Redactor
from bot.platforms.session import Answer, Session
from bot.platforms.x.rules import RULES
from bot.platforms.x.timeline import leaf
from bot.platforms.x.verdict import judge, post_url, words

# tweepy has an older host built in; this is the one of the API's specification.
_HOST = "https://api.x.com"

# X's guide names the fields of a timeline in the first way, its specification (2.167) in the second.
# A server that knows only one of them answers 400 to the other.
_FIELDS = (
    {"tweet.fields": "created_at,entities,note_tweet"},
    {"post.fields": "created_at,entities,note_post"},
)


class XAccount:
    """One account on X. Each call has a session of its own, so that threads share none."""

    rules = RULES

    def __init__(self, account: Account) -> None:
        self._account = account
        self._redact = Redactor(account.credentials.values())
        self._user_id = ""
        self._fields = _FIELDS

    def publish(self, draft: Draft, *, now: datetime) -> Outcome:
        """Post the draft's one part; threads are not supported."""
        if len(draft.parts) != 1:
            return Rejected(
                f"a draft for X has one part, not {len(draft.parts)}; set thread = false"
            )
        with self._session() as session:
            client = self._client(session)
            text = draft.parts[0].text
            answer = ask(
                session, lambda: client.create_tweet(text=text, user_auth=True), self._redact
            )
        if not isinstance(answer, Answer):
            return answer
        return judge(answer, now=now, redact=self._redact)

    def find(self, delivery: Delivery, *, bound: Collection[str], now: datetime) -> Reading:  # noqa: ARG002 - X names no time to wait for
        """Look through the account's posts since the attempt."""
        with self._session() as session:
            return look_for(
                delivery,
                lambda token: self._leaf(session, delivery, token),
                bound=bound,
                url=post_url,
            )

    def _session(self) -> Session:
        return Session(timeout=self._account.timeout, base_url=self._account.base_url or _HOST)

    def _client(self, session: Session) -> Any:
        import tweepy

        key, secret, token, token_secret = (
            self._account.credentials[suffix]
            for suffix in ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")
        )
        # The answer is judged as it came, so tweepy need not take it apart. wait_on_rate_limit stays
        # off: without a reset header it asks again and again, at once.
        client = tweepy.Client(
            None, key, secret, token, token_secret, return_type=requests.Response
        )
        client.session = session
        return client

    def _leaf(self, session: Session, delivery: Delivery, token: str | None) -> Leaf | CannotTell:
        user_id = self._user_id or self._who(session)
        if isinstance(user_id, CannotTell):
            return user_id
        self._user_id = user_id
        start = since(delivery) or datetime.now(UTC)
        params = {"start_time": f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "max_results": "100"}
        if token:
            params["pagination_token"] = token
        route = f"/2/users/{user_id}/tweets"
        answer = self._get(session, route, params | self._fields[0])
        if isinstance(answer, Answer) and answer.status == 400:
            self._fields = self._fields[::-1]
            answer = self._get(session, route, params | self._fields[0])
        return leaf(answer, self._redact) if isinstance(answer, Answer) else answer

    def _who(self, session: Session) -> str | CannotTell:
        answer = self._get(session, "/2/users/me", {})
        if isinstance(answer, CannotTell):
            return answer
        data = answer.as_object().get("data")
        user_id = remote_id(data.get("id")) if isinstance(data, dict) else None
        if answer.status == 200 and user_id:
            return user_id
        return CannotTell(summary(answer, words(answer), self._redact))

    def _get(self, session: Session, route: str, params: Mapping[str, str]) -> Answer | CannotTell:
        client = self._client(session)
        answer = ask(
            session,
            lambda: client.request("GET", route, params=params, user_auth=True),
            self._redact,
        )
        return answer if isinstance(answer, Answer) else CannotTell(answer.detail)
