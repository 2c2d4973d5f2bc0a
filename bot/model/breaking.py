"""Which stories wait for no slot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breaking:
    """How a channel knows breaking news: by a tag or category, or by how the title begins.

    ``in_quiet`` lets it go out in quiet hours too. Upper and lower case are alike.
    """

    tags: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    in_quiet: bool = False

    def covers(self, title: str, tags: Iterable[str]) -> bool:
        """Whether a story of that title, with these tags and categories, is breaking news."""
        return any(_begins(title, start) for start in self.titles) or bool(
            {tag.casefold() for tag in self.tags} & {tag.casefold() for tag in tags}
        )


NOTHING = Breaking()
"""No story is breaking news."""


def _begins(title: str, start: str) -> bool:
    words, wanted = title.strip().casefold(), start.strip().casefold()
    # "Live" begins "Live: the vote", and not "Lively debate"
    ends_in_word = wanted[-1:].isalnum() and words[len(wanted) : len(wanted) + 1].isalnum()
    return bool(wanted) and words.startswith(wanted) and not ends_in_word
