"""From key points to a picture of them. Pure: words, a format and a look in, pixels out; the same each time.

``fitted`` chooses what is legible, ``draw`` makes the PNG, ``lint_look`` says what is wrong with a look. A ``Card`` (bot.model.card) is all that the picture
depends on. Fonts are read from packages, never from the system.
"""

from __future__ import annotations

from bot.card.fit import CardPoint, fitted
from bot.card.linter import lint_look
from bot.card.picture import draw

__all__ = ["CardPoint", "draw", "fitted", "lint_look"]
