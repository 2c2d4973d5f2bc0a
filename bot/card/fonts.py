"""The typefaces of the pictures, and which of them has a character.

They come from packages, so that every machine draws the same: FiraGO (Latin, Greek, Cyrillic, Arabic, Hebrew,
Devanagari, Thai, Georgian) from ``pymupdf-fonts``, Noto Sans CJK from ``noto-cjk-sans-jp-regular``. See
docs/adr/0014-card-pictures.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex
import uharfbuzz as hb

from bot.model.errors import CardError

_CJK = "cjk"
_SANS = "sans"
_OTHERS = ("notos", "symbol1", "symbol2")
_BOLDER = 0.028
"""Of the em: how much the strokes of Noto Sans CJK grow where bold is asked for. Its bold would be 14 MB more."""
_CJK_FIRST = frozenset({"zh", "ja", "ko", "yue"})

_EMOJI = regex.compile(
    r"(?:\p{Regional_Indicator}{2}|\p{Extended_Pictographic}"
    r"(?:\p{Emoji_Modifier}|\ufe0f|\u20e3|[\U000e0020-\U000e007f]|\u200d\p{Extended_Pictographic})*)+"
)
_LEFT_ALONE = regex.compile(r"\s+(?=\s|[,.;:!?)\]”’»]|$)")
"""Space in front of punctuation that an emoji stood before."""
_INVISIBLE = regex.compile(r"[\ufe00-\ufe0f\u20e3\u00ad\u200b\u2060\ufeff\U000e0020-\U000e007f]")
_UNDRAWN = regex.compile(r"[\s\p{Cf}]")


@dataclass(frozen=True, eq=False)
class Typeface:
    """One font: ``font`` in its own units, of which ``upem`` make an em; what it covers."""

    name: str
    font: hb.Font
    upem: int
    covered: frozenset[int]

    def has(self, character: str) -> bool:
        """Whether it can draw the character."""
        return ord(character) in self.covered


@lru_cache(maxsize=16)
def typefaces(language: str, *, bold: bool) -> tuple[Typeface, ...]:
    """The typefaces for a story in ``language``, the first choice first."""
    order = [_SANS, _CJK, *_OTHERS]
    if language.partition("-")[0].lower() in _CJK_FIRST:
        order[:2] = _CJK, _SANS
    return tuple(_typeface(name, bold=bold) for name in order)


def drawn(text: str, faces: Sequence[Typeface]) -> str:
    """``text`` as it is drawn: without emoji that no typeface has."""

    def kept(found: Any) -> str:
        bare = _INVISIBLE.sub("", found[0])
        return bare if "\ufe0f" not in found[0] and can_draw(bare, faces) else ""

    shown = text if text.isascii() else _EMOJI.sub(kept, text)
    if shown != text:
        shown = _LEFT_ALONE.sub("", shown)
    return _INVISIBLE.sub("", shown).strip()


def can_draw(text: str, faces: Sequence[Typeface]) -> bool:
    """Whether there is a glyph for every visible character."""
    return all(
        _UNDRAWN.match(character) or any(face.has(character) for face in faces)
        for character in text
    )


def face_of(character: str, faces: Sequence[Typeface]) -> Typeface | None:
    """The first typeface that has the character; None for what is not drawn or no one has."""
    return next((face for face in faces if face.has(character)), None)


@lru_cache(maxsize=16)
def _typeface(name: str, *, bold: bool) -> Typeface:
    """Raises CardError where the package with its file is not there."""
    try:
        face = _cjk() if name == _CJK else _of_pymupdf(name, bold=bold)
    except (ImportError, OSError, hb.HarfBuzzError) as error:
        raise CardError(f"the typefaces cannot be loaded, install the bot anew: {error}") from error
    font = hb.Font(face)
    if bold and name == _CJK:
        font.synthetic_bold = (_BOLDER, _BOLDER, True)
    return Typeface(name, font, face.upem, frozenset(face.unicodes))


def _cjk() -> hb.Face:
    from noto_cjk_sans_jp_regular import FONT_PATH

    return hb.Face(hb.Blob.from_file_path(str(FONT_PATH)))


_PYMUPDF = {
    (_SANS, False): "figo",
    (_SANS, True): "figbo",
    ("notos", False): "notos",
    ("notos", True): "notosbo",
}


def _of_pymupdf(name: str, *, bold: bool) -> hb.Face:
    from pymupdf_fonts import myfont

    return hb.Face(myfont(_PYMUPDF.get((name, bold), name)))
