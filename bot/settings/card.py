"""The ``[card]`` table: how pictures of key points look."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from bot.model.card import Look
from bot.settings.values import Table

_TEXT_CONTRAST = 4.5
_ACCENT_CONTRAST = 3.0
"""What WCAG 2.2 asks for text, and for large text (success criterion 1.4.3)."""

_DEFAULT = Look()
Colour = Annotated[
    str, Field(pattern=r"^#[0-9A-Fa-f]{6}$"), AfterValidator(lambda colour: colour.lower())
]


class CardTable(Table):
    """``[card]``: colours as "#rrggbb"; ``logo`` is a PNG or JPEG beside the configuration file."""

    background: Colour = _DEFAULT.background
    text: Colour = _DEFAULT.text
    accent: Colour = _DEFAULT.accent
    logo: Annotated[str, Field(pattern=r"^([A-Za-z0-9_-][A-Za-z0-9._/-]*\.(png|jpg|jpeg))?$")] = ""

    @model_validator(mode="after")
    def _legible(self) -> CardTable:
        for name, colour, wanted in (
            ("text", self.text, _TEXT_CONTRAST),
            ("accent", self.accent, _ACCENT_CONTRAST),
        ):
            found = contrast(colour, self.background)
            if found < wanted:
                raise ValueError(
                    f"{name} {colour} on background {self.background} is hard to read: the contrast is "
                    f"{found:.1f}, allowed is {wanted} or more"
                )
        return self

    def look(self, logo: str) -> Look:
        """The look with the logo at that path; empty for none."""
        return Look(self.background, self.text, self.accent, logo)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG counts it, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
