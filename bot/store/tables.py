"""The tables, as SQLModel classes: the one place that says what the database looks like.

The migrations build the same by hand (a test compares the two). Rows never leave the store:
they become the dataclasses of ``bot.model`` at its edge. The statements use the ``Table``
objects at the end, because every write is one conditional statement, never a changed object.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, MetaData, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.model.delivery import State
from bot.store.columns import INDEX_WORD, Dollars, KeyText, PlainText, UtcTime

_STATES = ", ".join(f"'{state}'" for state in State)
_LANE = text("state IN ('sending', 'unknown') OR (state = 'scheduled' AND posts <> '[]')")


def _key(**options: Any) -> Any:
    return Field(sa_type=KeyText, **options)


def _text(**options: Any) -> Any:
    return Field(sa_type=PlainText, **options)


def _time(**options: Any) -> Any:
    return Field(sa_type=UtcTime, **options)


class Row(SQLModel):
    """What all tables share: their own metadata, apart from other users of SQLModel."""

    # rows are checked by the database: what pydantic would build to check them stays unbuilt
    model_config = {"defer_build": True}
    metadata = MetaData()


class SourceRow(Row, table=True):
    """What a source remembers between polls, and how its polls went.

    ``first_polled_at`` is the first poll that succeeded; ``failures`` counts in a row;
    ``new_stories`` counts all that it ever brought. What the server asked of us (``rests_until``,
    ``gone_at``) concerns the address ``asked_url``.
    """

    __tablename__ = "sources"
    name: str = _key(primary_key=True)
    etag: str | None = _text()
    last_modified: str | None = _text()
    cursor: str | None = _text()
    first_polled_at: datetime | None = _time()
    last_polled_at: datetime | None = _time()
    last_ok_at: datetime | None = _time()
    failures: int = 0
    error: str | None = _text()
    new_stories: int = 0
    moved_from: str | None = _text()
    moved_to: str | None = _text()
    asked_url: str | None = _text()
    rests_until: datetime | None = _time()
    gone_at: datetime | None = _time()


class SubscriptionRow(Row, table=True):
    """The subscription to a source at its hub. The key that signs its messages is stored nowhere."""

    __tablename__ = "subscriptions"
    source: str = _key(primary_key=True)
    hub: str = _text()
    topic: str = _text()
    state: str = _text()
    asked_at: datetime | None = _time()
    expires_at: datetime | None = _time()
    lease_seconds: int | None = None
    failures: int = 0
    error: str | None = _text()


class ArticleRow(Row, table=True):
    """A story. ``title`` and ``fingerprint`` are empty for one that was seen but never read.

    ``fingerprint`` is that of its current revision.
    """

    __tablename__ = "articles"
    id: int | None = Field(default=None, primary_key=True)
    url: str = _text()
    slug: str = _key(index=True)
    title: str = _text()
    language: str | None = _text()
    published_at: datetime | None = _time()
    first_seen_at: datetime = _time()
    fingerprint: str = _text()


class FloodRow(Row, table=True):
    """More new stories at once than a source is expected to bring; ``verdict`` is a person's."""

    __tablename__ = "floods"
    id: int | None = Field(default=None, primary_key=True)
    source: str = _key()
    stories: int
    story_limit: int
    begun_at: datetime = _time()
    verdict: str | None = _text()
    decided_at: datetime | None = _time()
    reason: str | None = _text()
    decided_by: str | None = _text()
    decided_via: str | None = _text()


class EntryRow(Row, table=True):
    """An item of a source. ``digest`` is empty while its story was never read with success.

    ``flood_id`` is the flood in which it came, if it came in one.
    """

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("source", "guid", name="entries_source_guid"),
        Index("entries_unread", "source", "digest"),
    )
    id: int | None = Field(default=None, primary_key=True)
    source: str = _key()
    guid: str = _key()
    url: str = _text()
    digest: str = _text()
    article_id: int | None = Field(foreign_key="articles.id", index=True)
    failures: int = 0
    error: str | None = _text()
    seen_at: datetime = _time()
    flood_id: int | None = Field(default=None, foreign_key="floods.id")


class RevisionRow(Row, table=True):
    """One version of a story; ``data`` is the whole article as JSON."""

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("article_id", "fingerprint", name="revisions_article_fingerprint"),
    )
    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="articles.id")
    fingerprint: str = _text()
    title: str = _text()
    data: str = _text()
    seen_at: datetime = _time()


class WitnessRow(Row, table=True):
    """A mark by which a story is known again; it belongs to one story for good."""

    __tablename__ = "witnesses"
    kind: str = _key(primary_key=True)
    value: str = _key(primary_key=True)
    article_id: int = Field(foreign_key="articles.id", index=True)


