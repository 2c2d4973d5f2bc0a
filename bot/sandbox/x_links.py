"""Links in a post as X shows them: rewritten to t.co, and listed as entities."""

from __future__ import annotations

from bot.postview.links import links_in


def shortened(text: str) -> str:
    """The text with each link replaced by its t.co address."""
    return "".join(_pieces(text))


def _pieces(text: str) -> list[str]:
    pieces, at = [], 0
    for link in links_in(text):
        pieces += [text[at : link.start], link.short]
        at = link.end
    return [*pieces, text[at:]]


def url_entities(shown: str, text: str) -> list[dict[str, object]]:
    """``entities.urls`` of a post: ``shown`` is its text as answered, ``text`` as it was sent."""
    entities, at = [], 0
    for link in links_in(text):
        start = shown.index(link.short, at)
        at = start + len(link.short)
        entities.append(
            {
                "start": start,
                "end": at,
                "url": link.short,
                "expanded_url": link.url,
                "display_url": link.display,
            }
        )
    return entities
