"""What the use cases ask of the world. Adapters implement these; tests bring fakes.

Every time is aware and in UTC and comes from the caller. ``now`` is always an argument.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol, runtime_checkable

from bot.model.article import Article, Entry
from bot.model.delivery import Delivery, Event, State
from bot.model.draft import Draft, Rules
from bot.model.identity import Witness
from bot.model.outcome import CannotTell, Outcome, Reading, RemotePost

# --- time ---------------------------------------------------------------------------------------


class Clock(Protocol):
    """Where the time comes from that becomes an argument."""

    def now(self) -> datetime:
        """The wall-clock time, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds on a clock that is never set, for deadlines."""
        ...


# --- sources -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bookmark:
    """What a source remembers from one poll to the next.

    ``etag`` and ``last_modified`` go back to the server as it gave them; ``cursor`` is the source
    kind's own (WordPress: the newest ``modified_gmt`` seen).
    """

    etag: str | None = None
    last_modified: str | None = None
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one poll brought. ``malformed`` says in plain words which items could not be used."""

    entries: tuple[Entry, ...]
    bookmark: Bookmark
    malformed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of a web page and where they came from after redirects."""

    url: str
    body: bytes
    charset: str | None = None
    """From the Content-Type header; None where it names none."""


class Source(Protocol):
    """A place where articles come from."""

    name: str

    def poll(self, bookmark: Bookmark) -> Batch:
        """Read what is there, or nothing where it has not changed. Raises FetchError, SourceError."""
        ...

    def find(self, slug: str) -> Entry | None:
        """The entry whose URL ends in ``slug``, or None. Raises FetchError, SourceError."""
        ...


class Pages(Protocol):
    """Reads web pages through the guarded client."""

    def read(self, url: str) -> Page:
        """The page at ``url``. Raises FetchError."""
        ...


# --- tokens --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Token:
    """What the bot obtained or renewed itself for a channel, by credential suffix.

    ``seed`` is the fingerprint of the environment's token at that time, empty where there was none: the
    stored token counts until that one changes. ``expires_at`` is when its access token ends.
    ``begun_at`` is when a renewal was begun whose end is not recorded.
    """

    values: Mapping[str, str] = field(repr=False)
    seed: str = ""
    expires_at: datetime | None = None
    begun_at: datetime | None = None

    @property
    def is_renewed(self) -> bool:
        """Whether the bot renews it, so that its platform looks it up at each call."""
        return "ACCESS" in self.values or self.begun_at is not None


class Tokens(Protocol):
    """The tokens of all channels, encrypted at rest. ``kind`` is the platform that gave them."""

    def get(self, channel: str, kind: str) -> Token | None:
        """The stored token. Raises CredentialsError where it cannot be decrypted, StoreError."""
        ...

    def put(self, channel: str, kind: str, token: Token, *, now: datetime) -> None:
        """Commit the token in place of an older one; durable on return. Raises StoreError."""
        ...

    def turn(self, channel: str, *, timeout: float) -> AbstractContextManager[None]:
        """Whoever is inside is alone among all threads and processes of this database.

        Raises StoreError after ``timeout`` seconds of waiting.
        """
        ...


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What a platform tells about a token: when it ends (None: never), and what is wrong with it."""

    expires_at: datetime | None = None
    problem: str = ""


# --- platforms -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Account:
    """One configured account on a platform.

    ``credentials`` are by suffix ("API_KEY", "PAGE_TOKEN"). ``base_url`` replaces the platform's own scheme
    and host where it is not empty. ``timeout`` is seconds for one call. ``mode`` is "api" or "handoff".
    ``stored`` is the token that counts in place of the environment's when the account is connected;
    one that is renewed is looked up in ``tokens`` at each call.
    """

    channel: str
    credentials: Mapping[str, str] = field(repr=False)
    base_url: str = ""
    timeout: float = 20.0
    mode: str = "api"
    stored: Token | None = None
    tokens: Tokens | None = field(default=None, repr=False, compare=False)


class Platform(Protocol):
    """One account, connected."""

    rules: Rules

    def publish(self, draft: Draft, *, now: datetime) -> Outcome:
        """Make the draft public with one attempt. Never raises for what the network or platform does."""
        ...

    def find(self, delivery: Delivery, *, bound: Collection[str], now: datetime) -> Reading:
        """Read whether the delivery stands there since ``delivery.sent_at``.

        Remote ids in ``bound`` belong to other deliveries and do not count.
        """
        ...


