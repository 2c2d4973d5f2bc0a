"""Floods: ``bot.pipeline.ports.Floods`` on a database; it says what each method means."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select, update

from bot.model.article import Entry
from bot.model.delivery import Delivery, State
from bot.model.errors import IllegalTransition, NotFound
from bot.model.flood import Flood, FloodVerdict
from bot.model.user import Actor, Via
from bot.store import rows
from bot.store.columns import as_key
from bot.store.database import Database
from bot.store.statements import insert_all_missing, insert_numbered
from bot.store.tables import deliveries, entries, floods

_AT_ONCE = 500
"""GUIDs asked for in one query: databases cap how many values a query may carry."""
_HOLDS = and_(deliveries.c.flood_id == floods.c.id, deliveries.c.state == State.HELD)
_FLOODS: Select[Any] = select(
    floods,
    select(func.count()).select_from(deliveries).where(_HOLDS).scalar_subquery().label("held"),
)


class FloodStore:
    """All methods are one transaction each."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, flood_id: str) -> Flood:
        """The flood. Raises NotFound."""
        with self._db.read() as connection:
            return _get(connection, flood_id)

    def waiting(self) -> tuple[Flood, ...]:
        """Those that nobody has decided about, oldest first."""
        wanted = _FLOODS.where(floods.c.verdict.is_(None)).order_by(floods.c.id)
        with self._db.read() as connection:
            return tuple(map(_flood_of, connection.execute(wanted)))

    def announce(self, entries: Sequence[Entry], *, limit: int, now: datetime) -> Flood | None:
        """Commit that new entries of one source were seen; they are a flood where they are too many."""
        if not entries:
            return None
        with self._db.write() as connection:
            number = None
            if 0 < limit < len(entries):
                number = _begin(connection, entries[0].source, len(entries), limit, now)
            _note(connection, entries, number, now)
            return None if number is None else _get(connection, str(number))

    def of_entries(self, source: str, guids: Collection[str]) -> Mapping[str, Flood]:
        """Of these GUIDs the ones that came in a flood, with it."""
        asked = {as_key(guid): guid for guid in guids}
        keys = list(asked)
        found: dict[str, str] = {}
        wanted = select(entries.c.guid, entries.c.flood_id).where(
            entries.c.source == source, entries.c.flood_id.is_not(None)
        )
        with self._db.read() as connection:
            for start in range(0, len(keys), _AT_ONCE):
                some = wanted.where(entries.c.guid.in_(keys[start : start + _AT_ONCE]))
                found |= {asked[guid]: str(number) for guid, number in connection.execute(some)}
            known = {number: _get(connection, number) for number in set(found.values())}
        return {guid: known[number] for guid, number in found.items()}

    def unread(self, source: str, *, failures_below: int) -> tuple[Entry, ...]:
        """Entries that were announced and never dealt with, oldest first."""
        wanted = (
            select(entries.c.guid, entries.c.url)
            .where(
                entries.c.source == source,
                entries.c.digest == "",
                entries.c.article_id.is_(None),
                entries.c.failures < failures_below,
            )
            .order_by(entries.c.id)
        )
        with self._db.read() as connection:
            return tuple(
                Entry(source=source, guid=guid, url=url, title="")
                for guid, url in connection.execute(wanted)
            )

    def decide(
        self,
        flood_id: str,
        verdict: FloodVerdict,
        *,
        by: Actor,
        reason: str | None,
        now: datetime,
    ) -> Flood:
        """Commit a person's verdict. Raises NotFound, IllegalTransition."""
        with self._db.write() as connection:
            before = _get(connection, flood_id)
            connection.execute(
                update(floods)
                .where(floods.c.id == rows.number_of(flood_id), floods.c.verdict.is_(None))
                .values(
                    verdict=verdict,
                    reason=reason,
                    decided_at=now,
                    decided_by=by.name,
                    decided_via=by.via,
                )
            )
            flood = _get(connection, flood_id)
        if flood.verdict is not verdict:
            raise IllegalTransition(
                f"flood {before.id} of {before.source} was {flood.verdict} already by "
                f"{flood.by.name if flood.by else 'a person'}; its deliveries can be decided one by one"
            )
        return flood

    def unsettled(self) -> tuple[tuple[Flood, tuple[Delivery, ...]], ...]:
        """The floods that were decided and still hold deliveries, with these, by id."""
        wanted = rows.DELIVERIES.join(floods, _HOLDS).where(floods.c.verdict.is_not(None))
        with self._db.read() as connection:
            held = [
                rows.delivery_of(row)
                for row in connection.execute(
                    wanted.order_by(deliveries.c.flood_id, deliveries.c.id)
                )
            ]
            return tuple(
                (_get(connection, str(flood_id)), tuple(group))
                for flood_id, group in groupby(held, key=lambda delivery: delivery.flood)
            )

    def hand_to_review(self, delivery_id: str, reason: str) -> None:
        """The flood holds the delivery no longer, but a person must still look, for ``reason``."""
        with self._db.write() as connection:
            connection.execute(
                update(deliveries)
                .where(
                    deliveries.c.id == rows.number_of(delivery_id), deliveries.c.state == State.HELD
                )
                .values(flood_id=None, error=reason)
            )


def _begin(connection: Connection, source: str, stories: int, limit: int, now: datetime) -> int:
    """The flood of the source that waits, grown by so many stories, or a new one; its number."""
    waits = select(floods.c.id).where(floods.c.source == source, floods.c.verdict.is_(None))
    number: int | None = connection.execute(waits.order_by(floods.c.id.desc())).scalar()
    if number is None:
        values = {"source": source, "stories": stories, "story_limit": limit, "begun_at": now}
        (begun,) = insert_numbered(connection, floods, [values])
        return begun
    grown = update(floods).where(floods.c.id == number)
    connection.execute(grown.values(stories=floods.c.stories + stories, story_limit=limit))
    return number


def _note(connection: Connection, seen: Sequence[Entry], number: int | None, now: datetime) -> None:
    values = [
        {
            "source": entry.source,
            "guid": entry.guid,
            "url": entry.url,
            "digest": "",
            "failures": 0,
            "seen_at": now,
            "flood_id": number,
        }
        for entry in seen
    ]
    insert_all_missing(connection, entries, values)


def _get(connection: Connection, flood_id: str) -> Flood:
    number = rows.number_of(flood_id)
    row = connection.execute(_FLOODS.where(floods.c.id == number)).first() if number else None
    if row is None:
        raise NotFound(f"there is no flood {flood_id}; `bot queue --state held` shows them")
    return _flood_of(row)


def _flood_of(row: Row[Any]) -> Flood:
    return Flood(
        id=str(row.id),
        source=row.source,
        stories=row.stories,
        limit=row.story_limit,
        begun_at=row.begun_at,
        verdict=FloodVerdict(row.verdict) if row.verdict else None,
        decided_at=row.decided_at,
        reason=row.reason,
        by=Actor(row.decided_by, Via(row.decided_via)) if row.decided_by else None,
        held=row.held,
    )
