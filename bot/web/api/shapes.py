"""From values to documents."""

from __future__ import annotations

from bot.model.delivery import Delivery
from bot.model.mark import mark_of
from bot.pipeline.ports import ChannelState
from bot.shapes import Json, article_shape, deed_shape, delivery_shape, iso
from bot.store.attempts import Attempt
from bot.store.reads.page import Page
from bot.store.reads.proof import Proof
from bot.store.reads.story import StoryFile
from bot.web.api.documents import DeliveryDocument


def delivery_document(delivery: Delivery) -> Json:
    """The delivery with its mark."""
    shape = {**delivery_shape(delivery), "seen": mark_of(delivery)}
    return {key: value for key, value in shape.items() if key in DeliveryDocument.model_fields}


def delivery_list(page: Page[Delivery]) -> Json:
    """A page of deliveries."""
    return {"items": [delivery_document(item) for item in page.items], "next": page.next}


def story_document(story: StoryFile) -> Json:
    """A story with what became of it."""
    return {
        "id": story.known.id,
        "article": story.article and article_shape(story.article),
        "revisions": [
            {
                "id": revision.id,
                "title": revision.title,
                "seen_at": iso(revision.seen_at),
                "is_current": revision.is_current,
            }
            for revision in story.revisions
        ],
        "deliveries": [delivery_document(delivery) for delivery in story.deliveries],
    }


def proof_document(proof: Proof) -> Json:
    """The proof of a post."""
    return {
        "delivery": delivery_document(proof.delivery),
        "article": proof.article and article_shape(proof.article),
        "revision_seen_at": iso(proof.revision_seen_at),
        "attempts": [_attempt_shape(attempt) for attempt in proof.attempts],
        "deeds": [deed_shape(deed) for deed in proof.deeds],
    }


def channel_document(state: ChannelState, platform: str) -> Json:
    """What a channel may do."""
    return {
        "name": state.name,
        "platform": platform,
        "paused": state.paused,
        "rests_until": iso(state.rests_until),
        "failures": state.failures,
    }


def _attempt_shape(attempt: Attempt) -> Json:
    return {
        "at": iso(attempt.at),
        "step": attempt.step.value,
        "fence": attempt.fence,
        "payload": attempt.payload,
        "fingerprint": attempt.fingerprint,
        "detail": dict(attempt.detail),
    }
