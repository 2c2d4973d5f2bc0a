import re

import pytest

from bot.compose.defuse import defuse, has_address
from bot.compose.urls import find_urls
from bot.compose.wording import DEFUSER, comparable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("says @handle", "says @|handle"),
        ("＠handle", "＠|handle"),
        ("#tag and ＃タグ", "#|tag and ＃|タグ"),
        ("#_x #·x", "#|_x #|·x"),
        ("$TRPS fell", "$|TRPS fell"),
        ("Booking.com", "Booking.|com"),
        ("news.example.co.uk", "news.|example.|co.|uk"),
        ("the end.The start", "the end.|The start"),
        ("a site.newtld of the future", "a site.|newtld of the future"),
        ("日本-a.com", "日本-a.|com"),
    ],
)
def test_names_are_defused(text: str, shown: str) -> None:
    assert defuse(text) == shown.replace("|", DEFUSER)


@pytest.mark.parametrize(
    "text",
    [
        "$5 million",
        "3.5bn, 1.000",
        "at 3 p.m. in the U.S.",
        "C# and F#",
        "1 @ 2",
        "Wait… what?",
        "#\ufe0f\u20e3 1",
    ],
)
def test_what_names_nothing_stays(text: str) -> None:
    assert defuse(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/a.b?c=d.e",
        "www.example.com",
        "é-日x.com/a/b.co",
        "q\u0301.com a.नेट",  # a mark, no letter, beside the dot
        "a.b.c.com b.com",
        "http://日本.com",
        "😀x.com/@y",
    ],
)
def test_no_link_is_left(text: str) -> None:
    assert find_urls(text)
    assert not find_urls(defuse(text))
    assert re.sub(DEFUSER, "", defuse(text)) == text


def test_readers_and_the_fidelity_check_see_the_same_words() -> None:
    assert comparable(defuse("Ask @user about a.com")) == "Ask @user about a.com"


@pytest.mark.parametrize(
    ("text", "has_one"),
    [
        ("see https://example.com", True),
        ("see WWW.example.com", True),
        ("see example.com", False),
        ("either/or: x", False),
    ],
)
def test_spelled_out_addresses(text: str, has_one: bool) -> None:
    assert has_address(text) is has_one
