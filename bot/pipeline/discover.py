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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from bot.model.article import Article, Entry
from bot.model.cadence import FreeTimes, Order
from bot.model.draft import Draft
from bot.model.errors import BotError, ExtractError, FetchError, HttpStatusError
from bot.model.flood import Flood, FloodVerdict
from bot.model.identity import (
    Witness,
    WitnessKind,
    article_key,
    article_witnesses,
    entry_witnesses,
    fingerprint,
    fits,
    path_of,
    title_witness,
    told_witnesses,
    told_words,
)
from bot.pipeline.channels import ChannelPlan
from bot.pipeline.plan import BOOKINGS_WINDOW, plan
from bot.pipeline.ports import (
    READING_FAILURES_MAX,
    Admission,
    Articles,
    Bookmark,
    Floods,
    KnownEntry,
    NewDelivery,
    NewStory,
    Offer,
    Outbox,
    Pages,
    Seen,
    Source,
)
from bot.pipeline.read import doubts_of, read_article, read_told
from bot.pipeline.timetable import Timetable

log = logging.getLogger(__name__)

CHUNK = 500
"""Stories of one commit: a commit waits for the disk, and asks anew what the channels have promised."""
MOVED_SITE = 3
"""So many known titles at new addresses at once are a site that moved."""
PAGE_PATIENCE = timedelta(hours=2)
"""So long a story waits whose page cannot be read for now; then what its source tells of it has to do."""

SHORTEST_WINDOW = 5
"""A feed that shows fewer stories may have shown none before."""
_TORN = (
    "it shows nothing that was there at the last poll: stories may have come and gone between the two; "
    'poll it more often, let it show more, or read the site by kind = "wordpress" or "sitemap"'
)

FirstRun = Literal["skip", "all"] | int


@dataclass(frozen=True, slots=True)
class Filter:
    """Names of categories, authors and tags, compared without regard to case, and patterns of paths.

    Many feeds give tags as categories, so a tag is looked for among both.
    """

    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()

    def matches(self, entry: Entry) -> bool:
        """Whether the entry has any of the names, or its address a path of any of the patterns."""
        return (
            _any(self.categories, entry.categories)
            or _any(self.authors, entry.authors)
            or _any(self.tags, (*entry.tags, *entry.categories))
            or any(fits(path_of(entry.url), pattern) for pattern in self.paths)
        )

    @property
    def is_empty(self) -> bool:
        """Whether it names nothing."""
        return not (self.categories or self.authors or self.tags or self.paths)


def _any(wanted: Collection[str], given: Collection[str]) -> bool:
    return bool({name.casefold() for name in wanted} & {name.casefold() for name in given})


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """One configured source: where, how often, and what of it is meant. ``flood`` 0 is no limit."""

    source: Source
    channels: tuple[str, ...]
    url: str = ""
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
    waiting: int = 0
    """New stories whose pages cannot be read for now."""
    malformed: tuple[str, ...] = ()
    error: str | None = None
    offer: Offer | None = None
    max_age: float | None = None
    status: int | None = None
    """The HTTP status that the poll failed with."""
    retry_after: float | None = None
    """Seconds for which the server asked to be left alone."""


def digest(entry: Entry) -> str:
    """A mark of the entry's content: it changes when the story's title or text does.

    Dates are left out, and what ``article_key`` leaves out of addresses: feeds that refresh them, or go
    from http to https, change nothing that readers see.
    """
    told = "\x1f".join(
        (_address(entry.url), entry.title, entry.content_html or entry.summary or "")
    )
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _address(url: str) -> str:
    try:
        return article_key(url)
    except ValueError:
        return url


