"""Whatever the bytes: an article or an ExtractError, with every key point at its place in the text."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extract import read_entry, read_page
from bot.model.article import Article, Entry
from bot.model.errors import ExtractError

SAMPLES = sorted((Path(__file__).parents[2] / "golden" / "extract").glob("*.html"))
PROSE = "<p>The minister said on Monday that the budget would be cut, and nobody in the room was surprised by it.</p>"
PIECES = [
    "<ul>", "<li>", "</ul>", "<p>", "</p>", "<br>", "<div class='share related'>", "</div>", "<h2>Key points</h2>", "<table><tr><td>",
    "<!--", "-->", "<script>", "</script>", "<a href='/x'>", "</a>", "\x00", "&nbsp;", "&#x202e;", "“", "”", "• ", "– ", "1) ", "The mayor says:",
    "Read also: ", "text of some words. ", "He said “so”. ", "😀 ", "「」。", "<dl><dt>", "<dd>", "<pre>\n", "<blockquote>", "<b>", "</b>", "\ud800",
]  # fmt: skip


def check(article: Article) -> None:
    assert article.text
    for point in article.key_points:
        assert point.text == article.text[point.span.start : point.span.end]
        assert point.text.strip()


def read_anything(html: bytes | str) -> None:
    with contextlib.suppress(ExtractError):
        check(read_page(html, "https://n.example/a"))


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=200, deadline=None)
def test_any_heap_of_markup_is_read_or_refused(heap: str) -> None:
    read_anything(heap)
    read_anything(PROSE * 3 + heap + PROSE)
    with contextlib.suppress(ExtractError):
        check(read_entry(Entry("s", "1", "https://n.example/a", "A title", content_html=heap)))


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    read_anything(raw)
    read_anything(PROSE.encode() * 3 + raw)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_mutated_pages_are_read_or_refused(sample: Path) -> None:
    chance = random.Random(sample.stem)
    whole = sample.read_bytes()
    for _ in range(40):
        raw = bytearray(whole[: chance.randrange(len(whole))])
        for _ in range(chance.randrange(30)):
            if raw:
                raw[chance.randrange(len(raw))] = chance.randrange(256)
        read_anything(bytes(raw))


def test_text_below_5000_elements_is_found() -> None:
    article = read_page("<div>" * 5000 + PROSE * 3 + "</div>" * 5000, "https://n.example/a")
    assert "The minister said on Monday" in article.text


@pytest.mark.parametrize(
    "page",
    [
        "<b>" * 100_000 + PROSE,
        "<p>hello<div>" * 50_000,
        "<ul><li>x y z" * 10_000,
        "<p>" + "A. " * 500_000,
        "<p>" + "“a” «b " * 200_000,
        "<p>" + "according to " * 100_000,
        "<p>" + ", said, " * 100_000,
        "a<br>" * 400_000,
        "<p>• item text</p>" * 50_000,
        "<meta name=author content=x>" * 20_000 + PROSE * 3,
        '<script type="application/ld+json">' + "[" * 200_000 + "</script>" + PROSE * 3,
        '<meta property="og:title" content="' + "a | " * 200_000 + '">' + PROSE * 3,
        "<time>" + "1 de " * 100_000 + "</time>" + PROSE * 3,
        "&" * 1_000_000,
        "<" * 1_000_000,
    ],
    ids=lambda page: page[:24],
)
def test_pages_made_to_hang_do_not(page: str) -> None:
    read_anything(page)


def test_twenty_megabytes_are_cut_to_a_bounded_text() -> None:
    article = read_page((PROSE * 180_000).encode(), "https://n.example/a")
    check(article)
    assert len(article.text) < 2_000_000


def test_bidirectional_overrides_do_not_survive() -> None:
    article = read_page(
        f"<article>{PROSE * 3}<p>Pay \u202eevil\u202c now, the minister said on Monday in town.</p></article>",
        "",
    )
    assert "\u202e" not in article.text
