"""A delivery with everything that a page shows beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.model.article import Article
from bot.model.delivery import UNFINISHED, Delivery
from bot.model.keypoint import KeyPoint
from bot.model.mark import mark_of
from bot.postview.shown import Shown
from bot.web.passages import Passage, passages
from bot.web.posts import shown
from bot.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Item:
    """A delivery, its post as readers will see it, and the passages of its story. ``mark`` goes into forms."""

    delivery: Delivery
    article: Article | None
    posts: tuple[Shown, ...]
    passages: tuple[Passage, ...]
    mark: str

    @property
    def is_open(self) -> bool:
        """Whether something may still be decided about it."""
        return self.delivery.state in UNFINISHED

    @property
    def left_out(self) -> tuple[tuple[KeyPoint, str], ...]:
        """The key points that are not in the text, each with the reason."""
        points = self.article.key_points if self.article else ()
        return tuple(
            (points[index], reason)
            for index, reason in self.delivery.draft.left_out
            if index < len(points)
        )

    @property
    def text(self) -> str:
        """The whole text as it would be copied."""
        return "\n\n".join(part.text for part in self.delivery.draft.parts)


def item(here: Visit, delivery: Delivery, article: Article | None = None) -> Item:
    """The delivery made ready. ``article`` is read where it is not given."""
    article = article or here.desk.bot.views.latest_article(delivery.article_id)
    return Item(
        delivery=delivery,
        article=article,
        posts=shown(here.desk, delivery, article, now=here.now),
        passages=passages(article, delivery.draft.key_points) if article else (),
        mark=mark_of(delivery),
    )


def items(here: Visit, deliveries: Iterable[Delivery]) -> tuple[Item, ...]:
    """All of them; a story is read once however many deliveries it has."""
    articles: dict[str, Article | None] = {}
    made = []
    for delivery in deliveries:
        if delivery.article_id not in articles:
            articles[delivery.article_id] = here.desk.bot.views.latest_article(delivery.article_id)
        made.append(item(here, delivery, articles[delivery.article_id]))
    return tuple(made)
