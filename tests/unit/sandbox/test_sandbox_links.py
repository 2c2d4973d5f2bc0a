from __future__ import annotations

import pytest

from bot.postview.links import links_in
from bot.sandbox.x_links import shortened, url_entities


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("see https://a.example.com/x.", ["https://a.example.com/x"]),
        ("(https://a.example.com/x)", ["https://a.example.com/x"]),
        ("“https://a.example.com/x”", ["https://a.example.com/x"]),
        (
            "http://127.0.0.1:80/a/?b=1&c=2\nhttps://b.example.com",
            ["http://127.0.0.1:80/a/?b=1&c=2", "https://b.example.com"],
        ),
        ("javascript:alert(1) https:// ftp://a.example.com http://[bad", []),
    ],
)
def test_links_are_found_without_the_marks_around_them(text: str, urls: list[str]) -> None:
    assert [link.url for link in links_in(text)] == urls
    assert [text[link.start : link.end] for link in links_in(text)] == urls


def test_each_link_becomes_a_short_one_and_the_entities_point_at_it() -> None:
    text = "😀 a https://a.example.com/one?x=1&y=2 b https://a.example.com/one?x=1&y=2 c"
    shown = shortened(text)
    assert "example.com" not in shown
    entities = url_entities(shown, text)
    assert len(entities) == 2
    for entity in entities:
        start, end = entity["start"], entity["end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert shown[start:end] == entity["url"]
        assert entity["expanded_url"] == "https://a.example.com/one?x=1&y=2"


def test_a_long_link_is_shown_cut_and_a_short_one_whole() -> None:
    long, short = links_in("https://www.example.com/a-very-long-path/indeed/ http://example.com/a/")
    assert long.display == "example.com/a-very-long-pa…"
    assert short.display == "example.com/a"
