"""Posting to a Facebook Page with facebook-sdk, and reading its posts."""

from __future__ import annotations

import hashlib
import hmac
import json
import warnings
from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.model.delivery import Delivery
from bot.model.draft import Draft
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
from bot.pipeline.ports import Account, TokenFacts
from bot.platforms.facebook.rules import RULES
from bot.platforms.facebook.timeline import leaf
from bot.platforms.facebook.token import Graph, judge_page_token
from bot.platforms.facebook.verdict import is_missing, judge, judge_change, post_url
from bot.platforms.outcomes import ask
from bot.platforms.reading import Leaf, look_for, since
from bot.platforms.redaction import Redactor
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

if TYPE_CHECKING:
    from bot.platforms.session import Session

VERSION = "v26.0"
"""Current since 2026-07-29; Meta keeps a version for about two years."""

_FIELDS = "id,message,created_time,permalink_url,attachments{type,unshimmed_url}"


@cache
def _sdk() -> Any:
    """facebook-sdk, whose source has an invalid escape sequence: from Python 3.12 a SyntaxWarning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", SyntaxWarning)
        import facebook
    return facebook


class FacebookPage:
    """One Page. Each call has a session of its own, so that threads share none."""

    rules = RULES

    def __init__(self, account: Account) -> None:
        self._account = account
        self._page = account.credentials["PAGE_ID"]
        self._token = account.credentials["PAGE_TOKEN"]
        # Shows Meta that who holds the token knows the app's secret, too.
        secret = account.credentials["APP_SECRET"]
        self._proof = hmac.new(secret.encode(), self._token.encode(), hashlib.sha256).hexdigest()
        self._redact = Redactor((*account.credentials.values(), self._proof))

    def publish(self, draft: Draft, *, now: datetime) -> Outcome:
        """Post the draft's one part with its picture, else with its link in a field, which makes the card.

        Beside a picture Facebook shows no card, so that the link stands in the text alone.
        """
        if len(draft.parts) != 1:
            return Rejected(f"a draft for Facebook has one part, not {len(draft.parts)}")
        fields = {"message": draft.parts[0].text, "appsecret_proof": self._proof}
        with self._session() as session:
            upload = self._picture(session, draft, now)
            if isinstance(upload, NotSent | RateLimited | AuthFailed):
                return upload
            if isinstance(upload, Uploaded):
                fields["attached_media"] = json.dumps([{"media_fbid": upload.id}])
            elif draft.link:
                fields["link"] = draft.link
            graph = self._graph(session)
            answer = ask(
                session, lambda: graph.put_object(self._page, "feed", **fields), self._redact
            )
        if not isinstance(answer, Answer):
            return answer
        return with_note(judge(answer, now=now, redact=self._redact), upload)

    def _picture(self, session: Session, draft: Draft, now: datetime) -> Upload | None:
        """Upload the draft's picture, if it has one, without publishing it."""
        picture = picture_to_send(draft)
        if not isinstance(picture, Picture):
            return picture
        watch = Stopwatch(self._account.timeout)
        fields = {"published": "false", "alt_text_custom": picture.alt}
        graph = self._graph(session)
        answer = ask(
            session,
            lambda: graph.put_photo(
                image=("card.png", picture.content, "image/png"),
                album_path=f"{self._page}/photos",
                appsecret_proof=self._proof,
                **fields,
            ),
            self._redact,
        )
        judged = (
            judge(answer, now=now, redact=self._redact) if isinstance(answer, Answer) else answer
        )
        upload = upload_came_to(judged, now=now)
        return LATE if isinstance(upload, Uploaded) and watch.is_late else upload

    def find(self, delivery: Delivery, *, bound: Collection[str], now: datetime) -> Reading:  # noqa: ARG002 - a reading waits for nothing
        """Look through the Page's posts since the attempt."""
        with self._session() as session:
            return look_for(
                delivery,
                lambda cursor: self._leaf(session, delivery, cursor),
                bound=bound,
                url=post_url,
            )

    def amend(self, post: RemotePost, draft: Draft, *, now: datetime) -> ChangeOutcome:
        """Give the post the draft's text. Its link stays as it was: Facebook lets nobody change it."""
        fields = {"message": draft.parts[0].text, "appsecret_proof": self._proof}
        answer = self._ask(lambda graph: graph.request(_node(post), post_args=fields))
        if not isinstance(answer, Answer):
            return answer
        if is_missing(answer):
            return Rejected("Facebook no longer has the post, or does not let the app change it")
        return judge_change(answer, now=now, redact=self._redact)

    def retract(self, post: RemotePost, *, now: datetime) -> ChangeOutcome:
        """Delete the post. Where Facebook does not know it, it is looked for."""
        proof = {"appsecret_proof": self._proof}
        answer = self._ask(
            lambda graph: graph.request(_node(post), args=dict(proof), method="DELETE")
        )
        if not isinstance(answer, Answer):
            return answer
        if not is_missing(answer):
            return judge_change(answer, now=now, redact=self._redact)
        # the same words mean that the app may not see it: so one more question, which it may ask
        seen = self._ask(lambda graph: graph.get_object(post.id, fields="id", **proof))
        listed = self._ask(
            lambda graph: graph.get_connections(self._page, "published_posts", limit="1", **proof)
        )
        may_look = isinstance(listed, Answer) and listed.status == 200 and not is_missing(listed)
        if may_look and isinstance(seen, Answer) and is_missing(seen):
            return Amended(detail="Facebook no longer has it")
        return Rejected("Facebook does not let the app delete the post; see that it stands there")

    def _ask(self, call: Callable[[Any], object]) -> Answer | NotSent | Unclear:
        """One call in a session of its own; what Facebook answered, or why there is no answer."""
        with self._session() as session:
            graph = self._graph(session)
            return ask(session, lambda: call(graph), self._redact)

    def token_facts(self, *, now: datetime) -> TokenFacts | CannotTell:  # noqa: ARG002 - a report has its own times
        """What Meta tells about the Page's token, asked with the token itself."""
        report = Graph(self._account, VERSION).report(self._token)
        if isinstance(report, CannotTell):
            return report
        return judge_page_token(report, self._page, self._redact)

    def _session(self) -> Session:
        from bot.platforms.session import Session  # with requests; looking at a token needs neither

        return Session(timeout=self._account.timeout, base_url=self._account.base_url)

    def _graph(self, session: Session) -> Any:
        graph = _sdk().GraphAPI(self._token, session=session)
        graph.version = VERSION  # the constructor knows versions of one digit only
        return graph

    def _leaf(self, session: Session, delivery: Delivery, cursor: str | None) -> Leaf | CannotTell:
        start = since(delivery)
        query = {"fields": _FIELDS, "limit": "100", "appsecret_proof": self._proof}
        if start:
            query["since"] = str(int(start.timestamp()))
        if cursor:
            query["after"] = cursor
        graph = self._graph(session)
        answer = ask(
            session,
            lambda: graph.get_connections(self._page, "published_posts", **query),
            self._redact,
        )
        if not isinstance(answer, Answer):
            return CannotTell(answer.detail)
        return leaf(answer, self._redact)


def _node(post: RemotePost) -> str:
    """The path of a post, with the version that only some of the library's methods put there."""
    return f"{VERSION}/{post.id}"
