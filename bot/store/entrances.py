"""The two ways in: a browser's session and a program's token. Of either only a digest is kept."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.model.errors import NotFound, UsageError
from bot.model.user import SESSION_TOUCH, Actor, ApiToken, Role, Session, User, session_end
from bot.store.database import Database
from bot.store.deeds import append
from bot.store.passwords import digest_of
from bot.store.people import found, user_of
from bot.store.tables import api_tokens, sessions, users

TOKEN_MARK = "bot_"  # noqa: S105  # begins every API token, so that a scanner of leaks knows one
_LABEL_MOST = 60

_SESSIONS: Select[Any] = select(
    users, sessions.c.created_at.label("begun_at"), sessions.c.seen_at, sessions.c.expires_at
).join_from(sessions, users)
_TOKENS: Select[Any] = select(
    users,
    api_tokens.c.id.label("token_id"),
    api_tokens.c.label,
    api_tokens.c.role.label("token_role"),
    api_tokens.c.created_at.label("issued_at"),
    api_tokens.c.expires_at,
    api_tokens.c.used_at,
).join_from(api_tokens, users)


class Entrances:
    """Part of ``bot.pipeline.ports.Users``, which says what each method means."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- sessions

    def open_session(self, user: User, *, now: datetime) -> str:
        """Begin a session; its secret."""
        secret = secrets.token_urlsafe(32)
        values = {
            "digest": digest_of(secret),
            "user_id": int(user.id),
            "created_at": now,
            "seen_at": now,
            "expires_at": session_end(now, now),
        }
        with self._db.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
            connection.execute(insert(sessions).values(values))
        return secret

    def session(self, secret: str, *, now: datetime) -> Session | None:
        """The session of that secret, noted as seen; None where it has ended."""
        digest = digest_of(secret)
        with self._db.read() as connection:
            row = connection.execute(_SESSIONS.where(sessions.c.digest == digest)).first()
        if row is None or row.disabled or row.expires_at <= now:
            return None
        seen_at = row.seen_at
        if now - seen_at >= SESSION_TOUCH:
            seen_at = now
            seen = {"seen_at": now, "expires_at": session_end(row.begun_at, now)}
            with self._db.write() as connection:
                same = sessions.c.digest == digest
                connection.execute(update(sessions).where(same).values(seen))
        return Session(user_of(row), row.begun_at, seen_at)

    def close_session(self, secret: str) -> None:
        """End the session; nothing where there is none."""
        with self._db.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.digest == digest_of(secret)))

    # --- tokens

    def _user(self, name: str) -> User:
        with self._db.read() as connection:
            return user_of(found(connection, name))

    def issue_token(
        self,
        name: str,
        label: str,
        *,
        role: Role,
        expires_at: datetime | None,
        by: Actor,
        now: datetime,
    ) -> str:
        """Commit a token by which a program acts for the account; its secret."""
        user = self._user(name)
        if not user.role.covers(role):
            raise UsageError(f'"{user.name}" is {user.role}; its tokens cannot be {role}')
        if not label.strip() or len(label) > _LABEL_MOST or not label.isprintable():
            raise UsageError(f"a token's label has 1 to {_LABEL_MOST} characters")
        secret = TOKEN_MARK + secrets.token_urlsafe(32)
        values = {
            "digest": digest_of(secret),
            "user_id": int(user.id),
            "label": label,
            "role": role,
            "created_at": now,
            "expires_at": expires_at,
        }
        try:
            with self._db.write() as connection:
                connection.execute(insert(api_tokens).values(values))
                subject = f"user {user.name}"
                append(connection, by, "issue token", at=now, subject=subject, reason=label)
        except IntegrityError as error:
            raise UsageError(
                f'"{user.name}" has a token "{label}" already; take another label, or revoke it: '
                f'bot user revoke {user.name} "{label}"'
            ) from error
        return secret

    def tokens(self, name: str | None = None) -> tuple[ApiToken, ...]:
        """The tokens of one account, or of all, by name and label."""
        wanted = _TOKENS.order_by(users.c.folded, api_tokens.c.label)
        if name is not None:
            wanted = wanted.where(users.c.id == int(self._user(name).id))
        with self._db.read() as connection:
            return tuple(map(_token, connection.execute(wanted)))

    def revoke_token(self, name: str, label: str, *, by: Actor, now: datetime) -> None:
        """Delete a token. Raises NotFound."""
        user = self._user(name)
        same = (api_tokens.c.user_id == int(user.id)) & (api_tokens.c.label == label)
        with self._db.write() as connection:
            if connection.execute(delete(api_tokens).where(same)).rowcount != 1:
                raise NotFound(f'"{user.name}" has no token "{label}"')
            subject = f"user {user.name}"
            append(connection, by, "revoke token", at=now, subject=subject, reason=label)

    def bearer(self, secret: str, *, now: datetime) -> ApiToken | None:
        """The token of that secret, noted as used; None where it has expired."""
        with self._db.read() as connection:
            same = api_tokens.c.digest == digest_of(secret)
            row = connection.execute(_TOKENS.where(same)).first()
        if row is None or row.disabled or (row.expires_at is not None and row.expires_at <= now):
            return None
        if row.used_at is None or now - row.used_at >= SESSION_TOUCH:
            with self._db.write() as connection:
                connection.execute(
                    update(api_tokens).where(api_tokens.c.id == row.token_id).values(used_at=now)
                )
        return _token(row)


def _token(row: Row[Any]) -> ApiToken:
    user, role = user_of(row), Role(row.token_role)
    return ApiToken(
        id=str(row.token_id),
        user=user,
        label=row.label,
        # an account that was made less takes its tokens with it
        role=role if user.role.covers(role) else user.role,
        created_at=row.issued_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )
