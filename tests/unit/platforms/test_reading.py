"""What is found, absent or undecided on a timeline."""

from datetime import timedelta

import pytest

from bot.model.outcome import Absent, CannotTell, Found, RemotePost
from bot.platforms.reading import MAX_LEAVES, Leaf, Seen, instant, look_for
from tests.fakes.platform_accounts import LINK, NOW, TEXT, a_delivery


def read(*leaves, bound=(), delivery=None):
    asked = []

    def turn(following):
        asked.append(following)
        return leaves[len(asked) - 1]

    reading = look_for(
        delivery or a_delivery("x"), turn, bound=bound, url="https://x.example/{}".format
    )
    return reading, asked


def seen(post_id="1", text=TEXT, *, minutes=0, links=()):
    return Seen(post_id, (text,), links, NOW + timedelta(minutes=minutes))


def test_the_post_is_found_with_its_address():
    reading, _ = read(Leaf((seen("0", "else"), seen("7"))))
    assert reading == Found((RemotePost("7", "https://x.example/7"),))


def test_any_of_its_texts_may_match():
    reading, _ = read(Leaf((Seen("7", ("else", TEXT)),)))
    assert isinstance(reading, Found)


def test_a_post_of_another_delivery_does_not_count():
    reading, _ = read(Leaf((seen("7"),)), bound={"7"})
    assert reading == Absent()


@pytest.mark.parametrize(("minutes", "kind"), [(-64, Found), (-66, Absent)])
def test_a_post_from_before_the_attempt_does_not_count(minutes, kind):
    reading, _ = read(Leaf((seen(minutes=minutes),)))
    assert isinstance(reading, kind)


def test_every_leaf_is_turned():
    reading, asked = read(Leaf((seen("1", "a"),), "n2"), Leaf((), "n3"), Leaf((seen("7"),)))
    assert isinstance(reading, Found)
    assert asked == [None, "n2", "n3"]


def test_nothing_there_is_absent():
    assert read(Leaf(()))[0] == Absent()


def test_a_leaf_in_order_that_ends_before_the_attempt_is_the_last_to_turn():
    reading, asked = read(Leaf((seen("2", "b", minutes=1), seen("1", "a", minutes=-70)), "n2"))
    assert reading == Absent()
    assert asked == [None]


@pytest.mark.parametrize("minutes", [(-70, 1), (-70, -70), (-70,), (1, -70, 0), (1, -80, -70)])
def test_without_that_order_the_reading_goes_on(minutes):
    posts = tuple(seen(str(number), "else", minutes=when) for number, when in enumerate(minutes))
    reading, _ = read(Leaf(posts, "n2"), Leaf((seen("7"),)))
    assert isinstance(reading, Found)


def test_a_timeline_without_end_cannot_tell():
    reading, asked = read(*[Leaf((), "again")] * MAX_LEAVES)
    assert isinstance(reading, CannotTell)
    assert len(asked) == MAX_LEAVES


@pytest.mark.parametrize(
    ("last", "shown"), [(Leaf((seen("7"),)), 3), (Leaf((seen("9", "else"),)), 3), (CannotTell("503"), 2)]
)  # fmt: skip
def test_every_post_that_was_shown_is_counted_for_it_is_billed(last, shown):
    reading, _ = read(Leaf((seen("1", "a"), seen("2", "b")), "n2"), last)
    assert reading.shown == shown


def test_a_leaf_that_cannot_be_read_cannot_tell():
    assert read(Leaf((), "n2"), CannotTell("HTTP 503"))[0] == CannotTell("HTTP 503")


def test_the_same_words_with_another_link_are_never_absent():
    reading, _ = read(Leaf((seen("7", TEXT.replace("/ferry", "/moved")),)))
    assert isinstance(reading, CannotTell)
    assert "https://x.example/7" in reading.detail


@pytest.mark.parametrize(
    ("links", "kind"),
    [
        ((LINK,), Found),
        (("http://harbour.example/news/ferry/",), Found),
        (("https://other.example/", LINK), Found),
        (("https://other.example/",), CannotTell),
    ],
)
def test_a_card_has_to_lead_to_the_same_page(links, kind):
    assert isinstance(read(Leaf((seen(links=links),)))[0], kind)


def test_what_was_never_sent_is_not_looked_for():
    reading, asked = read(delivery=a_delivery("x", sent_at=None))
    assert isinstance(reading, CannotTell)
    assert asked == []


@pytest.mark.parametrize(
    "value",
    ["2026-11-20T10:00:00.000Z", "2026-11-20T10:00:00+0000", "2026-11-20T11:00:00+01:00"],
)
def test_instants(value):
    assert instant(value) == NOW


@pytest.mark.parametrize(
    "value", [None, 7, "", "soon", "2026-11-20T10:00:00", "0001-01-01T00:00:00+14:00"]
)
def test_no_instants(value):
    assert instant(value) is None
