"""What the desk and the API read. Each is as quick on a million deliveries as on ten thousand."""

from __future__ import annotations

from bot.store.database import Database
from bot.store.reads.articles import ArticleReads
from bot.store.reads.log import LogReads
from bot.store.reads.proof import ProofReads
from bot.store.reads.queue import QueueReads
from bot.store.reads.story import StoryReads
from bot.store.reads.today import TodayReads


class Reads(TodayReads, QueueReads, LogReads, ProofReads, StoryReads, ArticleReads):
    """All of them on one database. A method is one consistent view; nothing is written."""

    def __init__(self, db: Database) -> None:
        self._db = db
