"""The first schema: stories, the outbox, the attempt log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATES = (
    "'held', 'scheduled', 'sending', 'unknown', 'posted', 'handed_off', 'failed', 'cancelled', "
    "'expired', 'retracted'"
)
_IN_FLIGHT = sa.text("state IN ('sending', 'unknown')")


def upgrade() -> None:
    _create_stories()
    _create_outbox()
    _create_memory()
    _make_attempts_append_only()


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _time(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _article(*, nullable: bool = False) -> sa.Column[int]:
    return sa.Column("article_id", sa.Integer(), sa.ForeignKey("articles.id"), nullable=nullable)


def _create_stories() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("url"),
        _text("slug"),
        _text("title"),
        _text("language", nullable=True),
        _time("published_at"),
        _time("first_seen_at", nullable=False),
        _text("fingerprint"),
    )
    op.create_index("ix_articles_slug", "articles", ["slug"])
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("source"),
        _text("guid"),
        _text("url"),
        _text("digest"),
        _article(nullable=True),
        _number("failures"),
        _text("error", nullable=True),
        _time("seen_at", nullable=False),
        sa.UniqueConstraint("source", "guid", name="entries_source_guid"),
    )
    op.create_index("ix_entries_article_id", "entries", ["article_id"])
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), primary_key=True),
        _article(),
        _text("fingerprint"),
        _text("title"),
        _text("data"),
        _time("seen_at", nullable=False),
        sa.UniqueConstraint("article_id", "fingerprint", name="revisions_article_fingerprint"),
    )
    op.create_table(
        "witnesses",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), primary_key=True),
        _article(),
    )
    op.create_index("ix_witnesses_article_id", "witnesses", ["article_id"])


def _create_outbox() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), primary_key=True),
        _article(),
        _text("channel"),
        _text("platform"),
        _number("again"),
        _text("state"),
        _text("draft"),
        sa.Column("manual", sa.Boolean(), nullable=False),
        _time("created_at", nullable=False),
        _time("due_at"),
        _number("fence"),
        _number("attempts"),
        _time("sent_at"),
        _time("settling_since"),
        _time("read_at"),
        _number("readings"),
        _number("absences"),
        _text("posts"),
        _time("posted_at"),
        _time("ended_at"),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        _text("error", nullable=True),
        sa.UniqueConstraint("article_id", "channel", "again", name="deliveries_story_channel"),
        sa.CheckConstraint(f"state IN ({_STATES})", name="deliveries_state_known"),
        sa.CheckConstraint("state <> 'scheduled' OR due_at IS NOT NULL", name="deliveries_has_due"),
        sa.CheckConstraint("state <> 'posted' OR posts <> '[]'", name="deliveries_has_proof"),
    )
    # the lane: at most one delivery of a channel is in flight
    op.create_index(
        "deliveries_lane",
        "deliveries",
        ["channel"],
        unique=True,
        sqlite_where=_IN_FLIGHT,
        postgresql_where=_IN_FLIGHT,
    )
    op.create_index("deliveries_due", "deliveries", ["state", "due_at", "id"])
    op.create_index("deliveries_ended", "deliveries", ["ended_at", "id"])
    op.create_index("deliveries_channel_ended", "deliveries", ["channel", "ended_at", "id"])
    op.create_index("deliveries_channel_sent", "deliveries", ["channel", "sent_at"])
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("delivery_id", sa.Integer(), sa.ForeignKey("deliveries.id"), nullable=False),
        _number("fence"),
        _text("step"),
        _time("at", nullable=False),
        _text("payload", nullable=True),
        _text("fingerprint", nullable=True),
        _text("detail"),
    )
    op.create_index("ix_attempts_delivery_id", "attempts", ["delivery_id"])


def _create_memory() -> None:
    op.create_table(
        "sources",
        sa.Column("name", sa.Text(), primary_key=True),
        _text("etag", nullable=True),
        _text("last_modified", nullable=True),
        _text("cursor", nullable=True),
        _time("first_polled_at"),
        _time("last_polled_at"),
        _time("last_ok_at"),
        _number("failures"),
        _text("error", nullable=True),
        _number("new_stories"),
    )
    op.create_table(
        "channels",
        sa.Column("name", sa.Text(), primary_key=True),
        _text("paused", nullable=True),
        _time("paused_at"),
        _time("rests_until"),
        _number("failures"),
    )
    op.create_table(
        "facts",
        sa.Column("key", sa.Text(), primary_key=True),
        _text("value"),
    )


def _make_attempts_append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER attempts_no_{what.lower()} BEFORE {what} ON attempts "
                "BEGIN SELECT RAISE(ABORT, 'the attempt log is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION attempts_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the attempt log is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER attempts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON attempts "
        "FOR EACH STATEMENT EXECUTE FUNCTION attempts_append_only()"
    )