def distinct(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries, each with a GUID of its own: one that several pages share is none."""
    addresses: dict[str, set[str]] = {}
    for entry in entries:
        addresses.setdefault(entry.guid, set()).add(_address(entry.url))
    return tuple(
        replace(entry, guid=entry.url) if len(addresses[entry.guid]) > 1 else entry
        for entry in entries
    )


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


Marks = Mapping[Entry, tuple[Witness, ...]]
"""What each entry is known again by, found once for a poll."""


@dataclass(frozen=True, slots=True)
class _Poll:
    """What is the same for all entries that one poll admits."""

    source: str
    channels: tuple[ChannelPlan, ...]
    now: datetime
    marks: Marks = field(default_factory=dict)
    floods: Mapping[str, Flood] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Unread:
    """A story that could not be read."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Admitted:
    """What became of entries. ``waiting`` for their pages."""

    new: int = 0
    failed: tuple[str, ...] = ()
    waiting: int = 0


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
        *,
        before: Discover | None = None,
    ) -> None:
        self._articles = articles
        self._outbox = outbox
        self._floods = floods
        self._pages = pages
        self._channels = channels
        self._site = site
        self._timetable = Timetable(outbox)
        # what one instance remembers goes on in the next: two must not promise the same time either
        self.admitting: threading.Lock = before.admitting if before else threading.Lock()
        self.left: dict[str, Bookmark] = before.left if before else {}
        """What the last poll of a source left behind, where it went well; it stands in the database too."""
        self._quiet: dict[str, datetime] = {}

    def poll(self, plan: SourcePlan, *, now: datetime) -> PollReport:
        """Poll one source and deal with everything it shows; errors end up in the report."""
        last = self.left.get(plan.name)
        bookmark = last or self._articles.bookmark(plan.name)
        try:
            batch = plan.source.poll(bookmark or Bookmark())
        except BotError as error:
            self._articles.fail_poll(plan.name, str(error), now=now)
            self.left.pop(plan.name, None)
            if not isinstance(error, HttpStatusError):
                return PollReport(plan.name, error=str(error))
            status, rest = error.status, error.retry_after
            return PollReport(plan.name, error=str(error), status=status, retry_after=rest)
        if not batch.entries and batch.bookmark == last:
            self._quiet[plan.name] = now  # nothing to remember but that it was asked
            return PollReport(plan.name, malformed=batch.malformed, max_age=batch.max_age)
        entries = distinct(batch.entries)
        known = self._articles.known_entries(plan.name, [entry.guid for entry in entries])
        sorted_entries = sort_entries(entries, known, plan, is_first=bookmark is None)
        self._remember(
            sorted_entries.passed_over, lambda entry: _why_passed_over(entry, plan), now=now
        )
        marks = {entry: marks_of(entry) for entry in sorted_entries.new}
        familiar = self._familiar(marks)
        self._remember(
            [e for e in sorted_entries.new if e in familiar],
            lambda _: "the story was known already",
            now=now,
            marks=marks,
            have_moved=True,
        )
        is_torn = batch.is_window and bookmark is not None and not known and not familiar
        notes = [_TORN] if is_torn and len(entries) >= SHORTEST_WINDOW else []
        unseen = [entry for entry in sorted_entries.new if entry not in familiar]
        fresh = [entry for entry in unseen if entry.guid not in known]
        flood = self._floods.announce(fresh, limit=plan.flood, now=now)
        left_behind = self._left_behind(plan.name, entries)
        channels = tuple(self._channels[name] for name in plan.channels)
        admitted = self._admit_new((*left_behind, *unseen), _Poll(plan.name, channels, now, marks))
        self._admit_all(sorted_entries.changed, _Poll(plan.name, (), now))
        is_whole = not admitted.failed and not admitted.waiting
        remembered = batch.bookmark if is_whole else bookmark or Bookmark()
        self._articles.finish_poll(plan.name, remembered, new=admitted.new, now=now)
        self.left[plan.name] = remembered
        return PollReport(
            plan.name,
            new=admitted.new,
            changed=len(sorted_entries.changed),
            passed_over=len(sorted_entries.passed_over),
            unchanged=sorted_entries.unchanged,
            held_as_flood=flood is not None,
            flood=flood.id if flood else None,
            failed=admitted.failed,
            waiting=admitted.waiting,
            malformed=(*notes, *batch.malformed),
            offer=batch.offer,
            max_age=batch.max_age,
        )

    def save_quiet_polls(self) -> None:
        """Commit when the sources that showed nothing new were polled: one commit for all of them."""
        polled = self._quiet
        self._quiet = {}
        if polled:
            self._articles.note_quiet_polls(polled)

    def _left_behind(self, source: str, shown: Sequence[Entry]) -> list[Entry]:
        """What an earlier poll announced and never dealt with, and the source shows no longer."""
        if not shown:
            return []
        guids = {entry.guid for entry in shown}
        unread = self._floods.unread(source, failures_below=READING_FAILURES_MAX)
        return [entry for entry in unread if entry.guid not in guids]

    def _remember(
        self,
        entries: Sequence[Entry],
        reason: Callable[[Entry], str],
        *,
        now: datetime,
        marks: Marks | None = None,
        have_moved: bool = False,
    ) -> None:
        known = marks or {}
        for some in _chunks(entries):
            seen = [
                Seen(
                    e,
                    digest(e),
                    known.get(e) or marks_of(e),
                    has_moved=have_moved,
                    reason=reason(e),
                )
                for e in some
            ]
            self._articles.remember_all(seen, now=now)

    def _familiar(self, marks: Marks) -> frozenset[Entry]:
        """The entries whose stories another source, an earlier GUID or an earlier address has shown."""
        if not marks:
            return frozenset()
        known = self._articles.owners([mark for some in marks.values() for mark in some])
        return familiar(marks, known)

    def _admit_new(self, entries: Sequence[Entry], poll: _Poll) -> _Admitted:
        """Admit new stories; those of a flood as what a person decided about it."""
        if not entries:
            return _Admitted()
        floods = self._floods.of_entries(poll.source, [entry.guid for entry in entries])
        dismissed = {
            guid: flood for guid, flood in floods.items() if flood.verdict is FloodVerdict.DISMISSED
        }
        self._remember(
            [entry for entry in entries if entry.guid in dismissed],
            lambda entry: dismissed[entry.guid].end_reason,
            now=poll.now,
        )
        rest = [entry for entry in entries if entry.guid not in dismissed]
        return self._admit_all(rest, replace(poll, floods=floods))

    def _admit_all(self, entries: Sequence[Entry], poll: _Poll) -> _Admitted:
        admitted, waiting = 0, 0
        failed: list[str] = []
        for some in _chunks(entries, alone=lambda entry: entry.content_html is None):
            read: list[tuple[Entry, Article]] = []
            for entry in some:
                match self._read(entry, poll):
                    case Article() as article:
                        read.append((entry, article))
                    case _Unread(reason):
                        failed.append(f"{entry.url}: {reason}")
                    case None:
                        waiting += 1
            if read:
                admissions = self._admit(read, poll)
                admitted += sum(admission.is_new for admission in admissions)
        return _Admitted(admitted, tuple(failed), waiting)

    def _read(self, entry: Entry, poll: _Poll) -> Article | _Unread | None:
        """The entry's story; None while its page cannot be read for now, which costs it no reading."""
        told = {"site_name": self._site.name, "language": self._site.language}
        try:
            return read_article(entry, self._pages, **told)
        except BotError as error:
            reason = str(error)
            if isinstance(error, FetchError) and error.is_passing:
                since = self._articles.entry_waits(entry, reason, now=poll.now)
                if not poll.channels or poll.now - since < PAGE_PATIENCE:
                    log.info("%s: %s waits for its page: %s", poll.source, entry.url, reason)
                    return None
                with suppress(ExtractError):  # the source may tell nothing that could stand for it
                    return read_told(entry, reason, **told)
        if not self._articles.entry_failed(entry, reason, now=poll.now):
            return None
        log.warning("%s: %s cannot be read: %s", poll.source, entry.url, reason)
        return _Unread(reason)

    def _admit(self, read: Sequence[tuple[Entry, Article]], poll: _Poll) -> tuple[Admission, ...]:
        channels, now = poll.channels, poll.now
        drafted = [
            (entry, article, [_draft(article, channel) for channel in channels])
            for entry, article in read
        ]
        with self.admitting:  # two polls must not promise the same slot
            since = now - BOOKINGS_WINDOW
            free = {
                c.name: FreeTimes(c.cadence, self._outbox.bookings(c.name, since=since))
                for c in channels
            }
            admissions = self._articles.admit_all(
                [
                    NewStory(
                        entry,
                        article,
                        digest=digest(entry),
                        fingerprint=fingerprint(article.title, article.text),
                        witnesses=witnesses_of(entry, article, poll.marks.get(entry)),
                        deliveries=[
                            _plan(entry, article, draft, channel, free[channel.name], poll)
                            for draft, channel in zip(drafts, channels, strict=True)
                        ],
                        has_moved=not channels,
                        is_page=entry.content_html is None and not doubts_of(article.warnings),
                    )
                    for entry, article, drafts in drafted
                ],
                now=now,
            )
            for channel in channels:
                if channel.cadence.order is Order.NEWEST:
                    self._timetable.plan_afresh(channel, reason="a newer story goes first", now=now)
            return admissions


