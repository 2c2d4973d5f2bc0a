"""What every source must do, over all that are installed: a new one is tested by being there."""

from __future__ import annotations

from contextlib import suppress
from importlib.metadata import entry_points

import pytest

from bot.model.article import Entry
from bot.model.errors import FetchError, SourceError
from bot.pipeline.ports import Bookmark
from bot.sources.fetch import FetchClient
from tests.fakes.scripted_http import ScriptedHttp, answer

KINDS = sorted(entry_points(group="bot.sources"), key=lambda point: point.name)
GARBAGE = (
    b"",
    b"\x00\xff\xfe garbage",
    b"<html><body>a page</body></html>",
    b'{"a": [',
    b"[1, null]",
)


@pytest.fixture
def client() -> FetchClient:
    return FetchClient(allow_private=["127.0.0.1"], timeout=5)


@pytest.mark.parametrize("kind", KINDS, ids=lambda point: point.name)
def test_an_unreachable_source_says_so_and_nothing_else(kind: object, client: FetchClient) -> None:
    source = kind.load().open_source("front", "http://127.0.0.1:9/feed/", client)  # type: ignore[attr-defined]
    assert source.name == "front"
    for ask in (lambda: source.poll(Bookmark()), lambda: source.find("feed")):
        with pytest.raises(FetchError, match=r"127\.0\.0\.1:9"):
            ask()


@pytest.mark.parametrize("body", GARBAGE, ids=lambda body: repr(body)[:20])
@pytest.mark.parametrize("kind", KINDS, ids=lambda point: point.name)
def test_garbage_is_an_empty_batch_or_a_plain_error(
    kind: object, client: FetchClient, body: bytes
) -> None:
    with ScriptedHttp().then(*[answer(200, body)] * 8) as server:
        source = kind.load().open_source("front", f"{server.url}/x/", client)  # type: ignore[attr-defined]
        entries: tuple[Entry, ...] = ()
        with suppress(FetchError, SourceError):
            entries = source.poll(Bookmark()).entries
        assert all(entry.source == "front" for entry in entries)
