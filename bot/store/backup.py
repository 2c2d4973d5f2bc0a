"""A consistent copy of a SQLite file, taken while others read and write."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.model.errors import StoreError
from bot.store.faults import explained

COPIED_AT = "copied_at"
"""The fact by which a copy knows that it is one, and of when."""


def copy_to(source: Path, target: Path, *, replace: bool = False) -> None:
    """Copy the database at ``source`` to ``target``, which appears only when it is complete.

    Raises StoreError where ``target`` exists (unless ``replace``) or cannot be written.
    """
    try:
        if not replace:
            target.touch(exist_ok=False)  # the name is ours from here on
    except FileExistsError:
        raise StoreError(f"{target} exists; name another file for the backup") from None
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}") from error
    partial = target.with_name(f"{target.name}.partial")
    try:
        _copy(source, partial)
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        if not replace:
            target.unlink(missing_ok=True)
        raise


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    begun = datetime.now(UTC)  # what is committed from here on may be missing in the copy
    with (
        explained(str(source)),
        closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy)
        _mark(copy, begun)
    _sync(target)


def _mark(copy: sqlite3.Connection, at: datetime) -> None:
    has_facts = copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'facts'").fetchone()
    if has_facts:
        with copy:
            values = (COPIED_AT, at.isoformat())
            copy.execute("INSERT OR REPLACE INTO facts (key, value) VALUES (?, ?)", values)


def _sync(target: Path) -> None:
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