def _plan(
    entry: Entry,
    article: Article,
    draft: Draft,
    channel: ChannelPlan,
    free: FreeTimes,
    poll: _Poll,
) -> NewDelivery:
    """The story's delivery; it takes its time out of ``free``."""
    flood = poll.floods.get(entry.guid)
    waits = flood if flood is not None and flood.verdict is None else None
    labels = (*article.tags, *entry.tags, *entry.categories)
    return plan(
        article,
        draft,
        channel,
        free=free,
        now=poll.now,
        hold=waits.hold_reason if waits else None,
        flood=waits.id if waits else None,
        breaking=channel.cadence.breaking.covers(article.title, labels),
    )


def _chunks(
    entries: Sequence[Entry], *, alone: Callable[[Entry], bool] = lambda _: False
) -> Iterator[list[Entry]]:
    """Groups for one commit each, in their order; an entry that is ``alone`` has one to itself."""
    chunk: list[Entry] = []
    for entry in entries:
        if chunk and (alone(entry) or len(chunk) == CHUNK):
            yield chunk
            chunk = []
        chunk.append(entry)
        if alone(entry):
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def familiar(
    marks: Mapping[Entry, Sequence[Witness]], known: Mapping[Witness, str]
) -> frozenset[Entry]:
    """Which entries show known stories, given the ids of the stories that their witnesses belong to.

    A known title alone is no reason, but where it is that of most that seems new, the whole site has
    changed its addresses, its GUIDs and its dates at once.
    """
    found = {
        entry
        for entry, some in marks.items()
        if any(mark in known for mark in some if mark.kind is not WitnessKind.TITLE)
    }
    others = [entry for entry in marks if entry not in found]
    titled = _one_to_one(
        (entry, known[mark]) for entry in others for mark in marks[entry] if mark in known
    )
    if len(titled) >= MOVED_SITE and 2 * len(titled) >= len(others):
        found |= titled
    return frozenset(found)


