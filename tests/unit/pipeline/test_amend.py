"""What follows for a story's posts when the story changes or goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.model.amendment import Action, Amendment, Cause, OnChange, Progress
from bot.model.article import Entry
from bot.model.card import CardFormat, Look
from bot.model.delivery import State
from bot.model.draft import Draft, Style
from bot.model.errors import FetchError, HttpStatusError, PasswordAsked, UsageError
from bot.model.outcome import (
    Amended,
    AuthFailed,
    ChangeOutcome,
    Rejected,
    RemotePost,
    Unclear,
)
from bot.model.user import Actor
from bot.pipeline.amend import Amend
from bot.pipeline.before import Before, NotReady, Readiness, Ready, ToHold
from bot.pipeline.channels import Review
from bot.pipeline.discover import Site
from bot.pipeline.follow import Follow, Following, Gone, OffTheWeb, Stands, Unreadable
from bot.pipeline.ports import Page
from bot.store.amendments import AmendmentStore
from bot.store.facts import Facts
from bot.store.watches import WatchStore
from tests.fakes.world import RULES, FakePlatform, World, entry

ANNA = Actor("anna")
URL = "https://news.example/story-1/"
HEAD = '<meta property="og:title" content="T"><meta property="og:image" content="https://i.example/1.png">'


class Amendable(FakePlatform):
    """Changes and deletes; ``changes`` are answers in the place of success, one for each call."""

    def __init__(self) -> None:
        super().__init__()
        self.edits: list[str] = []
        self.deleted: list[str] = []
        self.changes: list[ChangeOutcome] = []

    def amend(self, post: RemotePost, draft: Draft, *, now: object) -> ChangeOutcome:
        self.edits.append(draft.parts[0].text)
        if self.changes:
            return self.changes.pop(0)
        if self.rules.amends == "reply":
            return Amended((self.accept(draft),))
        return Amended()

    def retract(self, post: RemotePost, *, now: object) -> ChangeOutcome:
        self.deleted.append(post.id)
        return self.changes.pop(0) if self.changes else Amended()


class SitePages:
    """Pages by address: HTML, or an error. Any other address is a 404."""

    def __init__(self) -> None:
        self.pages: dict[str, str | Exception] = {"https://news.example/": "<p>The front page</p>"}

    def read(self, url: str) -> Page:
        found = self.pages.get(url, HttpStatusError(f"{url}: it answered 404", status=404))
        if isinstance(found, Exception):
            raise found
        return Page(url, found.encode(), "utf-8")

    def show(self, story: Entry, head: str = HEAD) -> None:
        self.pages[story.url] = (
            f"<html lang=en><head><title>{story.title}</title>{head}</head><body><article>"
            f"<h1>{story.title}</h1>{story.content_html}</article></body></html>"
        )


class Pictures:
    troubles: str | None = None

    def trouble(self, url: str) -> str | None:
        return self.troubles


class Newsroom:
    """The world of the other tests, with what follows stories."""

    def __init__(
        self, folder: Path, on_change: OnChange = OnChange.AMEND, amends: str = "edit"
    ) -> None:
        self.world = World(folder)
        self.platform = Amendable()
        self.platform.rules = replace(
            RULES,
            amends=amends,
            retracts=True,
            price_delete_usd=Decimal("0.01"),  # type: ignore[arg-type]
        )
        self.world.platforms["one"] = self.platform
        self.world.configure(rules=self.platform.rules, on_change=on_change, review=Review.NONE)
        self.pages = SitePages()
        self.pictures = Pictures()
        self.lines: list[str] = []
        world = self.world
        self.amendments, self.watches = AmendmentStore(world.database), WatchStore(world.database)
        self.amend = Amend(
            world.outbox,
            self.amendments,
            self.watches,
            world.channels,
            world.platforms.__getitem__,
            world.timing,
            world.clock,
        )
        self.follow = Follow(
            self.watches,
            self.pages,
            self.amend,
            Site("News", "en"),
            "https://news.example/",
            Following(),
            world.clock,
        )
        self.before = Before(
            self.follow, self.pictures, Facts(world.database), self.amendments, Readiness()
        )

    def publish(self, *stories: Entry, send: bool = True) -> None:
        for story in stories:
            self.pages.show(story)
        self.world.poll(*stories)
        if send:
            self.world.send_all()
            for article in {d.article_id for d in self.world.deliveries()}:
                self.follow.look(article, self.lines.append)

    def correct(self, story: Entry) -> None:
        self.pages.show(story)
        self.world.clock.forward(minutes=2)
        self.world.poll(story)
        for article in self.follow.revised():
            self.follow.compare(article, self.lines.append)

    def look(self, **later: float) -> object:
        self.world.clock.forward(**later)
        return self.follow.look(self.world.deliveries()[0].article_id, self.lines.append, anew=True)

    def all(self) -> list[Amendment]:
        return list(self.amendments.in_progress(*Progress))

    def only(self) -> Amendment:
        (amendment,) = self.all()
        return amendment

    def carry_out(self) -> Amendment:
        return self.amend.carry_out(self.only().id)


def higher() -> Entry:
    old = entry()
    return replace(old, content_html=(old.content_html or "").replace("40 cent", "45 cent"))


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


def test_a_posted_story_that_is_corrected_is_edited_once(newsroom: Newsroom) -> None:
    newsroom.publish(entry())
    newsroom.correct(higher())
    assert newsroom.carry_out().progress is Progress.DONE
    (text,) = newsroom.platform.edits
    assert "45 centimetres" in text
    delivery = newsroom.world.only()
    assert delivery.draft.parts[0].text == text
    assert delivery.state is State.POSTED
    newsroom.correct(higher())
    assert len(newsroom.all()) == 1
    assert "40 centimetres" in newsroom.only().before
    steps = [attempt.step for attempt in newsroom.world.views.attempts(delivery.id)]
    assert steps[-3:] == ["amended", "amending", "amended"]


def test_a_story_that_returns_to_its_old_words_is_edited_back(newsroom: Newsroom) -> None:
    newsroom.publish(entry())
    newsroom.correct(higher())
    newsroom.carry_out()
    newsroom.correct(entry())
    (again,) = [a for a in newsroom.all() if a.progress is Progress.PENDING]
    newsroom.amend.carry_out(again.id)
    assert "40 centimetres" in newsroom.platform.edits[-1]


def test_a_page_that_still_says_it_is_believed(newsroom: Newsroom) -> None:
    newsroom.publish(entry())
    newsroom.world.clock.forward(minutes=2)
    newsroom.world.poll(higher())  # the page stays as it was
    for article in newsroom.follow.revised():
        newsroom.follow.compare(article, newsroom.lines.append)
    assert newsroom.all() == []
    newsroom.pages.show(higher())
    newsroom.look(minutes=20)
    assert newsroom.only().progress is Progress.PENDING


def test_a_change_that_only_the_page_shows_counts(newsroom: Newsroom) -> None:
    newsroom.publish(entry())
    newsroom.pages.show(higher())
    newsroom.look(minutes=20)
    newsroom.carry_out()
    assert "45 centimetres" in newsroom.platform.edits[0]


def test_what_only_the_page_shows_is_what_an_edit_is_held_against(newsroom: Newsroom) -> None:
    newsroom.publish(entry(), send=False)
    newsroom.look(minutes=1)
    newsroom.pages.show(higher())
    newsroom.look(minutes=5)
    waiting = newsroom.world.only()
    text = waiting.draft.parts[0].text
    assert "45 centimetres" in text
    with pytest.raises(UsageError):
        newsroom.world.edit.apply(waiting.id, text.replace("45", "40"), by=ANNA)
    newsroom.world.edit.apply(waiting.id, text, by=ANNA)
    assert newsroom.follow.revised() == ()  # it was compared with the posts already
    newsroom.world.clock.forward(minutes=2)
    newsroom.world.poll(entry())  # the feed still says what it said
    for article in newsroom.follow.revised():
        newsroom.follow.compare(article, newsroom.lines.append)
    assert "45 centimetres" in newsroom.world.only().draft.parts[0].text
    assert newsroom.all() == []


def test_a_page_that_changes_around_its_story_makes_no_revision(newsroom: Newsroom) -> None:
    newsroom.publish(entry())
    story = entry()
    words = (story.content_html or "") + "<p>The ferries carried 2,000 passengers on Sunday.</p>"
    newsroom.pages.show(replace(story, content_html=words))
    newsroom.look(minutes=20)
    _, revisions = newsroom.watches.readings(newsroom.world.only().article_id)
    assert len(revisions) == 1


def test_a_story_that_was_read_from_its_page_is_corrected_before_it_goes_out(
    newsroom: Newsroom,
) -> None:
    bare = entry(content_html=None)
    newsroom.pages.show(entry())
    newsroom.world.pages.pages[bare.url] = str(newsroom.pages.pages[URL])
    newsroom.world.poll(bare)
    assert "40 centimetres" in newsroom.world.only().draft.parts[0].text
    newsroom.pages.show(higher())  # its sitemap shows no other title, and says nothing of the text
    newsroom.before.look(newsroom.world.only(), now=newsroom.world.clock.forward(minutes=30))
    assert "45 centimetres" in newsroom.world.only().draft.parts[0].text


def with_pictures(newsroom: Newsroom, limit: int) -> None:
    """Posts with room for one point, and a picture that has room for all."""
    form = CardFormat(width=800, height=450, max_bytes=1_000_000, alt_limit=1_000)
    newsroom.platform.rules = replace(newsroom.platform.rules, limit=limit, card=form)
    newsroom.world.configure(rules=newsroom.platform.rules, style=Style(utm=False, card=Look()))


@pytest.mark.parametrize("amends", ["edit", "reply"])
def test_a_correction_of_what_only_the_picture_says_is_a_persons(
    tmp_path: Path, amends: str
) -> None:
    newsroom = Newsroom(tmp_path, amends=amends)
    with_pictures(newsroom, 165)
    newsroom.publish(entry())
    draft = newsroom.world.only().draft
    assert "40 cent" not in draft.parts[0].text
    assert "40 cent" in draft.media[0].alt
    newsroom.correct(higher())
    assert newsroom.only().progress is Progress.OPEN
    assert newsroom.only().error
    assert newsroom.platform.edits == []


def test_an_unsent_picture_is_drawn_anew_where_only_it_says_what_changed(
    newsroom: Newsroom,
) -> None:
    with_pictures(newsroom, 165)
    newsroom.publish(entry(), send=False)
    newsroom.correct(higher())
    draft = newsroom.world.only().draft
    assert "45 cent" in draft.media[0].alt
    assert "cent" not in draft.parts[0].text


@pytest.mark.parametrize("on_change", OnChange)
def test_on_change_decides(tmp_path: Path, on_change: OnChange) -> None:
    newsroom = Newsroom(tmp_path, on_change)
    newsroom.publish(entry())
    newsroom.correct(higher())
    expected = {
        OnChange.NOTIFY: (Action.TELL, Progress.OPEN),
        OnChange.AMEND: (Action.EDIT, Progress.PENDING),
        OnChange.RETRACT: (Action.DELETE, Progress.PENDING),
    }
    assert (newsroom.only().action, newsroom.only().progress) == expected[on_change]


def test_a_deletion_retracts_the_delivery_and_is_paid_for(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, OnChange.RETRACT)
    newsroom.publish(entry())
    posted = newsroom.world.clock.now()
    newsroom.correct(higher())
    newsroom.world.clock.forward(days=1)
    newsroom.carry_out()
    delivery = newsroom.world.only()
    assert delivery.state is State.RETRACTED
    assert delivery.cost_usd == Decimal("0.21")
    outbox = newsroom.world.outbox
    assert outbox.spent("one", since=posted) == Decimal("0.21")
    assert outbox.spent("one", since=newsroom.world.clock.now()) == Decimal("0.01")


@pytest.mark.parametrize("on_change", [OnChange.AMEND, OnChange.RETRACT])
def test_what_is_not_known_of_an_edit_or_a_deletion_is_repeated(
    tmp_path: Path, on_change: OnChange
) -> None:
    newsroom = Newsroom(tmp_path, on_change)
    newsroom.publish(entry())
    newsroom.correct(higher())
    newsroom.platform.changes = [Unclear("time-out")]
    assert newsroom.carry_out().progress is Progress.PENDING
    newsroom.world.clock.forward(minutes=2)
    assert newsroom.carry_out().progress is Progress.DONE


def test_a_reply_whose_answer_was_lost_is_read_and_not_doubled(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, amends="reply")
    newsroom.publish(entry())
    newsroom.correct(higher())

    def lost(post: RemotePost, draft: Draft, *, now: object) -> ChangeOutcome:
        newsroom.platform.accept(draft)
        return Unclear("time-out")

    newsroom.platform.amend = lost  # type: ignore[method-assign, assignment]
    assert newsroom.carry_out().progress is Progress.UNKNOWN
    newsroom.world.clock.forward(minutes=6)
    settled = newsroom.amend.settle(newsroom.only().id)
    assert settled.progress is Progress.DONE
    assert len(newsroom.platform.timeline) == 2


def test_a_reply_that_was_not_made_is_made_after_two_readings(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, amends="reply")
    newsroom.publish(entry())
    newsroom.correct(higher())
    newsroom.platform.changes = [Unclear("reset")]
    newsroom.carry_out()
    number = newsroom.only().id
    newsroom.world.clock.forward(minutes=6)
    assert newsroom.amend.settle(number).progress is Progress.UNKNOWN
    newsroom.world.clock.forward(minutes=2)
    assert newsroom.amend.settle(number).progress is Progress.PENDING
    assert newsroom.amend.carry_out(number).progress is Progress.DONE
    assert len(newsroom.platform.timeline) == 2


def test_a_refused_reply_goes_to_a_person_and_the_channel_goes_on(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, amends="reply")
    newsroom.publish(entry())
    newsroom.correct(higher())
    newsroom.platform.changes = [Rejected("not summoned")]
    assert newsroom.carry_out().progress is Progress.OPEN
    assert newsroom.world.outbox.channel("one").paused is None


def test_refused_credentials_pause_the_channel_and_the_amendment_waits(newsroom: Newsroom) -> None:
    newsroom.publish(entry())
    newsroom.correct(higher())
    newsroom.platform.changes = [AuthFailed("401", "renew")]
    assert newsroom.carry_out().progress is Progress.PENDING
    assert newsroom.world.outbox.channel("one").paused
    assert newsroom.carry_out().attempts == 1


def test_killed_in_the_call_it_is_taken_up_again(newsroom: Newsroom) -> None:
    newsroom.publish(entry())
    newsroom.correct(higher())
    assert newsroom.amendments.claim(newsroom.only().id, now=newsroom.world.clock.now())
    assert newsroom.amend.recover(called_before=newsroom.world.clock.now()) == 1
    assert newsroom.carry_out().progress is Progress.DONE


def test_a_verdict_that_comes_too_late_is_discarded(newsroom: Newsroom) -> None:
    newsroom.publish(entry())
    newsroom.correct(higher())
    now = newsroom.world.clock.now()
    first = newsroom.amendments.claim(newsroom.only().id, now=now)
    assert first is not None
    newsroom.amend.recover(called_before=now)
    newsroom.amendments.claim(first.id, now=now)
    from bot.model.amendment import Step
    from bot.pipeline.ports import ChangeVerdict

    assert not newsroom.amendments.settle(first, ChangeVerdict(Step.CONFIRMED), now=now)


def test_what_was_not_sent_is_composed_anew(newsroom: Newsroom) -> None:
    newsroom.world.configure(review=Review.ALL)
    newsroom.publish(entry(), send=False)
    newsroom.correct(higher())
    delivery = newsroom.world.only()
    assert delivery.state is State.HELD
    assert "45 centimetres" in delivery.draft.parts[0].text
    assert "composed anew" in (delivery.error or "")
    assert newsroom.all() == []


def test_a_persons_own_text_is_not_overwritten(newsroom: Newsroom) -> None:
    newsroom.publish(entry(), send=False)
    delivery = newsroom.world.only()
    text = delivery.draft.parts[0].text.replace("• Ferries use the northern pier until then\n", "")
    newsroom.world.edit.apply(delivery.id, text, by=ANNA)
    for _ in range(2):
        newsroom.correct(higher())
    delivery = newsroom.world.only()
    assert delivery.draft.parts[0].text == text
    assert delivery.state is State.HELD
    assert "a person's text was kept" in (delivery.error or "")


def test_a_story_is_gone_after_two_looks_apart(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, OnChange.RETRACT)
    newsroom.publish(entry())
    del newsroom.pages.pages[URL]
    assert newsroom.look(minutes=20) == Gone(f"{URL}: it answered 404", False)
    assert newsroom.all() == []
    assert isinstance(newsroom.look(minutes=1), Gone)
    assert newsroom.all() == []
    newsroom.look(minutes=10)
    assert (newsroom.only().cause, newsroom.only().action) == (Cause.WITHDRAWN, Action.DELETE)


@pytest.mark.parametrize(
    "error",
    [
        FetchError("no answer"),
        HttpStatusError("503", status=503),
        HttpStatusError("403", status=403),
    ],
)
def test_no_other_trouble_says_that_it_is_gone(tmp_path: Path, error: Exception) -> None:
    newsroom = Newsroom(tmp_path, OnChange.RETRACT)
    newsroom.publish(entry())
    newsroom.pages.pages[URL] = error
    for _ in range(4):
        assert isinstance(newsroom.look(hours=1), Unreadable)
    assert newsroom.all() == []


def test_a_site_whose_front_page_is_gone_as_well_has_moved(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, OnChange.RETRACT)
    newsroom.publish(entry())
    newsroom.pages.pages.clear()
    for _ in range(4):
        newsroom.look(hours=1)
    assert newsroom.all() == []


def test_a_flaky_404_between_good_looks_counts_for_nothing(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, OnChange.RETRACT)
    newsroom.publish(entry())
    for _ in range(3):
        page = newsroom.pages.pages.pop(URL)
        newsroom.look(minutes=20)
        newsroom.pages.pages[URL] = page
        newsroom.look(minutes=20)
    assert newsroom.all() == []


def test_many_stories_gone_at_once_are_left_to_a_person(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, OnChange.RETRACT)
    stories = [entry(number) for number in range(1, 6)]
    newsroom.publish(*stories)
    newsroom.world.clock.forward(hours=1)
    for story in stories:
        del newsroom.pages.pages[story.url]
    articles = sorted({d.article_id for d in newsroom.world.deliveries()})
    newsroom.follow.look(articles[0], newsroom.lines.append, anew=True)
    newsroom.world.clock.forward(seconds=30)
    hastened = newsroom.follow.due(newsroom.world.clock.now())
    assert len(hastened) >= 3  # the others are looked at before the first is certain
    for article in hastened:
        newsroom.follow.look(article, newsroom.lines.append, anew=True)
    newsroom.world.clock.forward(minutes=11)
    newsroom.follow.look(articles[0], newsroom.lines.append, anew=True)
    assert newsroom.only().progress is Progress.OPEN
    assert "at once" in (newsroom.only().error or "")


def test_a_story_that_comes_back_drops_what_waits(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, OnChange.NOTIFY)
    newsroom.publish(entry())
    page = newsroom.pages.pages.pop(URL)
    newsroom.look(minutes=20)
    newsroom.look(minutes=11)
    assert newsroom.only().progress is Progress.OPEN
    newsroom.pages.pages[URL] = page
    newsroom.look(minutes=20)
    assert newsroom.only().progress is Progress.DROPPED


def test_a_gone_story_is_never_posted(newsroom: Newsroom) -> None:
    newsroom.publish(entry(), send=False)
    del newsroom.pages.pages[URL]
    delivery = newsroom.world.only()
    assert isinstance(newsroom.before.look(delivery, now=newsroom.world.clock.now()), NotReady)
    newsroom.world.clock.forward(minutes=10)
    newsroom.before.look(delivery, now=newsroom.world.clock.now())
    assert newsroom.world.only().state is State.CANCELLED
    assert "404" in (newsroom.world.only().error or "")


def test_a_page_and_a_card_are_waited_for_and_not_for_ever(newsroom: Newsroom) -> None:
    newsroom.publish(entry(), send=False)
    delivery = newsroom.world.only()
    newsroom.pictures.troubles = "the picture is not there"
    now = newsroom.world.clock.now()
    assert isinstance(newsroom.before.look(delivery, now=now), NotReady)
    now = newsroom.world.clock.forward(minutes=11)
    assert newsroom.before.look(delivery, now=now) == Ready()
    newsroom.before._rules = Readiness(holds=True)
    assert isinstance(newsroom.before.look(delivery, now=now), ToHold)


def test_a_site_that_never_names_a_picture_is_not_waited_for(newsroom: Newsroom) -> None:
    newsroom.publish(entry(), send=False)
    newsroom.pages.show(entry(), head="")
    delivery = newsroom.world.only()
    assert newsroom.before.look(delivery, now=newsroom.world.clock.now()) == Ready()


SHUT_OUT = [
    pytest.param(HttpStatusError("it answered 403", status=403), id="refused"),
    pytest.param(FetchError("its name is not known"), id="unreachable"),
    pytest.param("<html><body></body></html>", id="no story in it"),
]


@pytest.mark.parametrize("answer", SHUT_OUT)
def test_a_site_that_shuts_bots_out_is_not_waited_for(
    newsroom: Newsroom, answer: str | Exception
) -> None:
    newsroom.publish(entry(1), entry(2), send=False)
    first, second = newsroom.world.deliveries()
    page = newsroom.pages.pages[first.article_url]
    newsroom.pages.pages[first.article_url] = newsroom.pages.pages[second.article_url] = answer
    now = newsroom.world.clock.now()
    assert newsroom.before.look(first, now=now) == Ready()
    newsroom.pages.pages[first.article_url] = page
    assert newsroom.before.look(first, now=now) == Ready()
    # its pages can be read after all: then it matters that this one cannot
    assert isinstance(newsroom.before.look(second, now=now), NotReady)


CONSENT = (
    "<html lang=en><head><title>Your privacy choices</title></head><body><main><h1>Before you continue</h1>"
    "<p>We and our partners store and access information on your device, such as cookies, and process personal data "
    "for advertising and for measuring how many visitors came. You can change your mind at any time.</p>"
    "<p>With your agreement we may use precise data about where you are. Please choose one of the two buttons below, "
    "which you find again at the end of each page.</p></main></body></html>"
)


def test_a_wall_in_the_storys_place_is_not_its_page(newsroom: Newsroom) -> None:
    newsroom.publish(entry(1), entry(2), send=False)
    first, second = newsroom.world.deliveries()
    now = newsroom.world.clock.now()
    page = newsroom.pages.pages[first.article_url]
    newsroom.pages.pages[first.article_url] = newsroom.pages.pages[second.article_url] = CONSENT
    assert newsroom.before.look(first, now=now) == Ready()  # as where bots are shut out
    newsroom.pages.pages[first.article_url] = page
    newsroom.world.send_all()
    newsroom.look(minutes=1)
    newsroom.pages.pages[first.article_url] = CONSENT
    newsroom.look(minutes=20)
    newsroom.look(minutes=40)
    assert newsroom.all() == []
    assert "shows nothing of the story" in str(newsroom.watches.get(first.article_id).trouble)


def test_a_notice_in_the_storys_place_is_its_page(newsroom: Newsroom) -> None:
    newsroom.publish(entry())
    newsroom.pages.pages[URL] = (
        "<html><head><title>Taken back</title></head><body><article><h1>Taken back</h1><p>This article has been "
        "retracted. Its figures came from a letter that was a forgery, and we are sorry for it.</p></article></body></html>"
    )
    newsroom.look(minutes=20)
    assert newsroom.only().cause is Cause.CORRECTED


def test_what_is_changed_on_the_page_while_the_post_waits_reaches_it_although_the_feed_carried_it_all(
    newsroom: Newsroom,
) -> None:
    newsroom.world.configure(rules=newsroom.platform.rules, review=Review.ALL)
    story = entry()
    newsroom.publish(story, send=False)
    now = newsroom.world.clock.now()
    (waiting,) = newsroom.follow.waiting_unread(now)
    newsroom.follow.read_first(waiting)
    assert newsroom.follow.waiting_unread(now) == ()
    assert newsroom.watches.get(waiting).looked_at is None
    title = "The quay stays shut after all"
    newsroom.pages.show(replace(story, title=title))
    newsroom.world.clock.forward(hours=2)
    newsroom.before.look(newsroom.world.only(), now=newsroom.world.clock.now())
    assert newsroom.world.only().draft.parts[0].text.startswith(title)


def test_only_what_waits_for_long_is_read_before(newsroom: Newsroom) -> None:
    newsroom.publish(entry(), send=False)
    delivery = newsroom.world.only()
    assert delivery.due_at is not None
    now = delivery.due_at - timedelta(minutes=5)
    assert newsroom.follow.waiting_unread(now) == ()
    later = delivery.due_at - timedelta(minutes=11)
    assert newsroom.follow.waiting_unread(later) == (delivery.article_id,)
    assert newsroom.follow.waiting_unread(later + timedelta(hours=2)) == ()
    newsroom.pages.pages[URL] = FetchError("it cannot be reached")
    newsroom.follow.read_first(delivery.article_id)
    newsroom.pages.pages[URL] = (
        "<h1>Before you go on</h1><p>We value your privacy a great deal.</p>"
    )
    newsroom.follow.read_first(delivery.article_id)
    assert newsroom.watches.get(delivery.article_id).page is None


def test_a_story_that_is_put_behind_a_password_is_not_posted(newsroom: Newsroom) -> None:
    newsroom.publish(entry(), send=False)
    newsroom.pages.pages[URL] = PasswordAsked(f"{URL} asks its readers for a password")
    waits = newsroom.world.only()
    assert isinstance(newsroom.before.look(waits, now=newsroom.world.clock.now()), NotReady)
    later = newsroom.world.clock.forward(minutes=11)
    assert isinstance(newsroom.before.look(waits, now=later), ToHold)
    assert newsroom.world.only().state is State.HELD
    assert "asks its readers for a password" in str(newsroom.world.only().error)


def test_a_posted_story_that_is_put_behind_a_password_is_a_persons(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, OnChange.RETRACT)
    newsroom.publish(entry())
    newsroom.pages.pages[URL] = PasswordAsked(f"{URL} asks its readers for a password")
    newsroom.look(minutes=20)
    assert newsroom.all() == []
    newsroom.look(minutes=20)
    assert newsroom.only().progress is Progress.OPEN
    assert "asks its readers for a password" in newsroom.only().reasons[0]
    newsroom.pages.show(entry())
    newsroom.look(minutes=20)
    assert newsroom.only().progress is Progress.DROPPED


@pytest.mark.parametrize("on_change", [OnChange.AMEND, OnChange.RETRACT])
def test_a_story_that_goes_behind_a_paywall_is_not_taken_back(
    tmp_path: Path, on_change: OnChange
) -> None:
    newsroom = Newsroom(tmp_path, on_change)
    story = entry()
    newsroom.publish(story)
    first, _, _ = (story.content_html or "").partition("</p>")
    paid = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    newsroom.pages.show(replace(story, content_html=f"{first}</p>"), head=HEAD + paid)
    look = newsroom.look(days=1)
    assert isinstance(look, Stands)
    assert look.article is None
    assert newsroom.all() == []
    newsroom.world.pages.pages[story.url] = str(newsroom.pages.pages[story.url])
    newsroom.world.poll(replace(story, content_html=None, summary="The board met on Monday…"))
    assert newsroom.follow.revised()
    for article in newsroom.follow.revised():
        newsroom.follow.compare(article, newsroom.lines.append)
    assert newsroom.all() == []
    newsroom.pages.show(replace(story, title="The quay stays shut after all"))
    newsroom.look(days=1)
    assert newsroom.only().cause is Cause.CORRECTED  # what it says in full counts again


def test_a_front_page_with_a_protected_story_stands(newsroom: Newsroom) -> None:
    front = "https://news.example/"
    newsroom.pages.pages[front] = PasswordAsked(f"{front} asks its readers for a password")
    assert newsroom.follow.site_stands(URL)


def test_a_site_that_is_down_is_waited_for(newsroom: Newsroom) -> None:
    newsroom.publish(entry(), send=False)
    newsroom.pages.pages[URL] = HttpStatusError("it answered 503", status=503)
    now = newsroom.world.clock.now()
    assert isinstance(newsroom.before.look(newsroom.world.only(), now=now), NotReady)


def test_a_site_without_any_page_is_not_waited_for(newsroom: Newsroom) -> None:
    newsroom.publish(entry(), send=False)
    newsroom.pages.pages.clear()
    now = newsroom.world.clock.now()
    assert newsroom.before.look(newsroom.world.only(), now=now) == Ready()


def test_a_story_that_was_never_on_the_web_is_not_looked_at(newsroom: Newsroom) -> None:
    newsroom.publish(entry(url="file:///quay.html"), send=False)
    assert isinstance(newsroom.look(), OffTheWeb)


def test_looks_grow_rare_and_end(newsroom: Newsroom) -> None:
    newsroom.publish(entry())
    looks = 0
    for _ in range(10 * 24 * 12):
        now = newsroom.world.clock.forward(minutes=5)
        for article in newsroom.follow.due(now):
            assert isinstance(newsroom.follow.look(article, newsroom.lines.append), Stands)
            looks += 1
    assert 8 <= looks <= 16
    assert newsroom.follow.due(newsroom.world.clock.now()) == ()


def test_a_person_decides_once(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, OnChange.NOTIFY)
    newsroom.publish(entry())
    newsroom.correct(higher())
    delivery = newsroom.world.only()
    newsroom.amend.dismiss(delivery.id, by=ANNA)
    newsroom.correct(higher())
    assert newsroom.only().progress is Progress.DROPPED
    ordered = newsroom.amend.order(delivery.id, Action.DELETE, by=ANNA)
    assert newsroom.amend.carry_out(ordered.id).progress is Progress.DONE
    assert newsroom.world.only().state is State.RETRACTED
