from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.delivery import State
from bot.model.errors import AlreadyPosted
from bot.model.identity import Witness, WitnessKind, article_witnesses
from bot.pipeline.ports import Articles, Bookmark, KnownEntry

LATER = timedelta(minutes=5)


def test_it_is_what_the_pipeline_asks_for(articles):
    port: Articles = articles
    assert port is articles


# --- sources


def test_a_source_has_no_bookmark_before_a_poll_succeeded(articles, now):
    assert articles.bookmark("front") is None
    articles.fail_poll("front", "unreachable", now=now)
    assert articles.bookmark("front") is None


def test_a_bookmark_outlives_a_failed_poll(articles, now):
    bookmark = Bookmark('W/"abc"', "Mon, 23 Nov 2026 09:00:00 GMT", "2026-11-23T09:00:00")
    articles.finish_poll("front", bookmark, new=3, now=now)
    articles.fail_poll("front", "unreachable", now=now + LATER)
    assert articles.bookmark("front") == bookmark


def test_an_empty_bookmark_is_a_bookmark(articles, now):
    articles.finish_poll("front", Bookmark(), new=0, now=now)
    assert articles.bookmark("front") == Bookmark()


def test_failed_polls_are_counted_until_one_succeeds(articles, views, now):
    articles.finish_poll("front", Bookmark(), new=2, now=now)
    articles.fail_poll("front", "slow", now=now + LATER)
    articles.fail_poll("front", "slower", now=now + 2 * LATER)
    (ill,) = views.sources()
    assert (ill.failures, ill.error) == (2, "slower")
    assert (ill.last_polled_at, ill.last_ok_at) == (now + 2 * LATER, now)
    articles.finish_poll("front", Bookmark(), new=1, now=now + 3 * LATER)
    (well,) = views.sources()
    assert (well.failures, well.error, well.new_stories) == (0, None, 3)


# --- entries


def test_only_entries_of_the_same_source_are_known(articles, room, now):
    articles.remember(room.entry("a"), digest="d1", witnesses=(), now=now)
    assert articles.known_entries("front", ["guid-a", "guid-b"]) == {"guid-a": KnownEntry("d1", 0)}
    assert articles.known_entries("back", ["guid-a"]) == {}


def test_many_guids_can_be_asked_for_at_once(articles, room, now):
    articles.remember(room.entry("a"), digest="d1", witnesses=(), now=now)
    guids = [f"guid-{n}" for n in range(40_000)] + ["guid-a"]
    assert set(articles.known_entries("front", guids)) == {"guid-a"}


def test_hostile_guids_are_known_again(articles, room, now):
    long, broken = "g" * 100_000, "nul \x00 and \ud800 surrogate"
    for guid in (long, long + "!", broken):
        articles.remember(room.entry("a", guid=guid), digest=guid[-1], witnesses=(), now=now)
    known = articles.known_entries("front", [long, long + "!", broken, "g"])
    assert {guid: entry.digest for guid, entry in known.items()} == {
        long: "g",
        long + "!": "!",
        broken: "e",
    }


def test_a_failing_entry_counts_up_and_stays_unread(articles, room, now):
    for minutes in (0, 2):
        later = now + timedelta(minutes=minutes)
        assert articles.entry_failed(room.entry("a"), "404", now=later)
    assert articles.known_entries("front", ["guid-a"]) == {"guid-a": KnownEntry("", 2)}


def test_failures_that_follow_fast_use_up_no_readings(articles, room, now):
    counted = [
        minutes
        for minutes in range(60)
        if articles.entry_failed(room.entry("a"), "404", now=now + timedelta(minutes=minutes))
    ]
    assert counted == [0, 2, 6, 14, 30]


def test_an_edit_that_cannot_be_read_keeps_the_old_digest(articles, room, now):
    room.admit("a")
    articles.entry_failed(room.entry("a"), "404", now=now)
    assert articles.known_entries("front", ["guid-a"]) == {"guid-a": KnownEntry("digest", 1)}


def test_success_ends_an_entrys_failures(articles, room, now):
    articles.entry_failed(room.entry("a"), "404", now=now)
    room.admit("a")
    assert articles.known_entries("front", ["guid-a"]) == {"guid-a": KnownEntry("digest", 0)}


# --- stories


def test_a_new_story_gets_its_deliveries(room, outbox):
    admission = room.admit("a", room.delivery("x"), room.delivery("facebook", State.HELD, None))
    assert admission.is_new
    assert not admission.is_revision
    x, facebook = outbox.of_article(admission.article_id)
    assert (x.id, facebook.id) == admission.delivery_ids
    assert (x.state, facebook.state) == (State.SCHEDULED, State.HELD)
    assert (x.slug, x.title, x.article_url) == ("a", "The a opens", "https://news.example/a/")
    assert x.published_at == room.article("a").published_at


def test_the_same_story_makes_no_second_delivery(room, outbox):
    first = room.admit("a", room.delivery())
    second = room.admit("a", room.delivery())
    assert (second.article_id, second.is_new, second.is_revision) == (
        first.article_id,
        False,
        False,
    )
    assert second.delivery_ids == ()
    assert len(outbox.of_article(first.article_id)) == 1


def test_a_changed_text_is_a_revision(room, views, now):
    first = room.admit("a", room.delivery())
    edited = room.article("a", title="The a opens late", text="It opened on Tuesday. " * 20)
    second = room.admit("a", room.delivery(), article=edited, now=now + LATER)
    assert (second.article_id, second.is_new, second.is_revision) == (first.article_id, False, True)
    assert second.delivery_ids == ()
    assert views.latest_article(first.article_id) == edited


