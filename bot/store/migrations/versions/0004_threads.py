"""A thread holds its channel's lane between its parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_LANE = sa.text("state IN ('sending', 'unknown') OR (state = 'scheduled' AND posts <> '[]')")


def upgrade() -> None:
    op.drop_index("deliveries_lane", "deliveries")
    op.create_index(
        "deliveries_lane",
        "deliveries",
        ["channel"],
        unique=True,
        sqlite_where=_LANE,
        postgresql_where=_LANE,
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")
