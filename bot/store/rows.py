"""Deliveries as rows: reading them as domain values, making them, changing one under a condition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Connection,
    Update,
    bindparam,
    insert,
    select,
    update,
)

from bot.model.delivery import FINISHED, Delivery, State
from bot.model.draft import Draft
from bot.model.errors import NotFound
from bot.model.outcome import RemotePost
from bot.pipeline.ports import NewDelivery
from bot.store.codec import decode, decode_many, encode
from bot.store.deeds import append
from bot.store.effects import MADE_ONCE
from bot.store.prepared import Prepared
from bot.store.requests import request_row
from bot.store.statements import insert_numbered
from bot.store.tables import articles, deliveries, requests

_LARGEST_ID = 2**31 - 1

DELIVERIES = select(
    deliveries, articles.c.url, articles.c.slug, articles.c.title, articles.c.published_at
).join_from(deliveries, articles)
"""Every delivery with what is shown of its story; for ``delivery_of``."""
BY_DUE = (deliveries.c.due_at, deliveries.c.id)
_ONE = Prepared(DELIVERIES.where(deliveries.c.id == bindparam("number")))


def number_of(shown: str) -> int | None:
    """The number behind an id as it is shown; None for what cannot be one."""
    if not (shown.isascii() and shown.isdecimal() and len(shown) <= len(str(_LARGEST_ID))):
        return None
    number = int(shown)
    return number if 0 < number <= _LARGEST_ID else None


def delivery_of(row: Any) -> Delivery:
    """A row of ``DELIVERIES`` as the value that leaves the store."""
    return Delivery(
        id=str(row.id),
        article_id=str(row.article_id),
        channel=row.channel,
        platform=row.platform,
        state=State(row.state),
        draft=_draft(row.draft),
        article_url=row.url,
        slug=row.slug,
        title=row.title,
        published_at=row.published_at,
        again=row.again,
        manual=row.manual,
        due_at=row.due_at,
        fence=row.fence,
        attempts=row.attempts,
        sent_at=row.sent_at,
        settling_since=row.settling_since,
        read_at=row.read_at,
        readings=row.readings,
        absences=row.absences,
        posts=decode_many(RemotePost, row.posts),
        posted_at=row.posted_at,
        ended_at=row.ended_at,
        cost_usd=row.cost,
        error=row.error,
        flood=None if row.flood_id is None else str(row.flood_id),
        breaking=row.breaking,
        pinned=row.pinned,
    )


@lru_cache(maxsize=256)
def _draft(text: str) -> Draft:
    """What waits is read at every sweep, and several times while it is delivered."""
    return decode(Draft, text)


def get(connection: Connection, delivery_id: str) -> Delivery:
    """The delivery as it stands in this transaction. Raises NotFound."""
    number = number_of(delivery_id)
    row = None if number is None else _ONE.first(connection, {"number": number})
    if row is None:
        raise NotFound(
            f"there is no delivery {delivery_id}; `bot queue` and `bot log` show the ids"
        )
    return delivery_of(row)


def locked(connection: Connection, delivery_id: str) -> Delivery:
    """As ``get``; until this transaction ends no other one changes the delivery. Raises NotFound."""
    # on SQLite a writer holds the lock of the whole database already
    row = select(deliveries.c.id).where(deliveries.c.id == number_of(delivery_id))
    connection.execute(row.with_for_update())
    return get(connection, delivery_id)


def change(
    connection: Connection,
    delivery_id: str,
    state: State,
    fence: int,
    values: dict[str, Any],
    *also: ColumnElement[bool],
) -> bool:
    """Change the delivery if it is still in ``state`` under ``fence``; whether it was."""
    told = {name: value for name, value in values.items() if not _is_sql(value)}
    computed = tuple((name, value) for name, value in values.items() if _is_sql(value))
    given = {f"new_{name}": value for name, value in told.items()}
    given |= {"number": number_of(delivery_id), "was": state, "its_fence": fence}
    if not also and all(value in MADE_ONCE for _, value in computed):
        return _prepared_change(tuple(told), computed).run(connection, given) == 1
    statement = _change(tuple(told), computed).where(*also)
    return connection.execute(statement, given).rowcount == 1


@lru_cache(maxsize=64)
def _prepared_change(told: tuple[str, ...], computed: tuple[tuple[str, Any], ...]) -> Prepared:
    return Prepared(_change(told, computed))


@lru_cache(maxsize=64)
def _change(told: tuple[str, ...], computed: tuple[tuple[str, Any], ...]) -> Update:
    """The statement, made once: SQLAlchemy takes longer to make it than the database to run it."""
    return (
        update(deliveries)
        .where(
            deliveries.c.id == bindparam("number"),
            deliveries.c.state == bindparam("was"),
            deliveries.c.fence == bindparam("its_fence"),
        )
        .values({name: bindparam(f"new_{name}") for name in told} | dict(computed))
    )


def _is_sql(value: object) -> bool:
    return isinstance(value, ClauseElement)


def create(
    connection: Connection, article_id: int, wanted: Sequence[NewDelivery], *, now: datetime
) -> tuple[str, ...]:
    """Insert deliveries of a story; their ids. IntegrityError where one of them exists."""
    return create_all(connection, [(article_id, new) for new in wanted], now=now)


def create_all(
    connection: Connection, wanted: Sequence[tuple[int, NewDelivery]], *, now: datetime
) -> tuple[str, ...]:
    """Insert deliveries of several stories; their ids. IntegrityError where one of them exists."""
    values = [_values(article_id, new, now) for article_id, new in wanted]
    ids = insert_numbered(connection, deliveries, values)
    for number, (_, new) in zip(ids, wanted, strict=True):
        if new.by is not None:
            after = {"state": new.state, "due_at": new.due_at}
            append(connection, new.by, "post", at=now, delivery_id=number, after=after)
        if new.request is not None:
            row = request_row(new.request, new.draft.channel, number, now)
            connection.execute(insert(requests).values(row))
    return tuple(map(str, ids))


def draft_values(draft: Draft) -> dict[str, Any]:
    """The columns that depend on the draft."""
    return {"draft": encode(draft), "price": draft.cost_usd}


def _values(article_id: int, new: NewDelivery, now: datetime) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "channel": new.draft.channel,
        "platform": new.draft.platform,
        "again": new.again,
        "state": new.state,
        "manual": new.manual,
        "created_at": now,
        "due_at": now if new.due_at is None and new.state is State.SCHEDULED else new.due_at,
        "fence": 0,
        "attempts": 0,
        "readings": 0,
        "absences": 0,
        "posts": "[]",
        "ended_at": now if new.state in FINISHED else None,
        "cost": Decimal(0),
        "error": new.reason,
        "flood_id": None if new.flood is None else int(new.flood),
        "breaking": new.breaking,
        "pinned": new.manual,
        **draft_values(new.draft),
    }
