"""Whether anything happened: a quick look, however much there is."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.store.database import Database
from bot.store.tables import attempts, audit, channels, deliveries, revisions, sources


def pulse(db: Database) -> str:
    """A text that is another one whenever a page about the outbox, the channels or the sources would be.

    Everything that a page shows leaves a row in a log, or stands in a table with a handful of rows.
    """
    newest = select(
        select(func.max(attempts.c.id)).scalar_subquery(),
        select(func.max(deliveries.c.id)).scalar_subquery(),
        select(func.max(revisions.c.id)).scalar_subquery(),
        select(func.max(audit.c.id)).scalar_subquery(),
    )
    polls = select(sources.c.name, sources.c.last_polled_at, sources.c.failures)
    with db.read() as connection:
        seen = [tuple(row) for row in connection.execute(newest)]
        seen += map(tuple, connection.execute(select(channels).order_by(channels.c.name)))
        seen += map(tuple, connection.execute(polls.order_by(sources.c.name)))
    return repr(seen)
