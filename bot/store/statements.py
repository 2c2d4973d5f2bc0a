"""The statements that databases spell differently."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite


def insert_missing(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    """Insert the row unless its key is there already; whether it was inserted.

    Where another transaction is inserting the same key, this waits for how that one ends.
    """
    return insert_all_missing(connection, table, [values]) == 1


def insert_all_missing(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> int:
    """Insert those rows whose key is not there yet, in their order; how many that were."""
    if not rows:
        return 0
    statement = _insert(connection, table).on_conflict_do_nothing()
    # an insert keeps its row count only when asked to
    counted = statement.execution_options(preserve_rowcount=True)
    return int(connection.execute(counted, rows).rowcount)


def replace_all(
    connection: Connection, table: Table, key: tuple[str, ...], rows: Sequence[dict[str, Any]]
) -> None:
    """Insert the rows; one whose ``key`` is there already takes that one's place."""
    if not rows:
        return
    statement = _insert(connection, table)
    others = [name for name in rows[0] if name not in key]
    replaced = {name: statement.excluded[name] for name in others}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=replaced), rows
    )


def _insert(connection: Connection, table: Table) -> Any:
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # two megabytes, of no use to SQLite

        return postgresql.insert(table)
    return sqlite.insert(table)
