"""Addresses that moved for good: the new one is asked from then on, the old one again where it is gone."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from bot.model.errors import HttpStatusError
from bot.pipeline.ports import Bookmark
from bot.sources.answer import Response
from bot.sources.fetch import FetchClient

_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


def get_where_it_moved(
    client: FetchClient,
    url: str,
    bookmark: Bookmark,
    *,
    accept: str,
    max_bytes: int | None = None,
    conditional: bool = True,
) -> tuple[Response, Bookmark]:
    """The answer of ``url`` or of where it moved to, and the bookmark with its validators and address.

    Raises FetchError.
    """
    moved_to = bookmark.moved_to if bookmark.moved_from == url else None
    if not conditional:
        bookmark = replace(bookmark, etag=None, last_modified=None)
    try:
        response = client.get(
            moved_to or url,
            accept=accept,
            etag=bookmark.etag,
            last_modified=bookmark.last_modified,
            max_bytes=max_bytes,
        )
    except HttpStatusError as error:
        if moved_to is None or error.status not in _GONE:
            raise
        moved_to = None
        response = client.get(url, accept=accept, max_bytes=max_bytes)
    if response.not_modified:
        return response, bookmark
    moved_to = response.permanent_url or moved_to
    headers = response.headers
    after = Bookmark(headers.get("etag"), headers.get("last-modified"))
    if moved_to is not None:
        after = replace(after, moved_from=url, moved_to=moved_to)
    return response, after
