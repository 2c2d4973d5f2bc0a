"""The JSON documents of the command line and of the API: articles, drafts, deliveries, the audit trail."""

from __future__ import annotations

from datetime import datetime
from itertools import zip_longest

from bot.model.article import Article
from bot.model.delivery import Delivery
from bot.model.draft import Draft
from bot.pipeline.ports import Deed

Json = dict[str, object]


def article_shape(article: Article) -> Json:
    """An article with its key points."""
    image = article.image
    return {
        "url": article.url,
        "slug": article.slug,
        "title": article.title,
        "byline": article.byline,
        "site_name": article.site_name,
        "published_at": iso(article.published_at),
        "modified_at": iso(article.modified_at),
        "language": article.language,
        "lead": article.lead,
        "image": {"url": image.url, "alt": image.alt} if image else None,
        "key_points": [
            {
                "text": point.text,
                "attribution": point.attribution,
                "origin": point.origin.value,
                "speaker": point.speaker,
                "postable": point.postable,
                "score": point.score,
            }
            for point in article.key_points
        ],
        "warnings": list(article.warnings),
    }


def draft_shape(draft: Draft) -> Json:
    """A draft for one channel."""
    return {
        "channel": draft.channel,
        "platform": draft.platform,
        "parts": [
            {"text": part.text, "length": part.length, "limit": part.limit} for part in draft.parts
        ],
        "link": draft.link,
        "media": [{"kind": media.kind, "alt": media.alt} for media in draft.media],
        "key_points": list(draft.key_points),
        "cost_usd": float(draft.cost_usd),
        "warnings": list(draft.warnings),
        "notes": list(draft.notes),
        "left_out": [{"index": index, "reason": reason} for index, reason in draft.left_out],
        "linkless": draft_shape(draft.linkless) if draft.linkless else None,
    }


DELIVERY_COLUMNS = (
    "id",
    "slug",
    "title",
    "article_url",
    "channel",
    "platform",
    "state",
    "text",
    "remote_id",
    "remote_url",
    "due_at",
    "posted_at",
    "attempts",
    "cost_usd",
    "error",
)
"""What of ``delivery_shape`` fits into one row of a sheet."""


def delivery_shape(delivery: Delivery) -> Json:
    """A delivery with what is known of its posts."""
    first = delivery.posts[0] if delivery.posts else None
    return {
        "id": delivery.id,
        "slug": delivery.slug,
        "title": delivery.title,
        "article_url": delivery.article_url,
        "channel": delivery.channel,
        "platform": delivery.platform,
        "state": delivery.state.value,
        "text": text_of(delivery),
        "parts": [
            {
                "text": part.text if part else "",
                "remote_id": post.id if post else None,
                "remote_url": post.url if post else None,
            }
            for part, post in zip_longest(delivery.draft.parts, delivery.posts)
        ],
        "remote_id": first.id if first else None,
        "remote_url": first.url if first else None,
        "due_at": iso(delivery.due_at),
        "posted_at": iso(delivery.posted_at),
        "attempts": delivery.attempts,
        "cost_usd": float(delivery.cost_usd or delivery.draft.cost_usd),
        "error": delivery.error,
        "flood": delivery.flood,
        "breaking": delivery.breaking,
    }


def deed_shape(deed: Deed) -> Json:
    """A line of the audit trail."""
    return {
        "id": deed.id,
        "at": iso(deed.at),
        "actor": deed.actor.name,
        "via": deed.actor.via.value,
        "action": deed.action,
        "delivery_id": deed.delivery_id,
        "subject": deed.subject,
        "reason": deed.reason,
        "before": dict(deed.before),
        "after": dict(deed.after),
    }


def text_of(delivery: Delivery) -> str:
    """The whole text of a delivery, its parts one after the other."""
    return "\n\n".join(part.text for part in delivery.draft.parts)


def iso(instant: datetime | None) -> str | None:
    """ISO 8601 in UTC, to the second, with Z."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ") if instant else None
