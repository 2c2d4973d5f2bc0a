"""Accounts: who may come in, and what they may do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from bot.model.errors import UsageError
from bot.model.user import Actor, Role, User, name_problem, password_problem
from bot.store.database import Database
from bot.store.deeds import append
from bot.store.passwords import Passwords
from bot.store.people import found, named, user_of
from bot.store.statements import insert_numbered
from bot.store.tables import api_tokens, sessions, users


class Directory:
    """Part of ``bot.pipeline.ports.Users``, which says what each method means."""

    def __init__(self, db: Database, passwords: Passwords) -> None:
        self._db = db
        self._passwords = passwords

    def add(self, name: str, role: Role, password: str | None, *, by: Actor, now: datetime) -> User:
        """Commit an account; without a password it cannot log in. Raises UsageError."""
        problem = name_problem(name) or (password and password_problem(password, name))
        if problem or password == "":
            raise UsageError(problem or "a password is not empty")
        values = {
            "name": name,
            "folded": name.casefold(),
            "role": role,
            "password": None if password is None else self._passwords.hash(password),
            "disabled": False,
            "created_at": now,
        }
        with self._db.write() as connection:
            if connection.execute(named(name)).first() is not None:
                raise UsageError(f'there is an account "{name}" already')
            (number,) = insert_numbered(connection, users, [values])
            _note(connection, "add user", name, by, now, reason=f"as {role}")
        return User(str(number), name, role, now, can_log_in=password is not None)

    def user(self, name: str) -> User:
        """The account, capitals in its name or not. Raises NotFound."""
        with self._db.read() as connection:
            return user_of(found(connection, name))

    def users(self) -> tuple[User, ...]:
        """All accounts, by name."""
        with self._db.read() as connection:
            return tuple(map(user_of, connection.execute(select(users).order_by(users.c.folded))))

    def set_password(self, name: str, password: str, *, by: Actor, now: datetime) -> User:
        """Commit another password; all sessions of the account end."""
        if problem := password_problem(password, name):
            raise UsageError(problem)
        return self._change(
            name, {"password": self._passwords.hash(password)}, "set password", by, now
        )

    def set_role(self, name: str, role: Role, *, by: Actor, now: datetime) -> User:
        """Commit another role. Raises NotFound, UsageError for the last admin."""
        return self._change(name, {"role": role}, "set role", by, now, reason=f"to {role}")

    def set_disabled(self, name: str, disabled: bool, *, by: Actor, now: datetime) -> User:
        """Shut the account out, or let it in again."""
        action = "disable user" if disabled else "enable user"
        return self._change(name, {"disabled": disabled}, action, by, now)

    def remove(self, name: str, *, by: Actor, now: datetime) -> None:
        """Delete the account, its sessions and tokens; the audit trail keeps its name."""
        with self._db.write() as connection:
            row = found(connection, name, lock=True)
            for table in (sessions, api_tokens):
                connection.execute(delete(table).where(table.c.user_id == row.id))
            connection.execute(delete(users).where(users.c.id == row.id))
            _require_admin(connection, row)
            _note(connection, "remove user", row.name, by, now)

    def verified(self, name: str, password: str) -> User | None:
        """The account with this name and password, unless it is disabled."""
        with self._db.read() as connection:
            row = connection.execute(named(name)).first()
        kept = None if row is None or row.disabled else row.password
        if not self._passwords.fits(kept, password) or row is None or kept is None:
            return None
        if self._passwords.is_outdated(kept):
            fresh = self._passwords.hash(password)
            with self._db.write() as connection:
                same = (users.c.id == row.id) & (users.c.password == kept)
                connection.execute(update(users).where(same).values(password=fresh))
        return user_of(row)

    def _change(
        self,
        name: str,
        values: dict[str, Any],
        action: str,
        by: Actor,
        now: datetime,
        *,
        reason: str | None = None,
    ) -> User:
        with self._db.write() as connection:
            before = found(connection, name, lock=True)
            connection.execute(update(users).where(users.c.id == before.id).values(values))
            _require_admin(connection, before)
            if values.keys() & {"password", "disabled"}:
                connection.execute(delete(sessions).where(sessions.c.user_id == before.id))
            _note(connection, action, before.name, by, now, reason=reason)
            return user_of(found(connection, name))


def _require_admin(connection: Connection, before: Row[Any]) -> None:
    """Where this change took the last working admin away, refuse it: nobody could let people in."""
    if before.role != Role.ADMIN or before.disabled:
        return
    working = select(func.count()).where(users.c.role == Role.ADMIN, users.c.disabled.is_(False))
    if not connection.execute(working).scalar_one():
        raise UsageError(
            f'"{before.name}" is the last admin; make another one first: '
            "bot user add NAME --role admin"
        )


def _note(
    connection: Connection,
    action: str,
    name: str,
    by: Actor,
    now: datetime,
    *,
    reason: str | None = None,
) -> None:
    append(connection, by, action, at=now, subject=f"user {name}", reason=reason)
