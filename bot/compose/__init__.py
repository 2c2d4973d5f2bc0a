"""From an article to the posts about it. Pure: an article, rules and a style in, a draft out.

``compose`` makes a draft and ``check`` says whether a text is faithful to its article; ``measure`` and
``weighted_length`` count as the platforms do; ``post_link`` and ``plain_link`` are the link as posted and as
compared.
"""

from __future__ import annotations

from bot.compose.composer import compose
from bot.compose.fidelity import check
from bot.compose.length import measure, weighted_length
from bot.compose.links import plain_link, post_link

__all__ = ["check", "compose", "measure", "plain_link", "post_link", "weighted_length"]