class DeliveryRow(Row, table=True):
    """The outbox.

    ``price`` is what is still to be paid of the draft, ``cost`` what was. ``ended_at`` is set when the
    state becomes one of FINISHED, and only then. ``draft`` and ``posts`` are JSON. ``flood_id`` is
    the flood that holds it, as long as it does. ``pinned``: a person chose ``due_at``.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("article_id", "channel", "again", name="deliveries_story_channel"),
        CheckConstraint(f"state IN ({_STATES})", name="deliveries_state_known"),
        CheckConstraint("state <> 'scheduled' OR due_at IS NOT NULL", name="deliveries_has_due"),
        CheckConstraint("state <> 'posted' OR posts <> '[]'", name="deliveries_has_proof"),
        # one in flight per channel, or between two parts of its thread: a second claim breaks this index
        # (naming PostgreSQL's condition here, which the migration has, would load its dialect into every process)
        Index("deliveries_lane", "channel", unique=True, sqlite_where=_LANE),
        Index("deliveries_due", "state", "due_at", "id"),
        Index("deliveries_ended", "ended_at", "id"),
        Index("deliveries_channel_ended", "channel", "ended_at", "id"),
        Index("deliveries_channel_sent", "channel", "sent_at"),
        Index("deliveries_flood", "flood_id"),
        Index("deliveries_state_ended", "state", "ended_at", "id"),
        Index("deliveries_posted", "posted_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="articles.id")
    channel: str = _key()
    platform: str = _text()
    again: int
    state: str = _key()
    draft: str = _text()
    manual: bool
    created_at: datetime = _time()
    due_at: datetime | None = _time()
    fence: int = 0
    attempts: int = 0
    sent_at: datetime | None = _time()
    settling_since: datetime | None = _time()
    read_at: datetime | None = _time()
    readings: int = 0
    absences: int = 0
    posts: str = _text()
    posted_at: datetime | None = _time()
    ended_at: datetime | None = _time()
    price: Decimal = Field(sa_type=Dollars)
    cost: Decimal = Field(sa_type=Dollars)
    error: str | None = _text()
    flood_id: int | None = Field(default=None, foreign_key="floods.id")
    breaking: bool = False
    pinned: bool = False


class AttemptRow(Row, table=True):
    """The attempt log. Triggers refuse to change or delete a row."""

    __tablename__ = "attempts"
    id: int | None = Field(default=None, primary_key=True)
    delivery_id: int = Field(foreign_key="deliveries.id", index=True)
    fence: int
    step: str = _text()
    at: datetime = _time()
    payload: str | None = _text()
    fingerprint: str | None = _text()
    detail: str = _text()


class ChannelRow(Row, table=True):
    """What a channel may do now."""

    __tablename__ = "channels"
    name: str = _key(primary_key=True)
    paused: str | None = _text()
    paused_at: datetime | None = _time()
    rests_until: datetime | None = _time()
    failures: int = 0


class FactRow(Row, table=True):
    """Small things to remember by name, such as when the last sweep was."""

    __tablename__ = "facts"
    key: str = _key(primary_key=True)
    value: str = _text()


class TokenRow(Row, table=True):
    """A token that the bot obtained itself. Nothing but ``ciphertext`` is secret.

    ``kind`` is the platform; ``seed`` the fingerprint of the environment's token; ``begun_at`` is set
    while it is renewed, before the platform is asked.
    """

    __tablename__ = "tokens"
    channel: str = _key(primary_key=True)
    kind: str = _key(primary_key=True)
    ciphertext: str = _text()
    expires_at: datetime | None = _time()
    seed: str = _text()
    begun_at: datetime | None = _time()
    updated_at: datetime = _time()


class WatchRow(Row, table=True):
    """What is known of a story's own page, and whether its newest revision was compared with its posts.

    ``address`` is where a person's story was read on the web; that of others stands in their entries.
    ``page`` is the page's last reading, as JSON. ``misses`` counts looks in a row that found nothing, since
    ``missing_since``; ``gone_at`` is when that was certain. ``trouble`` is what the last look met.
    """

    __tablename__ = "watches"
    article_id: int = Field(foreign_key="articles.id", primary_key=True)
    address: str | None = _text()
    is_revised: bool = Field(index=True)
    page: str | None = _text()
    looked_at: datetime | None = _time()
    next_look_at: datetime | None = _time(index=True)
    misses: int = 0
    missing_since: datetime | None = _time()
    gone_at: datetime | None = _time()
    trouble: str | None = _text()


class AmendmentRow(Row, table=True):
    """What is done about posts whose story changed. ``reasons``, ``draft`` and ``posts`` are JSON."""

    __tablename__ = "amendments"
    __table_args__ = (Index("amendments_due", "progress", "due_at", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    delivery_id: int = Field(foreign_key="deliveries.id", index=True)
    channel: str = _key()
    cause: str = _text()
    action: str = _text()
    progress: str = _key()
    reasons: str = _text()
    before: str = _text()
    draft: str | None = _text()
    fingerprint: str = _text()
    created_at: datetime = _time()
    due_at: datetime = _time()
    fence: int = 0
    attempts: int = 0
    called_at: datetime | None = _time()
    settling_since: datetime | None = _time()
    read_at: datetime | None = _time()
    readings: int = 0
    absences: int = 0
    posts: str = _text()
    cost: Decimal = Field(sa_type=Dollars)
    error: str | None = _text()
    ended_at: datetime | None = _time()


class NoticeRow(Row, table=True):
    """A cause for which people are told; it stays until the cause is gone. ``told_at``: when they were."""

    __tablename__ = "notices"
    key: str = _key(primary_key=True)
    cause: str = _key()
    text: str = _text()
    since: datetime = _time()
    told_at: datetime | None = _time()


class UserRow(Row, table=True):
    """An account. ``folded`` is its name without the difference of capitals.

    ``password`` is an argon2 hash; None for an account that has API tokens only.
    """

    __tablename__ = "users"
    id: int | None = Field(default=None, primary_key=True)
    name: str = _key()
    folded: str = _key(unique=True, index=True)
    role: str = _text()
    password: str | None = _text()
    disabled: bool
    created_at: datetime = _time()


class SessionRow(Row, table=True):
    """A browser that is logged in. ``digest`` is the SHA-256 of what its cookie holds."""

    __tablename__ = "sessions"
    digest: str = _key(primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    created_at: datetime = _time()
    seen_at: datetime = _time()
    expires_at: datetime = _time(index=True)


class ApiTokenRow(Row, table=True):
    """A program's token. ``digest`` is its SHA-256; the token itself is kept nowhere."""

    __tablename__ = "api_tokens"
    __table_args__ = (UniqueConstraint("user_id", "label", name="api_tokens_user_label"),)
    id: int | None = Field(default=None, primary_key=True)
    digest: str = _key(unique=True, index=True)
    user_id: int = Field(foreign_key="users.id")
    label: str = _key()
    role: str = _text()
    created_at: datetime = _time()
    expires_at: datetime | None = _time()
    used_at: datetime | None = _time()