@runtime_checkable
class TellsToken(Protocol):
    """A platform that can be asked about the token it was given."""

    def token_facts(self, *, now: datetime) -> TokenFacts | CannotTell:
        """What the platform tells about the account's token."""
        ...


class PlatformKind(Protocol):
    """What the module behind an entry point of ``bot.platforms`` offers."""

    RULES: Rules

    def missing_credentials(self, given: Collection[str], mode: str) -> tuple[str, ...]:
        """Which suffixes are still needed, given those that are set; empty when complete."""
        ...

    def connect(self, account: Account) -> Platform:
        """The connected account; opens no connection yet and imports its SDK at first use only."""
        ...


# --- store ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What the store knows of an entry: the digest it had, and how often reading it failed."""

    digest: str
    failures: int


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A delivery to be made: its draft, and whether it is held or scheduled and for when."""

    draft: Draft
    state: State
    due_at: datetime | None
    manual: bool = False
    again: int = 0
    reason: str | None = None
    """Why it is held, in plain words."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What came of admitting a story: ``is_new`` False means that a witness knew it already."""

    article_id: str
    is_new: bool
    is_revision: bool
    delivery_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """A story in the store. ``title`` is empty for one that was seen but never read."""

    id: str
    url: str
    slug: str
    title: str


class Articles(Protocol):
    """Stories, their witnesses and revisions, and what each source has shown."""

    def bookmark(self, source: str) -> Bookmark | None:
        """The source's bookmark; None before its first completed poll."""
        ...

    def finish_poll(self, source: str, bookmark: Bookmark, *, new: int, now: datetime) -> None:
        """Commit that a poll succeeded, with what to remember and how many new stories it brought."""
        ...

    def fail_poll(self, source: str, error: str, *, now: datetime) -> None:
        """Commit that a poll failed; the bookmark stays."""
        ...

    def known_entries(self, source: str, guids: Collection[str]) -> Mapping[str, KnownEntry]:
        """Of these GUIDs the ones that the source has shown before."""
        ...

    def find_witness(self, witnesses: Sequence[Witness]) -> KnownArticle | None:
        """The story that any of the witnesses belongs to."""
        ...

    def remember(
        self, entry: Entry, *, digest: str, witnesses: Sequence[Witness], now: datetime
    ) -> None:
        """Commit that the entry was seen, as a story that is known and needs nothing."""
        ...

    def entry_failed(self, entry: Entry, error: str, *, now: datetime) -> None:
        """Commit that the entry's story could not be read this time."""
        ...

    def admit(
        self,
        entry: Entry | None,
        article: Article,
        *,
        digest: str,
        witnesses: Sequence[Witness],
        deliveries: Sequence[NewDelivery],
        now: datetime,
    ) -> Admission:
        """In one durable commit: the entry, the story with its witnesses and revision, its deliveries.

        Where a witness knows the story already, the new witnesses join it, a changed text becomes a
        revision, and **no delivery is made**. ``entry`` is None for a story given by hand.
        """
        ...

    def by_slug(self, slug: str) -> tuple[KnownArticle, ...]:
        """The stories whose URL ends in ``slug``."""
        ...


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to make one call for a delivery, until the lease ends."""

    delivery: Delivery
    fence: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from an outcome or a reading; ``event`` decides the next state."""

    event: Event
    due_at: datetime | None = None
    posts: tuple[RemotePost, ...] = ()
    error: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    """For the attempt log: the outcome's kind and words, never a credential."""
    reading_usd: Decimal = Decimal(0)
    """What the reading itself cost; the post's price is the draft's."""


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What a channel may do. ``paused`` says why it is stopped; ``rests_until`` when it may go on."""

    name: str
    paused: str | None = None
    rests_until: datetime | None = None
    failures: int = 0
    """Failures in a row; 0 after any success."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The database is a copy taken at ``taken_at``, found to have been put back at ``seen_at``."""

    taken_at: datetime
    seen_at: datetime


