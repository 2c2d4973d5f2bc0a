"""What the desk reads, on every database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.model.delivery import Event, State
from bot.model.errors import NotFound, UsageError
from bot.model.outcome import RemotePost
from bot.model.user import Actor, Via
from bot.pipeline.ports import Verdict
from bot.store.reads import Reads, log, search
from bot.store.reads.days import ALL, DayReads
from bot.store.reads.log import LogSearch
from bot.store.words import matches, words_of

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ANNA = Actor("anna", Via.DESK)


@pytest.fixture
def reads(db) -> Reads:
    return Reads(db)


def post(room, outbox, slug, at, channel="x", number="99"):
    claim = outbox.claim(room.scheduled(slug, channel=channel, due_at=at), payload={}, now=at)
    posts = (RemotePost(number, f"https://x.example/i/{number}"),)
    assert outbox.settle(claim, Verdict(Event.PUBLISHED, posts=posts), now=at)
    return claim.delivery.id


def cancel(room, outbox, slug, at, channel="x"):
    return outbox.move(room.scheduled(slug, channel=channel), Event.CANCEL, now=at).id


def every(page_of):
    """All items of all pages, by following the cursors."""
    items, cursor = [], None
    while True:
        page = page_of(cursor)
        items += page.items
        cursor = page.next
        if cursor is None:
            return items


# --- today and the queue


def test_today_says_what_went_out_what_comes_and_what_needs_a_person(reads, room, outbox, now):
    yesterday = post(room, outbox, "a", now - DAY)
    first, second = (post(room, outbox, slug, now + n * MINUTE) for n, slug in enumerate("bc"))
    cancel(room, outbox, "d", now)
    later = room.scheduled("e", due_at=now + 2 * HOUR)
    soon = room.scheduled("f", due_at=now + HOUR)
    (held,) = room.admit("g", room.delivery(state=State.HELD, due_at=None)).delivery_ids
    (failed,) = room.admit("h", room.delivery(state=State.FAILED, due_at=None)).delivery_ids
    today = reads.today(since=now)
    assert [d.id for d in today.went_out] == [second, first]
    assert [d.id for d in today.coming] == [soon, later]
    assert [d.id for d in today.needs_me] == [failed, held]
    assert (today.posted, today.waiting[State.HELD], today.waiting[State.SENDING]) == (2, 1, 0)
    assert reads.today(since=now - DAY).went_out[-1].id == yesterday


def test_the_queue_page_by_page_is_the_queue(reads, room, outbox, views, now):
    for number in range(4):
        room.scheduled(f"s{number}", due_at=now + (number % 2) * MINUTE)
        room.admit(f"h{number}", room.delivery(state=State.HELD, due_at=None))
        room.admit(f"p{number}", room.delivery(state=State.HELD, due_at=now, channel="y"))
    room.claimed("sending", channel="z")
    for limit in (1, 2, 3, 50):
        paged = every(lambda cursor, limit=limit: reads.queue_page(cursor=cursor, limit=limit))
        assert paged == list(views.queue())
    mine = every(lambda cursor: reads.queue_page({State.HELD}, channel="y", cursor=cursor, limit=3))
    assert [d.slug for d in mine] == ["p0", "p1", "p2", "p3"]


@pytest.mark.parametrize(
    "cursor", ["", "x", "held.", "held.!!", "posted.WzEsMV0", "held.WzEsMV0", "é"]
)
def test_what_is_no_cursor_is_refused(reads, cursor):
    with pytest.raises(UsageError, match="cursor"):
        reads.queue_page(cursor=cursor)
    with pytest.raises(UsageError, match="cursor"):
        reads.log_page(LogSearch(), cursor=cursor)
    with pytest.raises(UsageError, match="cursor"):
        reads.article_page(cursor=cursor)


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_a_page_has_a_sensible_size(reads, limit):
    with pytest.raises(UsageError, match="1 to 200"):
        reads.log_page(LogSearch(), limit=limit)


# --- the log


@pytest.fixture
def ended(room, outbox, now):
    """Ten ended deliveries: posts on x and y, some cancelled."""
    ids = []
    for number in range(10):
        act = cancel if number % 3 == 0 else post
        slug = f"harbour-{number}" if number % 2 else f"ferry-{number}"
        ids.append(act(room, outbox, slug, now + number * MINUTE, channel="xy"[number % 2]))
    return ids


def found(reads, limit=3, **search):
    pages = every(lambda cursor: reads.log_page(LogSearch(**search), cursor=cursor, limit=limit))
    return [int(delivery.id) for delivery in pages]


def test_the_whole_log_page_by_page(reads, ended, views):
    for limit in (1, 3, 10, 11):
        assert found(reads, limit) == [int(d.id) for d in views.log()]


@pytest.mark.parametrize(
    ("search", "numbers"),
    [
        ({"channel": "y"}, [9, 7, 5, 3, 1]),
        ({"states": {State.CANCELLED}}, [9, 6, 3, 0]),
        ({"states": {State.CANCELLED, State.RETRACTED}, "channel": "x"}, [6, 0]),
        ({"states": {State.POSTED}}, [8, 7, 5, 4, 2, 1]),
        ({"slug": "ferry-4"}, [4]),
        ({"slug": "ferry"}, []),
        ({"text": "harbour"}, [9, 7, 5, 3, 1]),
        ({"text": "HARB 5"}, [5]),
        ({"text": "the ferry opens", "states": {State.CANCELLED}}, [6, 0]),
        ({"text": "arbour"}, []),
        ({"text": "harbour ferry"}, []),
        ({"text": "https://news.example/ferry-8/"}, [8]),
        ({"text": "!?"}, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
    ],
)
@pytest.mark.parametrize("few", [0, 500])
def test_the_log_is_searched(reads, ended, search, numbers, few, monkeypatch):
    # few = 0: no word is rare, so that the log itself is looked through
    monkeypatch.setattr("bot.store.reads.search.FEW", few)
    assert found(reads, **search) == [int(ended[number]) for number in numbers]


def test_the_log_between_two_moments(reads, ended, now):
    span = {"since": now + 2 * MINUTE, "until": now + 5 * MINUTE}
    assert found(reads, **span) == [int(ended[n]) for n in (4, 3, 2)]
    assert found(reads, **span, text="ferry") == [int(ended[n]) for n in (4, 2)]


def test_a_search_that_is_cut_goes_on_where_it_stopped(reads, ended, monkeypatch):
    monkeypatch.setattr(search, "FEW", 0)
    monkeypatch.setattr(log, "LOOKED_THROUGH", 2)
    page = reads.log_page(LogSearch(text="harbour"), limit=3)
    assert len(page.items) == 1
    assert page.next
    assert found(reads, text="harbour") == [int(ended[n]) for n in (9, 7, 5, 3, 1)]


def test_many_that_ended_at_one_moment(reads, room, outbox, now):
    ids = [int(cancel(room, outbox, f"s{number}", now)) for number in range(7)]
    for limit in (1, 2, 3):
        assert found(reads, limit) == ids[::-1]


# --- words


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Élections à Orléans", "elections orleans"),
        ("Straße gesperrt", "strasse"),
        ("Выборы в Сочи", "выборы"),
        ("東京で地震", "地震"),
        ("한국 선거", "선거"),
        ("EU-Mercosur: the deal", "mercosur eu"),
        ("انتخابات", "انتخابات"),
    ],
)
def test_words_are_found_however_they_are_written(title, wanted):
    assert matches(words_of(wanted), title)


@pytest.mark.parametrize(
    "hostile", ["\x00" * 9, "x" * 100_000, "%_%", "' OR 1=1 --", "\ud800a", "_"]
)
def test_hostile_titles_are_indexed_and_searched_like_any(reads, room, hostile):
    room.admit("odd", room.delivery(), article=room.article("odd", title=hostile))
    page = reads.article_page(hostile)
    assert all(item.slug == "odd" for item in page.items)


def test_a_story_is_found_by_a_title_it_got_later(reads, room, articles, now):
    room.admit("quay")
    room.admit("quay", article=room.article("quay", title="Wall rises", text="Other words. " * 30))
    (brief,) = reads.article_page("rises").items
    assert (brief.slug, brief.title) == ("quay", "Wall rises")


def test_stories_newest_first_page_by_page(reads, room):
    for number in range(5):
        room.admit(f"s{number}")
    pages = every(lambda cursor: reads.article_page(cursor=cursor, limit=2))
    assert [brief.slug for brief in pages] == ["s4", "s3", "s2", "s1", "s0"]
    assert [b.slug for b in reads.article_page("https://news.example/s3/").items] == ["s3"]


# --- story and proof


def test_a_story_with_all_that_became_of_it(reads, room, outbox, now):
    admission = room.admit("quay", room.delivery())
    changed = room.article("quay", text="Other words entirely. " * 20)
    room.admit("quay", article=changed, now=now + HOUR)
    story = reads.story(admission.article_id)
    assert story.article.text == changed.text
    assert [(r.seen_at, r.is_current) for r in story.revisions] == [
        (now + HOUR, True),
        (now, False),
    ]
    assert [d.id for d in story.deliveries] == list(admission.delivery_ids)
    assert [(s.source, s.guid) for s in story.sightings] == [("front", "guid-quay")]
    older = reads.revision(admission.article_id, story.revisions[1].id)
    assert older.text == room.article("quay").text
    for wrong in ("0", "77", "x"):
        with pytest.raises(NotFound):
            reads.story(wrong)
        with pytest.raises(NotFound):
            reads.revision(admission.article_id, wrong)


def test_the_proof_has_the_text_the_answer_the_people_and_the_cost(reads, room, outbox, now):
    (number,) = room.admit("quay", room.delivery(state=State.HELD, due_at=None)).delivery_ids
    outbox.move(number, Event.APPROVE, now=now, due_at=now, by=ANNA)
    claim = outbox.claim(number, payload={"text": "sent words"}, now=now + MINUTE)
    verdict = Verdict(Event.PUBLISHED, posts=(RemotePost("7", "https://x.example/7"),))
    outbox.settle(claim, verdict, now=now + MINUTE)
    room.admit("quay", article=room.article("quay", text="Later words. " * 30), now=now + HOUR)
    proof = reads.proof(number)
    assert proof.article.text == room.article("quay").text
    assert proof.revision_seen_at == now
    assert [a.step for a in proof.attempts] == ["decision", "intent", "outcome"]
    assert "sent words" in proof.attempts[1].payload
    assert [(d.actor, d.action) for d in proof.deeds] == [(ANNA, "approve")]
    assert proof.delivery.cost_usd == Decimal("0.2")


# --- days


@pytest.fixture
def days(db) -> DayReads:
    return DayReads(db, ZoneInfo("Europe/Brussels"), ["x", "y"])


def test_days_count_posts_spend_and_delay(days, room, outbox, now):
    for number in range(10):
        slug = f"s{number}"
        published = room.article(slug, published_at=now - number * MINUTE)
        due = room.delivery(channel="x" if number else "y", due_at=now)
        (one,) = room.admit(slug, due, article=published).delivery_ids
        claim = outbox.claim(one, payload={}, now=now)
        posts = (RemotePost(slug, f"https://x.example/{slug}"),)
        outbox.settle(claim, Verdict(Event.PUBLISHED, posts=posts), now=now)
    everything, x, y = days.totals(now.date(), now.date(), now=now)
    assert (everything.channel, everything.posts, everything.spend_usd) == (ALL, 10, 2)
    assert (everything.median_delay, everything.late_delay) == (4 * MINUTE, 8 * MINUTE)
    assert (x.channel, x.posts, y.posts, y.spend_usd) == ("x", 9, 1, Decimal("0.2"))


def test_a_day_begins_at_the_sites_midnight(days, room, outbox, now):
    late = now.replace(hour=23, minute=30)
    post(room, outbox, "night", late)
    before, after = (
        days.totals(d, d, now=late)[0] for d in (date(2026, 11, 23), date(2026, 11, 24))
    )
    assert (before.posts, after.posts) == (0, 1)


def test_what_went_out_again_or_by_hand_has_no_delay(days, room, outbox, now):
    for slug, more in (("a", {"again": 1}), ("b", {"manual": True})):
        post_id = room.scheduled(slug, due_at=now, **more)
        claim = outbox.claim(post_id, payload={}, now=now)
        outbox.settle(claim, Verdict(Event.PUBLISHED, posts=(RemotePost("1", "u"),)), now=now)
    total = days.totals(now.date(), now.date(), now=now)[0]
    assert (total.posts, total.median_delay) == (2, None)


def test_a_closed_day_is_read_as_it_was_and_closed_once(days, room, outbox, now, db):
    post(room, outbox, "a", now)
    open_ = days.totals(now.date(), now.date(), now=now)
    later = now + 4 * DAY
    assert days.close(now=later, days_back=10) == 10
    assert days.close(now=later, days_back=10) == 0
    with db.write() as connection:  # so that it can only come from what was kept
        connection.execute(text("UPDATE deliveries SET posted_at = NULL"))
    assert days.totals(now.date(), now.date(), now=later) == open_
    assert days.close(now=later + DAY, days_back=10) == 1


def test_a_day_is_not_closed_while_something_may_settle(days, now):
    days.close(now=now + 2 * DAY, days_back=2)
    kept = days._kept
    with days._db.read() as connection:
        assert date(2026, 11, 23) not in kept(connection, [date(2026, 11, 23)])
        assert date(2026, 11, 22) in kept(connection, [date(2026, 11, 22)])


def test_days_that_are_to_come_are_left_out(days, now):
    assert {t.day for t in days.totals(now.date(), now.date() + 3 * DAY, now=now)} == {now.date()}


def test_a_retracted_post_still_counts_on_its_day(days, room, outbox, now):
    number = post(room, outbox, "a", now)
    outbox.move(number, Event.RETRACT, now=now + DAY)
    assert days.totals(now.date(), now.date(), now=now + DAY)[0].posts == 1


def test_the_migration_indexes_the_stories_that_are_there(reads, room, db):
    import importlib

    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    for number in range(3):
        room.admit(f"quay-{number}")
    migration = importlib.import_module("bot.store.migrations.versions.0005_reads")
    with db.write() as connection:
        connection.execute(text("DELETE FROM article_words"))
        with Operations.context(MigrationContext.configure(connection)):
            migration._index_what_is_there()
    assert len(reads.article_page("quay").items) == 3
    assert len(reads.article_page("quay 2").items) == 1
