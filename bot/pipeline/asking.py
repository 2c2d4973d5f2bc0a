"""A program asks for a post. Asked twice under the same key, it is done once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model.errors import AlreadyPosted, UsageError
from bot.model.user import Actor
from bot.pipeline.by_hand import ByHand, Stands, Waiting, describe_standing
from bot.pipeline.ports import Clock, RequestKey, Requests
from bot.pipeline.target import Story, is_url

FARTHEST = timedelta(days=366)
"""How far ahead a post may be asked for."""


_SLUG = re.compile(r"[\w~-][\w.~%-]*")


def require_published(target: str) -> None:
    """Raise UsageError for what is neither a slug nor a web address: no path, no file, no other scheme."""
    if not is_url(target) and not _SLUG.fullmatch(target):
        raise UsageError("a target is a slug, such as harbour-opens, or a web address")


@dataclass(frozen=True, slots=True)
class Request:
    """``target`` is a slug or a URL; ``at`` None is now. ``approved``: a person has seen the drafts."""

    target: str
    channels: Sequence[str]
    at: datetime | None = None
    again: bool = False
    approved: bool = False

    @property
    def digest(self) -> str:
        """The same for the same request."""
        told = repr((self.target, sorted(self.channels), self.at, self.again, self.approved))
        return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of it: deliveries by channel, and why other channels were left out.

    ``is_repeat``: all of it was done when it was asked before.
    """

    deliveries: Mapping[str, str]
    left_out: Mapping[str, str]
    is_repeat: bool = False


class Asking:
    """``find`` reads the story of a target; it never reads a file of this machine."""

    def __init__(
        self, find: Callable[[str], Story], by_hand: ByHand, requests: Requests, clock: Clock
    ) -> None:
        self._find = find
        self._by_hand = by_hand
        self._requests = requests
        self._clock = clock

    def ask(self, request: Request, *, by: Actor, key: str | None = None) -> Asked:
        """Commit the deliveries. Raises AlreadyPosted where the story stands on all channels already.

        Raises UsageError, also for a ``key`` that came with another request, FetchError, ExtractError,
        NotFound.
        """
        require_published(request.target)
        now = self._clock.now()
        at = max(request.at or now, now)
        if at > now + FARTHEST:
            raise UsageError(f"{at:%Y-%m-%d} is more than a year ahead")
        known = key and RequestKey(by.name, key, request.digest)
        if not known:
            return self._enqueue(request, request.channels, None, at, by, now)
        done = self._done(known)
        rest = [name for name in request.channels if name not in done]
        if not rest:
            return Asked(done, {}, is_repeat=True)
        try:
            asked = self._enqueue(request, rest, known, at, by, now)
        except AlreadyPosted:
            # by this very request, a moment ago or before this process died?
            done = self._done(known)
            if not done:
                raise
            return Asked(done, {}, is_repeat=True)
        return replace(asked, deliveries={**done, **asked.deliveries})

    def _done(self, known: RequestKey) -> Mapping[str, str]:
        answered = self._requests.answered(known.owner, known.key)
        if answered is None:
            return {}
        if answered.digest != known.digest:
            raise UsageError(
                f'the key "{known.key[:80]}" came with another request before; take another one'
            )
        return answered.deliveries

    def _enqueue(
        self,
        request: Request,
        names: Sequence[str],
        known: RequestKey | None,
        at: datetime,
        by: Actor,
        now: datetime,
    ) -> Asked:
        if not request.again:
            self._by_hand.refuse_standing(request.target, names)
        story = self._find(request.target)
        proposals = self._by_hand.propose(story.article, story.entry, names, again=request.again)
        ids = self._by_hand.enqueue(
            story.article,
            story.entry,
            proposals,
            approved=request.approved,
            at=at,
            now=now,
            by=by,
            request=known,
        )
        deliveries = self._by_hand.channels_of(ids)
        for name, proposal in proposals.items():
            if known is not None and isinstance(proposal, Waiting):
                self._requests.note(known, name, proposal.delivery.id, now=now)
        left_out = {
            name: f"the story {describe_standing(proposal.delivery)}"
            for name, proposal in proposals.items()
            if isinstance(proposal, Stands)
        }
        return Asked(deliveries, left_out)