class Outbox(Protocol):
    """The durable set of deliveries, and the attempt log."""

    def get(self, delivery_id: str) -> Delivery:
        """The delivery. Raises NotFound."""
        ...

    def of_article(self, article_id: str) -> tuple[Delivery, ...]:
        """All deliveries of a story, oldest first."""
        ...

    def add(
        self, article_id: str, deliveries: Sequence[NewDelivery], *, now: datetime
    ) -> tuple[str, ...]:
        """Commit further deliveries of a known story; their ids. Raises AlreadyPosted on a clash."""
        ...

    def due(self, now: datetime) -> tuple[Delivery, ...]:
        """Those ``scheduled`` with ``due_at`` at or before ``now``, by due time, then by id."""
        ...

    def next_due(self) -> datetime | None:
        """The earliest due time of all that is ``scheduled``."""
        ...

    def in_state(self, *states: State) -> tuple[Delivery, ...]:
        """All deliveries in any of the states, by due time, then by id."""
        ...

    def bookings(self, channel: str, *, since: datetime) -> tuple[datetime, ...]:
        """The instants that the channel has used or promised since then, sorted.

        The due times of what is scheduled, and the times of the last call of what is in flight,
        posted or handed off.
        """
        ...

    def sent_times(self, channel: str, *, since: datetime) -> tuple[datetime, ...]:
        """Of ``bookings`` those of what went out or is in flight, sorted."""
        ...

    def rewrite(self, delivery_id: str, draft: Draft, *, now: datetime) -> Delivery:
        """Commit another draft for a delivery that is held or scheduled.

        Raises NotFound, IllegalTransition.
        """
        ...

    def claim(
        self,
        delivery_id: str,
        *,
        payload: Mapping[str, object],
        now: datetime,
        draft: Draft | None = None,
    ) -> Claim | None:
        """T1, one durable commit: ``scheduled → sending`` by a single conditional update.

        Fence + 1, and the attempt row ``intent`` with the frozen payload and its fingerprint.
        ``draft`` takes the place of the delivery's own in the same update.

        None where it is no longer scheduled, or the channel has another one in flight.
        """
        ...

    def settle(self, claim: Claim, verdict: Verdict, *, now: datetime) -> bool:
        """T2: apply the verdict where fence and ``sending`` still match.

        False where they do not; then nothing changes but a row in the attempt log that says so.
        """
        ...

    def orphan(self, *, now: datetime) -> tuple[str, ...]:
        """At boot: every ``sending`` becomes ``unknown``; the ids of these orphans.

        The settling of every ``unknown`` starts anew from ``now``, with no readings.
        """
        ...

    def note_reading(
        self,
        delivery: Delivery,
        *,
        absences: int,
        detail: Mapping[str, str],
        now: datetime,
        cost_usd: Decimal = Decimal(0),
    ) -> bool:
        """Commit one more reading that settled nothing yet: ``readings`` + 1 and the absences so far."""
        ...

    def resolve(self, delivery: Delivery, verdict: Verdict, *, now: datetime) -> bool:
        """Apply what a reading settled, where fence and ``unknown`` still match; else False."""
        ...

    def doubt(
        self, delivery_id: str, *, sent_at: datetime, settling_since: datetime, now: datetime
    ) -> bool:
        """``scheduled → unknown`` without a call: a lost database may have made it since ``sent_at``.

        False where it is no longer scheduled, or the channel has another one in flight.
        """
        ...

    def bound_ids(self, channel: str, *, since: datetime) -> frozenset[str]:
        """The remote ids that belong to deliveries of the channel which ended since then, or not yet."""
        ...

    def move(
        self,
        delivery_id: str,
        event: Event,
        *,
        now: datetime,
        due_at: datetime | None = None,
        reason: str | None = None,
        posts: tuple[RemotePost, ...] = (),
        manual: bool | None = None,
    ) -> Delivery:
        """A person's or the planner's event on a delivery that is not in flight.

        Raises NotFound, IllegalTransition.
        """
        ...

    def channel(self, name: str) -> ChannelState:
        """What the channel may do now."""
        ...

    def pause(self, name: str, reason: str, *, now: datetime) -> None:
        """Stop the channel until a person resumes it."""
        ...

    def resume(self, name: str, *, now: datetime) -> None:
        """Let the channel go on: no pause, no rest, no failures."""
        ...

    def rest(self, name: str, until: datetime | None, *, failures: int, now: datetime) -> None:
        """Leave the channel alone until then (None: no longer), with its failures in a row."""
        ...

    def spent(self, channel: str, *, since: datetime) -> Decimal:
        """US dollars of what went out on the channel, or may have, since then, and of its readings."""
        ...
