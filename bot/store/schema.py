"""Which schema this version of the bot reads and writes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Migrations:
    """The folder with the migrations, and their revisions from oldest to newest.

    The list is kept by hand so that a start with nothing to do need not load Alembic; a test
    compares it with the folder.
    """

    folder: Path
    revisions: tuple[str, ...]

    @property
    def head(self) -> str:
        """The newest revision: what this version of the bot needs."""
        return self.revisions[-1]


OURS = Migrations(
    Path(__file__).with_name("migrations"),
    ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010"),
)
