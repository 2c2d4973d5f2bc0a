"""Being alone, among all threads and processes of a database, for longer than a transaction may last.

On SQLite it is a lock file beside the database, on PostgreSQL a lock of the connection. Either goes
with the process that holds it, however that ends.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout
from sqlalchemy import func, select

from bot.model.errors import StoreError
from bot.store.database import Database

_POLL_SECONDS = 0.05


@contextmanager
def turn(database: Database, name: str, *, timeout: float) -> Iterator[None]:
    """Wait up to ``timeout`` seconds for the turn, and hold it. Raises StoreError.

    ``name`` may stand in a file name.
    """
    held = _file_turn if database.file else _server_turn
    with held(database, name, timeout):
        yield


@contextmanager
def _file_turn(database: Database, name: str, timeout: float) -> Iterator[None]:
    assert database.file is not None
    path = database.file.with_name(f"{database.file.name}.{name}.lock")
    lock = FileLock(path, poll_interval=_POLL_SECONDS)
    try:
        lock.acquire(timeout=timeout)
    except Timeout:
        raise _too_long(database, name) from None
    except OSError as error:
        raise StoreError(f"{path} cannot be locked: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _server_turn(database: Database, name: str, timeout: float) -> Iterator[None]:
    digest = hashlib.sha256(f"syndication-bot {name}".encode()).digest()
    number = int.from_bytes(digest[:8], signed=True)
    give_up = time.monotonic() + timeout
    with database.without_transaction() as connection:
        while not connection.execute(select(func.pg_try_advisory_lock(number))).scalar():
            if time.monotonic() > give_up:
                raise _too_long(database, name)
            time.sleep(_POLL_SECONDS)
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(number)))


def _too_long(database: Database, name: str) -> StoreError:
    return StoreError(f"{database.place}: another process holds the turn of {name}; try again")
