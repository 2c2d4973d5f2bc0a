"""The tokens that the bot obtained or renewed itself, encrypted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import select, update

from bot.model.errors import CredentialsError
from bot.pipeline.ports import Token
from bot.store.database import Database
from bot.store.secrecy import Box, Undecipherable, key_file
from bot.store.statements import insert_missing
from bot.store.tables import tokens
from bot.store.turns import turn


class TokenStore:
    """``bot.pipeline.ports.Tokens`` on a database. ``environment`` may hold BOT_SECRET_KEY."""

    def __init__(self, db: Database, environment: Mapping[str, str]) -> None:
        self._db = db
        self._box = Box(environment, key_file(db.file))

    def get(self, channel: str, kind: str) -> Token | None:
        """The stored token. Raises CredentialsError where no key opens it, ConfigError, StoreError."""
        with self._db.read() as connection:
            row = connection.execute(
                select(tokens).where(tokens.c.channel == channel, tokens.c.kind == kind)
            ).first()
        if row is None:
            return None
        values = self._open(row.ciphertext, channel, kind)
        return Token(values, row.seed, row.expires_at, row.begun_at)

    def put(self, channel: str, kind: str, token: Token, *, now: datetime) -> None:
        """Commit the token in place of an older one; durable on return."""
        key = {"channel": channel, "kind": kind}
        values = {
            "ciphertext": self._seal(token.values, channel, kind),
            "expires_at": token.expires_at,
            "seed": token.seed,
            "begun_at": token.begun_at,
            "updated_at": now,
        }
        with self._db.write() as connection:
            if not insert_missing(connection, tokens, key | values):
                connection.execute(
                    update(tokens)
                    .where(tokens.c.channel == channel, tokens.c.kind == kind)
                    .values(values)
                )

    def turn(self, channel: str, *, timeout: float) -> AbstractContextManager[None]:
        """Whoever is inside is alone among all threads and processes of this database."""
        return turn(self._db, f"token-{channel}", timeout=timeout)

    def renew_encryption(self) -> int:
        """Encrypt with the first key what another one still holds; how many tokens that were.

        What no key opens stays as it is: its channel says so when it is used.
        """
        with self._db.read() as connection:
            rows = connection.execute(select(tokens)).all()
        renewed = 0
        for row in rows:
            try:
                if self._box.is_current(row.ciphertext):
                    continue
                fresh = self._box.seal(self._box.open(row.ciphertext))
            except Undecipherable:
                continue
            same = (
                (tokens.c.channel == row.channel)
                & (tokens.c.kind == row.kind)
                & (tokens.c.ciphertext == row.ciphertext)
            )
            with self._db.write() as connection:
                done = connection.execute(update(tokens).where(same).values(ciphertext=fresh))
            renewed += done.rowcount
        return renewed

    def _seal(self, values: Mapping[str, str], channel: str, kind: str) -> str:
        # the place goes in with the secret, so that a row cannot be passed off as another channel's
        return self._box.seal(json.dumps({"place": [channel, kind], "values": dict(values)}))

    def _open(self, ciphertext: str, channel: str, kind: str) -> dict[str, str]:
        try:
            content = json.loads(self._box.open(ciphertext))
        except Undecipherable:
            content = {}
        if content.get("place") != [channel, kind]:
            raise CredentialsError(
                f"channel {channel}: its stored token cannot be decrypted; put the right key back "
                f"(BOT_SECRET_KEY, or the .key file beside the database), or run: bot auth {kind}"
            )
        values: dict[str, str] = content["values"]
        return values
