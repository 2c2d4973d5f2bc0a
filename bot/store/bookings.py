"""What a channel used of its time, its money and its platform's ids."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, case, func, or_, select, type_coerce

from bot.model.delivery import IN_FLIGHT, State
from bot.model.outcome import RemotePost
from bot.store.codec import decode_many
from bot.store.columns import Dollars
from bot.store.database import Database
from bot.store.tables import amendments, deliveries

_WENT_OUT = IN_FLIGHT | {State.POSTED, State.HANDED_OFF, State.RETRACTED}
_IN_DOUBT = or_(
    deliveries.c.state.in_(IN_FLIGHT),
    # given up without an answer: nobody has said yet that it did not go out
    (deliveries.c.state == State.FAILED) & deliveries.c.settling_since.is_not(None),
)

OUTLAY = deliveries.c.cost + case((_IN_DOUBT, deliveries.c.price), else_=Decimal(0))
"""What a delivery cost, or may have while that is in doubt."""


def _sent(channel: str, since: datetime) -> Select[datetime]:
    return select(deliveries.c.sent_at).where(
        deliveries.c.channel == channel,
        deliveries.c.sent_at >= since,
        # of a thread that broke, parts went out
        or_(deliveries.c.state.in_(_WENT_OUT), deliveries.c.posts != "[]"),
    )


class Bookings:
    """Part of the outbox: ``bot.pipeline.ports.Outbox`` says what each method means."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def bookings(self, channel: str, *, since: datetime) -> tuple[datetime, ...]:
        """The instants the channel has used or promised since then, sorted."""
        promised = select(deliveries.c.due_at).where(
            deliveries.c.channel == channel,
            deliveries.c.state == State.SCHEDULED,
            deliveries.c.due_at >= since,
            deliveries.c.posts == "[]",
        )
        with self._db.read() as connection:
            times = connection.execute(promised.union_all(_sent(channel, since))).scalars()
            return tuple(sorted(times))

    def sent_times(self, channel: str, *, since: datetime) -> tuple[datetime, ...]:
        """Of ``bookings`` those of what went out or is in flight, sorted."""
        with self._db.read() as connection:
            return tuple(sorted(connection.execute(_sent(channel, since)).scalars()))

    def spent(self, channel: str, *, since: datetime) -> Decimal:
        """US dollars of the calls since then that published, or may have, and of their readings."""
        amount = type_coerce(OUTLAY, Dollars())
        total = select(func.coalesce(func.sum(amount), 0)).where(
            deliveries.c.channel == channel, deliveries.c.sent_at >= since
        )
        # an amendment's cost is part of its delivery's, which may be of an earlier day
        later = (
            select(func.coalesce(func.sum(type_coerce(amendments.c.cost, Dollars())), 0))
            .join_from(amendments, deliveries)
            .where(
                amendments.c.channel == channel,
                amendments.c.called_at >= since,
                or_(deliveries.c.sent_at < since, deliveries.c.sent_at.is_(None)),
            )
        )
        with self._db.read() as connection:
            spent = connection.execute(total).scalar_one()
            return Decimal(spent) + Decimal(connection.execute(later).scalar_one())

    def bound_ids(self, channel: str, *, since: datetime) -> frozenset[str]:
        """The remote ids that belong to deliveries of the channel which ended since then, or not yet."""
        bound = select(deliveries.c.posts).where(
            deliveries.c.channel == channel,
            or_(deliveries.c.ended_at >= since, deliveries.c.ended_at.is_(None)),
            deliveries.c.posts != "[]",
        )
        with self._db.read() as connection:
            return frozenset(
                post.id
                for posts in connection.execute(bound).scalars()
                for post in decode_many(RemotePost, posts)
            )
