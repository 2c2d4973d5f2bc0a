"""What one call to a platform came to, and what a reading of its timeline showed.

A client maps everything that can happen — statuses, error codes, time-outs, broken answers — to
exactly one of these. What it does not recognise is ``Unclear``, never success.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RemotePost:
    """A post as the platform knows it. ``id`` is the platform's; ``url`` is where readers see it."""

    id: str
    url: str


@dataclass(frozen=True, slots=True)
class Posted:
    """The platform answered with the ids of what it now shows, one for each part.

    ``note`` says what of the draft is not there: its picture, where the platform refused that.
    """

    posts: tuple[RemotePost, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Refused for now, nothing published. ``retry_at`` is what the platform named, or None."""

    detail: str
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """Provably nothing was published: name not resolved, connection refused, no picture uploaded beforehand."""

    detail: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The platform refuses this content for good; sending it again would not help."""

    detail: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The platform says that it has this post already: evidence that has to be read, not proof."""

    detail: str


@dataclass(frozen=True, slots=True)
class AuthFailed:
    """The credentials are refused or the account may not post; ``remedy`` says what to renew."""

    detail: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """It may or may not have been published: time-out, reset, 5xx, an answer without an id."""

    detail: str


@dataclass(frozen=True, slots=True)
class HandedOff:
    """Nothing was called: a person is to post it. ``compose_url`` opens the platform's composer."""

    compose_url: str = ""


@dataclass(frozen=True, slots=True)
class Amended:
    """The platform confirms that a post was changed or taken down, or that it is gone already.

    ``posts`` is what was newly made: a reply.
    """

    posts: tuple[RemotePost, ...] = ()
    detail: str = ""


Outcome = Posted | RateLimited | NotSent | Rejected | Duplicate | AuthFailed | Unclear | HandedOff
ChangeOutcome = Amended | RateLimited | NotSent | Rejected | Duplicate | AuthFailed | Unclear
"""What an edit, a reply or a deletion came to."""


@dataclass(frozen=True, slots=True)
class Found:
    """The post stands on the platform. ``shown``: how many posts the platform showed for it."""

    posts: tuple[RemotePost, ...]
    shown: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Absent:
    """A complete reading of the time since the attempt did not show the post. ``shown`` as in ``Found``."""

    shown: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The platform could not be read, or not far enough back. ``shown`` as in ``Found``."""

    detail: str
    shown: int = field(default=0, compare=False)


Reading = Found | Absent | CannotTell
