"""The newspaper's web site: which page, feed or file answers a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from bot.sandbox.exchange import Answer, Request, text_answer
from bot.sandbox.site import feed, pages, rest
from bot.sandbox.site.edition import NAME, PATH, Edition
from bot.sandbox.site.story import Story, image_bytes

__all__ = ["NAME", "Site"]

_THIS_MACHINE = {"127.0.0.1", "localhost"}


class Site:
    """The sample site as of ``started``; ``origin`` is the scheme and host of its public address."""

    def __init__(self, origin: str, *, started: datetime) -> None:
        self._revisions: dict[str, Story | None] = {}
        self._edition = Edition(origin.rstrip("/"), started, self._revisions)
        self._pages: Mapping[str, Callable[[Request, Edition], Answer]] = {
            "/": pages.home,
            "/feed": feed.rss,
            "/wp-json": rest.index,
            "/wp-json/wp/v2/posts": rest.posts,
        }

    @property
    def stories(self) -> tuple[Story, ...]:
        """Every story of the site, newest first."""
        return self._edition.stories

    def revise(self, slug: str, at: datetime, **changes: str) -> None:
        """Change a story as its newsroom would: ``title``, ``body``, any field of ``Story``. Raises KeyError."""
        story = self._edition.story(slug)
        if story is None:
            raise KeyError(slug)
        revised_at = at.replace(microsecond=0)
        self._revisions[slug] = replace(story, **changes, revised_at=revised_at)  # type: ignore[arg-type]

    def withdraw(self, slug: str) -> None:
        """Take a story off the site: its page, feed and REST answers no longer have it."""
        self._revisions[slug] = None

    def answer(self, request: Request) -> Answer:
        """The page, feed or file at the request's path."""
        if request.method != "GET":
            return text_answer(405, "This site can only be read")
        path = request.path.rstrip("/") or "/"
        if (page := self._pages.get(path)) is not None:
            return page(request, self._edition)
        folder, _, name = path.removeprefix("/").rpartition("/")
        if folder == "images" and (image := image_bytes(name)) is not None:
            return Answer(200, image, "image/png", (("Cache-Control", "max-age=3600"),))
        if not folder and (story := self._edition.story(name)) is not None:
            return pages.story(request, self._edition, story)
        return pages.not_found(self._edition)

    def story_at(self, link: str) -> Story | None:
        """The story that a link leads to, whatever its query and under whatever port of this machine."""
        plain = link.partition("#")[0].partition("?")[0].rstrip("/")
        folder, _, slug = plain.rpartition("/")
        if folder == self._edition.address or _is_local_site(folder):
            return self._edition.story(slug)
        return None


def _is_local_site(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "http" and parts.hostname in _THIS_MACHINE and parts.path == PATH
