"""From key points to a picture of them. Pure: words, a format and a look in, pixels out; the same each time.

``fitted`` chooses what is legible, ``draw`` makes the PNG. A ``Card`` (bot.model.card) is all that the picture
depends on. Fonts are read from packages, never from the system.
"""

from __future__ import annotations

from bot.card.fit import CardPoint, fitted
from bot.card.picture import draw, read_logo

__all__ = ["CardPoint", "draw", "fitted", "read_logo"]
