"""Kind "wordpress": the REST API of a WordPress site.

Facts checked against a running WordPress 6.1: ``modified_after`` and ``after`` compare with the
site's local times, but convert a time that carries a zone; a scheduled post keeps the time of its
last edit as ``modified`` when it goes live, so news are asked for by ``after`` as well.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlencode

from bot.model.article import Entry, Image
from bot.model.errors import HttpStatusError, SourceError
from bot.pipeline.ports import Batch, Bookmark, Source
from bot.sources.answer import Response, http_date
from bot.sources.fetch import FetchClient
from bot.sources.reading import identified, plausible, read_items, web_address
from bot.sources.story import is_protected, plain
from bot.sources.target import shown

OVERLAP = timedelta(hours=3)
"""How far each poll reaches back behind the newest post seen: an hour that the clock repeats in
autumn, and scheduled posts that a quiet site publishes late."""
MAX_PAGES = 20
PER_PAGE = 100

_FIELDS = (
    "id,guid,link,slug,status,title,content,excerpt,date_gmt,modified_gmt,_embedded,"
    "_links.author,_links.wp:term,_links.wp:featuredmedia"
)
_COMMON = {"_embed": "author,wp:featuredmedia,wp:term", "_fields": _FIELDS, "per_page": PER_PAGE}
_ROUTES = ("/wp-json/wp/v2/posts?", "/?rest_route=/wp/v2/posts&")
_ABSENT = frozenset({404, 410})
_CLOSED = frozenset({401, 403})
_PAST_THE_END = 400

Post = Mapping[str, Any]


def open_source(name: str, url: str, client: FetchClient) -> Source:
    """The WordPress site whose home page is ``url``; nothing is read yet."""
    return WordPress(name, url, client)


class WordPress:
    """A site's published posts."""

    def __init__(self, name: str, url: str, client: FetchClient) -> None:
        self.name = name
        self._home = url.rstrip("/")
        self._client = client
        self._route = _ROUTES[0]

    def poll(self, bookmark: Bookmark) -> Batch:
        """The newest posts at first; then what is new or edited since the bookmark's cursor.

        Raises FetchError, SourceError.
        """
        since = _moment(bookmark.cursor)
        if since is None:
            posts, response = self._page({"orderby": "date"}, 1)
            notes: list[str] = []
        else:
            start = f"{since - OVERLAP:%Y-%m-%dT%H:%M:%SZ}"
            edited, response, notes = self._all({"modified_after": start, "orderby": "modified"})
            fresh, _, more = self._all({"after": start, "orderby": "date"})
            posts, notes = [*fresh, *edited], [*more, *notes]
        entries, malformed = read_items(_once(posts), self._entry)
        cursor = _cursor(posts, since, response)
        return Batch(entries, Bookmark(cursor=cursor), (*notes, *malformed))

    def find(self, slug: str) -> Entry | None:
        """The post with this slug, or None. Raises FetchError, SourceError."""
        posts, _ = self._page({"slug": slug}, 1)
        # WordPress answers with all posts where nothing is left of the slug once it is cleaned.
        asked = [post for post in posts if _has_slug(post, slug)]
        entries, _ = read_items(asked, self._entry)
        return next(iter(entries), None)

    def _all(self, query: Mapping[str, str]) -> tuple[list[Post], Response, list[str]]:
        posts, response = self._page(query, 1)
        pages = _page_count(response)
        for page in range(2, min(pages, MAX_PAGES) + 1):
            try:
                posts += self._page(query, page)[0]
            except HttpStatusError as error:
                if error.status != _PAST_THE_END:
                    raise
                break  # posts were withdrawn meanwhile, and with them this page
        too_many = (
            f"more than {MAX_PAGES * PER_PAGE:,} posts since the last poll by {query['orderby']}: "
            "the oldest of them were left out"
        )
        return posts, response, [too_many] if pages > MAX_PAGES else []

    def _page(self, query: Mapping[str, str], page: int) -> tuple[list[Post], Response]:
        """One page of posts, by the route that the site knows."""
        for route in sorted(_ROUTES, key=lambda route: route != self._route):
            url = f"{self._home}{route}{urlencode({**_COMMON, **query, 'page': page})}"
            try:
                response = self._client.get(url, accept="application/json")
            except HttpStatusError as error:
                if error.status in _ABSENT:
                    continue
                if error.status in _CLOSED:
                    raise self._closed(f"answers {error.status} to visitors") from None
                raise
            posts = _posts(response)
            if posts is not None:
                self._route = route
                return posts, response
        raise self._closed("is switched off, or this is no WordPress site")

    def _closed(self, what: str) -> SourceError:
        return SourceError(f'{shown(self._home)}: the REST API {what}; use kind = "feed"')

    def _entry(self, post: Post, notes: list[str]) -> Entry | None:
        content = post["content"]
        body = content["rendered"]
        if content.get("protected") or post.get("status") != "publish" or is_protected(body):
            return None
        link = web_address(self._home, post.get("link"))
        url, guid = identified(link, html.unescape(_rendered(post, "guid")))
        published = _moment(post.get("date_gmt"))
        if published is None:
            notes.append("its date cannot be read and was left out")
        embedded = post.get("_embedded") or {}
        return Entry(
            source=self.name,
            guid=guid,
            url=url,
            title=plain(_rendered(post, "title")),
            content_html=body if body.strip() else None,
            summary=_rendered(post, "excerpt").strip() or None,
            published_at=published,
            modified_at=_moment(post.get("modified_gmt")),
            authors=_names(embedded.get("author") or ()),
            categories=_names(_terms(embedded, "category")),
            tags=_names(_terms(embedded, "post_tag")),
            image=_image(self._home, embedded),
        )


