"""A stand-in for the Graph API of one Facebook Page: posting, reading, editing, deleting.

Any version in the path is accepted. Parameters are read from the query and from a form-encoded
body. ``appsecret_proof`` is required, as for an app with "Require App Secret" switched on.
Only posts that are public at once are taken; a picture is uploaded unpublished, then named by a post.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from bot.sandbox.exchange import Answer, Refusal, Request, json_answer, names
from bot.sandbox.graph import (
    cursor,
    edge_of,
    error,
    instant,
    number,
    parse_fields,
    time_text,
    version_of,
)
from bot.sandbox.posts import Ledger, SandboxPost

MAX_PHOTO_BYTES = 4_000_000
MESSAGE_LIMIT = 63_206  # as reported by users; Meta documents none
CREDENTIALS: Final[Mapping[str, str]] = {
    "PAGE_ID": "100000000000001",
    "PAGE_TOKEN": "sandbox-facebook-page-token",
    "APP_SECRET": "sandbox-facebook-app-secret",
}
PAGE_ID = CREDENTIALS["PAGE_ID"]
USER_TOKEN = "sandbox-facebook-user-token"  # noqa: S105 - made up: a person's, for a few hours
LONG_TOKEN = "sandbox-facebook-long-lived-user-token"  # noqa: S105 - made up: for 60 days
APP_ID = "100000000000009"

_LIVES: Final[Mapping[str, timedelta]] = {
    USER_TOKEN: timedelta(hours=2),
    LONG_TOKEN: timedelta(days=60),
}
_FOR_PERSONS = names("debug_token me/accounts")

_COMMON = names("access_token appsecret_proof format locale method pretty suppress_http_code")
# Of the parameters that Meta's description lists for POST /{page}/feed those that its guide explains.
_FEED_PARAMETERS = names(
    "actions attached_media backdated_time backdated_time_granularity call_to_action caption"
    " child_attachments description feed_targeting link message multi_share_end_card"
    " multi_share_optimized name object_attachment picture place published"
    " scheduled_publish_time tags targeting unpublished_content_type"
)
# Of the parameters that Meta's description lists for POST /{page}/photos those that its guide explains.
_PHOTO_PARAMETERS = names(
    "alt_text_custom backdated_time caption message no_story place published scheduled_publish_time"
    " targeting temporary unpublished_content_type url"
)
_READ_PARAMETERS = names("after before fields include_hidden limit show_expired since until with")


@dataclass(frozen=True, slots=True)
class _Call:
    """A request whose token is right: the parameters from query and body, and the time."""

    method: str
    given: Mapping[str, str]
    now: datetime
    base: str
    """The address of the edge that was asked for, without its query."""
    stale: bool
    files: Mapping[str, bytes]

    def check_names(self, allowed: frozenset[str]) -> None:
        for name in sorted(self.given.keys() - allowed - _COMMON):
            raise Refusal(error(100, f"(#100) Unknown parameter: {name}"))


class FacebookStandIn:
    """One Page with the reader-facing ``name``."""

    credentials = CREDENTIALS

    def __init__(self, ledger: Ledger, *, name: str) -> None:
        self._ledger = ledger
        self._name = name

    def publishes(self, request: Request) -> bool:
        """Whether the request makes, changes or deletes a post of the Page."""
        edge = edge_of(request.path) or ""
        is_new = request.method == "POST" and edge in {f"{PAGE_ID}/feed", "me/feed"}
        return is_new or (request.method in {"POST", "DELETE"} and edge.startswith(f"{PAGE_ID}_"))

    def uploads(self, request: Request) -> bool:
        """Whether the request uploads a picture."""
        return request.method == "POST" and edge_of(request.path) in {
            f"{PAGE_ID}/photos",
            "me/photos",
        }

    def reads(self, request: Request) -> bool:
        """Whether the request is for the Page's posts."""
        edge = (edge_of(request.path) or "").rpartition("/")[2]
        return request.method == "GET" and edge in {"feed", "published_posts"}

    def answer(self, request: Request) -> Answer:
        """Answer as the Graph API would."""
        try:
            answer = self._route(request)
        except Refusal as refusal:
            answer = refusal.answer
        usage = json.dumps({"call_count": 1, "total_cputime": 1, "total_time": 1})
        headers = (
            *answer.headers,
            ("facebook-api-version", version_of(request.path)),
            ("x-app-usage", usage),
        )
        return Answer(answer.status, answer.body, answer.content_type, headers)

    def broken(self) -> Answer:
        """HTTP 500, error 2."""
        return error(2, "An unexpected error has occurred. Please retry your request later.", 500)

    def rate_limited(self, reset_at: datetime | None, now: datetime) -> Answer:
        """Error 32; the minutes to wait stand in the usage header where ``reset_at`` is known."""
        headers: tuple[tuple[str, str], ...] = ()
        if reset_at is not None:
            minutes = max(1, -int((now - reset_at).total_seconds() // 60))
            usage = {"type": "pages", "call_count": 100, "estimated_time_to_regain_access": minutes}
            headers = (("x-business-use-case-usage", json.dumps({PAGE_ID: [usage]})),)
        refused = error(32, "(#32) Page request limit reached")
        return Answer(refused.status, refused.body, refused.content_type, headers)

    def unauthorized(self) -> Answer:
        """Error 190: the token is of no use."""
        return error(190, "Error validating access token: the session has been invalidated.", 401)

    def duplicate(self) -> Answer:
        """Error 506."""
        return error(506, "(#506) Duplicate status message")

    def rejected(self) -> Answer:
        """Error 100."""
        return error(100, "(#100) This content is not allowed here")

    def _route(self, request: Request) -> Answer:
        fields, files = request.multipart()
        given = request.parameters | request.form() | fields
        edge = edge_of(request.path)
        if edge is None:
            raise Refusal(error(2500, "Unknown path components: " + request.path))
        if edge == "oauth/access_token":
            return self._exchange(given)
        self._check_token(request, given, edge)
        method = given.get("method", request.method).upper()
        call = _Call(method, given, request.now, request.url, request.stale, files)
        page = f"(?:{PAGE_ID}|me)"
        routes: tuple[tuple[str, str, Callable[..., Answer]], ...] = (
            ("POST", f"{page}/feed", self._publish),
            ("POST", f"{page}/photos", self._upload),
            ("GET", f"{page}/(?:feed|published_posts)", self._timeline),
            ("GET", page, self._page),
            ("GET", "debug_token", self._debug_token),
            ("GET", "me/accounts", self._accounts),
            ("GET", rf"({PAGE_ID}_[0-9]+)", self._show),
            ("POST", rf"({PAGE_ID}_[0-9]+)", self._edit),
            ("DELETE", rf"({PAGE_ID}_[0-9]+)", self._delete),
        )
        for wanted, pattern, act in routes:
            if call.method == wanted and (match := re.fullmatch(pattern, edge)):
                return act(call, *match.groups())
        raise Refusal(_missing(call.method, edge))

    def _check_token(self, request: Request, given: Mapping[str, str], edge: str) -> None:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        token = given.get("access_token", bearer)
        if not token:
            message = "An active access token must be used to query information."
            raise Refusal(error(2500, message))
        of_a_person = token in _LIVES and edge in _FOR_PERSONS
        if token != self.credentials["PAGE_TOKEN"] and not of_a_person:
            raise Refusal(error(190, "Invalid OAuth access token - Cannot parse access token", 401))
        secret = self.credentials["APP_SECRET"].encode()
        proof = hmac.digest(secret, token.encode(), hashlib.sha256).hex()
        if not hmac.compare_digest(proof.encode(), given.get("appsecret_proof", "").encode()):
            raise Refusal(error(100, "Invalid appsecret_proof provided in the API argument"))

    # --- posting ---------------------------------------------------------------------------------

    def _publish(self, call: _Call) -> Answer:
        call.check_names(_FEED_PARAMETERS)
        message, link = call.given.get("message", ""), call.given.get("link", "")
        if not message.strip() and not link:
            raise Refusal(error(100, "(#100) Either message or link must be given"))
        if len(message) > MESSAGE_LIMIT:
            raise Refusal(error(100, "(#100) Param message is too long"))
        if link and not _is_web_link(link):
            raise Refusal(error(100, "(#100) link URL is not properly formatted"))
        if call.given.get("published", "true").lower() not in {"true", "1"}:
            raise Refusal(error(100, "(#100) The sandbox takes published posts only"))
        photo = self._photo(call)

        def make(serial: int) -> SandboxPost:
            image, alt = self._ledger.pictures.use("facebook", photo) if photo else ("", "")
            return replace(_new_post(call, serial), image=image, alt=alt)

        post = self._ledger.publish(make)
        if post is None:
            raise Refusal(self.duplicate())
        return json_answer(200, {"id": post.id})

    def _upload(self, call: _Call) -> Answer:
        call.check_names(_PHOTO_PARAMETERS)
        if call.given.get("published", "true").lower() not in {"false", "0"}:
            raise Refusal(error(100, "(#100) The sandbox takes unpublished pictures only"))
        content = call.files.get("source", b"")
        if not content or len(content) > MAX_PHOTO_BYTES:
            raise Refusal(error(324, "(#324) Requires upload file"))
        kept = self._ledger.pictures.add(
            "facebook", content, alt=call.given.get("alt_text_custom", "")
        )
        if kept is None:
            raise Refusal(error(324, "(#324) Missing or invalid image file"))
        return json_answer(200, {"id": kept[0]})

    def _photo(self, call: _Call) -> str | None:
        """The upload that a new post names; None where it has no picture."""
        if "attached_media" not in call.given:
            return None
        if call.given.get("link"):
            raise Refusal(error(100, "(#100) A post has attached_media or a link, not both"))
        try:
            (media,) = json.loads(call.given["attached_media"])
            photo = media["media_fbid"]
        except (ValueError, TypeError, KeyError):
            photo = None
        if not isinstance(photo, str) or not self._ledger.pictures.is_free("facebook", photo):
            raise Refusal(error(100, "(#100) attached_media must name one unpublished photo"))
        return photo

    def _edit(self, call: _Call, post_id: str) -> Answer:
        call.check_names(frozenset({"message"}))
        message = call.given.get("message", "")
        if not message.strip() or len(message) > MESSAGE_LIMIT:
            raise Refusal(error(100, "(#100) Param message must be a text of allowed length"))
        if not self._ledger.edit("facebook", post_id, message):
            raise Refusal(_missing("POST", post_id))
        return json_answer(200, {"success": True})

    def _delete(self, call: _Call, post_id: str) -> Answer:  # noqa: ARG002
        if not self._ledger.delete("facebook", post_id):
            raise Refusal(_missing("DELETE", post_id))
        return json_answer(200, {"success": True})

    # --- reading ---------------------------------------------------------------------------------

    def _timeline(self, call: _Call) -> Answer:
        call.check_names(_READ_PARAMETERS)
        fields = parse_fields(call.given.get("fields", "created_time,message,id"))
        size = number(call.given, "limit", default=25, high=100)
        since, until = instant(call.given, "since"), instant(call.given, "until")
        after = cursor(call.given)
        posts = [
            post
            for post in reversed(self._ledger.standing("facebook", stale=call.stale))
            if (since is None or post.at >= since)
            and (until is None or post.at <= until)
            and (after is None or _serial(post.id) < after)
        ]
        page = posts[:size]
        answer: dict[str, object] = {"data": [self._shape(post, fields) for post in page]}
        if page:
            cursors = {"before": f"c{_serial(page[0].id)}", "after": f"c{_serial(page[-1].id)}"}
            paging: dict[str, object] = {"cursors": cursors}
            if len(posts) > size:
                query = dict(call.given) | {"after": cursors["after"]}
                paging["next"] = f"{call.base}?{urlencode(query)}"
            answer["paging"] = paging
        return json_answer(200, answer)

    def _show(self, call: _Call, post_id: str) -> Answer:
        call.check_names(frozenset({"fields"}))
        post = self._ledger.get("facebook", post_id)
        if post is None:
            raise Refusal(_missing("GET", post_id))
        fields = parse_fields(call.given.get("fields", "created_time,message,id"))
        return json_answer(200, self._shape(post, fields))

    def _page(self, call: _Call) -> Answer:  # noqa: ARG002
        return json_answer(200, {"name": self._name, "id": PAGE_ID})

    def _exchange(self, given: Mapping[str, str]) -> Answer:
        asked = (given.get("client_id"), given.get("client_secret"), given.get("grant_type"))
        if asked != (APP_ID, self.credentials["APP_SECRET"], "fb_exchange_token"):
            raise Refusal(error(101, "Error validating application. Invalid application ID."))
        if given.get("fb_exchange_token") not in _LIVES:
            raise Refusal(error(190, "Malformed access token", 401))
        life = int(_LIVES[LONG_TOKEN].total_seconds())
        value = {"access_token": LONG_TOKEN, "token_type": "bearer", "expires_in": life}
        return json_answer(200, value)

    def _accounts(self, call: _Call) -> Answer:
        if call.given["access_token"] != LONG_TOKEN:
            return json_answer(200, {"data": []})
        page = {"id": PAGE_ID, "name": self._name, "access_token": self.credentials["PAGE_TOKEN"]}
        return json_answer(200, {"data": [page]})

    def _debug_token(self, call: _Call) -> Answer:
        token = call.given.get("input_token", "")
        scopes = ["pages_show_list", "pages_manage_posts", "pages_read_engagement"]
        data: dict[str, object] = {
            "app_id": APP_ID,
            "type": "USER" if token in _LIVES else "PAGE",
            "is_valid": token in _LIVES or token == self.credentials["PAGE_TOKEN"],
            "expires_at": 0,
            "data_access_expires_at": 0,
            "scopes": scopes,
        }
        if token in _LIVES:
            data["expires_at"] = int((call.now + _LIVES[token]).timestamp())
        else:
            data["profile_id"] = PAGE_ID
        return json_answer(200, {"data": data})

    def _shape(self, post: SandboxPost, fields: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
        values: dict[str, object] = {
            "created_time": time_text(post.at),
            "updated_time": time_text(post.at),
            "message": post.text,
            "from": {"name": self._name, "id": PAGE_ID},
            "is_published": True,
            "permalink_url": f"https://www.facebook.com/{PAGE_ID}/posts/{_serial(post.id)}",
            "status_type": _status_type(post),
        }
        if "attachments" in fields and (post.link or post.image):
            values["attachments"] = {"data": [_attachment(post, fields["attachments"])]}
        shape = {name: values[name] for name in fields if name in values and values[name] != ""}
        return shape | {"id": post.id}


def _new_post(call: _Call, serial: int) -> SandboxPost:
    number = int(call.now.timestamp()) * 100_000 + serial
    link = call.given.get("link", "")
    text = call.given.get("message", "")
    return SandboxPost("facebook", PAGE_ID, f"{PAGE_ID}_{number}", text, link, "", call.now)


def _status_type(post: SandboxPost) -> str:
    if post.image:
        return "added_photos"
    return "shared_story" if post.link else "mobile_status_update"


def _attachment(post: SandboxPost, inner: tuple[str, ...]) -> dict[str, object]:
    link, number = post.link, post.image.rpartition("/")[2]
    shim = "https://l.facebook.com/l.php?u=" + quote(link, safe="")
    values = {"title": urlsplit(link).netloc, "type": "share", "url": shim, "unshimmed_url": link}
    if post.image:
        own = f"https://www.facebook.com/photo.php?fbid={number}"
        values = {"type": "photo", "url": own, "unshimmed_url": own}
    return {
        name: value for name, value in values.items() if name in (inner or ("title", "type", "url"))
    }


def _missing(method: str, edge: str) -> Answer:
    message = (
        f"Unsupported {method.lower()} request. Object with ID '{edge}' does not exist, cannot be"
        " loaded due to missing permissions, or does not support this operation."
    )
    return error(100, message, subcode=33)


def _is_web_link(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _serial(post_id: str) -> int:
    return int(post_id.partition("_")[2])
