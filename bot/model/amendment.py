"""What is done about a post whose story was corrected or withdrawn, and how far that has come.

``STEPS`` is the whole state machine of an amendment, as ``TRANSITIONS`` is that of a delivery.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from bot.model.draft import Draft
from bot.model.errors import IllegalTransition
from bot.model.outcome import RemotePost


class OnChange(StrEnum):
    """What a channel does about its posts when their story changes: ``on_change`` of the configuration."""

    NOTIFY = "notify"
    AMEND = "amend"
    RETRACT = "retract"


class Cause(StrEnum):
    """Why a post is no longer right."""

    CORRECTED = "corrected"
    """The story says something else now, or carries a notice of correction."""
    WITHDRAWN = "withdrawn"
    """The story is gone from its site."""
    ASKED = "asked"
    """A person decided so."""


class Action(StrEnum):
    """What is done about it."""

    TELL = "tell"
    """A person is told and decides."""
    EDIT = "edit"
    """The post gets another text."""
    REPLY = "reply"
    """A second post under it says what the story says now."""
    DELETE = "delete"
    """The post is taken down."""


class Progress(StrEnum):
    """Where an amendment stands."""

    PENDING = "pending"
    """The platform is to be called."""
    CALLING = "calling"
    """The intent is committed; the call may be under way."""
    UNKNOWN = "unknown"
    """A reply was sent, and whether it was published is not known."""
    OPEN = "open"
    """A person is to decide, or to do it."""
    DONE = "done"
    """The post was amended."""
    DROPPED = "dropped"
    """Nothing is to be done any more; ``Amendment.error`` says why."""


UNDER_WAY = frozenset({Progress.PENDING, Progress.CALLING, Progress.UNKNOWN})
ENDED = frozenset({Progress.DONE, Progress.DROPPED})


class Step(StrEnum):
    """What can happen to an amendment."""

    CLAIM = "claim"
    CONFIRMED = "confirmed"
    DEFERRED = "deferred"
    REFUSED = "refused"
    BLURRED = "blurred"
    FOUND = "found"
    ABSENT = "absent"
    GIVEN_UP = "given_up"
    ORDER = "order"
    DROP = "drop"
    BY_HAND = "by_hand"


STEPS: Mapping[tuple[Progress, Step], Progress] = MappingProxyType(
    {
        (Progress.PENDING, Step.CLAIM): Progress.CALLING,
        (Progress.PENDING, Step.DROP): Progress.DROPPED,
        (Progress.CALLING, Step.CONFIRMED): Progress.DONE,
        # an edit and a deletion may be made again: what is not known of them is simply repeated
        (Progress.CALLING, Step.DEFERRED): Progress.PENDING,
        (Progress.CALLING, Step.REFUSED): Progress.OPEN,
        (Progress.CALLING, Step.BLURRED): Progress.UNKNOWN,
        (Progress.UNKNOWN, Step.FOUND): Progress.DONE,
        (Progress.UNKNOWN, Step.ABSENT): Progress.PENDING,
        (Progress.UNKNOWN, Step.GIVEN_UP): Progress.OPEN,
        (Progress.OPEN, Step.ORDER): Progress.PENDING,
        (Progress.OPEN, Step.DROP): Progress.DROPPED,
        (Progress.OPEN, Step.BY_HAND): Progress.DONE,
    }
)


def following(progress: Progress, step: Step) -> Progress:
    """Where ``step`` leads to. Raises IllegalTransition where it cannot happen."""
    try:
        return STEPS[progress, step]
    except KeyError:
        raise IllegalTransition(f"an amendment that is {progress} cannot {step}") from None


@dataclass(frozen=True, slots=True)
class Amendment:
    """One correction or withdrawal of one post.

    ``reasons`` say in plain words what readers of the post would see as different. ``before`` is the
    text that stood when it was decided; ``draft`` is what is to stand instead (EDIT) or to be said
    under it (REPLY), None where there is no such text. ``fingerprint`` is that of the story's
    revision that it follows; for a story that is gone, when it was first missed. ``fence`` grows with each call.
    ``posts`` is a reply that was made. ``error`` is the last trouble, or why it was dropped.
    """

    id: str
    delivery_id: str
    channel: str
    cause: Cause
    action: Action
    progress: Progress
    reasons: tuple[str, ...]
    before: str
    draft: Draft | None
    fingerprint: str
    created_at: datetime
    due_at: datetime
    fence: int = 0
    attempts: int = 0
    called_at: datetime | None = None
    settling_since: datetime | None = None
    read_at: datetime | None = None
    readings: int = 0
    absences: int = 0
    posts: tuple[RemotePost, ...] = ()
    cost_usd: Decimal = Decimal(0)
    error: str | None = None
    ended_at: datetime | None = None

    @property
    def after(self) -> str:
        """The text that is to stand or to be said; empty where there is none."""
        return "\n\n".join(part.text for part in self.draft.parts) if self.draft else ""
