"""A post made ready for a page: its text in pieces, its card or picture, its age."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.postview.links import links_in


@dataclass(frozen=True, slots=True)
class Link:
    """A link within a text: where it leads, as it is written, and as X shows it."""

    href: str
    url: str
    display: str


@dataclass(frozen=True, slots=True)
class Card:
    """What a platform shows of a linked page, or of a picture of the post's own.

    ``image`` is a source for <img>, or empty; ``size`` is in pixels. ``tells_alt``: its alternative text can be
    opened.
    """

    href: str
    title: str
    domain: str
    image: str
    alt: str
    size: tuple[int, int] = (960, 504)
    tells_alt: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as ``post.html`` draws it.

    ``name`` is the publisher's; ``handle`` stands beside it on X. ``card`` is that of a link,
    ``picture`` one that the post carries itself. ``ago`` is the time as timelines say it.
    ``is_reply`` and ``is_answered`` join the posts of a thread.
    """

    platform: str
    name: str
    handle: str
    pieces: tuple[str | Link, ...]
    at: datetime
    ago: str
    card: Card | None = None
    picture: Card | None = None
    is_reply: bool = False
    is_answered: bool = False

    @property
    def initials(self) -> str:
        """One or two letters for the avatar."""
        return initials_of(self.name)


def pieces_of(
    text: str, target: Callable[[str], str] = lambda link: link
) -> tuple[str | Link, ...]:
    """The text, plain and links in turn; ``target`` tells where a link leads on this page."""
    pieces: list[str | Link] = []
    at = 0
    for link in links_in(text):
        pieces += [text[at : link.start], Link(target(link.url), link.url, link.display)]
        at = link.end
    return (*pieces, text[at:])


def ago(at: datetime, now: datetime) -> str:
    """How long ago, as timelines say it: "now", "5m", "3h", then the date."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes}m"
    if minutes < 24 * 60:
        return f"{minutes // 60}h"
    return f"{at.day} {at:%b}" if at.year == now.year else f"{at.day} {at:%b %Y}"


def initials_of(name: str) -> str:
    """One or two letters that stand for a publisher."""
    words = [word for word in name.split() if word.lower() != "the"]
    return "".join(word[0] for word in words[:2]).upper() or "?"
