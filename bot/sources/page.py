"""Kind "page": a single story, at one URL or in one HTML file; with ``links``, a section page of many."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from bot.model.article import Entry
from bot.model.errors import FetchError, TooLarge
from bot.model.identity import slug_of
from bot.pipeline.ports import Batch, Bookmark, Page, Source
from bot.sources.answer import http_date
from bot.sources.fetch import HTML, FetchClient
from bot.sources.section import SectionPage

_MAX_FILE = 10 * 1024 * 1024


def open_source(name: str, url: str, client: FetchClient, *, links: str = "") -> Source:
    """The page at ``url``, or in the file that ``url`` names by path or as file://.

    ``links`` is the pattern of the links that are stories; without it the page itself is the story.
    """
    if links:
        return SectionPage(name, url, links, client)
    if urlsplit(url).scheme in ("http", "https"):
        return WebPage(name, url, client)
    return FilePage(name, url)


def read_file(path: str | Path) -> Page:
    """The page in an HTML file; its URL is the file's. Raises FetchError."""
    file = _path(path)
    try:
        with file.open("rb") as stream:
            body = stream.read(_MAX_FILE + 1)
    except OSError as error:
        raise FetchError(f"{file}: this file cannot be read ({error.strerror})") from None
    if len(body) > _MAX_FILE:
        raise TooLarge(f"{file}: it is larger than {_MAX_FILE:,} bytes")
    return Page(file_url(path), body)


def file_url(path: str | Path) -> str:
    """The address by which entries name the file."""
    return _path(path).resolve().as_uri()


class WebPage:
    """One URL. Its only entry carries no content: the page itself is to be read."""

    def __init__(self, name: str, url: str, client: FetchClient) -> None:
        self.name = name
        self._url = url
        self._client = client

    def poll(self, bookmark: Bookmark) -> Batch:
        """The entry, or nothing where the page has not changed. Raises FetchError."""
        response = self._client.get(
            self._url,
            accept=HTML,
            etag=bookmark.etag,
            last_modified=bookmark.last_modified,
            is_page=True,
        )
        if response.not_modified:
            return Batch((), bookmark)
        headers = response.headers
        entry = Entry(
            source=self.name,
            guid=self._url,
            url=response.url,
            title="",
            modified_at=http_date(headers.get("last-modified")),
        )
        return Batch((entry,), Bookmark(headers.get("etag"), headers.get("last-modified")))

    def find(self, slug: str) -> Entry | None:
        """The entry where the URL ends in ``slug``. Raises FetchError."""
        if slug_of(self._url) != slug:
            return None
        return self.poll(Bookmark()).entries[0]


class FilePage:
    """One HTML file. Its entry's URL is a file's: ``read_file`` reads it, not the fetch client."""

    def __init__(self, name: str, path: str) -> None:
        self.name = name
        self._path = path

    def poll(self, bookmark: Bookmark) -> Batch:
        """The entry. Raises FetchError where the file cannot be read."""
        url = read_file(self._path).url
        return Batch((Entry(source=self.name, guid=url, url=url, title=""),), bookmark)

    def find(self, slug: str) -> Entry | None:
        """The entry where the file's name without extension is ``slug``. Raises FetchError."""
        if slug_of(_path(self._path).as_posix()) != slug:
            return None
        return self.poll(Bookmark()).entries[0]


def _path(path: str | Path) -> Path:
    text = str(path)
    return Path(url2pathname(urlsplit(text).path) if text.startswith("file:") else text)
