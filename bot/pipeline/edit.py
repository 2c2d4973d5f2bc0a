"""A person writes a post anew; it is held against its article as every draft is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.model.article import Article
from bot.model.delivery import Delivery
from bot.model.errors import ConfigError, NotFound, UsageError
from bot.model.user import Actor
from bot.pipeline.channels import ChannelPlan
from bot.pipeline.ports import Clock, Outbox


class Edit:
    """Changes the text of deliveries that were never sent. ``article`` gives a story by its id."""

    def __init__(
        self,
        outbox: Outbox,
        article: Callable[[str], Article | None],
        channels: Mapping[str, ChannelPlan],
        clock: Clock,
    ) -> None:
        self._outbox = outbox
        self._article = article
        self._channels = channels
        self._clock = clock

    def text(self, delivery_id: str) -> str:
        """The text as it would be posted. Raises NotFound, UsageError."""
        parts = self._outbox.get(delivery_id).draft.parts
        if len(parts) != 1:
            raise UsageError(f"delivery {delivery_id} is a thread; only single posts can be edited")
        return parts[0].text

    def apply(self, delivery_id: str, text: str, *, by: Actor, seen: str | None = None) -> Delivery:
        """Put ``text`` in the place of the delivery's own; it stays as held or scheduled as it was.

        Raises UsageError with every reason where the text is not faithful to the article; then nothing
        changes. ``by`` and ``seen`` as in ``bot.pipeline.decisions``. Raises NotFound, ConfigError,
        IllegalTransition, AlreadyDecided.
        """
        delivery = self._outbox.get(delivery_id)
        channel = self._channels.get(delivery.channel)
        if channel is None:
            raise ConfigError(f'delivery {delivery_id}: there is no channel "{delivery.channel}"')
        article = self._article(delivery.article_id)
        if article is None:
            raise NotFound(
                f"delivery {delivery_id}: its story was never read, so nothing can be checked"
            )
        from bot.compose import edited  # with all its words; not for an idle daemon

        draft = edited(delivery.draft, text, article, channel.rules, channel.style)
        if draft.warnings:
            reasons = " ".join(draft.warnings)
            raise UsageError(f"delivery {delivery_id} stays as it was: {reasons}")
        return self._outbox.rewrite(delivery_id, draft, now=self._clock.now(), by=by, seen=seen)
