"""A stand-in for YouTube's pilot ``posts`` resource, and for Google's token endpoint.

Only what Google documents of the pilot is played: insert, list, update of the text, delete, upload of a picture
(which has no field for an alternative text). YouTube is not known to refuse a repeated text.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.sandbox.exchange import Answer, Refusal, Request, json_answer, names
from bot.sandbox.oauth2 import OAuth2Server
from bot.sandbox.posts import Ledger, SandboxPost

CHANNEL_ID = "UCsandboxchannel00000001"
_SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"
_LIFE = timedelta(seconds=3599)
_UPLOAD = "/upload/youtube/v3/posts/image"
_MAX_PICTURE = 16_000_000
_NARROWEST, _WIDEST = 2 / 5, 5 / 2
_SYSTEM_PARAMETERS = names("alt fields key prettyPrint quotaUser userIp")


class YouTubeStandIn:
    """One channel in the pilot. ``token_uri`` is the address of the stand-in's token endpoint."""

    def __init__(self, ledger: Ledger, *, token_uri: str) -> None:
        self._ledger = ledger
        self.credentials: Final[Mapping[str, str]] = {
            "CLIENT_ID": "sandbox-youtube-client-id",
            "CLIENT_SECRET": "sandbox-youtube-client-secret",
            "REFRESH_TOKEN": "sandbox-youtube-refresh-token",
            "CHANNEL_ID": CHANNEL_ID,
            "TOKEN_URI": token_uri,
        }
        self.oauth2 = OAuth2Server(self.credentials, life=_LIFE, scope=_SCOPE, rotates=False)

    def publishes(self, request: Request) -> bool:
        """Whether the request is the insertion of a post."""
        return (request.method, request.path) == ("POST", "/youtube/v3/posts")

    def uploads(self, request: Request) -> bool:
        """Whether the request uploads a picture."""
        return (request.method, request.path) == ("POST", _UPLOAD)

    def reads(self, request: Request) -> bool:
        """Whether the request is for the channel's posts."""
        return (request.method, request.path) == ("GET", "/youtube/v3/posts")

    def answer(self, request: Request) -> Answer:
        """Answer as Google's API would."""
        if (request.method, request.path) == ("POST", "/token"):
            return self.oauth2.token(request)
        if (request.method, request.path) == ("GET", "/o/oauth2/v2/auth"):
            return self.oauth2.consent(request)
        try:
            return self._posts(request)
        except Refusal as refusal:
            return refusal.answer

    def broken(self) -> Answer:
        """HTTP 500."""
        return error(500, "backendError", "Internal error encountered.")

    def rate_limited(self, reset_at: datetime | None, now: datetime) -> Answer:
        """HTTP 403 rateLimitExceeded, with Retry-After where ``reset_at`` is known."""
        headers: tuple[tuple[str, str], ...] = ()
        if reset_at is not None:
            headers = (("retry-after", str(max(1, int((reset_at - now).total_seconds())))),)
        return error(403, "rateLimitExceeded", "Rate Limit Exceeded", headers)

    def unauthorized(self) -> Answer:
        """HTTP 403 forbidden: unlike a 401 no fresh access token would help."""
        return error(403, "forbidden", "The request is not properly authorized.")

    def duplicate(self) -> Answer:
        """HTTP 409 duplicate."""
        return error(409, "duplicate", "The post exists already.")

    def rejected(self) -> Answer:
        """HTTP 400 invalid."""
        return error(400, "invalid", "The post is not allowed here.")

    def _posts(self, request: Request) -> Answer:
        acts: Mapping[str, Callable[[Request], Answer]] = {
            "POST": self._insert,
            "GET": self._list,
            "PUT": self._update,
            "DELETE": self._delete,
        }
        if self.uploads(request):
            self._check_bearer(request)
            return self._upload(request)
        if request.path != "/youtube/v3/posts" or request.method not in acts:
            raise Refusal(error(404, "notFound", "Requested entity was not found."))
        self._check_bearer(request)
        return acts[request.method](request)

    def _check_bearer(self, request: Request) -> None:
        if not self.oauth2.accepts(request):
            message = "Request had invalid authentication credentials."
            raise Refusal(error(401, "authError", message))

    def _insert(self, request: Request) -> Answer:
        _check_query(request, frozenset({"part"}), ("snippet", "snippet,attachments"))
        text = _read_text(request, frozenset({"channelId", "textDisplay"}), may_attach=True)
        token = self._attached(request)

        def make(serial: int) -> SandboxPost:
            link = re.search(r"https?://\S+", text)
            post_id = _new_id(request.now, serial)
            found = link.group() if link else ""
            image, alt = self._ledger.pictures.use("youtube", token) if token else ("", "")
            return SandboxPost(
                "youtube", CHANNEL_ID, post_id, text, found, image, request.now, alt=alt
            )

        post = self._ledger.publish(make, may_repeat=True)
        assert post is not None
        return json_answer(200, _shape(post))

    def _upload(self, request: Request) -> Answer:
        for name in sorted(request.parameters.keys() - _SYSTEM_PARAMETERS - {"uploadType"}):
            raise Refusal(error(400, "badRequest", f'Unknown name "{name}".'))
        if len(request.body) > _MAX_PICTURE:
            raise Refusal(error(413, "uploadTooLarge", "The image is larger than 16 MB."))
        kept = self._ledger.pictures.add("youtube", request.body)
        if kept is None:
            raise Refusal(error(400, "invalidImage", "The image format is not supported."))
        number, picture = kept
        if not _NARROWEST <= picture.width / picture.height <= _WIDEST:
            raise Refusal(error(400, "invalidImage", "The aspect ratio must be 2:5 to 5:2."))
        return json_answer(200, {"uploadToken": number})

    def _attached(self, request: Request) -> str | None:
        """The token of the upload that a new post names; None where it has no picture."""
        attachments = (request.json_object() or {}).get("attachments")
        if attachments is None:
            return None
        try:
            ((key, (image,)),) = attachments.items()  # type: ignore[attr-defined]
            token = image["uploadToken"] if key == "imageAttachments" else None
        except (AttributeError, ValueError, TypeError, KeyError):
            token = None
        if not isinstance(token, str) or not self._ledger.pictures.is_free("youtube", token):
            raise Refusal(error(400, "invalidUploadToken", "The upload token is invalid."))
        if "attachments" not in request.parameters["part"]:
            raise Refusal(error(400, "badRequest", "part must name attachments."))
        return token

    def _list(self, request: Request) -> Answer:
        _check_query(request, frozenset({"part", "channelId", "id", "maxResults", "pageToken"}))
        given = request.parameters
        if ("channelId" in given) == ("id" in given):
            raise Refusal(error(400, "missingRequiredParameter", "Give either channelId or id."))
        if given.get("channelId", CHANNEL_ID) != CHANNEL_ID:
            raise Refusal(error(404, "channelNotFound", "The channel cannot be found."))
        size, start = _number(given, "maxResults", 5, 50), _number(given, "pageToken", 0, 10**6)
        posts = list(reversed(self._ledger.standing("youtube", stale=request.stale)))
        if "id" in given:
            posts = [post for post in posts if post.id in given["id"].split(",")]
        answer: dict[str, object] = {
            "kind": "youtube#postListResponse",
            "pageInfo": {"totalResults": len(posts), "resultsPerPage": size},
            "items": [_shape(post) for post in posts[start : start + size]],
        }
        if start + size < len(posts):
            answer["nextPageToken"] = str(start + size)
        return json_answer(200, answer)

    def _update(self, request: Request) -> Answer:
        _check_query(request, frozenset({"part"}))
        text = _read_text(request, frozenset({"channelId", "textDisplay"}))
        post_id = (request.json_object() or {}).get("id")
        if not isinstance(post_id, str) or not self._ledger.edit("youtube", post_id, text):
            raise Refusal(_no_post())
        post = self._ledger.get("youtube", post_id)
        assert post is not None
        return json_answer(200, _shape(post))

    def _delete(self, request: Request) -> Answer:
        _check_query(request, frozenset({"id"}))
        if not self._ledger.delete("youtube", request.parameters.get("id", "")):
            raise Refusal(_no_post())
        return Answer(204)


