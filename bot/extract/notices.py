"""What an editor should know about an article before it is posted, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.extract.blocks import ROW
from bot.extract.introductions import names_nobody
from bot.extract.keypoints import Story
from bot.extract.metadata import Metadata
from bot.extract.quotes import may_quote, quoted
from bot.model.keypoint import KeyPoint

ONLY_ITS_BEGINNING = "The page holds only the beginning of the story: the rest is behind a paywall."
_VERY_SHORT = 300
"""Characters of a text that may be a stub, a paywall's teaser or a caption."""
_STUB = 1_500
"""Characters of a story that is read in full although its site sells it."""
_SHOWN = 60
_OPENING = '“„«"‚‘'
_CLAIM = regex.compile(
    r"[“”„«»\"「]|\b(?:must|should|accuses?|denies|demands?|claims?|soll|muss|fordert|beschuldigt|devrait|doit|exige|accuse|debe|acusa|"
    r"we|our|ours|wir|unsere?[mnrs]?|nous|notre|nosotros|nuestr[oa]s?|nostr[aeio]|nós|nossos?|nossas?|wij|onze|nasz[aey]?|εμείς|μας|nostru|noastr[ăe]|noștri|"
    r"deve|accusa|chiede|moet|eist|musi|powinien|żąda|πρέπει|απαιτεί|trebuie|cere)\b",
    regex.IGNORECASE,
)


def notices(
    story: Story, points: Sequence[KeyPoint], found: Metadata, language: str | None
) -> tuple[str, ...]:
    """The warnings for an article; none for a sound one."""
    warnings = [
        _unbalanced(story),
        None if found.published_at else "The page gives no publication date.",
        f"The text is very short ({len(story.text)} characters)."
        if len(story.text) < _VERY_SHORT
        else None,
        ONLY_ITS_BEGINNING if found.locked and len(story.text) < _STUB else None,
        "The page is a live blog: a point may be overtaken by a later entry."
        if found.live
        else None,
        None if any(point.postable for point in points) else "No key points were found.",
        _unattributed(story),
        _unnamed(story),
        None if language else "The language is not known.",
    ]
    return tuple(notice for notice in warnings if notice)


def _unbalanced(story: Story) -> str | None:
    if not may_quote(story.text):
        return None
    blocks = [block.text for block in story.blocks if block.kind is not ROW]
    for index, text in enumerate(blocks):
        marks = quoted(text)
        if marks.balanced:
            continue
        following = blocks[index + 1] if index + 1 < len(blocks) else ""
        # A speech of several paragraphs opens a quotation in each and closes only the last.
        speech = text[marks.stray] in _OPENING and following[:1] in tuple(_OPENING)
        if not speech:
            start = text[:_SHOWN].rstrip()
            return f"A quotation mark has no partner in the paragraph that begins: {start}{'…' if len(text) > _SHOWN else ''}"
    return None


def _unattributed(story: Story) -> str | None:
    """A box of key points is the paper's own; any other list of claims should say whose they are."""
    for found in story.lists:
        for item in found.items:
            bare = item.attribution is None and not found.named and not found.refers
            if bare and _CLAIM.search(story.blocks[item.block].text):
                return (
                    "A list holds claims or quotations, and no line above it says whose they are."
                )
    return None


def _unnamed(story: Story) -> str | None:
    items = (item for found in story.lists for item in found.items)
    lines = dict.fromkeys(item.attribution for item in items if item.attribution)
    line = next(filter(names_nobody, lines), None)
    return f"The line above a list does not name who is meant: {line}" if line else None
