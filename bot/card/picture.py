"""From a layout to the bytes of a PNG, the same for the same card."""

from __future__ import annotations

import io
import math
from functools import lru_cache
from pathlib import Path
from typing import Any

import uharfbuzz as hb
from PIL import Image, ImageColor, ImageDraw

from bot.card.layout import Box, Layout, Written, lay_out
from bot.model.card import Card, Look
from bot.model.errors import CardError

LOGO_MAX_BYTES = 2_000_000
LOGO_MAX_PIXELS = 4_000_000
_COLOURS = 128
"""Of a picture that would be too large in all its colours."""

Colour = tuple[int, int, int]


@lru_cache(maxsize=8)
def draw(card: Card) -> bytes:
    """The card as a PNG. Raises CardError where it does not fit its format."""
    layout = lay_out(card)
    if layout is None:
        raise CardError("the words do not fit into the picture, or there are no letters for them")
    inks = _inks(card.look)
    picture = Image.new("RGB", (card.format.width, card.format.height), inks["background"])
    canvas = ImageDraw.Draw(picture)
    for filled in layout.filled:
        canvas.rectangle(_corners(filled.box), fill=inks[filled.ink])
    logo = read_logo(card.look.logo)
    if logo is not None:
        _place_logo(picture, logo, layout, leftward=card.leftward)
    for written in layout.written:
        is_name = written.box.top == layout.masthead.top
        if not (is_name and logo is not None):
            _write(picture, written, inks[written.ink])
    return _encoded(picture, card.format.max_bytes)


def _corners(box: Box) -> tuple[int, int, int, int]:
    left, top = round(box.left), round(box.top)
    right, bottom = round(box.left + box.width), round(box.top + box.height)
    return left, top, max(left, right - 1), max(top, bottom - 1)


def _inks(look: Look) -> dict[str, Colour]:
    background, text = _rgb(look.background), _rgb(look.text)
    faint = tuple((4 * b + t) // 5 for b, t in zip(background, text, strict=True))
    return {
        "background": background,
        "text": text,
        "accent": _rgb(look.accent),
        "faint": (faint[0], faint[1], faint[2]),
    }


def _rgb(colour: str) -> Colour:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def _write(picture: Image.Image, written: Written, ink: Colour) -> None:
    """Draw the glyphs of a line into a mask, and the ink through the mask."""
    raster = hb.RasterDraw()
    shift = written.x - math.floor(written.x)
    for glyph in written.paragraph.glyphs(written.line):
        scale = written.size / glyph.face.upem
        x, y = shift + glyph.x * written.size, glyph.y * written.size
        raster.transform = (scale, 0, 0, scale, x, y)
        raster.draw_glyph(glyph.face.font, glyph.id)
    image = raster.render()
    if image is None or not image.extents.width or not image.extents.height:
        return
    left = math.floor(written.x) + image.extents.x_origin
    top = round(written.baseline) - image.extents.y_origin - image.extents.height
    picture.paste(ink, (left, top), _mask(image))


def _mask(image: hb.RasterImage) -> Image.Image:
    extents: Any = image.extents
    size = (extents.width, extents.height)
    # rows come from the bottom up
    return Image.frombytes("L", size, image.buffer, "raw", "L", extents.stride, -1)


def read_logo(path: str) -> Image.Image | None:
    """The logo; None where none is named or it cannot be read: then the site's name stands there."""
    if not path:
        return None
    try:
        if Path(path).stat().st_size > LOGO_MAX_BYTES:
            return None
        with Image.open(path, formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > LOGO_MAX_PIXELS:
                return None
            return opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _place_logo(picture: Image.Image, logo: Image.Image, layout: Layout, *, leftward: bool) -> None:
    room = layout.masthead
    scale = min(room.height / logo.height, room.width * 0.5 / logo.width)
    size = max(1, round(logo.width * scale)), max(1, round(logo.height * scale))
    shown = logo.resize(size, Image.Resampling.LANCZOS)
    left = room.left + room.width - size[0] if leftward else room.left
    top = room.top + (room.height - size[1]) / 2
    picture.paste(shown, (round(left), round(top)), shown)


def _encoded(picture: Image.Image, max_bytes: int) -> bytes:
    content = _png(picture)
    if len(content) > max_bytes:
        content = _png(picture.quantize(_COLOURS))
    if len(content) <= max_bytes:
        return content
    raise CardError(f"the picture is larger than {max_bytes:,} bytes")


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()
