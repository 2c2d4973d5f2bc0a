from __future__ import annotations

import hashlib
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.identity import (
    WitnessKind,
    article_key,
    article_witnesses,
    entry_witnesses,
    fingerprint,
    is_front_page,
    site_of,
    slug_of,
)

PLAIN = "example.org/2026/11/a-story"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/2026/11/a-story/",
        "http://example.org/2026/11/a-story",
        "https://www.example.org/2026/11/a-story/",
        "https://EXAMPLE.org:443/2026/11/a-story/",
        "https://example.org//2026/11/a-story/#comments",
        "https://example.org/2026/11/a-story/?utm_source=rss&utm_medium=feed&fbclid=x",
        "https://example.org/2026/11/a-story/amp/",
        "https://example.org/2026/11/a-story.amp",
        "https://amp.example.org/2026/11/a-story/",
        "https://m.example.org/2026/11/a-story?amp=1",
        "https://example.org/2026/11/a%2Dstory/index.html",
        "  https://example.org/2026/11/a-story/  ",
    ],
)
def test_forms_of_one_address_have_one_key(url: str) -> None:
    assert article_key(url) == PLAIN


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/2026/11/another-story/",
        "https://example.org/2026/11/a-story/?page=2",
        "https://example.org:8443/2026/11/a-story/",
        "https://sub.example.org/2026/11/a-story/",
        "https://example.org/2026/11/A-Story/",
        "https://example.org/2026/11/a-story/camp",
    ],
)
def test_another_page_has_another_key(url: str) -> None:
    assert article_key(url) != PLAIN


def test_a_query_that_selects_content_stays_in_any_order() -> None:
    assert article_key("http://example.org/?p=12&lang=de") == article_key(
        "http://example.org/?lang=de&p=12"
    )
    assert article_key("http://example.org/?p=12") != article_key("http://example.org/?p=13")


def test_slug_and_site() -> None:
    assert slug_of("https://example.org/2026/11/a-story/") == "a-story"
    assert slug_of("https://example.org/news/a-story.html?x=1") == "a-story"
    assert slug_of("https://example.org/") == ""
    assert site_of("https://www.example.org:8080/x") == "example.org:8080"


def test_a_fingerprint_sees_words_only() -> None:
    assert fingerprint("Title", "Some “quoted” text.") == fingerprint(
        "TITLE", 'some "quoted"  text'
    )
    assert fingerprint("Title", "Ten dead") != fingerprint("Title", "Two dead")


ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.text(st.characters(max_codepoint=127))


@given(title=ANY_TEXT, text=ANY_TEXT)
def test_a_fingerprint_is_the_one_that_earlier_databases_hold(title: str, text: str) -> None:
    plain = unicodedata.normalize("NFKC", f"{title}\n{text}").casefold()
    words = " ".join(re.findall(r"\w+", plain)).encode("utf-8", "surrogatepass")
    assert fingerprint(title, text) == hashlib.sha256(words).hexdigest()


def test_a_guid_counts_within_its_site_only() -> None:
    one = entry_witnesses("https://a.example/x", "123")
    other = entry_witnesses("https://b.example/y", "123")
    assert not set(one) & set(other)
    assert {w.kind for w in one} == {WitnessKind.URL, WitnessKind.GUID}


def test_short_notices_are_no_witness_of_content() -> None:
    kinds = {w.kind for w in article_witnesses("https://a.example/x", "Correction", "A short one.")}
    assert kinds == {WitnessKind.URL}
    long = article_witnesses("https://a.example/x", "T", "word " * 60)
    assert {w.kind for w in long} == {WitnessKind.URL, WitnessKind.CONTENT}


def test_stories_without_an_address_are_not_one_story() -> None:
    assert article_witnesses("", "A", "short") == ()
    assert not set(article_witnesses("", "A", "a " * 60)) & set(
        article_witnesses("", "B", "b " * 60)
    )


@pytest.mark.parametrize(
    ("url", "front"),
    [
        ("https://news.example", True),
        ("https://news.example/", True),
        ("https://news.example/?p=7", False),
        ("https://news.example/docks", False),
        ("", False),
        ("file:///srv/stories/quay.html", False),
    ],
)
def test_only_a_site_has_a_front_page(url: str, front: bool) -> None:
    assert is_front_page(url) is front
