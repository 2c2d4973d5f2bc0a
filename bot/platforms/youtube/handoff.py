"""A channel that a person posts on: the bot opens the composer, the person confirms with the post's address."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from urllib.parse import quote

from bot.model.delivery import Delivery
from bot.model.draft import Draft
from bot.model.outcome import (
    Absent,
    ChangeOutcome,
    HandedOff,
    Outcome,
    Reading,
    Rejected,
    RemotePost,
)
from bot.pipeline.ports import Account
from bot.platforms.youtube.rules import RULES

_HOME = "https://www.youtube.com/"


class Handoff:
    """One channel without an API; nothing is ever called."""

    rules = RULES

    def __init__(self, account: Account) -> None:
        channel = quote(account.credentials.get("CHANNEL_ID", ""), safe="")
        # The composer's address as users report it; there is no documented one.
        composer = f"{_HOME}channel/{channel}/posts?show_create_dialog=1"
        self._compose_url = composer if channel else _HOME

    def publish(self, draft: Draft, *, now: datetime) -> Outcome:  # noqa: ARG002 - the person has the draft
        """Hand it to a person."""
        return HandedOff(self._compose_url)

    def find(self, delivery: Delivery, *, bound: Collection[str], now: datetime) -> Reading:  # noqa: ARG002 - nothing is read
        """Never there: the bot itself posts nothing, so one that was interrupted is handed over again."""
        return Absent()

    def amend(self, post: RemotePost, draft: Draft, *, now: datetime) -> ChangeOutcome:  # noqa: ARG002 - nothing is called
        """Never: a person changes it."""
        return Rejected(f"a person has to change {post.url}")

    def retract(self, post: RemotePost, *, now: datetime) -> ChangeOutcome:  # noqa: ARG002 - nothing is called
        """Never: a person takes it down."""
        return Rejected(f"a person has to take down {post.url}")
