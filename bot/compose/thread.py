"""A chain of posts for what does not fit into one: whole points, each part under its own attributions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.compose.fit import Candidate
from bot.compose.layout import lay_out

MAX_PARTS = 9
"""More is an article, not a thread; and the number stays short."""
_NUMBER = re.compile(r"\n*([1-9])/([1-9])\Z")
_NUMBER_LENGTH = len("\n\n1/9")


def thread_of(
    title: str, points: Sequence[Candidate], tail: str, limit: int, measure: Callable[[str], int]
) -> tuple[tuple[str, ...], tuple[Candidate, ...]]:
    """The texts of the parts, numbered, and the points that they tell.

    The title stands in the first part, ``tail`` (hashtags, link) in the last; each point under its
    attribution, which is repeated where a group goes on. Nothing where one part is enough or MAX_PARTS are not.
    """
    room = limit - _NUMBER_LENGTH

    def fits(told: Sequence[Candidate], title: str = "", tail: str = "") -> bool:
        return measure(lay_out(title, told, (), tail)) <= room

    told = [point for point in points if fits([point])]
    parts: list[list[Candidate]] = [[]]
    for point in told:
        if fits([*parts[-1], point], title if len(parts) == 1 else ""):
            parts[-1].append(point)
        else:
            parts.append([point])
    if not fits(parts[-1], title if len(parts) == 1 else "", tail):
        last = parts[-1].pop() if parts[-1] else None
        parts.append([last] if last and fits([last], tail=tail) else [])
        if last and not parts[-1]:
            parts[-2].append(last)
    parts = [part for i, part in enumerate(parts) if part or i in (0, len(parts) - 1)]
    if not 1 < len(parts) <= MAX_PARTS:
        return (), ()
    texts = [
        lay_out(title if i == 0 else "", part, (), tail if i == len(parts) - 1 else "")
        for i, part in enumerate(parts)
    ]
    numbered = (f"{text}\n\n{i}/{len(texts)}".strip() for i, text in enumerate(texts, start=1))
    return tuple(numbered), tuple(told)


def unnumbered(parts: Sequence[str]) -> str | None:
    """The whole text of a thread without its numbers; None where they are not 1/n to n/n.

    An empty line stands between the parts, so that no attribution reaches from one into the next.
    """
    texts = []
    for i, part in enumerate(parts, start=1):
        number = _NUMBER.search(part)
        if number is None or (int(number[1]), int(number[2])) != (i, len(parts)):
            return None
        texts.append(part[: number.start()])
    return "\n\n".join(texts)
