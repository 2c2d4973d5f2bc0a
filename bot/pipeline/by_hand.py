"""A story that a person posts by hand: refused where it stands already, else put first in line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.model.article import Article, Entry
from bot.model.delivery import Delivery, Event, State
from bot.model.draft import Draft
from bot.model.errors import AlreadyPosted
from bot.model.user import Actor
from bot.pipeline.channels import ChannelPlan
from bot.pipeline.discover import digest, witnesses_of
from bot.pipeline.plan import review_reason
from bot.pipeline.ports import Articles, NewDelivery, Outbox, RequestKey

_EVENT_TO_SEND = {
    State.HELD: Event.APPROVE,
    State.SCHEDULED: Event.RESCHEDULE,
    State.FAILED: Event.RETRY,
}
_STANDS = frozenset({State.SENDING, State.UNKNOWN, State.POSTED, State.HANDED_OFF})


@dataclass(frozen=True, slots=True)
class Fresh:
    """A new delivery; ``again`` as in Delivery."""

    draft: Draft
    again: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """The story waits in the queue for this channel: that delivery is brought forward."""

    delivery: Delivery

    @property
    def draft(self) -> Draft:
        """The draft as it waits."""
        return self.delivery.draft


@dataclass(frozen=True, slots=True)
class Stands:
    """The story was posted there already, or may have been."""

    delivery: Delivery


Proposal = Fresh | Waiting | Stands


def propose(
    channel: ChannelPlan, article: Article, existing: Sequence[Delivery], *, again: bool
) -> Proposal:
    """What posting the story on the channel now would mean. ``existing``: its deliveries there."""
    standing = [delivery for delivery in existing if _stands(delivery)]
    waiting = [delivery for delivery in existing if delivery.state in _EVENT_TO_SEND]
    if standing and not again:
        return Stands(standing[-1])
    if waiting:
        return Waiting(waiting[-1])
    from bot.compose import compose  # with all its words; not for an idle daemon

    draft = compose(article, channel.rules, channel.style, channel=channel.name)
    repeats = max((delivery.again for delivery in existing), default=-1) + 1
    return Fresh(draft, again=repeats)


def _stands(delivery: Delivery) -> bool:
    """Whether readers may see it, or a thread's first parts that nobody will continue."""
    return delivery.state in _STANDS or (delivery.state is State.CANCELLED and bool(delivery.posts))


def describe_standing(delivery: Delivery) -> str:
    """Where the story stands already, in plain words."""
    where = delivery.posts[0].url if delivery.posts else f"delivery {delivery.id}"
    when = f" at {delivery.posted_at:%Y-%m-%d %H:%M} UTC" if delivery.posted_at else ""
    verb = "was posted already on" if delivery.state is State.POSTED else f"is {delivery.state} on"
    return f"{verb} {delivery.channel}{when} ({where})"


def _already_posted(name: str, standing: Sequence[Delivery]) -> AlreadyPosted:
    places = "; ".join(map(describe_standing, standing))
    return AlreadyPosted(f"{name}: the story {places}; --again posts it again")


class ByHand:
    """Prepares and enqueues what a person posts."""

    def __init__(
        self, articles: Articles, outbox: Outbox, channels: Mapping[str, ChannelPlan]
    ) -> None:
        self._articles = articles
        self._outbox = outbox
        self._channels = channels

    def refuse_standing(self, slug: str, names: Sequence[str]) -> None:
        """Raise AlreadyPosted where the story of that slug stands on all these channels already."""
        for known in self._articles.by_slug(slug):
            standing = {
                delivery.channel: delivery
                for delivery in self._outbox.of_article(known.id)
                if _stands(delivery)
            }
            if all(name in standing for name in names):
                raise _already_posted(slug, [standing[name] for name in names])

    def propose(
        self, article: Article, entry: Entry | None, names: Sequence[str], *, again: bool
    ) -> dict[str, Proposal]:
        """A proposal for each channel. Raises AlreadyPosted where the story stands on all of them."""
        known = self._articles.find_witness(witnesses_of(entry, article))
        existing = self._outbox.of_article(known.id) if known else ()
        proposals = {
            name: propose(
                self._channels[name],
                article,
                [delivery for delivery in existing if delivery.channel == name],
                again=again,
            )
            for name in names
        }
        standing = [p.delivery for p in proposals.values() if isinstance(p, Stands)]
        if standing and len(standing) == len(proposals):
            raise _already_posted(article.slug or article.url, standing)
        return proposals

    def enqueue(
        self,
        article: Article,
        entry: Entry | None,
        proposals: Mapping[str, Proposal],
        *,
        approved: bool,
        at: datetime,
        now: datetime,
        by: Actor,
        request: RequestKey | None = None,
    ) -> tuple[str, ...]:
        """Commit the proposals, due at ``at``; the ids of their deliveries.

        ``by`` is who asks for them, ``request`` a program's request that the new ones answer. ``approved``: a person has seen the drafts, so that none is held.
        """
        ids: list[str] = []
        fresh: list[NewDelivery] = []
        for name, proposal in proposals.items():
            match proposal:
                case Fresh(draft, again):
                    reason = review_reason(draft, self._channels[name].review)
                    held = reason is not None and not approved
                    fresh.append(
                        NewDelivery(
                            draft,
                            State.HELD if held else State.SCHEDULED,
                            None if held else at,
                            manual=True,
                            again=again,
                            reason=reason if held else None,
                            by=by,
                            request=request,
                        )
                    )
                case Waiting(delivery):
                    ids.append(self._bring_forward(delivery, approved, at, now, by))
                case Stands():
                    pass
                case _:
                    assert_never(proposal)
        return (*ids, *self._add(article, entry, fresh, now))

    def channels_of(self, ids: Sequence[str]) -> dict[str, str]:
        """The deliveries by their channels."""
        return {self._outbox.get(delivery_id).channel: delivery_id for delivery_id in ids}

    def _bring_forward(
        self, delivery: Delivery, approved: bool, at: datetime, now: datetime, by: Actor
    ) -> str:
        if delivery.state is not State.HELD or approved:
            event = _EVENT_TO_SEND[delivery.state]
            self._outbox.move(
                delivery.id, event, now=now, due_at=at, manual=True, pinned=True, by=by
            )
        return delivery.id

    def _add(
        self, article: Article, entry: Entry | None, fresh: Sequence[NewDelivery], now: datetime
    ) -> tuple[str, ...]:
        if not fresh:
            return ()
        admission = self._articles.admit(
            entry,
            article,
            digest=digest(entry) if entry else "",
            witnesses=witnesses_of(entry, article),
            deliveries=fresh,
            now=now,
        )
        if admission.is_new:
            return admission.delivery_ids
        return self._outbox.add(admission.article_id, fresh, now=now)
