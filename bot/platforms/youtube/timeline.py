"""What the Data API answers about a channel's posts, as leaves to look through."""

from __future__ import annotations

from bot.model.outcome import CannotTell
from bot.platforms.outcomes import remote_id
from bot.platforms.reading import Leaf, Seen, instant
from bot.platforms.redaction import Redactor
from bot.platforms.wire import Answer
from bot.platforms.youtube.verdict import explain


def leaf(answer: Answer, redact: Redactor) -> Leaf | CannotTell:
    """The posts of one answer of ``posts.list``."""
    body = answer.as_object()
    items = body.get("items")
    if answer.status != 200 or not isinstance(items, list):
        return CannotTell(explain(answer, redact))
    seen = [_seen(item) for item in items]
    whole = tuple(post for post in seen if post)
    if len(whole) < len(seen):
        return CannotTell("YouTube shows a post without an id")
    token = body.get("nextPageToken")
    return Leaf(whole, token if isinstance(token, str) and token else None)


def _seen(item: object) -> Seen | None:
    if not isinstance(item, dict):
        return None
    post_id = remote_id(item.get("id"))
    snippet = item.get("snippet")
    if not post_id or not isinstance(snippet, dict):
        return None
    text = snippet.get("textDisplay")
    texts = (text,) if isinstance(text, str) else ()
    return Seen(post_id, texts, at=instant(snippet.get("publishedAt")))
