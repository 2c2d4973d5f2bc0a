"""What X answers about a timeline, as leaves to look through."""

from __future__ import annotations

import re
from typing import Any

from bot.model.outcome import CannotTell
from bot.platforms.outcomes import remote_id, summary
from bot.platforms.reading import Leaf, Seen, instant
from bot.platforms.redaction import Redactor
from bot.platforms.wire import Answer
from bot.platforms.x.verdict import words

_PICTURE = re.compile(
    r"https?://(?:www\.)?(?:x|twitter)\.com/[^/\s]+/status/[0-9]+/(?:photo|video)/[0-9]+",
    re.IGNORECASE,
)


def leaf(answer: Answer, redact: Redactor) -> Leaf | CannotTell:
    """The posts of one answer of ``GET /2/users/{id}/tweets``.

    An answer with errors beside its posts is not complete, so it cannot tell; nor can one that has
    neither posts nor ``meta``.
    """
    body = answer.as_object()
    meta, posts = body.get("meta"), body.get("data", [])
    told = isinstance(meta, dict) or (meta is None and isinstance(body.get("data"), list))
    if answer.status != 200 or body.get("errors") or not told:
        return CannotTell(summary(answer, words(answer), redact))
    seen = [_seen(post) for post in posts] if isinstance(posts, list) else [None]
    whole = tuple(post for post in seen if post)
    if len(whole) < len(seen):
        return CannotTell("X shows a post without id or text")
    token = meta.get("next_token") if isinstance(meta, dict) else None
    return Leaf(whole, token if isinstance(token, str) and token else None)


def _seen(post: object) -> Seen | None:
    if not isinstance(post, dict):
        return None
    post_id = remote_id(post.get("id"))
    # The whole of a long post stands apart; ``text`` has its beginning only.
    full = post.get("note_tweet") or post.get("note_post")
    source = full if isinstance(full, dict) else post
    text = source.get("text")
    if not post_id or not isinstance(text, str):
        return None
    links = _links(source)
    texts = {_expanded(text, links, name) for name in ("expanded_url", "unwound_url")}
    return Seen(post_id, tuple(sorted(texts)), at=instant(post.get("created_at")))


def _links(source: dict[str, Any]) -> list[dict[str, Any]]:
    entities = source.get("entities")
    links = entities.get("urls") if isinstance(entities, dict) else None
    return [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []


def _expanded(text: str, links: list[dict[str, Any]], name: str) -> str:
    """``text`` with each t.co link replaced by what it leads to: as given, or where it ends.

    X puts a link of its own behind the text of a post with a picture; that one nobody wrote, and it goes.
    """
    for link in links:
        short, target = link.get("url"), link.get(name) or link.get("expanded_url")
        if isinstance(short, str) and short and isinstance(target, str):
            is_picture = "media_key" in link or _PICTURE.fullmatch(target)
            text = text.replace(short, "" if is_picture else target)
    return text.rstrip()