def _one_to_one(pairs: Iterable[tuple[Entry, str]]) -> set[Entry]:
    """The entries that alone lead to their story: a title that several share ("Read on") is none."""
    shown: dict[str, list[Entry]] = {}
    for entry, story in pairs:
        shown.setdefault(story, []).append(entry)
    return {entries[0] for entries in shown.values() if len(entries) == 1}


def marks_of(entry: Entry) -> tuple[Witness, ...]:
    """Every mark that an entry gives before its story was read."""
    body = told_words(entry.content_html or entry.summary or "")
    told = told_witnesses(entry.title, body, entry.published_at)
    title = title_witness(entry.source, entry.title)
    return (*entry_witnesses(entry.url, entry.guid), *told, *((title,) if title else ()))


def witnesses_of(
    entry: Entry | None, article: Article, marks: Sequence[Witness] | None = None
) -> tuple[Witness, ...]:
    """Every mark by which the story will be known again; ``marks`` are the entry's, where they are known."""
    if marks is None:
        marks = marks_of(entry) if entry else ()
    told = article_witnesses(article.url, article.title, article.text, article.published_at)
    return tuple(dict.fromkeys((*marks, *told)))


def _draft(article: Article, channel: ChannelPlan) -> Draft:
    from bot.compose import compose  # with all its words; not for an idle daemon

    draft = compose(article, channel.rules, channel.style, channel=channel.name)
    doubts = doubts_of(article.warnings)
    return replace(draft, warnings=(*doubts, *draft.warnings)) if doubts else draft
