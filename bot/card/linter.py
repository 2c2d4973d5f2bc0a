"""What is wrong with a look, found before a story is."""

from __future__ import annotations

from bot.card.picture import LOGO_MAX_BYTES, LOGO_MAX_PIXELS, draw, read_logo
from bot.model.card import Card, CardFormat, CardGroup, Look
from bot.model.errors import CardError

_FORMAT = CardFormat(width=800, height=450, max_bytes=1_000_000, alt_limit=1_000)


def lint_look(look: Look) -> str:
    """Why pictures cannot be drawn in this look, in plain words; empty where they can: logo and fonts are there."""
    if look.logo and read_logo(look.logo) is None:
        return (
            f"the logo {look.logo} cannot be read: it must be a PNG or JPEG of at most "
            f"{LOGO_MAX_BYTES:,} bytes and {LOGO_MAX_PIXELS:,} pixels; pictures show the site's name instead"
        )
    groups = (CardGroup("The owners say:", ("The mill will close in spring",)),)
    sample = Card("Mill", groups, "", "", leftward=False, format=_FORMAT, look=look)
    try:
        draw(sample)
    except (CardError, ImportError, OSError) as error:
        return f"pictures cannot be drawn: {error}"
    return ""