class AuditRow(Row, table=True):
    """Who did what. Names are kept as text: they outlive the account. Triggers refuse any change.

    ``subject`` is what it was done to where that is no delivery ("channel x", "user anna").
    ``before`` and ``after`` are JSON of what changed.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("audit_delivery", "delivery_id", "id"),
        Index("audit_actor", "actor", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = _time()
    actor: str = _key()
    via: str = _text()
    action: str = _key()
    delivery_id: int | None = Field(foreign_key="deliveries.id")
    subject: str | None = _text()
    reason: str | None = _text()
    before: str | None = _text()
    after: str | None = _text()


class ArticleWordRow(Row, table=True):
    """A word in the title or address of a story, without capitals and accents: the index of searches.

    Words are compared by their code points, so that what begins alike stands together.
    """

    __tablename__ = "article_words"
    word: str = Field(sa_column=Column(INDEX_WORD, primary_key=True))
    article_id: int = Field(foreign_key="articles.id", primary_key=True)


class DayRow(Row, table=True):
    """What a day that is over came to on a channel; the channel "" is all of them together.

    ``day`` is ISO, in ``zone``. Delays are whole seconds from publication to post.
    """

    __tablename__ = "days"
    zone: str = _key(primary_key=True)
    day: str = _key(primary_key=True)
    channel: str = _key(primary_key=True)
    posts: int
    spend: Decimal = Field(sa_type=Dollars)
    median_delay: int | None
    late_delay: int | None


class RequestRow(Row, table=True):
    """What a program asked for under its own key, written in the commit of the delivery that it brought."""

    __tablename__ = "requests"
    owner: str = _key(primary_key=True)
    key: str = _key(primary_key=True)
    channel: str = _key(primary_key=True)
    digest: str = _text()
    delivery_id: int = Field(foreign_key="deliveries.id")
    at: datetime = _time()


METADATA = Row.metadata
sources = METADATA.tables["sources"]
subscriptions = METADATA.tables["subscriptions"]
articles = METADATA.tables["articles"]
floods = METADATA.tables["floods"]
entries = METADATA.tables["entries"]
revisions = METADATA.tables["revisions"]
witnesses = METADATA.tables["witnesses"]
deliveries = METADATA.tables["deliveries"]
attempts = METADATA.tables["attempts"]
channels = METADATA.tables["channels"]
facts = METADATA.tables["facts"]
tokens = METADATA.tables["tokens"]
watches = METADATA.tables["watches"]
amendments = METADATA.tables["amendments"]
notices = METADATA.tables["notices"]
users = METADATA.tables["users"]
sessions = METADATA.tables["sessions"]
api_tokens = METADATA.tables["api_tokens"]
audit = METADATA.tables["audit"]
article_words = METADATA.tables["article_words"]
days = METADATA.tables["days"]
requests = METADATA.tables["requests"]
