"""The deliverer's lock: one process at a time sends what a database holds."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.model.errors import AlreadyRunning


def lock_path(database_url: str) -> Path:
    """Where the lock of a database lies: beside an SQLite file, else among temporary files."""
    scheme, _, path = database_url.partition(":///")
    if scheme.startswith("sqlite") and path:
        return Path(path).with_name(Path(path).name + ".lock")
    mark = hashlib.sha256(database_url.encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"syndication-bot-{mark}.lock"


@contextmanager
def deliverer_lock(database_url: str) -> Iterator[None]:
    """Hold the lock; the operating system lets go of it when the process ends, however it ends.

    Raises AlreadyRunning.
    """
    path = lock_path(database_url)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise AlreadyRunning(
            f"another bot works on this database already (it holds {path}); stop it first"
        ) from None
    try:
        yield
    finally:
        lock.release()
