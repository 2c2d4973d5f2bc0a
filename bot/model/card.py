"""A picture of key points, as data: what it says, how it looks, and how large it may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """The site's colours, as "#rrggbb", and the path of its logo (PNG or JPEG; empty: the site's name)."""

    background: str = "#ffffff"
    text: str = "#14171c"
    accent: str = "#b3122d"
    logo: str = ""


@dataclass(frozen=True, slots=True)
class CardFormat:
    """What a platform takes: pixels, bytes, and how long the alternative text may be (UTF-16 units)."""

    width: int
    height: int
    max_bytes: int
    alt_limit: int


@dataclass(frozen=True, slots=True)
class CardGroup:
    """Points that stand together under their attribution; None for points that have none."""

    attribution: str | None
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The words of one picture in story order, and all that its pixels depend on.

    ``language`` is a BCP 47 tag or empty; ``leftward`` says that the story is written from right to left.
    """

    title: str
    groups: tuple[CardGroup, ...]
    site_name: str
    language: str
    leftward: bool
    format: CardFormat
    look: Look

    @property
    def words(self) -> str:
        """What the picture says, as text: the same words, a block for each group, the site's name at the end."""
        groups = (
            "\n".join((*filter(None, (group.attribution,)), *(f"• {p}" for p in group.points)))
            for group in self.groups
        )
        return "\n\n".join(filter(None, (self.title, *groups, self.site_name)))
