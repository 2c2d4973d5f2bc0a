"""What the Graph API answers about a Page's posts, as leaves to look through."""

from __future__ import annotations

from typing import Any

from bot.model.outcome import CannotTell
from bot.platforms.facebook.verdict import explain
from bot.platforms.outcomes import remote_id
from bot.platforms.reading import Leaf, Seen, instant
from bot.platforms.redaction import Redactor
from bot.platforms.wire import Answer

_PICTURES = frozenset({"photo", "album", "cover_photo", "profile_media"})


def leaf(answer: Answer, redact: Redactor) -> Leaf | CannotTell:
    """The posts of one answer of ``GET /{page}/published_posts``."""
    body = answer.as_object()
    posts = body.get("data")
    if answer.status != 200 or body.get("error") or not isinstance(posts, list):
        return CannotTell(explain(answer, redact))
    seen = [_seen(post) for post in posts]
    whole = tuple(post for post in seen if post)
    if len(whole) < len(seen):
        return CannotTell("Facebook shows a post without an id")
    return _turned(whole, body.get("paging"))


def _turned(posts: tuple[Seen, ...], paging: object) -> Leaf | CannotTell:
    """The leaf with its cursor. The address of the next one is not followed: it may lead anywhere."""
    if not isinstance(paging, dict) or not paging.get("next"):
        return Leaf(posts)
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    if not isinstance(after, str) or not after:
        return CannotTell("Facebook has more posts but names no cursor to them")
    return Leaf(posts, after)


def _seen(post: object) -> Seen | None:
    if not isinstance(post, dict):
        return None
    post_id, message = remote_id(post.get("id")), post.get("message")
    if not post_id:
        return None
    return Seen(
        post_id,
        (message,) if isinstance(message, str) else (),  # a changed cover picture says nothing
        links=_links(post),
        at=instant(post.get("created_time")),
    )


def _links(post: dict[str, Any]) -> tuple[str, ...]:
    attachments = post.get("attachments")
    listed = attachments.get("data") if isinstance(attachments, dict) else None
    cards = [card for card in listed if isinstance(card, dict)] if isinstance(listed, list) else []
    # a picture's own page is no link that anybody posted
    links = [card.get("unshimmed_url") for card in cards if card.get("type") not in _PICTURES]
    return tuple(link for link in links if isinstance(link, str) and link)
