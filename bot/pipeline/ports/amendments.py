"""What the use cases ask of the memory of stories' pages and of amendments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from bot.model.amendment import Action, Amendment, Cause, Progress, Step
from bot.model.article import Article
from bot.model.delivery import Delivery
from bot.model.draft import Draft
from bot.model.outcome import RemotePost
from bot.model.user import Actor


@dataclass(frozen=True, slots=True)
class Watch:
    """A story's page as it is known. ``url`` is where it was read; empty for one that was not on the web.

    ``others`` are further addresses under which it was announced. ``is_revised``: its newest revision was not
    compared with its posts yet. ``page`` is its last reading. ``misses`` counts looks in a row that found nothing, since ``missing_since``;
    ``gone_at`` is when it was certain. ``trouble`` is what the last look met.
    """

    article_id: str
    url: str
    others: tuple[str, ...] = ()
    is_revised: bool = False
    page: Article | None = None
    looked_at: datetime | None = None
    next_look_at: datetime | None = None
    misses: int = 0
    missing_since: datetime | None = None
    gone_at: datetime | None = None
    trouble: str | None = None


class Watches(Protocol):
    """Stories whose pages are looked at."""

    def get(self, article_id: str) -> Watch:
        """What is known of the story's page. Raises NotFound."""
        ...

    def revise(self, article_id: str, article: Article, *, now: datetime) -> None:
        """Commit what the story's page says now as its newest revision, which is compared by whoever calls this."""
        ...

    def found_at(self, article_id: str, address: str) -> None:
        """Commit that a person's story was read at this web address."""
        ...

    def note(self, watch: Watch) -> None:
        """Commit what a look showed."""
        ...

    def waiting_unread(self, *, due_after: datetime, seen_since: datetime) -> tuple[str, ...]:
        """Ids of stories seen since then whose page was never read and whose posts wait: for a later time, or for a person.

        The next to go out first; none that a flood holds.
        """
        ...

    def first_page(self, article_id: str, page: Article) -> None:
        """Commit what the story's page says, where that was not known; it is no look."""
        ...

    def due(
        self, now: datetime, *, posted_since: datetime, posted_until: datetime
    ) -> tuple[str, ...]:
        """Ids of posted stories whose page is to be looked at, the most overdue first."""
        ...

    def hasten(self, now: datetime, *, posted_since: datetime, count: int) -> None:
        """Let the pages of so many stories, the latest posted, be looked at now."""
        ...

    def missing(self, *, since: datetime) -> int:
        """Of how many stories the page was missing at the last look, if that was after ``since``."""
        ...

    def revised(self) -> tuple[str, ...]:
        """Ids of stories that have a revision which was not compared with their posts yet."""
        ...

    def considered(self, article_id: str, fingerprint: str) -> None:
        """Commit that the revision was compared, unless a newer one has come."""
        ...

    def readings(self, article_id: str) -> tuple[str, tuple[Article, ...]]:
        """The fingerprint of the current revision, and all revisions with the current one last."""
        ...


@dataclass(frozen=True, slots=True)
class NewAmendment:
    """An amendment to be made; see ``Amendment``."""

    cause: Cause
    action: Action
    progress: Progress
    reasons: tuple[str, ...]
    before: str
    draft: Draft | None = None
    fingerprint: str = ""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeVerdict:
    """What follows from a call or a reading for an amendment. ``cost_usd`` is what it cost."""

    step: Step
    due_at: datetime | None = None
    posts: tuple[RemotePost, ...] = ()
    error: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    cost_usd: Decimal = Decimal(0)


class Amendments(Protocol):
    """The durable set of amendments. Every change is in the delivery's attempt log, too."""

    def get(self, amendment_id: str) -> Amendment:
        """The amendment. Raises NotFound."""
        ...

    def of_delivery(self, delivery_id: str) -> tuple[Amendment, ...]:
        """All amendments of a post, oldest first."""
        ...

    def in_progress(self, *progress: Progress) -> tuple[Amendment, ...]:
        """All that stand there, by due time, then by id."""
        ...

    def propose(
        self, delivery: Delivery, new: NewAmendment, *, now: datetime, by: Actor | None = None
    ) -> Amendment | None:
        """Commit an amendment of a posted delivery; those that wait are dropped for it.

        None where the newest one has the same cause and revision, one is under way at the platform, or the
        delivery is no longer posted.
        """
        ...

    def claim(self, amendment_id: str, *, now: datetime) -> Amendment | None:
        """The intent, durable: ``pending → calling``, fence + 1, with before and after in the log."""
        ...

    def settle(self, amendment: Amendment, verdict: ChangeVerdict, *, now: datetime) -> bool:
        """Apply the verdict where progress and fence still match; else only a row in the log.

        A confirmed deletion retracts the delivery in the same commit, a confirmed edit changes its draft.
        """
        ...

    def note_reading(
        self, amendment: Amendment, *, absences: int, cost_usd: Decimal, now: datetime
    ) -> None:
        """Commit one more reading that settled nothing."""
        ...

    def orphan(self, *, called_before: datetime, now: datetime) -> int:
        """Those whose call was begun before then and never settled; replies become ``unknown``."""
        ...

    def decide(
        self,
        amendment_id: str,
        step: Step,
        *,
        now: datetime,
        action: Action | None = None,
        draft: Draft | None = None,
        reason: str | None = None,
        by: Actor | None = None,
    ) -> Amendment:
        """A person's decision about an open one. Raises NotFound, IllegalTransition."""
        ...

    def was_edited(self, delivery_id: str) -> bool:
        """Whether a person wrote the delivery's text."""
        ...

    def recompose(self, delivery: Delivery, draft: Draft, reason: str, *, now: datetime) -> bool:
        """Commit another draft for a delivery that was never sent; before and after go into the log."""
        ...

    def note_wait(self, delivery: Delivery, reason: str) -> None:
        """Commit why a scheduled delivery waits, for people to see."""
        ...
