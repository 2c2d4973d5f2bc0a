"""The documents of the API as models, so that the OpenAPI document tells each field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from bot.model.delivery import State

T = TypeVar("T")


def _sensible(at: datetime) -> datetime:
    if not 1970 <= at.year <= 2200:
        raise ValueError("a time between the years 1970 and 2200, with its zone")
    return at.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_sensible)]
"""A time with its zone, such as 2026-11-24T09:30:00Z."""
Id = Annotated[str, Field(pattern=r"^[0-9]{1,10}$", examples=["12"])]
Name = Annotated[str, Field(min_length=1, max_length=40)]
Reason = Annotated[str, Field(max_length=1_000)]
Mark = Annotated[str | None, Field(max_length=64)]
Money = Annotated[float, Field(description="US dollars.")]


class Document(BaseModel):
    """What is sent back."""

    model_config = ConfigDict(extra="forbid")


class Order(BaseModel):
    """What is asked for; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class PostedPart(Document):
    """One post; ids are null until the platform has given them."""

    text: str
    remote_id: str | None
    remote_url: str | None


class DeliveryDocument(Document):
    """A delivery: one story on one channel. ``seen`` marks what of it a person decides about."""

    id: str
    slug: str
    title: str
    article_url: str
    channel: str
    platform: str
    state: State
    text: str
    parts: list[PostedPart]
    remote_id: str | None
    remote_url: str | None
    due_at: str | None
    posted_at: str | None
    attempts: int
    cost_usd: Money
    error: str | None
    flood: str | None = Field(description="The flood that holds it.")
    breaking: bool = Field(description="It waits for no slot and no other.")
    seen: str = Field(description="Send it back with a decision: 409 where it is another by then.")


class Listed(Document, Generic[T]):
    """One page of a list. ``next`` is the cursor of the following one, null at the end."""

    items: list[T]
    next: str | None


class DeliveryList(Listed[DeliveryDocument]):
    """Deliveries."""


class ArticleBriefDocument(Document):
    """A story in a list; the title is empty for one that was seen and never read."""

    id: str
    url: str
    slug: str
    title: str
    published_at: str | None
    first_seen_at: str | None


class ArticleList(Listed[ArticleBriefDocument]):
    """Stories, newest first."""


class StoryDocument(Document):
    """A story with what became of it; ``article`` as in a preview, null for one that was never read."""

    id: str
    article: dict[str, Any] | None
    revisions: list[dict[str, Any]]
    deliveries: list[DeliveryDocument]


class ProofDocument(Document):
    """What was sent, of which text, what the platform answered, who decided."""

    delivery: DeliveryDocument
    article: dict[str, Any] | None
    revision_seen_at: str | None
    attempts: list[dict[str, Any]]
    deeds: list[dict[str, Any]]


class DeedList(Listed[dict[str, Any]]):
    """Lines of the audit trail, newest first."""


class LeftOut(Document):
    """A channel that gets no post, and why."""

    channel: str
    reason: str


class AskedDocument(Document):
    """What a request for a post has brought."""

    deliveries: list[DeliveryDocument]
    left_out: list[LeftOut]


class PreviewDocument(Document):
    """The story as it was read, and the drafts that it would give."""

    article: dict[str, Any]
    drafts: list[dict[str, Any]]


class ChannelDocument(Document):
    """What a channel may do."""

    name: str
    platform: str
    paused: str | None
    rests_until: str | None
    failures: int


class ChannelList(Document):
    """All configured channels."""

    items: list[ChannelDocument]


class HealthDocument(Document):
    """Why it is ill; ``ok`` where nothing is."""

    ok: bool
    reasons: list[str]


class StatusDocument(HealthDocument):
    """Also what waits, by state."""

    waiting: dict[str, int]
    posted_today: int
    swept_at: str | None


Target = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2_000,
        description="A slug, or the web address of a story.",
        examples=["harbour-opens"],
    ),
]
Channels = Annotated[list[Name], Field(max_length=50, description="None: all channels.")]


class PostOrder(Order):
    """Ask for a post."""

    target: Target
    channels: Channels = []
    at: Moment | None = Field(None, description="When; null: now.")
    again: bool = Field(False, description="Also where the story was posted already.")
    approved: bool = Field(
        False, description="A person has seen the drafts: none of them is held for review."
    )


class PreviewOrder(Order):
    """See what a story would be posted as."""

    target: Target
    channels: Channels = []


class Decision(Order):
    """A decision about a delivery."""

    seen: Mark = Field(None, description="`seen` of the delivery that is decided about.")


class Refusal(Decision):
    """A decision with a reason, which stays in the log."""

    reason: Reason | None = None


class Rewriting(Decision):
    """Another text."""

    text: Annotated[str, Field(min_length=1, max_length=100_000)]


class Moving(Decision):
    """Another time."""

    at: Moment
    anyway: bool = Field(False, description="Also where the channel's cadence speaks against it.")


class Confirming(Decision):
    """Where a person posted it."""

    url: Annotated[str, Field(min_length=1, max_length=2_000)]


class Pausing(Order):
    """Why a channel is stopped."""

    reason: Annotated[str, Field(min_length=1, max_length=1_000)] = "paused by a person"
