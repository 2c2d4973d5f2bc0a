"""Which channels are stopped, and which rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.model.user import Actor
from bot.pipeline.ports import ChannelState
from bot.store.database import Database
from bot.store.deeds import append
from bot.store.statements import insert_missing
from bot.store.tables import channels


class Channels:
    """Part of the outbox: ``bot.pipeline.ports.Outbox`` says what each method means."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def channel(self, name: str) -> ChannelState:
        """What the channel may do now; everything, where nothing was ever said about it."""
        with self._db.read() as connection:
            row = connection.execute(select(channels).where(channels.c.name == name)).first()
        return ChannelState(name) if row is None else channel_of(row)

    def pause(self, name: str, reason: str, *, now: datetime, by: Actor | None = None) -> None:
        """Stop the channel until a person resumes it."""
        with self._db.write() as connection:
            _set(connection, name, paused=reason, paused_at=now)
            _note(connection, by, "pause", name, now, reason)

    def resume(self, name: str, *, now: datetime, by: Actor | None = None) -> None:
        """Let the channel go on: no pause, no rest, no failures."""
        with self._db.write() as connection:
            _set(connection, name, paused=None, paused_at=None, rests_until=None, failures=0)
            _note(connection, by, "resume", name, now, None)

    def rest(self, name: str, until: datetime | None, *, failures: int, now: datetime) -> None:  # noqa: ARG002
        """Leave the channel alone until then (None: no longer), with its failures in a row."""
        with self._db.write() as connection:
            _set(connection, name, rests_until=until, failures=failures)


def _set(connection: Connection, name: str, **values: Any) -> None:
    insert_missing(connection, channels, {"name": name, "failures": 0})
    connection.execute(update(channels).where(channels.c.name == name).values(values))


def _note(
    connection: Connection,
    by: Actor | None,
    action: str,
    name: str,
    now: datetime,
    reason: str | None,
) -> None:
    if by is not None:
        append(connection, by, action, at=now, subject=f"channel {name}", reason=reason)


def channel_of(row: Row[Any]) -> ChannelState:
    """The row of the table as the value that leaves the store."""
    return ChannelState(row.name, row.paused, row.rests_until, row.failures)
