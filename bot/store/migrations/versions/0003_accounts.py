"""People: accounts, sessions, API tokens, and the trail of who did what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_people()
    _create_audit()
    _make_audit_append_only()


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _user() -> sa.Column[int]:
    return sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False)


def _create_people() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("name"),
        _text("folded"),
        _text("role"),
        _text("password", nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        _time("created_at"),
    )
    op.create_index("ix_users_folded", "users", ["folded"], unique=True)
    op.create_table(
        "sessions",
        sa.Column("digest", sa.Text(), primary_key=True),
        _user(),
        _time("created_at"),
        _time("seen_at"),
        _time("expires_at"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("digest"),
        _user(),
        _text("label"),
        _text("role"),
        _time("created_at"),
        _time("expires_at", nullable=True),
        _time("used_at", nullable=True),
        sa.UniqueConstraint("user_id", "label", name="api_tokens_user_label"),
    )
    op.create_index("ix_api_tokens_digest", "api_tokens", ["digest"], unique=True)


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), primary_key=True),
        _time("at"),
        _text("actor"),
        _text("via"),
        _text("action"),
        sa.Column("delivery_id", sa.Integer(), sa.ForeignKey("deliveries.id"), nullable=True),
        _text("subject", nullable=True),
        _text("reason", nullable=True),
        _text("before", nullable=True),
        _text("after", nullable=True),
    )
    op.create_index("audit_delivery", "audit", ["delivery_id", "id"])
    op.create_index("audit_actor", "audit", ["actor", "id"])


def _make_audit_append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{what.lower()} BEFORE {what} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
    )
