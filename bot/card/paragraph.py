"""One text, shaped: its lines at a width, and the glyphs of a line in the order in which they are seen.

Shaped once in ems, it serves every size, since nothing is hinted. Directions follow the Unicode bidirectional algorithm
(python-bidi), breaks Unicode's line breaking (uniseg); HarfBuzz joins and places the letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby, pairwise

import regex
import uharfbuzz as hb
from bidi import algorithm as bidi
from uniseg.linebreak import line_break_boundaries

from bot.card.fonts import Typeface, face_of

_LETTERS = regex.compile(r"\X")
"""What a reader takes for one letter: a character with its marks."""
_LONELY = 0.25
"""Of the width: a last line that is shorter looks left behind."""
_FEATURES = {"kern": True, "liga": True}
_NARROWER = (0.95, 0.9, 0.85, 0.8, 0.75)
_COMMON = "common"
_PASSED_OVER = frozenset(["BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"])
_SCRIPTS = frozenset(
    [
        "ARABIC",
        "HEBREW",
        "DEVANAGARI",
        "THAI",
        "GEORGIAN",
        "CJK",
        "HIRAGANA",
        "KATAKANA",
        "HANGUL",
        "LATIN",
        "GREEK",
        "CYRILLIC",
    ]
)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph and where it stands: ems from the line's left end and above its baseline."""

    face: Typeface
    id: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """What of a paragraph stands in one line, ``text[start:end]``, and how wide it is, in ems."""

    start: int
    end: int
    width: float


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of one direction, typeface and script."""

    start: int
    end: int
    level: int
    face: Typeface


class Paragraph:
    """A text without line breaks, in the first of ``faces`` that has each character."""

    def __init__(
        self, text: str, faces: Sequence[Typeface], language: str, *, leftward: bool
    ) -> None:
        self.text = text
        self._language = language
        self._runs = _runs(text, faces, base=int(leftward))
        self._places = [0.0, *accumulate(self._measured())]
        self._breaks = _breaks(text, language)

    def lines(self, width: float) -> list[Line]:
        """The text in lines no wider than ``width`` ems; a word that is wider is broken between its letters."""
        made: list[Line] = []
        start = 0
        while start < len(self.text):
            end = self._end_of_line(start, width)
            made.append(self._line(start, end))
            start = end
        return made

    def balanced(self, width: float) -> list[Line]:
        """As ``lines``, in no more of them, and these as even as can be."""
        made = self.lines(width)
        low, high = 0.0, width
        while len(made) > 1 and high - low > 0.2:
            middle = (low + high) / 2
            tried = self.lines(middle)
            if len(tried) > len(made) or any(line.width > middle for line in tried):
                low = middle
            else:
                made, high = tried, middle
        return made

    def tidy(self, width: float) -> list[Line]:
        """As ``lines``, but with no lonely word in the last one."""
        made = self.lines(width)
        for narrower in (width * share for share in _NARROWER):
            if len(made) == 1 or made[-1].width >= _LONELY * width:
                break
            tried = self.lines(narrower)
            if len(tried) == len(made):
                made = tried
        return made

    def glyphs(self, line: Line) -> Iterator[Glyph]:
        """The glyphs of a line from left to right."""
        pen = 0.0
        for run in _visual([r for r in map(_cut(line), self._runs) if r.start < r.end]):
            for info, place in self._shaped(run):
                upem = run.face.upem
                x, y = pen + place.x_offset / upem, place.y_offset / upem
                yield Glyph(run.face, info.codepoint, x, y)
                pen += place.x_advance / upem

    def missing(self) -> bool:
        """Whether a visible character has no glyph."""
        return any(
            info.codepoint == 0 and not self.text[info.cluster].isspace()
            for run in self._runs
            for info, _ in self._shaped(run)
        )

    def _end_of_line(self, start: int, width: float) -> int:
        fitting = start
        for end in self._breaks:
            if end <= start:
                continue
            if self._line(start, end).width > width:
                break
            fitting = end
        return fitting if fitting > start else self._within_word(start, width)

    def _within_word(self, start: int, width: float) -> int:
        """The end of the letters that fit; at least one does, however narrow the line."""
        end = start
        for letter in _LETTERS.finditer(self.text, start):
            if end > start and self._line(start, letter.end()).width > width:
                break
            end = letter.end()
        return end

    def _line(self, start: int, end: int) -> Line:
        shown = start + len(self.text[start:end].rstrip())
        return Line(start, shown, self._places[shown] - self._places[start])

    def _measured(self) -> list[float]:
        """For each character what it adds to the width; a cluster's width is its first character's."""
        advances = [0.0] * len(self.text)
        for run in self._runs:
            for info, place in self._shaped(run):
                advances[info.cluster] += place.x_advance / run.face.upem
        return advances

    def _shaped(self, run: _Run) -> Iterator[tuple[hb.GlyphInfo, hb.GlyphPosition]]:
        buffer = hb.Buffer()
        # the text around the run tells Arabic letters what they join
        codepoints = [ord(character) for character in self.text]
        buffer.add_codepoints(codepoints, run.start, run.end - run.start)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if run.level % 2 else "ltr"
        if self._language:
            buffer.language = self._language
        hb.shape(run.face.font, buffer, _FEATURES)
        return zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True)


def _cut(line: Line) -> Callable[[_Run], _Run]:
    def cut(run: _Run) -> _Run:
        return _Run(max(run.start, line.start), min(run.end, line.end), run.level, run.face)

    return cut


def _visual(runs: list[_Run]) -> list[_Run]:
    """The runs as they are seen: from the highest level down to 1, what is at least that high is turned around."""
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        turned: list[_Run] = []
        for is_high, group in groupby(runs, key=lambda run, level=level: run.level >= level):  # type: ignore[misc]
            stretch = list(group)
            turned += stretch[::-1] if is_high else stretch
        runs = turned
    return runs


def _runs(text: str, faces: Sequence[Typeface], *, base: int) -> list[_Run]:
    if not text:
        return []
    levels, scripts = _levels(text, base), _scripts(text)
    owners = _owners(text, faces)
    marks = [(levels[i], owners[i].name, scripts[i]) for i in range(len(text))]
    starts = [0, *(i for i in range(1, len(text)) if marks[i] != marks[i - 1]), len(text)]
    return [_Run(start, end, levels[start], owners[start]) for start, end in pairwise(starts)]


def _levels(text: str, base: int) -> list[int]:
    """The embedding level of each character; what has no direction of its own goes with the one before it."""
    storage = bidi.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    shown = ["x" if not unicodedata.bidirectional(c) else c for c in text if not _is_passed_over(c)]
    bidi.get_embedding_levels("".join(shown), storage)
    bidi.explicit_embed_and_overrides(storage)
    bidi.resolve_weak_types(storage)
    bidi.resolve_neutral_types(storage, debug=False)
    bidi.resolve_implicit_levels(storage, debug=False)
    found = iter([character["level"] for character in storage["chars"]])
    levels: list[int] = []
    for character in text:
        if _is_passed_over(character):
            levels.append(levels[-1] if levels else base)
        else:
            levels.append(next(found))
    return levels


def _is_passed_over(character: str) -> bool:
    """Whether the algorithm removes the character before it looks (its rule X9), or a text may not have it."""
    return unicodedata.bidirectional(character) in _PASSED_OVER


def _scripts(text: str) -> list[str]:
    """The script of each character; what belongs to none goes with the letter before it, else with the first."""
    scripts: list[str] = []
    current = _COMMON
    for character in text:
        script = _script(character)
        current = current if script == _COMMON else script
        scripts.append(current)
    first = next((script for script in scripts if script != _COMMON), _COMMON)
    return [first if script == _COMMON else script for script in scripts]


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    if not unicodedata.category(character).startswith(("L", "M")):
        return _COMMON
    name = unicodedata.name(character, "").partition(" ")[0]
    if name in ("CJK", "HIRAGANA", "KATAKANA"):
        return "CJK"
    return name if name in _SCRIPTS else _COMMON


def _owners(text: str, faces: Sequence[Typeface]) -> list[Typeface]:
    """The typeface of each character; marks and spaces keep the one before."""
    owners: list[Typeface] = []
    current = faces[0]
    for character in text:
        is_mark = unicodedata.category(character) in ("Mn", "Me", "Cf") and current.has(character)
        if not (is_mark or (character.isspace() and current.has(character))):
            current = face_of(character, faces) or current
        owners.append(current)
    return owners


def _breaks(text: str, language: str) -> list[int]:
    """Where a line may end. Korean is broken between words, as newspapers do."""
    breaks = list(line_break_boundaries(text))
    if language.partition("-")[0].lower() == "ko":
        breaks = [at for at in breaks if at == len(text) or text[at - 1].isspace()]
    return breaks