def error(
    status: int, reason: str, message: str, headers: tuple[tuple[str, str], ...] = ()
) -> Answer:
    """An error in the form of Google's APIs."""
    details = [{"message": message, "domain": "youtube", "reason": reason}]
    value = {"error": {"code": status, "message": message, "errors": details}}
    return json_answer(status, value, headers)


def _no_post() -> Answer:
    return error(404, "postNotFound", "The post cannot be found.")


def _check_query(
    request: Request, allowed: frozenset[str], parts: tuple[str, ...] = ("snippet",)
) -> None:
    for name in sorted(request.parameters.keys() - allowed - _SYSTEM_PARAMETERS):
        message = (
            f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter.'
        )
        raise Refusal(error(400, "badRequest", message))
    if "part" in allowed and request.parameters.get("part") not in parts:
        raise Refusal(error(400, "missingRequiredParameter", "Required parameter: part"))


def _read_text(request: Request, allowed: frozenset[str], *, may_attach: bool = False) -> str:
    body = request.json_object()
    snippet = body.get("snippet") if body else None
    if body is None or not isinstance(snippet, dict):
        raise Refusal(error(400, "badRequest", "The body must be a post with a snippet."))
    known = {"id", "kind", "etag", "snippet", *(["attachments"] if may_attach else [])}
    for name in sorted((body.keys() - known) | (snippet.keys() - allowed)):
        message = f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.'
        raise Refusal(error(400, "badRequest", message))
    text = snippet.get("textDisplay")
    if not isinstance(text, str) or not text.strip():
        raise Refusal(error(400, "postTextRequired", "The post needs a text."))
    return text


def _number(given: Mapping[str, str], name: str, default: int, high: int) -> int:
    text = given.get(name, str(default))
    if not (re.fullmatch(r"[0-9]{1,7}", text) and int(text) <= high):
        raise Refusal(error(400, "invalidParameter", f"Invalid value for {name}: {text}"))
    return int(text)


def _new_id(now: datetime, serial: int) -> str:
    digest = hashlib.sha256(f"{now.timestamp()} {serial}".encode()).digest()
    return "Ugkx" + base64.urlsafe_b64encode(digest).decode()[:32]


def _shape(post: SandboxPost) -> dict[str, object]:
    etag = hashlib.sha256(post.text.encode()).hexdigest()[:20]
    snippet = {
        "publishedAt": f"{post.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "channelId": CHANNEL_ID,
        "textDisplay": post.text,
    }
    return {"kind": "youtube#post", "etag": etag, "id": post.id, "snippet": snippet}
