"""A newspaper's site over loopback HTTP, with a feed in RSS that a test publishes to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

from tests.fakes.world import entry
from tests.unit.sources.loopback_site import Site, Visit, running_site


@dataclass
class Paper:
    """``hub`` is named in the feed. ``refusal`` is a status and headers in place of the feed."""

    site: Site
    stories: list[int] = field(default_factory=list)
    hub: str = ""
    refusal: tuple[int, dict[str, str]] | None = None

    @property
    def feed_url(self) -> str:
        return self.site.url("/feed/")

    def source(self, *, name: str = "front", poll: str = "1h") -> str:
        """The table of a configuration that watches the feed."""
        return (
            f'\n[[sources]]\nname = "{name}"\nkind = "feed"\nurl = "{self.feed_url}"\n'
            f'poll = "{poll}"\nfirst_run = "all"\n'
        )

    def publish(self, number: int) -> None:
        told = entry(number)
        page = (
            f"<html><head><title>{told.title}</title></head><body>{told.content_html}</body></html>"
        )
        self.site.serve(f"/story-{number}/", page.encode(), Content_Type="text/html; charset=utf-8")
        self.stories.insert(0, number)

    def polls(self) -> int:
        return sum(visit.path == "/feed/" for visit in self.site.visits)

    def feed(self) -> bytes:
        now = format_datetime(datetime.now(UTC))
        items = "".join(
            f"<item><title>{told.title}</title><link>{self.site.url(f'/story-{number}/')}</link>"
            f"<guid>{told.guid}</guid><pubDate>{now}</pubDate>"
            f"<content:encoded><![CDATA[{told.content_html}]]></content:encoded></item>"
            for number in self.stories
            for told in [entry(number)]
        )
        hub = f'<atom:link rel="hub" href="{self.hub}"/>' if self.hub else ""
        return (
            '<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title>'
            f'<atom:link rel="self" href="{self.feed_url}"/>{hub}{items}</channel></rss>'
        ).encode()

    def answer(self, visit: Visit) -> None:
        if self.refusal is not None:
            status, headers = self.refusal
            visit.send(status, b"", **headers)
            return
        mark = f'"{hashlib.sha256(repr(self.stories).encode()).hexdigest()}"'
        if visit.headers["If-None-Match"] == mark:
            visit.send(304, b"")
        else:
            link = f'<{self.hub}>; rel="hub", <{self.feed_url}>; rel="self"'
            named = {"Link": link} if self.hub else {}
            visit.send(200, self.feed(), ETag=mark, Content_Type="application/rss+xml", **named)


@contextmanager
def running_paper() -> Iterator[Paper]:
    """A paper that is served until the end of the block."""
    with running_site() as site:
        paper = Paper(site)
        site.routes["/feed/"] = paper.answer
        yield paper
