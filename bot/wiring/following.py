"""The use cases that follow stories: what is looked at before a post goes out, and what changes it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.pipeline.amend import Amend
from bot.pipeline.before import Before, Readiness
from bot.pipeline.channels import Timing
from bot.pipeline.follow import Follow, Following
from bot.pipeline.ports import Clock, Page, Pages, Platform
from bot.sources.fetch import FetchClient
from bot.sources.picture import MAX_BYTES, Pictures
from bot.store.amendments import AmendmentStore
from bot.store.database import Database
from bot.store.facts import Facts
from bot.store.outbox import OutboxStore
from bot.store.watches import WatchStore

if TYPE_CHECKING:
    from bot.sandbox import Sandbox

from bot.wiring.newsroom import Newsroom


@dataclass(frozen=True, slots=True)
class Followers:
    """What follows stories on one database."""

    amendments: AmendmentStore
    watches: WatchStore
    amend: Amend
    follow: Follow
    before: Before


class _OfSandbox:
    """Pages and pictures of the sample site, read where the sandbox serves them, whatever their public address."""

    def __init__(self, pages: Pages, pictures: Pictures, sandbox: Sandbox) -> None:
        self._pages = pages
        self._pictures = pictures
        self._sandbox = sandbox

    def read(self, url: str) -> Page:
        page = self._pages.read(self._sandbox.served_at(url))
        return page if self._sandbox.served_at(url) == url else replace(page, url=url)

    def trouble(self, url: str) -> str | None:
        return self._pictures.trouble(self._sandbox.served_at(url))


def followers(
    newsroom: Newsroom,
    database: Database,
    outbox: OutboxStore,
    facts: Facts,
    connect: Callable[[str], Platform],
    timing: Timing,
    clock: Clock,
    sandbox: Sandbox | None,
) -> Followers:
    """Put them together."""
    configuration = newsroom.settings.configuration
    amendments, watches = AmendmentStore(database), WatchStore(database)
    client = FetchClient(
        allow_private=configuration.fetch.allow_private,
        contact=configuration.fetch.contact,
        max_bytes=MAX_BYTES,
    )
    of_sandbox = _OfSandbox(newsroom.pages, Pictures(client), sandbox) if sandbox else None
    amend = Amend(outbox, amendments, watches, newsroom.channels, connect, timing, clock)
    table = configuration.corrections
    follow = Follow(
        watches,
        of_sandbox or newsroom.pages,
        amend,
        newsroom.site,
        configuration.site.url,
        Following(table.follow, table.confirm, table.gone_max),
        clock,
    )
    readiness = Readiness(
        configuration.delivery.card_wait, holds=configuration.delivery.unready == "hold"
    )
    before = Before(follow, of_sandbox or Pictures(client), facts, amendments, readiness)
    return Followers(amendments, watches, amend, follow, before)
