"""What the desk reads: an index of words for searches, sums of days that are over, two more indexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.words import words_of

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_AT_ONCE = 2_000


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    word = sa.Text() if sqlite else sa.Text(collation="C")
    op.create_table(
        "article_words",
        sa.Column("word", word, primary_key=True),
        sa.Column("article_id", sa.Integer(), sa.ForeignKey("articles.id"), primary_key=True),
    )
    op.create_table(
        "days",
        sa.Column("zone", sa.Text(), primary_key=True),
        sa.Column("day", sa.Text(), primary_key=True),
        sa.Column("channel", sa.Text(), primary_key=True),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("spend", sa.BigInteger(), nullable=False),
        sa.Column("median_delay", sa.Integer(), nullable=True),
        sa.Column("late_delay", sa.Integer(), nullable=True),
    )
    op.create_index("deliveries_state_ended", "deliveries", ["state", "ended_at", "id"])
    op.create_index("deliveries_posted", "deliveries", ["posted_at"])
    _index_what_is_there()


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")


def _index_what_is_there() -> None:
    connection = op.get_bind()
    some = sa.text("SELECT id, title, slug FROM articles WHERE id > :last ORDER BY id LIMIT :most")
    insert = sa.text("INSERT INTO article_words (word, article_id) VALUES (:word, :article_id)")
    last = 0
    while rows := connection.execute(some, {"last": last, "most": _AT_ONCE}).all():
        words = [
            {"word": word, "article_id": number}
            for number, title, slug in rows
            for word in sorted(words_of(title, slug))
        ]
        if words:
            connection.execute(insert, words)
        last = rows[-1][0]
