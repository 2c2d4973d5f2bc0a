"""How title, points, hashtags and link stand in a post: plain text, blocks with an empty line between."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.compose.fit import Candidate
from bot.model.draft import LinkPlace, Rules

BULLET = "• "
_GAP = "\n\n"


def lay_out(
    title: str, points: Sequence[Candidate], hashtags: Sequence[str], link_line: str
) -> str:
    """The text of a post. What is empty takes no line."""
    groups = (
        _group(attribution, list(group))
        for attribution, group in groupby(points, key=lambda point: point.attribution)
    )
    tail = "\n".join(filter(None, (" ".join(hashtags), link_line)))
    return _GAP.join(filter(None, (title, *groups, tail)))


def _group(attribution: str | None, points: Sequence[Candidate]) -> str:
    lines = (BULLET + point.text for point in points)
    return "\n".join((attribution, *lines) if attribution else lines)


def addition(point: Candidate, leads: bool) -> str:
    """The text that ``point`` adds to a post: with its attribution where it begins a group."""
    return (_GAP + _group(point.attribution, [point])) if leads else f"\n{BULLET}{point.text}"


def link_line(link: str | None, rules: Rules) -> str:
    """The line of the text with the link; empty where the link goes into a field only."""
    if link is None or (rules.link_place is LinkPlace.FIELD and not rules.link_label):
        return ""
    return f"{rules.link_label} {link}".strip()
