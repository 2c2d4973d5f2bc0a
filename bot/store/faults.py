"""What the database's own errors mean, said in one line that names the place and the remedy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.model.errors import DiskFull, StoreError

_SQLITE = (
    # (start of sqlite_errorname, what is wrong and what to do)
    ("SQLITE_BUSY", "is locked by another program; end it or try again"),
    ("SQLITE_LOCKED", "is locked by another program; end it or try again"),
    ("SQLITE_READONLY", "is read-only; allow writing to the file and to its folder"),
    ("SQLITE_PERM", "may not be opened; allow reading and writing of the file and its folder"),
    ("SQLITE_AUTH", "may not be opened; allow reading and writing of the file and its folder"),
    ("SQLITE_CANTOPEN", "cannot be opened; see that the folder exists and may be written to"),
    ("SQLITE_FULL", "cannot grow: the disk is full; free some space"),
    ("SQLITE_IOERR_SHMSIZE", "cannot grow: the disk is full; free some space"),
    ("SQLITE_IOERR", "cannot be read or written: the disk reports an error; check the disk"),
    ("SQLITE_NOTADB", "is not a database; use another DATABASE_URL or restore a backup"),
    ("SQLITE_CORRUPT", "is damaged; restore a backup"),
)
_FULL = frozenset({"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", "53100"})
"""How SQLite (also for its file of shared memory) and PostgreSQL call a full disk."""
_MISSING_TABLES = ("no such table", "no such column", "undefinedtable", "undefinedcolumn")


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turn what the driver raises inside into StoreError about ``place``; a full disk into DiskFull.

    IntegrityError passes: it is how a lost race shows, and the caller knows what it means.
    """
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise _translated(place, error.orig or error) from error
    except sqlite3.Error as error:
        raise _translated(place, error) from error


def _translated(place: str, error: BaseException) -> StoreError:
    names = {getattr(error, name, None) for name in ("sqlite_errorname", "sqlstate")}
    kind = DiskFull if names & _FULL else StoreError
    return kind(f"{place} {_meaning(error)}")


def _meaning(error: BaseException) -> str:
    """The predicate of the sentence whose subject is the database."""
    name = getattr(error, "sqlite_errorname", None) or ""
    for start, meaning in _SQLITE:
        if name.startswith(start):
            return meaning
    words = " ".join(str(error).split())
    if any(sign in f"{type(error).__name__} {words}".lower() for sign in _MISSING_TABLES):
        return "lacks the bot's tables; run `bot db upgrade`"
    return f"failed: {words}"
