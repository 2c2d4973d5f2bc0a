"""From an article to the posts about it. Pure: an article, rules and a style in, a draft out.

``compose`` makes a draft, ``check`` and ``check_card`` say whether a text and a picture are faithful; ``edited`` is a draft that a
person wrote anew; ``update`` is a reply that says what a story says now; ``lint_template`` says what is wrong with a channel's own layout; ``measure`` and
``weighted_length`` count as the platforms do; ``post_link`` and ``plain_link`` are the link as posted and as
compared.
"""

from __future__ import annotations

from bot.compose.composer import compose
from bot.compose.edit import edited
from bot.compose.fidelity import check, check_card
from bot.compose.length import measure, weighted_length
from bot.compose.links import plain_link, post_link
from bot.compose.linter import lint_template
from bot.compose.update import update

__all__ = [
    "check",
    "check_card",
    "compose",
    "edited",
    "lint_template",
    "measure",
    "plain_link",
    "post_link",
    "update",
    "weighted_length",
]
