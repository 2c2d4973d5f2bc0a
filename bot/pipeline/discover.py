"""What is new at a source, and what follows from it.

``sort_entries`` decides from facts alone; ``Discover.poll`` carries it out. New entries are announced
to the store before the first of them is read, a story is admitted together with its deliveries in one
commit, and the source's bookmark moves only after every entry was dealt with: whatever is interrupted
goes on at the next poll, as what it was, though the source may show it no longer.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from bot.compose import compose
from bot.model.article import Article, Entry
from bot.model.draft import Draft
from bot.model.errors import BotError
from bot.model.flood import Flood, FloodVerdict
from bot.model.identity import Witness, article_witnesses, entry_witnesses
from bot.pipeline.channels import ChannelPlan
from bot.pipeline.plan import BOOKINGS_WINDOW, plan
from bot.pipeline.ports import (
    Admission,
    Articles,
    Bookmark,
    Floods,
    KnownEntry,
    NewDelivery,
    Outbox,
    Pages,
    Source,
)
from bot.pipeline.read import read_article

log = logging.getLogger(__name__)

READING_FAILURES_MAX = 5
"""After so many failures to read a story it is left alone; the entry keeps the error."""

FirstRun = Literal["skip", "all"] | int


@dataclass(frozen=True, slots=True)
class Filter:
    """Names of categories and authors, compared without regard to case."""

    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()

    def matches(self, entry: Entry) -> bool:
        """Whether the entry has any of the names."""
        return _any(self.categories, entry.categories) or _any(self.authors, entry.authors)

    @property
    def is_empty(self) -> bool:
        """Whether it names nothing."""
        return not (self.categories or self.authors)


def _any(wanted: Collection[str], given: Collection[str]) -> bool:
    return bool({name.casefold() for name in wanted} & {name.casefold() for name in given})


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """One configured source: where, how often, and what of it is meant. ``flood`` 0 is no limit."""

    source: Source
    channels: tuple[str, ...]
    poll: timedelta = timedelta(minutes=2)
    first_run: FirstRun = "skip"
    flood: int = 10
    include: Filter = field(default_factory=Filter)
    exclude: Filter = field(default_factory=Filter)

    @property
    def name(self) -> str:
        """The source's name."""
        return self.source.name


