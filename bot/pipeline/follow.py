"""Looking at a story's own page: is it still there, does it say the same, is its card ready.

One reading of the page serves what is asked before a post goes out and afterwards. A page counts as gone only
where two looks, apart, were answered with 404 or 410 while the site itself stands; no other trouble says
anything about the story. See docs/adr/0011-corrections.md.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.model.article import Article
from bot.model.errors import BotError, ExtractError, HttpStatusError, PasswordAsked
from bot.model.identity import article_key, article_witnesses, fingerprint
from bot.pipeline.amend import Amend, Reading
from bot.pipeline.changes import words_of
from bot.pipeline.discover import Site
from bot.pipeline.ports import Clock, Page, Pages, Watch, Watches
from bot.pipeline.read import is_cut_off
from bot.pipeline.shows import shows
from bot.pipeline.target import story_in_page

if TYPE_CHECKING:
    from bot.extract.card import Card

log = logging.getLogger(__name__)

FIRST_LOOK = timedelta(minutes=10)
"""How long after a post its story is looked at again; each further look is twice as long after it."""
LONGEST_WAIT = timedelta(hours=24)
AFTER_TROUBLE = timedelta(minutes=10)
"""How soon a page is looked at again that could not be read."""
WAITS_LONG = timedelta(minutes=10)
"""A story whose post waits longer is read on its page before, so that what is changed there meanwhile is seen."""
UNREAD_FOR = timedelta(hours=1)
"""So long it is tried to read that page; what it says later may be a change already."""
FRESH = timedelta(seconds=60)
"""A reading so recent serves once more: the channels of a story are due together."""
_GONE = frozenset({404, 410})
_ALIKE = 0.5
"""Share of a story's sentences by which it is known again at another address."""


@dataclass(frozen=True, slots=True)
class Following:
    """How stories are followed; as in ``[corrections]``.

    ``follow``: for so long after its last post; ``confirm``: how far apart the two looks are at which it is gone;
    ``gone_max``: more stories gone at once are left to a person.
    """

    follow: timedelta = timedelta(days=7)
    confirm: timedelta = timedelta(minutes=10)
    gone_max: int = 3


@dataclass(frozen=True, slots=True)
class Stands:
    """The page is there. ``card`` is what it asks platforms to show of it."""

    article: Article | None
    card: Card | None


@dataclass(frozen=True, slots=True)
class Gone:
    """The page is not there. ``is_certain``: that was seen twice, apart, on a site that stands."""

    reason: str
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The address leads to something else than the story, or asks for a password in its place."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The page could not be read; that says nothing about the story. ``is_down``: its server said that it fails."""

    reason: str
    is_down: bool = False


@dataclass(frozen=True, slots=True)
class OffTheWeb:
    """The story was never read on the web: there is no page to look at."""


Look = Stands | Gone | Elsewhere | Unreadable | OffTheWeb
Report = Callable[[str], None]


