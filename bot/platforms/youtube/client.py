"""Posting to YouTube Community with google-api-python-client, for channels in the pilot.

The library's own transport is not used: httplib2 sends a POST again when a connection breaks before the
answer, and google-auth repeats a refresh with pauses. ``_Transport`` makes each request once instead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.model.delivery import Delivery
from bot.model.draft import Draft
from bot.model.outcome import (
    AuthFailed,
    CannotTell,
    ChangeOutcome,
    NotSent,
    Outcome,
    RateLimited,
    Reading,
    Rejected,
    RemotePost,
)
from bot.pipeline.pictures import Picture
from bot.pipeline.ports import Account
from bot.platforms.outcomes import ask
from bot.platforms.reading import Leaf, look_for
from bot.platforms.redaction import Redactor
from bot.platforms.session import Session
from bot.platforms.uploads import (
    LATE,
    Stopwatch,
    Upload,
    Uploaded,
    picture_to_send,
    upload_came_to,
    with_note,
)
from bot.platforms.wire import Answer
from bot.platforms.youtube.pilot import with_posts
from bot.platforms.youtube.rules import RULES
from bot.platforms.youtube.timeline import leaf
from bot.platforms.youtube.verdict import (
    judge,
    judge_deletion,
    judge_edit,
    judge_token,
    judge_upload,
    post_url,
)

_TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address


class YouTubeChannel:
    """One channel. Each call has a session and an access token of its own."""

    rules = RULES

    def __init__(self, account: Account) -> None:
        self._account = account
        self._redact = Redactor(account.credentials.values())

    def publish(self, draft: Draft, *, now: datetime) -> Outcome:
        """Post the draft's one part, with its picture where it has one. Without an access token nothing is sent."""
        if len(draft.parts) != 1:
            return Rejected(f"a draft for YouTube has one part, not {len(draft.parts)}")
        body: dict[str, object] = {"snippet": {"textDisplay": draft.parts[0].text}}
        part = "snippet"
        with Session(timeout=self._account.timeout) as session:
            transport = self._authorise(session)
            if not isinstance(transport, _Transport):
                return transport
            redact = transport.redact
            upload = self._picture(transport, draft, now)
            if isinstance(upload, NotSent | RateLimited | AuthFailed):
                return upload
            if isinstance(upload, Uploaded):
                body["attachments"] = {"imageAttachments": [{"uploadToken": upload.id}]}
                part = "snippet,attachments"
            answer = ask(
                session,
                lambda: self._posts(transport).insert(part=part, body=body).execute(),
                redact,
            )
        if not isinstance(answer, Answer):
            return answer
        return with_note(judge(answer, now=now, redact=redact), upload)

    def _picture(self, transport: _Transport, draft: Draft, now: datetime) -> Upload | None:
        """Upload the draft's picture, if it has one, for the token that a post names."""
        picture = picture_to_send(draft)
        if not isinstance(picture, Picture):
            return picture
        from googleapiclient.http import MediaInMemoryUpload

        watch = Stopwatch(self._account.timeout)
        content = MediaInMemoryUpload(picture.content, mimetype="image/png", resumable=False)
        answer = ask(
            transport.session,
            lambda: self._posts(transport).imageUpload(media_body=content).execute(),
            transport.redact,
        )
        if not isinstance(answer, Answer):
            return upload_came_to(answer, now=now)
        upload = upload_came_to(judge_upload(answer, now=now, redact=transport.redact), now=now)
        return LATE if isinstance(upload, Uploaded) and watch.is_late else upload

    def find(self, delivery: Delivery, *, bound: Collection[str], now: datetime) -> Reading:  # noqa: ARG002 - a reading waits for nothing
        """Look through the channel's posts since the attempt."""
        with Session(timeout=self._account.timeout) as session:
            transport = self._authorise(session)
            if not isinstance(transport, _Transport):
                return CannotTell(transport.detail)
            return look_for(
                delivery, lambda token: self._leaf(transport, token), bound=bound, url=post_url
            )

    def amend(self, post: RemotePost, draft: Draft, *, now: datetime) -> ChangeOutcome:
        """Give the post the draft's text."""
        body = {"id": post.id, "snippet": {"textDisplay": draft.parts[0].text}}
        return self._change(lambda posts: posts.update(part="snippet", body=body), judge_edit, now)

    def retract(self, post: RemotePost, *, now: datetime) -> ChangeOutcome:
        """Delete the post."""
        return self._change(lambda posts: posts.delete(id=post.id), judge_deletion, now)

    def _change(
        self, call: Callable[[Any], Any], verdict: Callable[..., ChangeOutcome], now: datetime
    ) -> ChangeOutcome:
        with Session(timeout=self._account.timeout) as session:
            transport = self._authorise(session)
            if not isinstance(transport, _Transport):
                return transport
            redact = transport.redact
            answer = ask(session, lambda: call(self._posts(transport)).execute(), redact)
        return verdict(answer, now=now, redact=redact) if isinstance(answer, Answer) else answer

    def _authorise(self, session: Session) -> _Transport | AuthFailed | NotSent:
        """A transport with an access token. A new one for each call is never out of date."""
        from google.oauth2.credentials import Credentials

        given, base_url = self._account.credentials, self._account.base_url
        credentials = Credentials(  # type: ignore[no-untyped-call]
            token=None,
            refresh_token=given["REFRESH_TOKEN"],
            client_id=given["CLIENT_ID"],
            client_secret=given["CLIENT_SECRET"],
            token_uri=given.get("TOKEN_URI")
            or (f"{base_url.rstrip('/')}/token" if base_url else _TOKEN_URI),
        )
        answer = ask(
            session,
            lambda: credentials.refresh(_TokenRequest(session)),  # type: ignore[no-untyped-call]
            self._redact,
        )
        if isinstance(token := credentials.token, str) and token:
            return _Transport(session, token, Redactor((*given.values(), token)))
        if isinstance(answer, Answer):
            return judge_token(answer, self._redact)
        return NotSent(answer.detail)

    def _posts(self, transport: _Transport) -> Any:
        from googleapiclient.discovery import build_from_document  # 0.3 s and 40 MB
        from googleapiclient.discovery_cache import get_static_doc

        document = with_posts(get_static_doc("youtube", "v3"), root=self._account.base_url)
        return build_from_document(document, http=transport).posts()

    def _leaf(self, transport: _Transport, token: str | None) -> Leaf | CannotTell:
        query = {"part": "snippet", "channelId": self._account.credentials["CHANNEL_ID"]}
        if token:
            query["pageToken"] = token
        answer = ask(
            transport.session,
            lambda: self._posts(transport).list(**query).execute(),
            transport.redact,
        )
        if not isinstance(answer, Answer):
            return CannotTell(answer.detail)
        return leaf(answer, transport.redact)


class _Transport:
    """What google-api-python-client takes for an ``httplib2.Http``, with the token put in."""

    def __init__(self, session: Session, token: str, redact: Redactor) -> None:
        self.session = session
        self.redact = redact
        self._token = token

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_options: object,
    ) -> tuple[Any, bytes]:
        """Make the request once. Raises requests.RequestException."""
        import httplib2

        carried = {**(headers or {}), "Authorization": f"Bearer {self._token}"}
        response = self.session.request(method, uri, data=body, headers=carried)
        info = httplib2.Response({**response.headers, "status": str(response.status_code)})
        info.reason = response.reason
        return info, response.content

    def close(self) -> None:
        """The session is closed by who opened it."""


class _TokenRequest:
    """What google-auth takes for a transport. Anything but a token is an error at once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_options: object,
    ) -> _TokenAnswer:
        from google.auth.exceptions import TransportError

        response = self._session.request(method, url, data=body, headers=headers)
        if response.status_code != 200:
            raise TransportError  # google-auth would try again; the answer itself is judged
        return _TokenAnswer(response.status_code, response.headers, response.content)


@dataclass(frozen=True, slots=True)
class _TokenAnswer:
    status: int
    headers: Mapping[str, str]
    data: bytes
