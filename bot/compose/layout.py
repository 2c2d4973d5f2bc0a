"""How title, points, hashtags and link stand in a post: plain text, blocks with an empty line between."""

from __future__ import annotations

from collections.abc import Sequence

from bot.compose.fit import Candidate, leads
from bot.compose.links import plain_link
from bot.model.draft import LinkPlace, Rules

BULLET = "• "
_GAP = "\n\n"
GAP_LENGTH = len(_GAP)
"""What an empty line between two blocks adds, in every measure."""


def lay_out(
    title: str, points: Sequence[Candidate], hashtags: Sequence[str], link_line: str
) -> str:
    """The text of a post. What is empty takes no line."""
    told = ""
    for point, begins in zip(points, leads(points), strict=False):
        told += head(point) + addition(point) if begins else addition(point)
    blocks = (title, told.removeprefix(_GAP), tail_of(hashtags, link_line))
    return _GAP.join(filter(None, blocks))


def tail_of(hashtags: Sequence[str], link_line: str) -> str:
    """The last block of a post."""
    if not hashtags:
        return link_line
    return "\n".join(filter(None, (" ".join(hashtags), link_line)))


def addition(point: Candidate) -> str:
    """The text that ``point`` adds to a post within a group."""
    return f"\n{point.mark}{BULLET}{point.text}"


def head(point: Candidate) -> str:
    """What stands in front of ``addition`` where ``point`` begins a group: a gap, and its attribution."""
    return _GAP + point.attribution if point.attribution else "\n"


def link_line(
    link: str | None, rules: Rules, language: str | None, *, is_alone: bool = False
) -> str:
    """The line of the text with the link; empty where the link goes into a field only.

    Where a field carries the link, and the platform makes a card of it, the text shows the bare address:
    campaign parameters are for machines. ``is_alone``: no field carries it, as beside a picture.
    """
    if link is None:
        return ""
    if rules.link_place is LinkPlace.TEXT or is_alone:
        return f"{label(rules, language)} {link}".strip()
    return f"{label(rules, language)} {plain_link(link)}".strip() if rules.link_label else ""


def label(rules: Rules, language: str | None) -> str:
    """The fixed text in front of the link, in the article's language; none in one we have no words for."""
    if not rules.link_label or language is None:
        return rules.link_label
    primary = language.partition("-")[0].lower()
    return rules.link_label if primary == "en" else _READ_MORE.get(primary, "")


_READ_MORE = {
    "de": "Mehr dazu:",
    "el": "Περισσότερα:",
    "es": "Más información:",
    "fr": "Lire la suite :",
    "it": "Continua a leggere:",
    "nl": "Lees meer:",
    "pl": "Czytaj więcej:",
    "pt": "Ler mais:",
    "ro": "Citește mai departe:",
}
