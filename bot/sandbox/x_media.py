"""Pictures on the stand-in for X: uploads, their words, and the link that X puts behind a post's text."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from bot.postview.links import LinkInText
from bot.sandbox.exchange import Answer, Refusal, Request, json_answer, names
from bot.sandbox.pictures import Pictures
from bot.sandbox.posts import SandboxPost
from bot.sandbox.x_problems import about, invalid

MAX_BYTES = 5_000_000
MAX_ALT = 1_000
_LIFE = 86_400  # seconds for which an upload may be named
_UPLOAD_FIELDS = names("additional_owners media media_category")
_MEDIA_FIELDS = names(
    "call_to_actions description embeddable media_ids preview_media_id tagged_user_ids title"
)


class XMedia:
    """``POST /2/media/upload`` and ``/2/media/metadata``, and the ids that a post names."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures

    def upload(self, request: Request) -> Answer:
        """Take one picture as base64 in JSON."""
        body = _body(request, _UPLOAD_FIELDS)
        if body.get("media_category") != "tweet_image":
            raise Refusal(invalid("media_category", "", "[media_category] must be tweet_image."))
        try:
            content = base64.b64decode(str(body.get("media", "")), validate=True)
        except binascii.Error:
            raise Refusal(invalid("media", "", "[media] must be base64.")) from None
        if len(content) > MAX_BYTES:
            raise Refusal(about(413, "Payload Too Large", "The media is larger than 5 MB."))
        kept = self._pictures.add("x", content)
        if kept is None:
            raise Refusal(invalid("media", "", "[media] is no picture."))
        number, picture = kept
        image = {"image_type": picture.media_type, "w": picture.width, "h": picture.height}
        data = {
            "id": number,
            "media_key": f"3_{number}",
            "size": len(content),
            "expires_after_secs": _LIFE,
            "image": image,
        }
        return json_answer(200, {"data": data})

    def describe(self, request: Request) -> Answer:
        """Take the alternative text of an upload."""
        body = _body(request, names("id metadata"))
        metadata = body.get("metadata")
        told = metadata.get("alt_text") if isinstance(metadata, dict) else None
        alt = told.get("text") if isinstance(told, dict) else None
        if not isinstance(alt, str) or not 0 < len(alt) <= MAX_ALT:
            detail = f"[metadata.alt_text.text] must have 1 to {MAX_ALT} characters."
            raise Refusal(invalid("metadata", "", detail))
        number = body.get("id")
        if not isinstance(number, str) or not self._pictures.describe("x", number, alt):
            raise Refusal(invalid("id", str(number), "There is no such media."))
        data = {"id": number, "associated_metadata": {"alt_text": {"text": alt}}}
        return json_answer(200, {"data": data})

    def named(self, body: Mapping[str, object]) -> str | None:
        """The upload that a new post names; None where it has no picture. The stand-in takes one."""
        media = body.get("media")
        if media is None:
            return None
        ids = media.get("media_ids") if isinstance(media, dict) else None
        is_known = isinstance(media, dict) and not media.keys() - _MEDIA_FIELDS
        if not is_known or not isinstance(ids, list) or len(ids) != 1:
            raise Refusal(invalid("media.media_ids", "", "Your media IDs are invalid."))
        if not isinstance(ids[0], str) or not self._pictures.is_free("x", ids[0]):
            raise Refusal(invalid("media.media_ids", str(ids[0]), "Your media IDs are invalid."))
        return ids[0]


def picture_link(post: SandboxPost) -> LinkInText:
    """The link to the picture's own page, which X writes behind the text."""
    return LinkInText(f"https://x.com/{post.account.lstrip('@')}/status/{post.id}/photo/1", 0, 0)


def picture_entity(post: SandboxPost, end: int) -> dict[str, object]:
    """That link as an entity of the text, which ends with it at ``end``."""
    link = picture_link(post)
    return {
        "start": end - len(link.short),
        "end": end,
        "url": link.short,
        "expanded_url": link.url,
        "display_url": f"pic.x.com/{link.short[-10:]}",
        "media_key": f"3_{post.image.rpartition('/')[2]}",
    }


def _body(request: Request, allowed: frozenset[str]) -> Mapping[str, object]:
    body = request.json_object()
    if request.content_type != "application/json" or body is None:
        raise Refusal(invalid("body", "", "The body must be one JSON object."))
    for name in sorted(body.keys() - allowed):
        raise Refusal(invalid(name, "", f"[{name}] is not defined in the schema."))
    return body
