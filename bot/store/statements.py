"""The statements that databases spell differently, and those that carry many rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Any, assert_never

from sqlalchemy import Connection, Dialect, Table, func, select
from sqlalchemy.dialects import sqlite


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
    statement.run(connection, [{"id": id_, **row} for id_, row in zip(ids, rows, strict=True)])
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
    return statement.run(connection, rows)


def replace_all(
    connection: Connection, table: Table, key: tuple[str, ...], rows: Sequence[dict[str, Any]]
) -> None:
    """Insert the rows; one whose ``key`` is there already takes that one's place."""
    if rows:
        statement = _prepared(connection.dialect, table, tuple(rows[0]), _Clash.REPLACES, key)
        statement.run(connection, rows)


class _Clash(Enum):
    """What becomes of a row whose key is there already."""

    FAILS = auto()
    IS_PASSED_OVER = auto()
    REPLACES = auto()


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement as its driver takes it, and how each value becomes what the driver takes.

    SQLAlchemy prepares every row of a long list anew, which takes longer than the database does.
    """

    sql: str
    values: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    """The names of its values in their order, and what is done to each."""
    defaults: dict[str, Any]
    """The values that the rows leave out."""
    is_positional: bool

    def run(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> int:
        """How many rows it wrote."""
        if self.defaults:
            rows = [{**self.defaults, **row} for row in rows]
        told: list[Any] = [
            tuple(row[name] if make is None else make(row[name]) for name, make in self.values)
            for row in rows
        ]
        if not self.is_positional:
            names = [name for name, _ in self.values]
            told = [dict(zip(names, values, strict=True)) for values in told]
        # an insert keeps its row count only when asked to
        counted = {"preserve_rowcount": True}
        return connection.exec_driver_sql(self.sql, told, execution_options=counted).rowcount


@lru_cache(maxsize=64)
def _prepared(
    dialect: Dialect,
    table: Table,
    columns: tuple[str, ...],
    clash: _Clash,
    key: tuple[str, ...] = (),
) -> _Prepared:
    """An insert of these columns. ``key`` is where a row that takes another's place clashes with it."""
    # inline: else it would ask for the id of each row
    statement: Any = _insert_of(dialect)(table).inline()
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
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    names = compiled.positiontup if compiled.positional else tuple(compiled.binds)
    types = {name: table.c[name].type.dialect_impl(dialect) for name in names}
    makers = tuple((name, kind.bind_processor(dialect)) for name, kind in types.items())
    defaults = {name: table.c[name].default.arg for name in names if name not in columns}
    return _Prepared(str(compiled), makers, defaults, compiled.positional)


def _insert_of(dialect: Dialect) -> Any:
    if dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # two megabytes, of no use to SQLite

        return postgresql.insert
    return sqlite.insert
