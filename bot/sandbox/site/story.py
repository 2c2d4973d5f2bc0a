"""A story of the sample site, read from its file: TOML between two lines ``+++``, then HTML."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Story:
    """One story. ``body`` is HTML in which ``story:SLUG`` stands for another story's address.

    ``age`` is how long before the start of the sandbox it came out. ``image`` is a file's name.
    ``revised_at`` is when its newsroom last changed it.
    """

    slug: str
    title: str
    standfirst: str
    byline: str
    section: str
    tags: tuple[str, ...]
    language: str
    age: timedelta
    image: str
    image_alt: str
    caption: str
    body: str
    revised_at: datetime | None = None

    def body_at(self, address: str) -> str:
        """The body with links to the other stories below ``address``."""
        return re.sub(r'href="story:([a-z0-9-]+)"', rf'href="{address}/\1/"', self.body)

    def published_at(self, started: datetime) -> datetime:
        """When it came out, in whole seconds, where the sandbox started at ``started``."""
        return (started - self.age).replace(microsecond=0)


@cache
def all_stories() -> tuple[Story, ...]:
    """Every story that comes with the sandbox, newest first."""
    folder = files("bot.sandbox.site") / "stories"
    stories = [
        _read(file.name.removesuffix(".html"), file.read_text("utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".html")
    ]
    return tuple(sorted(stories, key=lambda story: story.age))


@cache
def image_bytes(name: str) -> bytes | None:
    """The picture with that name; None where there is none."""
    if not re.fullmatch(r"[a-z-]+\.png", name):
        return None
    file = files("bot.sandbox.site") / "images" / name
    return file.read_bytes() if file.is_file() else None


def _read(slug: str, text: str) -> Story:
    _, head, body = text.split("+++\n", 2)
    given = tomllib.loads(head)
    age = timedelta(minutes=given.pop("minutes_before"))
    tags = tuple(given.pop("tags"))
    return Story(slug=slug, tags=tags, age=age, body=body.strip(), **given)
