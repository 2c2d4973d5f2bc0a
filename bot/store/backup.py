"""A consistent copy of a SQLite file, taken while others read and write."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.model.errors import StoreError
from bot.store.faults import explained


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
    with (
        explained(str(source)),
        closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy)
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
