"""The proof of a post: what was sent, of which text, and what the platform answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.model.article import Article
from bot.model.delivery import Delivery
from bot.pipeline.ports import Deed
from bot.store import rows
from bot.store.attempts import Attempt, attempt_of
from bot.store.codec import decode
from bot.store.database import Database
from bot.store.deeds import deed_of
from bot.store.tables import attempts, audit, revisions


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything about one delivery.

    ``article`` is the revision that was current when it was sent last, or is now where it never was;
    None for a story that was never read. ``deeds`` are what people did.
    """

    delivery: Delivery
    article: Article | None
    revision_seen_at: datetime | None
    attempts: tuple[Attempt, ...]
    deeds: tuple[Deed, ...]


class ProofReads:
    """Part of ``Reads``."""

    _db: Database

    def proof(self, delivery_id: str) -> Proof:
        """Raises NotFound."""
        with self._db.read() as connection:
            delivery = rows.get(connection, delivery_id)
            number = int(delivery.id)
            log = select(attempts).where(attempts.c.delivery_id == number).order_by(attempts.c.id)
            done = select(audit).where(audit.c.delivery_id == number).order_by(audit.c.id)
            article, seen_at = _revision(connection, delivery)
            return Proof(
                delivery,
                article,
                seen_at,
                tuple(map(attempt_of, connection.execute(log))),
                tuple(map(deed_of, connection.execute(done))),
            )


def _revision(connection: Connection, delivery: Delivery) -> tuple[Article | None, datetime | None]:
    mine = (
        select(revisions.c.data, revisions.c.seen_at)
        .where(revisions.c.article_id == int(delivery.article_id))
        .order_by(revisions.c.id.desc())
    )
    row = None
    if delivery.sent_at is not None:
        row = connection.execute(mine.where(revisions.c.seen_at <= delivery.sent_at)).first()
    row = row or connection.execute(mine).first()
    return (None, None) if row is None else (decode(Article, row.data), row.seen_at)
