"""Room kept back on the disk, so that what is under way can be finished when the disk is full."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

RESERVE_BYTES = 256 * 1024
"""Enough for some dozens of commits."""
ROOM_BYTES = 4 * RESERVE_BYTES
"""Free bytes that must be there besides the reserve: else it would be freed again at once."""


class Reserve:
    """A file of ``RESERVE_BYTES`` beside the database."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(f"{database.name}.reserve")

    def make(self) -> bool:
        """See that the reserve is there; False where the disk has no room for it and some more."""
        if self._is_there():
            return True
        try:
            if self._free() < RESERVE_BYTES + ROOM_BYTES:
                return False
            self._write()
        except OSError:
            return False
        return True

    def release(self) -> bool:
        """Give the room back to the disk; whether there was any."""
        try:
            self.path.unlink()
        except OSError:
            return False
        return True

    def disk_is_full(self) -> bool:
        """Whether less is free than the reserve would take."""
        try:
            return self._free() < RESERVE_BYTES
        except OSError:
            return False

    def _is_there(self) -> bool:
        try:
            return self.path.stat().st_size >= RESERVE_BYTES
        except OSError:
            return False

    def _free(self) -> int:
        return shutil.disk_usage(self.path.parent).free

    def _write(self) -> None:
        try:
            with self.path.open("wb") as file:
                # random bytes: a file system that packs zeros would keep no room at all
                file.write(os.urandom(RESERVE_BYTES))
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            self.release()
            raise