def _posts(response: Response) -> list[Post] | None:
    """The posts in the answer; None where it holds something else, such as a web page."""
    try:
        answered = json.loads(response.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answered, list):
        return None
    return [post for post in answered if isinstance(post, dict)]


def _has_slug(post: Post, slug: str) -> bool:
    given = post.get("slug")
    return isinstance(given, str) and unquote(given).casefold() == slug.casefold()


def _once(posts: Iterable[Post]) -> list[Post]:
    return list({str(post.get("id")): post for post in posts}.values())


def _page_count(response: Response) -> int:
    value = response.headers.get("x-wp-totalpages", "")
    return int(value) if value.isdecimal() and len(value) < 9 else 1


def _cursor(posts: Sequence[Post], since: datetime | None, response: Response) -> str | None:
    """The newest time seen, but never one that the site's own clock has not reached.

    A post with a time far ahead would otherwise hide all that follow.
    """
    now = http_date(response.headers.get("date")) or datetime.now(UTC)
    times = [_moment(post.get(name)) for post in posts for name in ("date_gmt", "modified_gmt")]
    newest = max((min(moment, now) for moment in (*times, since) if moment), default=None)
    return f"{newest:%Y-%m-%dT%H:%M:%S}" if newest else None


def _moment(value: object) -> datetime | None:
    """A ``…_gmt`` time, which carries no zone and is in UTC."""
    try:
        return plausible(datetime.fromisoformat(value)) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        return None


def _rendered(post: Post, name: str) -> str:
    value = (post.get(name) or {}).get("rendered")
    return value if isinstance(value, str) else ""


def _names(things: Iterable[Any]) -> tuple[str, ...]:
    """Their names; a thing that visitors may not see stands there as an error without one."""
    found = (thing.get("name") for thing in things if isinstance(thing, dict))
    return tuple(name for value in found if isinstance(value, str) and (name := plain(value)))


def _terms(embedded: Mapping[str, Any], taxonomy: str) -> Iterable[Any]:
    for group in embedded.get("wp:term") or ():
        for term in group if isinstance(group, list) else ():
            if isinstance(term, dict) and term.get("taxonomy") == taxonomy:
                yield term


def _image(base: str, embedded: Mapping[str, Any]) -> Image | None:
    media = next(iter(embedded.get("wp:featuredmedia") or ()), None)
    if not isinstance(media, dict):
        return None
    url = web_address(base, media.get("source_url"))
    return Image(url, plain(str(media.get("alt_text") or ""))) if url else None
