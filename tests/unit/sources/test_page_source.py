from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model.article import Entry
from bot.model.errors import FetchError, HttpStatusError, TooLarge
from bot.pipeline.ports import Bookmark
from bot.sources.fetch import FetchClient
from bot.sources.page import open_source, read_file
from tests.unit.sources.loopback_site import Site

DATE = "Mon, 23 Nov 2026 10:00:00 GMT"


def test_a_page_is_one_entry(site: Site, client: FetchClient) -> None:
    site.serve("/ferry-late/", b"<p>x</p>", ETag='"1"', Last_Modified=DATE)
    url = site.redirect("/old/ferry-late", "/ferry-late/", 301)
    page = open_source("one", url, client)
    batch = page.poll(Bookmark())
    entry = Entry(
        source="one",
        guid=url,
        url=site.url("/ferry-late/"),
        title="",
        modified_at=datetime(2026, 11, 23, 10, tzinfo=UTC),
    )
    assert batch.entries == (entry,)
    assert batch.bookmark == Bookmark(etag='"1"', last_modified=DATE)
    assert page.find("ferry-late") == entry
    assert page.find("ferry") is None


def test_an_unchanged_page_is_no_entry(site: Site, client: FetchClient) -> None:
    site.routes["/a"] = lambda visit: visit.send(304, b"")
    bookmark = Bookmark(etag='"1"')
    batch = open_source("one", site.url("/a"), client).poll(bookmark)
    assert (batch.entries, batch.bookmark) == ((), bookmark)


def test_a_page_that_is_gone(site: Site, client: FetchClient) -> None:
    with pytest.raises(HttpStatusError, match="404"):
        open_source("one", site.url("/gone"), client).poll(Bookmark())


@pytest.mark.parametrize("form", [str, lambda path: path.as_uri()])
def test_a_file_is_one_entry(tmp_path: Path, client: FetchClient, form: object) -> None:
    file = tmp_path / "ferry läte.html"
    file.write_bytes(b"<p>x</p>")
    source = open_source("one", form(file), client)  # type: ignore[operator]
    (entry,) = source.poll(Bookmark()).entries
    assert entry == Entry(source="one", guid=file.as_uri(), url=file.as_uri(), title="")
    assert source.find("ferry läte") == entry
    assert source.find("other") is None
    page = read_file(entry.url)
    assert (page.url, page.body, page.charset) == (file.as_uri(), b"<p>x</p>", None)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="No such file"):
        read_file(tmp_path / "none.html")
    with pytest.raises(FetchError, match="cannot be read"):
        read_file(tmp_path)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    file = tmp_path / "large.html"
    with file.open("wb") as stream:
        stream.truncate(10 * 1024 * 1024 + 1)
    with pytest.raises(TooLarge):
        read_file(file)
