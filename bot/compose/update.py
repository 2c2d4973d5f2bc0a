"""What a reply under a post says when its story says something else now."""

from __future__ import annotations

from dataclasses import replace

from bot.compose.composer import compose, cost_of
from bot.compose.defuse import defuse
from bot.compose.length import measure
from bot.compose.wording import one_line
from bot.model.article import Article
from bot.model.draft import Draft, Part, Rules, Style

_LABELS = {
    "en": "Updated:", "de": "Aktualisiert:", "fr": "Mise à jour :", "es": "Actualización:", "it": "Aggiornamento:",
    "pt": "Atualização:", "nl": "Bijgewerkt:", "pl": "Aktualizacja:", "el": "Ενημέρωση:", "ro": "Actualizare:",
}  # fmt: skip
"""That the story changed is all that they say: whether that is a correction, only the newsroom can tell."""


def update(
    article: Article, rules: Rules, style: Style, *, channel: str, notice: str = ""
) -> Draft:
    """The story as it is now, for a reply: no link, which the post above has.

    ``notice`` is the story's own notice of correction; where it fits whole, it is all that the reply says.
    """
    plain = replace(style, link=False, link_optional=False, hashtags=(), hashtags_from_tags=0)
    plain = replace(plain, thread=False, template="")
    limit = rules.long_limit if style.long else rules.limit
    words = defuse(one_line(notice))
    if words and measure(words, rules.measure) <= limit:
        part = Part(words, measure(words, rules.measure), limit)
        cost = cost_of(words, None, rules)
        return Draft(channel, rules.platform, (part,), None, cost_usd=cost)
    head = _LABELS.get(article.language or "", _LABELS["en"]) + "\n\n"
    taken = measure(head, rules.measure)
    tighter = replace(rules, limit=rules.limit - taken, long_limit=rules.long_limit - taken)
    draft = compose(article, tighter, plain, channel=channel)
    text = head + draft.parts[0].text
    part = Part(text, measure(text, rules.measure), limit)
    return replace(draft, parts=(part,), cost_usd=cost_of(text, None, rules), media=())