@dataclass(frozen=True, slots=True)
class Sorted:
    """A batch, sorted: what to post, what only to re-read, what to remember and leave."""

    new: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    passed_over: tuple[Entry, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one poll came to."""

    source: str
    new: int = 0
    changed: int = 0
    passed_over: int = 0
    unchanged: int = 0
    held_as_flood: bool = False
    flood: str | None = None
    """The id of the flood that this poll began, or added to."""
    failed: tuple[str, ...] = ()
    malformed: tuple[str, ...] = ()
    error: str | None = None


def digest(entry: Entry) -> str:
    """A mark of the entry's content: it changes when the story's title or text does.

    Dates are left out: feeds that refresh them change nothing that readers see.
    """
    told = "\x1f".join((entry.url, entry.title, entry.content_html or entry.summary or ""))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def sort_entries(
    entries: Sequence[Entry],
    known: Mapping[str, KnownEntry],
    plan: SourcePlan,
    *,
    is_first: bool,
) -> Sorted:
    """Decide what each entry of a batch means; new ones come oldest first."""
    new: list[Entry] = []
    changed: list[Entry] = []
    passed_over: list[Entry] = []
    unchanged = 0
    wanted_first = _first_sight(entries, plan.first_run) if is_first else None
    for entry in sorted(entries, key=_age):
        seen = known.get(entry.guid)
        if seen is not None and (
            seen.digest == digest(entry) or seen.failures >= READING_FAILURES_MAX
        ):
            unchanged += 1
        elif seen is not None and seen.digest:
            changed.append(entry)
        elif not _wanted(entry, plan) or (
            seen is None and wanted_first is not None and entry.guid not in wanted_first
        ):
            passed_over.append(entry)
        else:
            new.append(entry)
    return Sorted(tuple(new), tuple(changed), tuple(passed_over), unchanged)


def _first_sight(entries: Sequence[Entry], first_run: FirstRun) -> frozenset[str]:
    newest_first = sorted(entries, key=_age, reverse=True)
    count = {"skip": 0, "all": len(entries)}.get(str(first_run))
    if count is None:
        count = int(first_run)
    return frozenset(entry.guid for entry in newest_first[:count])


def _age(entry: Entry) -> datetime:
    return entry.published_at or entry.modified_at or datetime.min.replace(tzinfo=UTC)


def _why_passed_over(entry: Entry, plan: SourcePlan) -> str:
    if _wanted(entry, plan):
        return f"was there at first sight, first_run is {plan.first_run}"
    return "is not among the stories that include and exclude mean"


def _wanted(entry: Entry, plan: SourcePlan) -> bool:
    if plan.exclude.matches(entry):
        return False
    return plan.include.is_empty or plan.include.matches(entry)


@dataclass(frozen=True, slots=True)
class Site:
    """What the publisher's configuration says of every story."""

    name: str
    language: str


class Discover:
    """Polls sources and admits what is new. One instance serves all threads of a process."""

    def __init__(
        self,
        articles: Articles,
        outbox: Outbox,
        floods: Floods,
        pages: Pages,
        channels: Mapping[str, ChannelPlan],
        site: Site,
    ) -> None:
        self._articles = articles
        self._outbox = outbox
        self._floods = floods
        self._pages = pages
        self._channels = channels
        self._site = site
        self._admitting = threading.Lock()

    def poll(self, plan: SourcePlan, *, now: datetime) -> PollReport:
        """Poll one source and deal with everything it shows; errors end up in the report."""
        bookmark = self._articles.bookmark(plan.name)
        try:
            batch = plan.source.poll(bookmark or Bookmark())
        except BotError as error:
            self._articles.fail_poll(plan.name, str(error), now=now)
            return PollReport(plan.name, error=str(error))
        known = self._articles.known_entries(plan.name, [entry.guid for entry in batch.entries])
        sorted_entries = sort_entries(batch.entries, known, plan, is_first=bookmark is None)
        for entry in sorted_entries.passed_over:
            self._remember(entry, now, _why_passed_over(entry, plan))
        unseen = [entry for entry in sorted_entries.new if not self._is_known(entry, now)]
        fresh = [entry for entry in unseen if entry.guid not in known]
        flood = self._floods.announce(fresh, limit=plan.flood, now=now)
        left_behind = self._left_behind(plan.name, batch.entries)
        channels = tuple(self._channels[name] for name in plan.channels)
        admitted, failed = self._admit_all((*left_behind, *unseen), plan.name, channels, now)
        self._admit_all(sorted_entries.changed, plan.name, (), now)
        remembered = (bookmark or Bookmark()) if failed else batch.bookmark
        self._articles.finish_poll(plan.name, remembered, new=admitted, now=now)
        return PollReport(
            plan.name,
            new=admitted,
            changed=len(sorted_entries.changed),
            passed_over=len(sorted_entries.passed_over),
            unchanged=sorted_entries.unchanged,
            held_as_flood=flood is not None,
            flood=flood.id if flood else None,
            failed=failed,
            malformed=batch.malformed,
        )

    def _left_behind(self, source: str, shown: Sequence[Entry]) -> list[Entry]:
        """What an earlier poll announced and never dealt with, and the source shows no longer."""
        if not shown:
            return []
        guids = {entry.guid for entry in shown}
        unread = self._floods.unread(source, failures_below=READING_FAILURES_MAX)
        return [entry for entry in unread if entry.guid not in guids]

    def _remember(self, entry: Entry, now: datetime, reason: str | None = None) -> None:
        self._articles.remember(
            entry,
            digest=digest(entry),
            witnesses=entry_witnesses(entry.url, entry.guid),
            now=now,
            reason=reason,
        )

    def _is_known(self, entry: Entry, now: datetime) -> bool:
        """Whether another source or an earlier GUID has shown the story; then it is remembered."""
        if self._articles.find_witness(entry_witnesses(entry.url, entry.guid)) is None:
            return False
        self._remember(entry, now, "the story was known already")
        return True

    def _admit_all(
        self,
        entries: Sequence[Entry],
        source: str,
        channels: Sequence[ChannelPlan],
        now: datetime,
    ) -> tuple[int, tuple[str, ...]]:
        admitted = 0
        failed: list[str] = []
        guids = [entry.guid for entry in entries] if channels else []
        floods = self._floods.of_entries(source, guids) if guids else {}
        for entry in entries:
            flood = floods.get(entry.guid)
            if flood is not None and flood.verdict is FloodVerdict.DISMISSED:
                self._remember(entry, now, flood.end_reason)
                continue
            try:
                article = read_article(
                    entry, self._pages, site_name=self._site.name, language=self._site.language
                )
            except BotError as error:
                log.warning("%s: %s cannot be read: %s", source, entry.url, error)
                self._articles.entry_failed(entry, str(error), now=now)
                failed.append(f"{entry.url}: {error}")
                continue
            admitted += self._admit(entry, article, channels, flood, now).is_new
        return admitted, tuple(failed)

    def _admit(
        self,
        entry: Entry,
        article: Article,
        channels: Sequence[ChannelPlan],
        flood: Flood | None,
        now: datetime,
    ) -> Admission:
        drafts = [compose(article, c.rules, c.style, channel=c.name) for c in channels]
        with self._admitting:  # two polls must not promise the same slot
            deliveries = [
                self._plan(article, draft, channel, flood, now)
                for draft, channel in zip(drafts, channels, strict=True)
            ]
            return self._articles.admit(
                entry,
                article,
                digest=digest(entry),
                witnesses=witnesses_of(entry, article),
                deliveries=deliveries,
                now=now,
            )

    def _plan(
        self,
        article: Article,
        draft: Draft,
        channel: ChannelPlan,
        flood: Flood | None,
        now: datetime,
    ) -> NewDelivery:
        waits = flood if flood is not None and flood.verdict is None else None
        return plan(
            article,
            draft,
            channel,
            bookings=self._outbox.bookings(channel.name, since=now - BOOKINGS_WINDOW),
            now=now,
            hold=waits.hold_reason if waits else None,
            flood=waits.id if waits else None,
        )


def witnesses_of(entry: Entry | None, article: Article) -> tuple[Witness, ...]:
    """Every mark by which the story will be known again."""
    announced = entry_witnesses(entry.url, entry.guid) if entry else ()
    told = article_witnesses(article.url, article.title, article.text)
    return tuple(dict.fromkeys((*announced, *told)))
