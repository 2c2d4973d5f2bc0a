"""Accounts as rows, and the values that leave the store."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, select

from bot.model.errors import NotFound
from bot.model.user import Role, User
from bot.store.tables import users


def user_of(row: Row[Any]) -> User:
    """A row with the columns of the table as the value that leaves the store."""
    return User(
        id=str(row.id),
        name=row.name,
        role=Role(row.role),
        created_at=row.created_at,
        disabled=row.disabled,
        can_log_in=row.password is not None,
    )


def named(name: str) -> Select[Any]:
    """The account of that name, capitals or not."""
    return select(users).where(users.c.folded == name.casefold())


def found(connection: Connection, name: str, *, lock: bool = False) -> Row[Any]:
    """Its row, locked against other writers if asked. Raises NotFound."""
    wanted = named(name)
    row: Row[Any] | None = connection.execute(wanted.with_for_update() if lock else wanted).first()
    if row is None:
        raise NotFound(f'there is no account "{name}"; `bot user list` shows them')
    return row
