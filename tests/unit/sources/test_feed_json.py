from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.model.article import Entry, Image
from bot.model.errors import SourceError
from bot.sources.answer import Response
from bot.sources.feed import read_feed
from bot.sources.reading import Reading

URL = "https://n.example/feed.json"
STORY = "<p>" + "The harbour board met on Tuesday and put off the vote. " * 6 + "</p>"


def read(*items: Any, **feed: Any) -> Reading:
    document = {"version": "https://jsonfeed.org/version/1.1", "items": items, **feed}
    return read_feed("front", Response(URL, 200, {}, json.dumps(document).encode()))


def test_an_item_is_read_whole() -> None:
    reading = read(
        {
            "id": "7",
            "url": "/ferry",
            "title": "Ferry &amp; harbour",
            "content_html": STORY,
            "summary": "Short.",
            "date_published": "2026-11-23T12:00:00+02:00",
            "date_modified": "2026-11-23T11:00:00Z",
            "authors": [{"name": "Ann"}, {"url": "https://b.example"}, {"name": "Bob"}],
            "tags": ["Harbour", 7, "Votes"],
            "image": "/a.jpg",
        },
        language="en",
    )
    assert reading.malformed == ()
    assert reading.entries == (
        Entry(
            source="front",
            guid="7",
            url="https://n.example/ferry",
            title="Ferry & harbour",
            content_html=STORY,
            summary="Short.",
            published_at=datetime(2026, 11, 23, 10, tzinfo=UTC),
            modified_at=datetime(2026, 11, 23, 11, tzinfo=UTC),
            authors=("Ann", "Bob"),
            tags=("Harbour", "Votes"),
            language="en",
            image=Image("https://n.example/a.jpg"),
        ),
    )


def test_version_1_and_its_single_author() -> None:
    reading = read(
        {"id": 7, "external_url": "https://n.example/a", "content_text": "a < b. " * 50},
        version="https://jsonfeed.org/version/1",
        author={"name": "The desk"},
    )
    (entry,) = reading.entries
    assert (entry.guid, entry.authors) == ("7", ("The desk",))
    assert entry.content_html == "<p>" + ("a &lt; b. " * 50).strip() + "</p>"


def test_a_bad_item_is_named_and_stops_no_other() -> None:
    reading = read(
        {"title": "One"},
        "not an item",
        None,
        {"id": "4", "url": "https://n.example/4", "tags": "x", "authors": [None], "image": 7},
        {"id": "5", "url": "https://n.example/5", "date_published": "soon"},
        {"id": "6", "url": "https://n.example/6", "content_html": {"a": 1}, "title": ["x"]},
    )
    assert [entry.guid for entry in reading.entries] == ["4", "5", "6"]
    assert reading.malformed == (
        "item 1: it has neither a link nor a GUID",
        "item 2: it is not built like an item of a feed",
        "item 3: it is not built like an item of a feed",
        "item 5: its date “soon” cannot be read and was left out",
    )


@pytest.mark.parametrize(
    "body", [b'{"version": "2"}', b"{" * 100_000, b'{"a":' * 100_000, b"{\xff", b'{"version": 1}']
)
def test_other_json_is_no_feed(body: bytes) -> None:
    with pytest.raises(SourceError, match="other JSON"):
        read_feed("front", Response(URL, 200, {}, body))


def test_a_feed_without_items_is_empty() -> None:
    assert read(items=None).entries == ()
