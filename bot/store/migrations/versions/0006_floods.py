"""Floods: which stories came too many at once, and what a person decided; breaking stories."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "floods",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("stories", sa.Integer(), nullable=False),
        sa.Column("story_limit", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_via", sa.Text(), nullable=True),
    )
    # in plain SQL: both databases take a reference with a new column, and no table is written anew
    op.execute("ALTER TABLE entries ADD COLUMN flood_id INTEGER REFERENCES floods (id)")
    op.execute("ALTER TABLE deliveries ADD COLUMN flood_id INTEGER REFERENCES floods (id)")
    op.add_column(
        "deliveries", sa.Column("breaking", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index("deliveries_flood", "deliveries", ["flood_id"])
    op.create_index("entries_unread", "entries", ["source", "digest"])


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")
