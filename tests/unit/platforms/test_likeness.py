"""Whether a shown text is the sent one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.likeness import Likeness, likeness, same_link

LINK = "https://www.harbour.example/news/ferry/?utm_source=x"
SENT = (
    f"“Ferry” & tram to run at night from the first of May\n\n• 5 < 7 trips\n\nRead more: {LINK}."
)


@pytest.mark.parametrize(
    "shown",
    [
        SENT,
        SENT.replace("&", "&amp;").replace("<", "&lt;"),
        SENT.replace("\n", " ").replace("  ", " ") + "\n",
        SENT.replace("\n", "<br>"),
        SENT.replace("?utm_source=x", "?utm_campaign=spring"),
        SENT.replace("https://www.", "http://").replace("/?utm_source=x", ""),
        SENT.replace("tram", "tr\u200bam\u2060"),
        "\ufeff" + SENT,
    ],
)
def test_the_same_in_another_dress(shown):
    assert likeness(SENT, shown) is Likeness.SAME


def test_composed_and_decomposed_letters_are_the_same():
    assert likeness("Café", "Cafe\u0301") is Likeness.SAME


def test_a_bare_domain_is_the_link_that_a_platform_makes_of_it():
    assert likeness("Ask Harbour.example now", "Ask http://harbour.example now") is Likeness.SAME


@pytest.mark.parametrize(
    "shown",
    [
        SENT.replace(LINK, "https://t.co/Ab12"),
        SENT.replace("/ferry/", "/tram/"),
        SENT[:60] + "… https://t.co/Ab12",
        SENT[:60] + "...",
    ],
)
def test_another_link_or_a_cut_text_is_doubtful(shown):
    assert likeness(SENT, shown) is Likeness.DOUBTFUL


@pytest.mark.parametrize(
    "shown",
    ["", "  ", "…", "https://t.co/x", "“Ferry” &…", SENT.replace("night", "day"), SENT * 5000],
)
def test_other_words_are_another_post(shown):
    assert likeness(SENT, shown) is Likeness.OTHER


@pytest.mark.parametrize(
    "other", ["https://harbour.example/news/ferry", "http://www.harbour.example/news/ferry/#top"]
)
def test_links_to_one_page(other):
    assert same_link(LINK, other)


@pytest.mark.parametrize(
    "other", ["https://harbour.example/news", "", "https://[", "http://x:99999999/"]
)
def test_links_to_other_pages(other):
    assert not same_link(LINK, other)


@given(st.text(max_size=80))
def test_a_text_is_like_itself_unless_it_says_nothing(text):
    assert likeness(text, text) is (Likeness.SAME if text.strip() else Likeness.OTHER)


@given(st.text(alphabet="ab.-/:@&#;<>h tps…\u200b", max_size=60), st.text(max_size=60))
def test_no_text_upsets_it(one, other):
    assert likeness(one, other) in Likeness
