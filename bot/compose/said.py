"""What an article says and who says it, in the form in which a post is compared with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from bot.compose.clause import is_beginning
from bot.compose.defuse import live_sign
from bot.compose.emoji import without_outer_emoji
from bot.compose.memory import once_per_article
from bot.compose.quotes import balanced
from bot.compose.statements import lacks_speaker, stands_whole
from bot.compose.wording import comparable, without_bullet
from bot.model.article import Article
from bot.model.keypoint import KeyPoint, Origin

CUT_TITLE = "The title was cut after a clause: check that it still says whose words these are."


class Line(NamedTuple):
    """The words of a line; whether a bullet came off to find them; a sign that was not defused."""

    words: str
    has_bullet: bool
    sign: str | None


@dataclass(frozen=True)
class Said:
    """What an article says, in comparable form.

    ``points`` has for each key point the attributions under which it stands there, None for none;
    ``speakers`` who speaks where its sentence tells; ``text`` is the body as it stands there. ``checked`` keeps
    what a check found about a group of lines, which may begin a post, and in which signs may act.
    """

    title: str
    attributions: frozenset[str]
    points: dict[str, frozenset[str | None]]
    speakers: dict[str, str]
    text: str
    keep_emoji: bool
    checked: dict[tuple[str, bool, bool], tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def _paragraphs(self) -> tuple[str, ...]:
        """The paragraphs of the text, for lines that are no key points: few posts have one."""
        forms = (_form(line, self.keep_emoji) for line in self.text.splitlines())
        return tuple(filter(None, forms))

    def read(self, line: str) -> Line:
        """The line as it is compared."""
        words = comparable(line)
        bare = without_bullet(words)
        is_whole = words == bare or self._says(words)
        return Line(words if is_whole else bare, not is_whole, live_sign(line))

    def _says(self, words: str) -> bool:
        return words == self.title or words in self.attributions or words in self.points

    def problems(self, words: str, under: str | None) -> Iterator[str]:
        """What is wrong with the line, standing under that attribution."""
        if not balanced(words):
            yield f"The quotation marks are not balanced: {shown(words)}"
        if under is None and words == self.title:
            return
        owners = self._owners(words)
        if under is None and not owners and (whole := is_beginning(self.title, words)) is not None:
            if not whole:
                yield CUT_TITLE
        elif not owners and not self._is_stated(words):
            yield f"This is not in the article, word for word: {shown(words)}"
        elif (under not in owners) if owners else (under is not None):
            yield _misplaced(words, owners, under)
        elif under is None and lacks_speaker(words, self.speakers.get(words)):
            yield f"This does not say whose words it is: {shown(words)}"

    def _owners(self, words: str) -> frozenset[str | None]:
        """The attributions of the key points that say this, whole or in one of their sentences."""
        if words in self.points:
            return self.points[words]
        return frozenset(
            owner
            for point, owners in self.points.items()
            if words in point and stands_whole(point, words)
            for owner in owners
        )

    def _is_stated(self, words: str) -> bool:
        return any(
            words in paragraph and stands_whole(paragraph, words) for paragraph in self._paragraphs
        )


@once_per_article
def said_in(article: Article, keep_emoji: bool) -> Said:
    """What ``article`` says; ``keep_emoji`` False is for posts without outer emoji."""
    points: dict[str, frozenset[str | None]] = {}
    speakers: dict[str, str] = {}
    for point in article.key_points:
        if _stands_there(point, article.text):
            words = _form(point.text, keep_emoji)
            line = _form(point.attribution or "", keep_emoji) or None
            points[words] = points.get(words, frozenset()) | {line}
            if point.speaker:
                speakers[words] = comparable(point.speaker)
    return Said(
        title=_form(article.title, keep_emoji),
        attributions=frozenset(line for lines in points.values() for line in lines if line),
        points=points,
        speakers=speakers,
        text=article.text,
        keep_emoji=keep_emoji,
    )


def _form(text: str, keep_emoji: bool) -> str:
    return comparable(text if keep_emoji else without_outer_emoji(text))


def _misplaced(words: str, owners: frozenset[str | None], under: str | None) -> str:
    line = min((owner for owner in owners if owner), default=None)
    if line:
        return f"This must stand under {shown(line)}: {shown(words)}"
    return f"The article does not put this under {shown(under)}: {shown(words)}"


def _stands_there(point: KeyPoint, text: str) -> bool:
    """Whether the key point is what the article has in that place, outside of a quotation, after its line."""
    start, end = point.span.start, point.span.end
    if text[start:end] != point.text and comparable(text[start:end]) != comparable(point.text):
        return False
    if point.attribution and text.rfind(point.attribution, 0, start) < 0:
        return comparable(point.attribution) in comparable(text[:start])
    before = text[text.rfind("\n", 0, start) + 1 : start]
    if point.origin is Origin.LIST:
        return not before.strip()
    return not before or balanced(before)


def shown(words: str | None) -> str:
    """The words as a message may show them."""
    words = words or ""
    return words if len(words) <= 80 else words[:79].rstrip() + "…"
