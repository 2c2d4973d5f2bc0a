"""The one statement that databases spell differently."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_missing(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    """Insert the row unless its key is there already; whether it was inserted.

    Where another transaction is inserting the same key, this waits for how that one ends.
    """
    if connection.dialect.name == "postgresql":
        statement: Any = postgresql.insert(table).values(values).on_conflict_do_nothing()
    else:
        statement = sqlite.insert(table).values(values).on_conflict_do_nothing()
    # an insert keeps its row count only when asked to
    counted = statement.execution_options(preserve_rowcount=True)
    return connection.execute(counted).rowcount == 1
