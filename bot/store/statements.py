"""The statements that databases spell differently, and those that carry many rows."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from functools import lru_cache
from typing import Any, assert_never

from sqlalchemy import Connection, Dialect, Table, bindparam, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from bot.store.prepared import Prepared


def insert_numbered(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]]
) -> list[int]:
    """Insert the rows, each with an id of its own; the ids in the order of the rows.

    They are taken beforehand: asking for those that the database gives takes a statement for each row.
    """
    if not rows:
        return []
    if connection.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        numbers = func.generate_series(1, len(rows)).table_valued("number")
        ids = list(connection.scalars(select(func.nextval(sequence)).select_from(numbers)))
    else:
        # a writer is alone with the database, and this is what it would give itself
        last = connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
        ids = list(range(last + 1, last + 1 + len(rows)))
    statement = _prepared(connection.dialect, table, ("id", *rows[0]), _Clash.FAILS)
    statement.run_all(connection, [{"id": id_, **row} for id_, row in zip(ids, rows, strict=True)])
    return ids


def insert_missing(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    """Insert the row unless its key is there already; whether it was inserted.

    Where another transaction is inserting the same key, this waits for how that one ends.
    """
    return insert_all_missing(connection, table, [values]) == 1


def insert_all_missing(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> int:
    """Insert those rows whose key is not there yet, in their order; how many that were."""
    if not rows:
        return 0
    statement = _prepared(connection.dialect, table, tuple(rows[0]), _Clash.IS_PASSED_OVER)
    return statement.run_all(connection, rows)


def replace_all(
    connection: Connection, table: Table, key: tuple[str, ...], rows: Sequence[dict[str, Any]]
) -> None:
    """Insert the rows; one whose ``key`` is there already takes that one's place."""
    if rows:
        statement = _prepared(connection.dialect, table, tuple(rows[0]), _Clash.REPLACES, key)
        statement.run_all(connection, rows)


class _Clash(Enum):
    """What becomes of a row whose key is there already."""

    FAILS = auto()
    IS_PASSED_OVER = auto()
    REPLACES = auto()


@lru_cache(maxsize=64)
def _prepared(
    dialect: Dialect,
    table: Table,
    columns: tuple[str, ...],
    clash: _Clash,
    key: tuple[str, ...] = (),
) -> Prepared:
    """An insert of these columns. ``key`` is where a row that takes another's place clashes with it."""
    given = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    defaults = {
        column.name: column.default.arg
        for column in table.c
        if isinstance(column.default, ScalarElementColumnDefault) and column.name not in columns
    }
    # inline: else it would ask for the id of each row
    statement: Any = _insert_of(dialect)(table).values({**defaults, **given}).inline()
    match clash:
        case _Clash.FAILS:
            pass
        case _Clash.IS_PASSED_OVER:
            statement = statement.on_conflict_do_nothing()
        case _Clash.REPLACES:
            replaced = {name: statement.excluded[name] for name in columns if name not in key}
            statement = statement.on_conflict_do_update(index_elements=list(key), set_=replaced)
        case _:
            assert_never(clash)
    return Prepared(statement)


def _insert_of(dialect: Dialect) -> Any:
    if dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # two megabytes, of no use to SQLite

        return postgresql.insert
    return sqlite.insert
