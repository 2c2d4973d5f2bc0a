"""The picture of a post on X: uploaded, then given its alternative text; both before the post itself."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.model.outcome import NotSent, Posted, RemotePost, Unclear
from bot.pipeline.pictures import Picture
from bot.platforms.outcomes import summary
from bot.platforms.redaction import Redactor
from bot.platforms.uploads import Upload, Uploaded, refused, upload_came_to
from bot.platforms.wire import Answer
from bot.platforms.x.verdict import judge, words

Call = Callable[[str, Mapping[str, object]], Answer | NotSent | Unclear]
"""Makes one POST with a JSON body."""

_MEDIA_ID = re.compile(r"[0-9]{1,19}")


def attach(picture: Picture, call: Call, *, now: datetime, redact: Redactor) -> Upload:
    """Upload the picture and tell X its words. A picture that cannot be described is not shown."""
    body = {"media": base64.b64encode(picture.content).decode(), "media_category": "tweet_image"}
    uploaded = _judged(call("/2/media/upload", body), now=now, redact=redact, is_upload=True)
    if not isinstance(uploaded, Uploaded):
        return uploaded
    described = {"id": uploaded.id, "metadata": {"alt_text": {"text": picture.alt}}}
    told = _judged(call("/2/media/metadata", described), now=now, redact=redact, is_upload=False)
    return uploaded if isinstance(told, Uploaded) else told


def _judged(
    answer: Answer | NotSent | Unclear, *, now: datetime, redact: Redactor, is_upload: bool
) -> Upload:
    if not isinstance(answer, Answer):
        return upload_came_to(answer, now=now)
    detail = summary(answer, words(answer), redact)
    match answer.status:
        case 200 | 201 | 202 if not is_upload:
            return Uploaded("")
        case 200 | 201 | 202:
            media_id = _media_id(answer)
            found = Posted((RemotePost(media_id, ""),)) if media_id else Unclear(detail)
            return upload_came_to(found, now=now)
        case 401 | 402 | 429:
            return upload_came_to(judge(answer, now=now, redact=redact), now=now)
        case status if 400 <= status < 500 and status != 408:
            # 403 too: whether the account may post at all is the post's own question
            return refused(detail)
        case _:
            return upload_came_to(Unclear(detail), now=now)


def _media_id(answer: Answer) -> str | None:
    data = answer.as_object().get("data")
    media_id = data.get("id") if isinstance(data, dict) else None
    return media_id if isinstance(media_id, str) and _MEDIA_ID.fullmatch(media_id) else None