def test_a_story_that_returns_to_its_first_words_shows_them(room, views):
    first = room.admit("a")
    edited = room.article("a", text="It opened on Tuesday. " * 20)
    assert room.admit("a", article=edited).is_revision
    assert room.admit("a").is_revision
    assert not room.admit("a").is_revision
    assert views.latest_article(first.article_id) == room.article("a")


def test_a_revision_shows_its_title_and_keeps_the_address(room, articles):
    room.admit("a")
    moved = replace(room.article("b"), title="Other title")
    room.admit("a", article=moved)
    (story,) = articles.by_slug("a")
    assert (story.title, story.url) == ("Other title", "https://news.example/a/")
    assert articles.by_slug("b") == ()


def test_any_witness_finds_the_story(room, articles):
    admission = room.admit("a")
    stranger = Witness(WitnessKind.URL, "elsewhere.example/x")
    for witness in room.witnesses(room.entry("a"), room.article("a")):
        found = articles.find_witness([stranger, witness])
        assert found is not None
        assert (found.id, found.title) == (admission.article_id, "The a opens")
    assert articles.find_witness([stranger]) is None
    assert articles.find_witness([]) is None


def test_new_witnesses_join_the_story(room, articles, now):
    first = room.admit("a")
    new_guid = room.entry("a", guid="other", url="https://news.example/moved/")
    moved = replace(room.article("a"), url="https://news.example/moved/", slug="moved")
    assert room.admit("a", entry=new_guid, article=moved).article_id == first.article_id
    for witness in room.witnesses(new_guid, moved):
        found = articles.find_witness([witness])
        assert found is not None
        assert found.id == first.article_id


def test_a_witness_stays_with_its_first_owner(room, articles, now):
    a, b = room.admit("a"), room.admit("b")
    of_b = room.witnesses(room.entry("b"), room.article("b"))
    both = room.witnesses(room.entry("a"), room.article("a")) + of_b
    again = articles.admit(
        None, room.article("a"), digest="", witnesses=both, deliveries=(), now=now
    )
    assert again.article_id == a.article_id
    assert {story.id for w in of_b if (story := articles.find_witness([w]))} == {b.article_id}


def test_a_witness_that_is_named_twice_is_one(room, articles, now):
    twice = article_witnesses("https://news.example/a/", "", "") * 2
    admission = articles.admit(
        None, room.article("a"), digest="", witnesses=twice, deliveries=(), now=now
    )
    assert admission.is_new


def test_a_remembered_story_is_known_without_a_title(room, articles, views, now):
    entry = room.entry("a")
    articles.remember(
        entry, digest="d", witnesses=room.witnesses(entry, room.article("a")), now=now
    )
    (story,) = articles.by_slug("a")
    assert (story.title, story.url) == ("", entry.url)
    assert views.latest_article(story.id) is None


def test_a_remembered_story_is_filled_when_it_is_read(room, articles, outbox, views, now):
    entry = room.entry("a", url="https://news.example/?p=7")
    witnesses = room.witnesses(entry, room.article("a"))
    articles.remember(entry, digest="d", witnesses=witnesses, now=now)
    admission = room.admit("a", room.delivery(), entry=entry)
    assert (admission.is_new, admission.is_revision, admission.delivery_ids) == (False, False, ())
    (story,) = articles.by_slug("a")
    assert (story.title, story.url) == ("The a opens", "https://news.example/a/")
    assert views.latest_article(admission.article_id) == room.article("a")
    outbox.add(admission.article_id, [room.delivery()], now=now)
    (delivery,) = outbox.of_article(admission.article_id)
    assert delivery.published_at == room.article("a").published_at


def test_remembering_a_known_story_changes_only_the_entry(room, articles, now):
    first = room.admit("a", room.delivery())
    entry = room.entry("a", guid="second guid")
    witnesses = room.witnesses(entry, room.article("a"))
    articles.remember(entry, digest="new", witnesses=witnesses, now=now)
    assert articles.by_slug("a")[0].id == first.article_id
    assert len(articles.by_slug("a")) == 1
    assert articles.known_entries("front", ["second guid"])["second guid"].digest == "new"


def test_a_story_given_by_hand_leaves_no_entry(room, articles, now):
    article = room.article("a")
    admission = articles.admit(
        None,
        article,
        digest="",
        witnesses=room.witnesses(None, article),
        deliveries=[room.delivery()],
        now=now,
    )
    assert admission.is_new
    assert articles.known_entries("front", ["guid-a"]) == {}


def test_a_failed_admission_leaves_nothing(room, articles, outbox, now):
    with pytest.raises(AlreadyPosted, match="name each channel once"):
        room.admit("a", room.delivery("x"), room.delivery("x"))
    assert articles.by_slug("a") == ()
    assert articles.known_entries("front", ["guid-a"]) == {}
    assert outbox.in_state(*State) == ()
    assert room.admit("a", room.delivery("x")).is_new


def test_stories_of_two_sites_may_share_a_slug(room, articles):
    room.admit("a")
    other = replace(room.article("a"), url="https://other.example/a/", text="Short.")
    entry = room.entry("a", guid="o", url="https://other.example/a/")
    assert room.admit("a", entry=entry, article=other).is_new
    assert [story.url for story in articles.by_slug("a")] == [
        "https://news.example/a/",
        "https://other.example/a/",
    ]
