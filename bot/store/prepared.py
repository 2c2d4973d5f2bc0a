"""Statements that are made into SQL once: running one then costs little more than the database's own work.

SQLAlchemy makes the SQL and converts the values, as everywhere; what is left out is what it does for each
execution and for each row of a long list, which takes several times as long as the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement

_Convert = Callable[[Any], Any]


class _Made(NamedTuple):
    """The SQL for one kind of database, its parameters, and what converts a row's values."""

    sql: str
    constants: Mapping[str, Any]
    to_database: tuple[tuple[str, _Convert], ...]
    places: tuple[str, ...] | None
    """Names in the order in which the driver wants their values; None where it takes names."""
    from_database: tuple[tuple[int, _Convert], ...]

    def told(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them."""
        given = {**self.constants, **values}
        for name, convert in self.to_database:
            given[name] = convert(given[name])
        return [given[name] for name in self.places] if self.places else given

    def told_all(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
        """As ``told`` for rows that all have the same names: by columns, which is several times as fast."""
        if not self.places or not rows:
            return [self.told(row) for row in rows]
        converts = dict(self.to_database)
        columns = []
        for name in self.places:
            values = (
                [row[name] for row in rows]
                if name in rows[0]
                else [self.constants[name]] * len(rows)
            )
            convert = converts.get(name)
            columns.append(map(convert, values) if convert else values)
        return list(zip(*columns, strict=True))


class Prepared:
    """One statement. Its values are given by the names of its ``bindparam``."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._made: dict[str, _Made] = {}
        self._row = _row_type(statement)

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Run it; how many rows it changed. Raises DBAPIError as ``connection.execute`` does."""
        made = self._of(connection.dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(made.sql, made.told(values))
        except connection.dialect.loaded_dbapi.Error as error:
            raise _translated(connection, made, error) from error
        return cursor.rowcount

    def run_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run it for each of the rows, which have the same names; how many rows it changed in all.

        Raises DBAPIError.
        """
        made = self._of(connection.dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(made.sql, made.told_all(rows))
        except connection.dialect.loaded_dbapi.Error as error:
            raise _translated(connection, made, error) from error
        return cursor.rowcount

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Run it; the first row with its columns as attributes, or None. Raises DBAPIError."""
        made = self._of(connection.dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(made.sql, made.told(values))
            found = cursor.fetchone()
        except connection.dialect.loaded_dbapi.Error as error:
            raise _translated(connection, made, error) from error
        cursor.close()
        if found is None:
            return None
        row = list(found)
        for place, convert in made.from_database:
            row[place] = convert(row[place])
        return self._row(*row)

    def _of(self, dialect: Dialect) -> _Made:
        made = self._made.get(dialect.name)
        if made is None:
            made = self._made[dialect.name] = _made(self._statement, dialect)
        return made


def _translated(connection: Connection, made: _Made, error: Exception) -> Exception:
    """The driver's error as SQLAlchemy's."""
    return DBAPIError.instance(
        made.sql,
        None,
        error,
        connection.dialect.loaded_dbapi.Error,
        hide_parameters=True,
        dialect=connection.dialect,
    )


def _made(statement: ClauseElement, dialect: Dialect) -> _Made:
    compiled: Any = statement.compile(dialect=dialect)
    binds = {compiled.bind_names[bind]: bind for bind in compiled.bind_names}
    converts = (
        (name, bind.type.dialect_impl(dialect).bind_processor(dialect))
        for name, bind in binds.items()
    )
    results = (
        (place, column.type.dialect_impl(dialect).result_processor(dialect, None))
        for place, column in enumerate(_columns(statement))
    )
    return _Made(
        compiled.string,
        {name: bind.value for name, bind in binds.items() if not bind.required},
        tuple((name, convert) for name, convert in converts if convert),
        tuple(compiled.positiontup) if compiled.positiontup else None,
        tuple((place, convert) for place, convert in results if convert),
    )


def _columns(statement: ClauseElement) -> Sequence[Any]:
    return tuple(statement.selected_columns) if isinstance(statement, Select) else ()


def _row_type(statement: ClauseElement) -> Any:
    return NamedTuple("Row", [(column.key, Any) for column in _columns(statement)])
