"""The life of a delivery: its states, what may happen in each, and where that leads.

``TRANSITIONS`` is the whole state machine. The store applies it with conditional updates, the
pipeline asks it what follows from an outcome; nothing else decides about states.
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


class State(StrEnum):
    """Where a delivery stands."""

    HELD = "held"
    """Waits for a person's approval."""
    SCHEDULED = "scheduled"
    """Has a due time."""
    SENDING = "sending"
    """Claimed: the intent is committed, the call may be under way."""
    UNKNOWN = "unknown"
    """Sent, and whether it was published is not known."""
    POSTED = "posted"
    """The platform's id is in the log."""
    HANDED_OFF = "handed_off"
    """A person is to post it and confirm."""
    FAILED = "failed"
    """Needs a person's decision."""
    CANCELLED = "cancelled"
    """A person decided that it does not go out."""
    EXPIRED = "expired"
    """The story grew older than the channel's max_age before it went out."""
    RETRACTED = "retracted"
    """Was posted and taken down again."""


UNFINISHED = frozenset(
    {State.HELD, State.SCHEDULED, State.SENDING, State.UNKNOWN, State.HANDED_OFF, State.FAILED}
)
FINISHED = frozenset(State) - UNFINISHED
IN_FLIGHT = frozenset({State.SENDING, State.UNKNOWN})
"""At most one delivery of a channel may be in these: the order of a channel's posts is kept.

A thread that has begun and is ``scheduled`` for its next part counts as one, so that no post comes between.
"""


class Event(StrEnum):
    """What can happen to a delivery."""

    APPROVE = "approve"
    REJECT = "reject"
    CANCEL = "cancel"
    RETRY = "retry"
    CONFIRM = "confirm"
    CONFIRM_PART = "confirm_part"
    HOLD = "hold"
    RESCHEDULE = "reschedule"
    EXPIRE = "expire"
    CLAIM = "claim"
    DOUBTED = "doubted"
    PUBLISHED = "published"
    PART_PUBLISHED = "part_published"
    DEFERRED = "deferred"
    REFUSED = "refused"
    BLURRED = "blurred"
    PASSED_ON = "passed_on"
    ORPHANED = "orphaned"
    FOUND = "found"
    PART_FOUND = "part_found"
    ABSENT = "absent"
    GIVEN_UP = "given_up"
    RETRACT = "retract"


TRANSITIONS: Mapping[tuple[State, Event], State] = MappingProxyType(
    {
        # before anything was sent
        (State.HELD, Event.APPROVE): State.SCHEDULED,
        (State.HELD, Event.REJECT): State.CANCELLED,
        (State.HELD, Event.CANCEL): State.CANCELLED,
        (State.HELD, Event.EXPIRE): State.EXPIRED,
        (State.SCHEDULED, Event.HOLD): State.HELD,
        (State.SCHEDULED, Event.RESCHEDULE): State.SCHEDULED,
        (State.SCHEDULED, Event.REJECT): State.CANCELLED,
        (State.SCHEDULED, Event.CANCEL): State.CANCELLED,
        (State.SCHEDULED, Event.EXPIRE): State.EXPIRED,
        (State.SCHEDULED, Event.CLAIM): State.SENDING,
        (State.SCHEDULED, Event.DOUBTED): State.UNKNOWN,
        # one call
        (State.SENDING, Event.PUBLISHED): State.POSTED,
        (State.SENDING, Event.PART_PUBLISHED): State.SCHEDULED,
        (State.SENDING, Event.DEFERRED): State.SCHEDULED,
        (State.SENDING, Event.REFUSED): State.FAILED,
        (State.SENDING, Event.BLURRED): State.UNKNOWN,
        (State.SENDING, Event.PASSED_ON): State.HANDED_OFF,
        (State.SENDING, Event.ORPHANED): State.UNKNOWN,
        # settling what is not known
        (State.UNKNOWN, Event.FOUND): State.POSTED,
        (State.UNKNOWN, Event.PART_FOUND): State.SCHEDULED,
        (State.UNKNOWN, Event.ABSENT): State.SCHEDULED,
        (State.UNKNOWN, Event.GIVEN_UP): State.FAILED,
        # a person's part
        (State.HANDED_OFF, Event.CONFIRM): State.POSTED,
        (State.HANDED_OFF, Event.CANCEL): State.CANCELLED,
        (State.HANDED_OFF, Event.REJECT): State.CANCELLED,
        (State.FAILED, Event.RETRY): State.SCHEDULED,
        (State.FAILED, Event.CONFIRM): State.POSTED,
        (State.FAILED, Event.CONFIRM_PART): State.FAILED,
        (State.FAILED, Event.CANCEL): State.CANCELLED,
        (State.FAILED, Event.REJECT): State.CANCELLED,
        # afterwards
        (State.POSTED, Event.RETRACT): State.RETRACTED,
    }
)


def after(state: State, event: Event) -> State:
    """The state that ``event`` leads to. Raises IllegalTransition where it cannot happen."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        allowed = ", ".join(sorted(e for s, e in TRANSITIONS if s is state)) or "nothing"
        raise IllegalTransition(
            f"a delivery that is {state} cannot {event}; it allows: {allowed}"
        ) from None


@dataclass(frozen=True, slots=True)
class Delivery:
    """The intent to put one draft on one channel once.

    ``again`` is 0 for a story's first post on the channel and counts up with each repeat that a
    person asked for. ``fence`` grows with each claim: a verdict that carries an older fence is
    nobody's. ``manual`` marks a delivery that a person sent by hand: cadence and ``max_age`` do
    not apply. ``settling_since`` is when the process that will settle it saw the ambiguity;
    ``absences`` and ``readings`` count the readings of the platform since then.
    ``sent_at`` is the time of the last claim, ``ended_at`` when it came to its last state. ``posts`` are those of the first parts, as far as they stand.
    ``flood`` is the id of the flood that holds it. ``breaking`` marks one that waits for no slot and no
    other; ``pinned`` one whose time a person chose. Times are aware and in UTC.
    """

    id: str
    article_id: str
    channel: str
    platform: str
    state: State
    draft: Draft
    article_url: str
    slug: str
    title: str
    published_at: datetime | None
    again: int = 0
    manual: bool = False
    due_at: datetime | None = None
    fence: int = 0
    attempts: int = 0
    sent_at: datetime | None = None
    settling_since: datetime | None = None
    read_at: datetime | None = None
    readings: int = 0
    absences: int = 0
    posts: tuple[RemotePost, ...] = ()
    posted_at: datetime | None = None
    ended_at: datetime | None = None
    cost_usd: Decimal = Decimal(0)
    error: str | None = None
    flood: str | None = None
    breaking: bool = False
    pinned: bool = False

    @property
    def has_begun(self) -> bool:
        """Whether a part of its thread stands and another one does not."""
        return 0 < len(self.posts) < len(self.draft.parts)

    @property
    def parts_left(self) -> int:
        """How many parts do not stand yet."""
        return len(self.draft.parts) - len(self.posts)

    @property
    def call(self) -> Draft:
        """The draft of the one call that comes next, or is under way: the first part that does not stand."""
        index = min(len(self.posts), len(self.draft.parts) - 1)
        return self.draft.alone(index, self.posts[-1].id if self.posts else None)
