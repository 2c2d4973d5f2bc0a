"""What is known of stories' pages, what is done about posts whose story changed, and what people were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watches",
        sa.Column("article_id", sa.Integer(), sa.ForeignKey("articles.id"), primary_key=True),
        _text("address", nullable=True),
        sa.Column("is_revised", sa.Boolean(), nullable=False),
        _text("page", nullable=True),
        _time("looked_at"),
        _time("next_look_at"),
        _number("misses"),
        _time("missing_since"),
        _time("gone_at"),
        _text("trouble", nullable=True),
    )
    op.create_index("ix_watches_is_revised", "watches", ["is_revised"])
    op.create_index("ix_watches_next_look_at", "watches", ["next_look_at"])
    op.create_table(
        "amendments",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("delivery_id", sa.Integer(), sa.ForeignKey("deliveries.id"), nullable=False),
        _text("channel"),
        _text("cause"),
        _text("action"),
        _text("progress"),
        _text("reasons"),
        _text("before"),
        _text("draft", nullable=True),
        _text("fingerprint"),
        _time("created_at", nullable=False),
        _time("due_at", nullable=False),
        _number("fence"),
        _number("attempts"),
        _time("called_at"),
        _time("settling_since"),
        _time("read_at"),
        _number("readings"),
        _number("absences"),
        _text("posts"),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        _text("error", nullable=True),
        _time("ended_at"),
    )
    op.create_index("ix_amendments_delivery_id", "amendments", ["delivery_id"])
    op.create_index("amendments_due", "amendments", ["progress", "due_at", "id"])
    op.create_table(
        "notices",
        sa.Column("key", sa.Text(), primary_key=True),
        _text("cause"),
        _text("text"),
        _time("since", nullable=False),
        _time("told_at"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _time(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
