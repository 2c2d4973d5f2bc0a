"""The people of the desk."""

from __future__ import annotations

from bot.store.database import Database
from bot.store.directory import Directory
from bot.store.entrances import Entrances
from bot.store.passwords import Passwords


class UserStore(Directory, Entrances):
    """``bot.pipeline.ports.Users`` on a database, put together from its parts."""

    def __init__(self, db: Database, passwords: Passwords | None = None) -> None:
        Directory.__init__(self, db, passwords or Passwords())
