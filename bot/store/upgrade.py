"""Bringing an older or empty database to the newest schema. The only user of Alembic."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, func, inspect, select

from bot.model.errors import StoreError
from bot.store.backup import copy_to
from bot.store.database import revision_of
from bot.store.schema import Migrations
from bot.store.tables import METADATA

if TYPE_CHECKING:
    from bot.store.database import Database

_ONE_AT_A_TIME = threading.Lock()
"""Alembic keeps the migration under way in a global."""
_ADVISORY_LOCK = 7_204_311
"""Any number that no other program on the same PostgreSQL database uses."""


def run(database: Database, migrations: Migrations) -> None:
    """Upgrade in one commit. Whoever comes second finds it done.

    Raises NewerSchema, and StoreError where the tables belong to another program.
    """
    with _ONE_AT_A_TIME, database.migrating() as connection:
        if database.file is None:
            connection.execute(select(func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        current = revision_of(connection)
        if current == migrations.head:
            return
        database.check_known(current, migrations)
        if current is None:
            _refuse_strangers(connection, database.place)
        elif database.file is not None:
            name = f"{database.file.name}.before-{migrations.head}"
            copy_to(database.file, database.file.with_name(name), replace=True)
        command.upgrade(_config(connection, migrations), "head")
        if database.file is not None:
            _check_references(connection, database.place)


def _config(connection: Connection, migrations: Migrations) -> Config:
    config = Config()
    # a "%" would be taken for a variable
    config.set_main_option("script_location", str(migrations.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _refuse_strangers(connection: Connection, place: str) -> None:
    strangers = sorted(set(inspect(connection).get_table_names()) & set(METADATA.tables))
    if strangers:
        raise StoreError(
            f"{place} belongs to another program (it has a table {strangers[0]!r}); "
            "use another DATABASE_URL"
        )


def _check_references(connection: Connection, place: str) -> None:
    """Foreign keys were off while tables were rebuilt; nothing may dangle when they come back."""
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise StoreError(
            f"{place} was not upgraded: some rows point to rows that do not exist; "
            "run `bot db verify`, then restore a backup"
        )
