"""Looking for a delivery on a platform's timeline.

A platform turns the leaves; what counts as found, absent or undecided is decided here, once for all. ``Absent``
lets the bot send again, so it is said only after a complete reading in which nothing was doubtful.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.model.delivery import Delivery
from bot.model.draft import Draft
from bot.model.outcome import Absent, CannotTell, Found, Reading, RemotePost
from bot.platforms.likeness import Likeness, likeness, same_link

MARGIN = timedelta(minutes=65)
"""How far the platform's clock may be behind ours: a clock that is an hour fast must hide no post."""

MAX_LEAVES = 10
"""More than this since one attempt is no timeline of a publisher."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A post as the platform shows it.

    ``texts`` are the ways in which its text may be read (a link may be shown as given or as
    unwound); ``links`` are those of its cards; ``at`` is when it was made, None if not told.
    """

    id: str
    texts: tuple[str, ...]
    links: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One answer of a timeline. ``next`` leads to the following one; None after the last."""

    posts: tuple[Seen, ...]
    next: str | None = None


Turn = Callable[[str | None], Leaf | CannotTell]
"""Reads the leaf that a ``Leaf.next`` leads to; None is the first."""


def since(delivery: Delivery) -> datetime | None:
    """The time from which to read; None for a delivery that was never sent."""
    return delivery.sent_at - MARGIN if delivery.sent_at else None


def look_for(
    delivery: Delivery, turn: Turn, *, bound: Collection[str], url: Callable[[str], str]
) -> Reading:
    """Read leaf by leaf. ``url`` makes a post's public address from its id."""
    start = since(delivery)
    if start is None:
        return CannotTell("it was never sent")
    shown = 0

    def counted(following: str | None) -> Leaf | CannotTell:
        nonlocal shown
        leaf = turn(following)
        shown += len(leaf.posts) if isinstance(leaf, Leaf) else 0
        return leaf

    reading = _look(delivery, start, counted, bound=bound, url=url)
    return replace(reading, shown=shown)


def _look(
    delivery: Delivery,
    start: datetime,
    turn: Turn,
    *,
    bound: Collection[str],
    url: Callable[[str], str],
) -> Reading:
    doubt, following = "", None
    for _ in range(MAX_LEAVES):
        leaf = turn(following)
        if isinstance(leaf, CannotTell):
            return leaf
        for post in leaf.posts:
            if post.id in bound or (post.at and post.at < start):
                continue
            match _compare(delivery.draft, post):
                case Likeness.SAME:
                    return Found((RemotePost(post.id, url(post.id)),))
                case Likeness.DOUBTFUL:
                    doubt = f"{url(post.id)} says the same, but with another link or cut short"
                case Likeness.OTHER:
                    pass
        if leaf.next is None or _goes_back_to(leaf, start):
            return CannotTell(doubt) if doubt else Absent()
        following = leaf.next
    return CannotTell(doubt or "more was posted since then than can be read")


def _compare(draft: Draft, post: Seen) -> Likeness:
    alike = {likeness(draft.parts[0].text, text) for text in post.texts}
    if Likeness.SAME in alike:
        has_picture = any(media.card for media in draft.media)
        link = None if has_picture else draft.link  # beside a picture stands no card of the link
        other_card = link and post.links and not any(same_link(link, card) for card in post.links)
        return Likeness.DOUBTFUL if other_card else Likeness.SAME
    return Likeness.DOUBTFUL if Likeness.DOUBTFUL in alike else Likeness.OTHER


def _goes_back_to(leaf: Leaf, start: datetime) -> bool:
    """Whether the leaf is seen to be in order, newest first, and ends before ``start``."""
    times = [post.at for post in leaf.posts if post.at]
    if len(times) < len(leaf.posts) or times != sorted(times, reverse=True):
        return False
    return len(times) > 1 and times[0] > times[-1] and times[-1] < start


def instant(value: object) -> datetime | None:
    """The time that an ISO 8601 text names, in UTC; None where it is none or has no zone."""
    if not isinstance(value, str):
        return None
    try:
        when = datetime.fromisoformat(value)
        return when.astimezone(UTC) if when.tzinfo else None
    except (ValueError, OverflowError):
        return None
