"""A stand-in for the X API: posting, deleting, one's own account and timeline.

Shapes follow X's OpenAPI description 2.167. ``edit_history_tweet_ids`` and the field parameter
``tweet.fields`` are the older names that the live API goes on using beside the described ones.
Rate limits are told in headers but not enforced: a test that wants one orders the fault.
Pictures are uploaded in one piece (``POST /2/media/upload``), as JSON.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.compose import weighted_length
from bot.postview.links import links_in
from bot.sandbox import oauth1
from bot.sandbox.exchange import Answer, Refusal, Request, json_answer, names
from bot.sandbox.oauth2 import OAuth2Server
from bot.sandbox.posts import Ledger, SandboxPost
from bot.sandbox.x_links import shortened, url_entities
from bot.sandbox.x_media import XMedia, picture_entity, picture_link
from bot.sandbox.x_problems import about, invalid, not_found
from bot.sandbox.x_query import TIMELINE_PARAMETERS, number, page_start, wanted_fields, window

LIMIT = 280
CREDENTIALS: Final[Mapping[str, str]] = {
    "API_KEY": "sandbox-x-api-key",
    "API_SECRET": "sandbox-x-api-secret",
    "ACCESS_TOKEN": "1700000000000000001-sandbox-x-access-token",
    "ACCESS_TOKEN_SECRET": "sandbox-x-access-token-secret",
}
OAUTH2: Final[Mapping[str, str]] = {
    "CLIENT_ID": "sandbox-x-client-id",
    "CLIENT_SECRET": "sandbox-x-client-secret",
    "REFRESH_TOKEN": "sandbox-x-refresh-token",
}
USER_ID = "1700000000000000001"

_EPOCH_MS = 1_288_834_974_657  # ids count milliseconds since then, in their upper bits

# The properties of CreatePostsRequest; the stand-in acts on `text` and `reply` alone.
_CREATE_FIELDS = names(
    "card_uri community_id direct_message_deep_link edit_options for_super_followers_only geo"
    " made_with_ai media nullcast paid_partnership poll quote_tweet_id reply reply_settings"
    " share_with_followers text"
)


class XStandIn:
    """One X account without Premium, whose reader-facing ``name`` and ``handle`` are given."""

    credentials = CREDENTIALS

    def __init__(self, ledger: Ledger, *, name: str, handle: str) -> None:
        self._ledger = ledger
        self._media = XMedia(ledger.pictures)
        self._name = name
        self._handle = handle
        scope = "tweet.read tweet.write users.read media.write offline.access"
        self.oauth2 = OAuth2Server(OAUTH2, life=timedelta(hours=2), scope=scope, rotates=True)

    def publishes(self, request: Request) -> bool:
        """Whether the request makes or deletes a post."""
        is_new = (request.method, request.path) == ("POST", "/2/tweets")
        return is_new or (request.method == "DELETE" and request.path.startswith("/2/tweets/"))

    def uploads(self, request: Request) -> bool:
        """Whether the request uploads a picture or tells its words."""
        return request.method == "POST" and request.path.startswith("/2/media/")

    def reads(self, request: Request) -> bool:
        """Whether the request is for the account's timeline."""
        return request.method == "GET" and request.path == f"/2/users/{USER_ID}/tweets"

    def answer(self, request: Request) -> Answer:
        """Answer as X would, with the headers of its rate limits."""
        reset = int((request.now + timedelta(minutes=15)).timestamp())
        limits = (
            ("x-rate-limit-limit", "100"),
            ("x-rate-limit-remaining", "99"),
            ("x-rate-limit-reset", str(reset)),
        )
        try:
            answer = self._route(request)
        except Refusal as refusal:
            answer = refusal.answer
        return Answer(answer.status, answer.body, answer.content_type, answer.headers + limits)

    def broken(self) -> Answer:
        """HTTP 500."""
        detail = "Something is broken. This is the sandbox's doing."
        return json_answer(
            500,
            {"title": "Internal Server Error", "detail": detail, "status": 500},
        )

    def rate_limited(self, reset_at: datetime | None, now: datetime) -> Answer:  # noqa: ARG002
        """HTTP 429; ``x-rate-limit-reset`` only where ``reset_at`` is known."""
        headers = [("x-rate-limit-limit", "100"), ("x-rate-limit-remaining", "0")]
        if reset_at is not None:
            headers.append(("x-rate-limit-reset", str(int(reset_at.timestamp()))))
        return about(429, "Too Many Requests", "Too Many Requests", tuple(headers))

    def unauthorized(self) -> Answer:
        """HTTP 401."""
        return about(401, "Unauthorized", "Unauthorized")

    def duplicate(self) -> Answer:
        """HTTP 403 in the words of X."""
        detail = "You are not allowed to create a Tweet with duplicate content."
        return about(403, "Forbidden", detail)

    def rejected(self) -> Answer:
        """HTTP 403: replies of apps have to be asked for."""
        detail = "You are not allowed to reply here: the author has not mentioned you."
        return about(403, "Forbidden", detail)

    def _route(self, request: Request) -> Answer:
        routes: tuple[tuple[str, str, Callable[..., Answer]], ...] = (
            ("POST", r"/2/tweets", self._create),
            ("POST", r"/2/media/upload", self._media.upload),
            ("POST", r"/2/media/metadata", self._media.describe),
            ("DELETE", r"/2/tweets/([0-9]{1,19})", self._delete),
            ("GET", r"/2/tweets/([0-9]{1,19})", self._show),
            ("GET", r"/2/users/me", self._me),
            ("GET", r"/2/users/([0-9]{1,19})/tweets", self._timeline),
        )
        if (request.method, request.path) == ("POST", "/2/oauth2/token"):
            return self.oauth2.token(request)
        if (request.method, request.path) == ("GET", "/i/oauth2/authorize"):
            return self.oauth2.consent(request)
        if not (oauth1.is_signed(request, self.credentials) or self.oauth2.accepts(request)):
            return self.unauthorized()
        for method, pattern, act in routes:
            if request.method == method and (match := re.fullmatch(pattern, request.path)):
                return act(request, *match.groups())
        return about(404, "Not Found", "Not Found")

    def _create(self, request: Request) -> Answer:
        text, reply_to = self._text_to_post(request)
        media_id = self._media.named(request.json_object() or {})
        links = links_in(text)

        def make(serial: int) -> SandboxPost:
            link = links[0].url if links else ""
            post_id = str(_snowflake(request.now, serial))
            account = f"@{self._handle}"
            image, alt = self._ledger.pictures.use("x", media_id) if media_id else ("", "")
            return SandboxPost("x", account, post_id, text, link, image, request.now, reply_to, alt)

        post = self._ledger.publish(make)
        if post is None:
            return self.duplicate()
        return json_answer(201, {"data": self._shape(post, frozenset())})

    def _text_to_post(self, request: Request) -> tuple[str, str]:
        """The text, and the id of the post that it answers or nothing. Raises Refusal."""
        body = request.json_object()
        if request.content_type != "application/json" or body is None:
            raise Refusal(invalid("body", "", "The body must be one JSON object."))
        for name in sorted(body.keys() - _CREATE_FIELDS):
            raise Refusal(invalid(name, "", f"[{name}] is not defined in the schema."))
        text = body.get("text", "")
        if not isinstance(text, str) or not text.strip():
            raise Refusal(invalid("text", str(text), "[text] must be a string with content."))
        reply_to = self._reply_to(body.get("reply"))
        length = weighted_length(text)
        if length > LIMIT:
            detail = f"Your Tweet text is too long: {length} of {LIMIT}."
            raise Refusal(about(403, "Forbidden", detail))
        return text, reply_to

    def _reply_to(self, reply: object) -> str:
        if reply is None:
            return ""
        target = reply.get("in_reply_to_tweet_id") if isinstance(reply, dict) else None
        if not isinstance(target, str):
            raise Refusal(invalid("reply", "", "[reply.in_reply_to_tweet_id] must be a string."))
        if self._ledger.get("x", target) is None:
            detail = "You attempted to reply to a Tweet that is deleted or not visible to you."
            raise Refusal(about(403, "Forbidden", detail))
        return target

    def _delete(self, request: Request, post_id: str) -> Answer:  # noqa: ARG002
        return json_answer(200, {"data": {"deleted": self._ledger.delete("x", post_id)}})

    def _show(self, request: Request, post_id: str) -> Answer:
        post = self._ledger.get("x", post_id)
        if post is None:
            return json_answer(200, {"errors": [not_found("tweet", post_id)]})
        return json_answer(200, {"data": self._shape(post, wanted_fields(request.parameters))})

    def _me(self, request: Request) -> Answer:  # noqa: ARG002
        user = {"id": USER_ID, "name": self._name, "username": self._handle}
        return json_answer(200, {"data": user})

    def _timeline(self, request: Request, user_id: str) -> Answer:
        if user_id != USER_ID:
            return json_answer(200, {"errors": [not_found("user", user_id)]})
        given = request.parameters
        for name in sorted(given.keys() - TIMELINE_PARAMETERS):
            raise Refusal(invalid(name, given[name], f"[{name}] is not a query parameter here."))
        size = number(given, "max_results", default=10, low=5, high=100)
        fields, lies_within = wanted_fields(given), window(given)
        shown = self._ledger.standing("x", stale=request.stale)
        posts = [p for p in reversed(shown) if lies_within(p)]
        start = page_start(posts, given)
        page = posts[start : start + size]
        meta: dict[str, object] = {"result_count": len(page)}
        answer: dict[str, object] = {"meta": meta}
        if page:
            answer = {"data": [self._shape(post, fields) for post in page], "meta": meta}
            meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
        if start + size < len(posts):
            meta["next_token"] = f"before{page[-1].id}"
        return json_answer(200, answer)

    def _shape(self, post: SandboxPost, fields: frozenset[str]) -> dict[str, object]:
        text = html.escape(shortened(post.text), quote=False)
        if post.image:
            text = f"{text} {picture_link(post).short}"
        shape: dict[str, object] = {
            "id": post.id,
            "text": text,
            "edit_history_tweet_ids": [post.id],
        }
        if "created_at" in fields:
            shape["created_at"] = f"{post.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
        if "referenced_tweets" in fields and post.reply_to:
            shape["referenced_tweets"] = [{"type": "replied_to", "id": post.reply_to}]
        if "author_id" in fields:
            shape["author_id"] = USER_ID
        if "entities" in fields:
            urls = url_entities(text, post.text)
            urls += [picture_entity(post, len(text))] if post.image else []
            if urls:
                shape["entities"] = {"urls": urls}
        return shape


def _snowflake(now: datetime, serial: int) -> int:
    """An id that grows with time, made of milliseconds and a serial number."""
    return ((int(now.timestamp() * 1000) - _EPOCH_MS) << 22) | (serial & 0x3FFFFF)
