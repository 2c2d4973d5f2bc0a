"""What the upload of a picture means for the post, whose own call has not been made yet.

Whatever becomes of an upload, nothing is public: an uploaded picture that no post names is seen by nobody and
forgotten by the platform. So what is unclear about an upload is ``NotSent`` for the post, and what is refused for good
is the picture's loss, not the post's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

from bot.model.draft import Draft
from bot.model.errors import CardError
from bot.model.outcome import (
    AuthFailed,
    Duplicate,
    HandedOff,
    NotSent,
    Outcome,
    Posted,
    RateLimited,
    Rejected,
    Unclear,
)
from bot.pipeline.pictures import IN_THE_WAY, Picture, picture_of

PATIENCE = timedelta(minutes=15)
"""News waits so long for a limit on pictures to end, and no longer: then it goes without."""
_SHARE = 0.5
"""Of the time for one delivery, what uploading may take; the post needs the rest."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The platform has the picture under this id or token."""

    id: str


@dataclass(frozen=True, slots=True)
class Without:
    """The post goes without the picture; ``note`` says why."""

    note: str


Upload = Uploaded | Without | NotSent | RateLimited | AuthFailed


class Stopwatch:
    """Tells whether uploading has left the post enough time."""

    def __init__(self, seconds: float) -> None:
        self._latest = monotonic() + seconds * _SHARE

    @property
    def is_late(self) -> bool:
        """Whether more than the share of the uploads is used up."""
        return monotonic() > self._latest


LATE = NotSent(f"{IN_THE_WAY}took so long that the post had too little time and was not made")


def picture_to_send(draft: Draft) -> Picture | Without | None:
    """The picture that goes with the draft; None where it has none."""
    try:
        return picture_of(draft)
    except CardError as error:
        return Without(f"posted without its picture: {error}")


def upload_came_to(outcome: Outcome, *, now: datetime) -> Upload:
    """What follows for the post from the outcome of an upload, judged as a post's would be."""
    match outcome:
        case Posted(posts):
            return Uploaded(posts[0].id)
        case NotSent():
            return outcome  # the platform was not reached at all
        case Unclear(detail):
            return NotSent(f"{IN_THE_WAY}was not uploaded, so the post was not made: {detail}")
        case RateLimited(detail, retry_at):
            if retry_at is None or retry_at - now <= PATIENCE:
                return RateLimited(f"{IN_THE_WAY}has to wait: {detail}", retry_at)
            return refused(detail)
        case AuthFailed():
            return outcome
        case Rejected(detail) | Duplicate(detail):
            return refused(detail)
        case HandedOff():
            return refused("no picture can be handed to a person here")


def refused(detail: str) -> Without:
    """The platform does not take the picture."""
    return Without(f"posted without its picture, which was refused: {detail}")


def with_note(outcome: Outcome, upload: Upload | None) -> Outcome:
    """The post's outcome, with what became of its picture where that is not there."""
    if isinstance(outcome, Posted) and isinstance(upload, Without):
        return replace(outcome, note=upload.note)
    return outcome