class Follow:
    """Looks at stories' pages and says what follows. One instance serves all threads of a process."""

    def __init__(
        self,
        watches: Watches,
        pages: Pages,
        amend: Amend,
        site: Site,
        site_url: str,
        rules: Following,
        clock: Clock,
    ) -> None:
        self._watches = watches
        self._pages = pages
        self._amend = amend
        self._site = site
        self._site_url = site_url
        self._rules = rules
        self._clock = clock
        self._guard = threading.Lock()
        self._fresh: dict[str, tuple[datetime, Look]] = {}

    def due(self, now: datetime) -> tuple[str, ...]:
        """Ids of posted stories that are to be looked at now."""
        return self._watches.due(
            now, posted_since=now - self._rules.follow, posted_until=now - FIRST_LOOK
        )

    def waiting_unread(self, now: datetime) -> tuple[str, ...]:
        """Ids of new stories whose posts wait for long, and whose pages were not read yet."""
        return self._watches.waiting_unread(due_after=now + WAITS_LONG, seen_since=now - UNREAD_FOR)

    def read_first(self, article_id: str) -> None:
        """Read what the page of a story says whose post waits: later looks are compared with that.

        A source that carries the whole story need not show it again when it is corrected.
        """
        watch = self._watches.get(article_id)
        if not watch.url or watch.page is not None:
            return
        try:
            page = self._read(watch)
            article = story_in_page(page, self._site).article
        except BotError as error:
            log.info("%s cannot be read before its post goes out: %s", watch.url, error)
            return
        if self._is_the_story(watch, page, article) and self._shows(watch, article):
            self._watches.first_page(article_id, article)

    def revised(self) -> tuple[str, ...]:
        """Ids of stories with a revision that their posts were not compared with."""
        return self._watches.revised()

    def is_revised(self, article_id: str) -> bool:
        """Whether the story has such a revision."""
        return self._watches.get(article_id).is_revised

    def compare(self, article_id: str, report: Report) -> None:
        """Compare the newest revision of a story with its posts, with its page as a second witness."""
        page = None
        if self._amend.concerns(article_id):
            look = self.look(article_id, report, anew=True, compares=False)
            page = look.article if isinstance(look, Stands) else None
        for line in self._amend.consider_revision(article_id, page):
            report(line)

    def look(
        self, article_id: str, report: Report, *, anew: bool = False, compares: bool = True
    ) -> Look:
        """Look at the story's page, or take the last look where it is fresh; what follows is done at once.

        ``compares`` False leaves it to the caller to compare what the page says now with the story's posts.
        """
        now = self._clock.now()
        with self._guard:
            self._fresh = {k: v for k, v in self._fresh.items() if abs(now - v[0]) < FRESH}
            known = self._fresh.get(article_id)
        if known is not None and not anew:
            return known[1]
        watch = self._watches.get(article_id)
        if not watch.url:
            never = now + self._rules.follow + LONGEST_WAIT
            self._watches.note(replace(watch, looked_at=now, next_look_at=never))
            return OffTheWeb()
        look = self._look(watch, now, report, compares)
        with self._guard:
            if isinstance(look, Stands):
                self._fresh[article_id] = (now, look)
        return look

    def _look(self, watch: Watch, now: datetime, report: Report, compares: bool) -> Look:
        try:
            page = self._read(watch)
            article = story_in_page(page, self._site).article
        except BotError as error:
            return self._unread(watch, error, now, report)
        if not self._is_the_story(watch, page, article):
            reason = f"{watch.url} leads to another page: {page.url}"
            hold = "only a person can tell whether that is the story"
            return self._not_the_story(watch, reason, hold, now, report)
        if not self._shows(watch, article):
            return self._troubled(watch, f"{watch.url} shows nothing of the story", now)
        if watch.trouble is not None:
            for line in self._amend.is_back(watch.article_id):
                report(line)
        if watch.page is not None and is_cut_off(article) and not is_cut_off(watch.page):
            # what stands behind a paywall now is not taken back: the page as it was is kept
            return replace(self._stands(watch, page, watch.page, now), article=None)
        if compares and watch.page is not None and _words(watch.page) != _words(article):
            self._revise(watch, article, report)
        return self._stands(watch, page, article, now)

    def _unread(self, watch: Watch, error: BotError, now: datetime, report: Report) -> Look:
        match error:
            case HttpStatusError(status=status) if status in _GONE:
                return self._missing(watch, error, now, report)
            case HttpStatusError(status=status):
                return replace(self._troubled(watch, str(error), now), is_down=status >= 500)
            case PasswordAsked():
                hold = "its readers may not see it"
                return self._not_the_story(watch, str(error), hold, now, report)
            case ExtractError():
                # a page without a story in it: a wall, a notice, a script
                return self._troubled(watch, f"{watch.url}: no article was found in the page", now)
            case _:
                return self._troubled(watch, str(error), now)

    def _not_the_story(
        self, watch: Watch, reason: str, hold: str, now: datetime, report: Report
    ) -> Elsewhere:
        self._troubled(watch, reason, now)
        if watch.trouble == reason:  # seen before, too
            self._withdraw(watch.article_id, reason, hold, "elsewhere", report)
        return Elsewhere(reason)

    def _read(self, watch: Watch) -> Page:
        """The story's page, at its address or where else it was announced. Raises FetchError."""
        try:
            return self._pages.read(watch.url)
        except HttpStatusError as error:
            if error.status not in _GONE:
                raise
            for url in watch.others[:2]:
                try:
                    return self._pages.read(url)
                except HttpStatusError as other:
                    if other.status not in _GONE:
                        raise
            raise

    def _is_the_story(self, watch: Watch, page: Page, article: Article) -> bool:
        wanted = {article_key(url) for url in (watch.url, *watch.others)}
        if wanted & {article_key(page.url), article_key(article.url)}:
            return True
        _, revisions = self._watches.readings(watch.article_id)
        known = [*revisions[-1:], *([watch.page] if watch.page else [])]
        return any(_are_alike(old, article) for old in known)

    def _shows(self, watch: Watch, article: Article) -> bool:
        """Whether it is no wall that stands in the story's place; a notice of correction is none."""
        from bot.extract.corrections import correction_notices

        _, revisions = self._watches.readings(watch.article_id)
        known = (shows(article, title=r.title, told=r.text, url=watch.url) for r in revisions)
        return not revisions or bool(correction_notices(article.text)) or any(known)

    def _stands(self, watch: Watch, page: Page, article: Article, now: datetime) -> Stands:
        from bot.extract.card import read_card  # with its parser; not for an idle daemon

        self._watches.note(
            replace(
                watch,
                page=article,
                looked_at=now,
                next_look_at=self._next_look(watch, now),
                misses=0,
                missing_since=None,
                gone_at=None,
                trouble=None,
            )
        )
        return Stands(article, read_card(page.body, page.url, charset=page.charset))

    def _revise(self, watch: Watch, article: Article, report: Report) -> None:
        """The page says something else than at the last look: that alone is compared.

        What a feed carries and what the page shows differ in more than what was changed. What a post would
        have to say otherwise becomes the story's revision: a person's words are held against that.
        """
        assert watch.page is not None
        reading = Reading(
            watch.article_id, fingerprint(article.title, article.text), (watch.page,), (article,)
        )
        if not self._amend.touches(reading):
            return  # what stands around the story: comments, teasers, counters
        self._watches.revise(watch.article_id, article, now=self._clock.now())
        for line in self._amend.consider(reading):
            report(line)

    def _troubled(self, watch: Watch, reason: str, now: datetime) -> Unreadable:
        later = max(self._next_look(watch, now), now + AFTER_TROUBLE)
        self._watches.note(replace(watch, looked_at=now, next_look_at=later, trouble=reason))
        return Unreadable(reason)

    def _missing(self, watch: Watch, error: HttpStatusError, now: datetime, report: Report) -> Gone:
        since = watch.missing_since or now
        apart = now - since >= self._rules.confirm
        certain = watch.gone_at is not None or (
            watch.misses > 0 and apart and self.site_stands(watch.url)
        )
        again = self._next_look(watch, now) if certain else since + self._rules.confirm
        noted = replace(
            watch,
            looked_at=now,
            next_look_at=max(again, now + timedelta(seconds=1)),
            misses=watch.misses + 1,
            missing_since=since,
            gone_at=(watch.gone_at or now) if certain else None,
            trouble=str(error),
        )
        self._watches.note(noted)
        if watch.missing_since is None:  # is it this story alone, or the whole site?
            since_posted = now - self._rules.follow
            self._watches.hasten(now, posted_since=since_posted, count=self._rules.gone_max + 1)
        reason = f"the story is gone: {watch.url} answered {error.status} at {since:%H:%M} and {now:%H:%M} UTC"
        if certain:
            self._withdraw(watch.article_id, reason, self._hold(now), since.isoformat(), report)
        return Gone(reason if certain else str(error), certain)

    def _withdraw(
        self, article_id: str, reason: str, hold: str | None, mark: str, report: Report
    ) -> None:
        for line in self._amend.withdraw(article_id, reason, hold=hold, mark=mark):
            report(line)

    def _hold(self, now: datetime) -> str | None:
        gone = self._watches.missing(since=now - timedelta(days=1))
        if gone <= self._rules.gone_max:
            return None
        return f"{gone} stories are gone at once (gone_max is {self._rules.gone_max}): a person decides"

    def site_stands(self, url: str) -> bool:
        """Whether the site as a whole can be read, where it always was."""
        same_host = urlsplit(url).netloc == urlsplit(self._site_url).netloc
        front = self._site_url if same_host else "{0.scheme}://{0.netloc}/".format(urlsplit(url))
        try:
            page = self._pages.read(front)
        except PasswordAsked:
            # it may show its stories whole, and a protected one among them
            return True
        except BotError as error:
            log.warning("%s is not there, and neither is the front page: %s", url, error)
            return False
        return urlsplit(page.url).hostname == urlsplit(front).hostname

    def _next_look(self, watch: Watch, now: datetime) -> datetime:
        """Each wait is as long as all those before it together, so that looks grow rare."""
        if watch.looked_at is None or watch.next_look_at is None:
            return now + FIRST_LOOK
        before = max(now - watch.looked_at, FIRST_LOOK / 2)
        return now + min(2 * before, LONGEST_WAIT)


def _words(article: Article) -> tuple[str, ...]:
    return words_of(f"{article.title}\n{article.text}")


def _are_alike(old: Article, new: Article) -> bool:
    """Whether both are the same story, by their words."""
    if set(article_witnesses("", old.title, old.text)) & set(
        article_witnesses("", new.title, new.text)
    ):
        return True
    blocks = {words_of(block) for block in old.text.split("\n\n")}
    kept = blocks & {words_of(block) for block in new.text.split("\n\n")}
    return len(kept) >= _ALIKE * len(blocks) > 0
