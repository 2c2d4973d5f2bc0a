"""Posting to X with tweepy, and reading one's own timeline there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import requests

from bot.model.delivery import Delivery
from bot.model.draft import Draft
from bot.model.errors import CredentialsError
from bot.model.outcome import (
    Amended,
    AuthFailed,
    CannotTell,
    ChangeOutcome,
    NotSent,
    Outcome,
    RateLimited,
    Reading,
    Rejected,
    RemotePost,
    Unclear,
)
from bot.pipeline.pictures import Picture
from bot.pipeline.ports import Account
from bot.platforms.accounts import still_needed
from bot.platforms.outcomes import ask, remote_id, summary
from bot.platforms.reading import Leaf, look_for, since
from bot.platforms.redaction import Redactor
from bot.platforms.session import Session
from bot.platforms.uploads import (
    LATE,
    Stopwatch,
    Upload,
    Uploaded,
    picture_to_send,
    with_note,
)
from bot.platforms.wire import Answer
from bot.platforms.x.credentials import OAUTH1
from bot.platforms.x.media import attach
from bot.platforms.x.oauth2 import RENEW, BearerSession, Granted, OAuth2
from bot.platforms.x.rules import RULES
from bot.platforms.x.timeline import leaf
from bot.platforms.x.verdict import is_gone, judge, judge_deletion, judge_reply, post_url, words

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
        self._oauth2 = _oauth2(account)
        self._user_id = ""
        self._fields = _FIELDS

    def publish(self, draft: Draft, *, now: datetime) -> Outcome:
        """Post the draft's one part, with its picture; one of a thread is a reply to the part before."""
        if len(draft.parts) != 1:
            return Rejected(f"one call posts one part, not {len(draft.parts)}")
        session = self._session(now)
        if not isinstance(session, Session):
            return session
        with session:
            upload = self._picture(session, draft, now)
            if isinstance(upload, NotSent | RateLimited | AuthFailed):
                return upload
            media_ids = [upload.id] if isinstance(upload, Uploaded) else None
            client = self._client(session)
            text = draft.parts[0].text
            fields = {"in_reply_to_tweet_id": draft.reply_to} if draft.reply_to else {}
            answer = ask(
                session,
                lambda: client.create_tweet(
                    text=text, media_ids=media_ids, user_auth=True, **fields
                ),
                self._redact,
            )
        if not isinstance(answer, Answer):
            return answer
        if answer.status == 401 and isinstance(session, BearerSession):
            return self._refused(session, answer, now)
        return with_note(judge(answer, now=now, redact=self._redact), upload)

    def _picture(self, session: Session, draft: Draft, now: datetime) -> Upload | None:
        """Upload the draft's picture, if it has one. Nothing of this is public."""
        picture = picture_to_send(draft)
        if not isinstance(picture, Picture):
            return picture
        watch = Stopwatch(self._account.timeout)
        client = self._client(session)

        def call(route: str, body: Mapping[str, object]) -> Answer | NotSent | Unclear:
            return ask(
                session,
                lambda: client.request("POST", route, json=body, user_auth=True),
                self._redact,
            )

        upload = attach(picture, call, now=now, redact=self._redact)
        refusal = session.answer if isinstance(upload, AuthFailed) else None
        if refusal and refusal.status == 401 and isinstance(session, BearerSession):
            return self._refused(session, refusal, now)
        return LATE if isinstance(upload, Uploaded) and watch.is_late else upload

    def find(self, delivery: Delivery, *, bound: Collection[str], now: datetime) -> Reading:
        """Look through the account's posts since the attempt."""
        session = self._session(now)
        if not isinstance(session, Session):
            return CannotTell(_in_full(session))
        with session:
            reading = look_for(
                delivery,
                lambda token: self._leaf(session, delivery, token),
                bound=bound,
                url=post_url,
            )
            refused = session.answer is not None and session.answer.status == 401
            if refused and isinstance(session, BearerSession) and self._oauth2:
                self._oauth2.forget(session.access, now=now)
            return reading

    def amend(self, post: RemotePost, draft: Draft, *, now: datetime) -> ChangeOutcome:
        """Reply to the post with the draft's one part: X has no way to edit for every account."""
        text = draft.parts[0].text
        call = {"text": text, "in_reply_to_tweet_id": post.id, "user_auth": True}
        answer = self._ask(lambda client: client.create_tweet(**call), now)
        return (
            judge_reply(answer, now=now, redact=self._redact)
            if isinstance(answer, Answer)
            else answer
        )

    def retract(self, post: RemotePost, *, now: datetime) -> ChangeOutcome:
        """Delete the post. Where X says that it deleted nothing, it is looked for."""
        answer = self._ask(lambda client: client.delete_tweet(post.id, user_auth=True), now)
        if not isinstance(answer, Answer):
            return answer
        outcome = judge_deletion(answer, now=now, redact=self._redact)
        if answer.status != 200 or not isinstance(outcome, Unclear):
            return outcome
        seen = self._ask(lambda client: client.get_tweet(post.id, user_auth=True), now)
        return (
            Amended(detail="X no longer has it")
            if isinstance(seen, Answer) and is_gone(seen)
            else outcome
        )

    def _ask(
        self, call: Callable[[Any], object], now: datetime
    ) -> Answer | AuthFailed | NotSent | RateLimited | Unclear:
        """One call in a session of its own; what X answered, or why there is no answer."""
        session = self._session(now)
        if not isinstance(session, Session):
            return session
        with session:
            client = self._client(session)
            answer = ask(session, lambda: call(client), self._redact)
        if (
            isinstance(answer, Answer)
            and answer.status == 401
            and isinstance(session, BearerSession)
        ):
            return self._refused(session, answer, now)
        return answer

    def _session(self, now: datetime) -> Session | AuthFailed | NotSent | RateLimited:
        """A session to work with; for OAuth 2 with an access token, else what stands in the way."""
        seconds, base_url = self._account.timeout, self._account.base_url or _HOST
        if self._oauth2 is None:
            return Session(timeout=seconds, base_url=base_url)
        begun = monotonic()
        granted = self._oauth2.access(now=now)
        self._redact = self._oauth2.redact
        if not isinstance(granted, Granted):
            return granted
        left = seconds - (monotonic() - begun)
        if left < seconds / 2:
            return NotSent("getting an access token left too little time for the call itself")
        return BearerSession(granted, timeout=left, base_url=base_url)

    def _refused(
        self, session: BearerSession, answer: Answer, now: datetime
    ) -> AuthFailed | NotSent:
        """X refused the access token, and with it the post. A new one may help, once."""
        detail = summary(answer, words(answer), self._redact)
        if session.is_new or self._oauth2 is None:
            return AuthFailed(detail, RENEW)
        self._oauth2.forget(session.access, now=now)
        return NotSent(f"{detail}; a new access token is got for the next attempt")

    def _client(self, session: Session) -> Any:
        import tweepy

        # for OAuth 2 the session puts the access token in the place of tweepy's signature
        key, secret, token, token_secret = (
            self._account.credentials[suffix] if self._oauth2 is None else "unused"
            for suffix in OAUTH1
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


def _oauth2(account: Account) -> OAuth2 | None:
    """What gets the access tokens; None where the four of OAuth 1.0a are given."""
    if not still_needed(OAUTH1, account.credentials):
        return None
    if account.tokens is None:
        raise CredentialsError(
            f"channel {account.channel}: OAuth 2 of X needs a database that keeps its tokens"
        )
    return OAuth2(account, account.tokens)


def _in_full(trouble: AuthFailed | NotSent | RateLimited) -> str:
    remedy = f": {trouble.remedy}" if isinstance(trouble, AuthFailed) else ""
    return trouble.detail + remedy
