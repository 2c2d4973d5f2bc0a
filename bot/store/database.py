"""The one door to the database: connections, transactions, upgrade, backup, verification."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from bot.model.errors import ConfigError, NewerSchema, StoreError
from bot.store.backup import copy_to
from bot.store.commits import SharedCommits
from bot.store.faults import explained
from bot.store.reserve import Reserve
from bot.store.schema import OURS, Migrations

T = TypeVar("T")
BUSY_SECONDS = 10.0
"""How long a writer waits for another one before it gives up."""


class Database:
    """A SQLite file or a PostgreSQL database. Safe to share between threads; not across a fork."""

    def __init__(self, engine: Engine, place: str, file: Path | None) -> None:
        self.place = place
        """How messages call it: the file as it was given, or the URL without its password."""
        self.file = file
        """The SQLite file; None for PostgreSQL."""
        self.reserve = Reserve(file) if file else None
        """Room for finishing what is under way when the disk is full; None for PostgreSQL."""
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._one_writer = threading.Lock()
        self._together = SharedCommits(self.write, place) if file else None
        self._kept: Connection | None = None

    @classmethod
    def open(cls, url: str) -> Database:
        """The database at ``url``.

        That is ``sqlite:///relative.db``, ``sqlite:////absolute.db`` or
        ``postgresql://user:password@host/name``. Makes the folder of a SQLite file; nothing is
        read or written yet. Raises ConfigError for another kind of URL, StoreError where the
        folder cannot be made.
        """
        parsed = _parsed(url)
        if parsed.get_backend_name() == "postgresql":
            return cls(_postgresql(parsed), parsed.render_as_string(), None)
        given = Path(parsed.database or "")
        file = given.absolute()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{given}: its folder cannot be made: {error.strerror}") from error
        return cls(_sqlite(parsed.set(database=str(file))), str(given), file)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view. Raises StoreError."""
        with explained(self.place), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One durable commit, or nothing where the block raises. Raises StoreError.

        On SQLite the write lock is taken at the start; writers of this process queue in order
        instead of polling for it.
        """
        with explained(self.place):
            if self.file is None:
                with self._writer.begin() as connection:
                    yield connection
                return
            with self._turn():
                # always the same one: the pool takes longer to give one than a small write
                self._kept = self._kept or self._writer.connect()
                try:
                    with self._kept.begin():
                        yield self._kept
                except BaseException:
                    self._drop_kept()
                    raise

    def _drop_kept(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()

    def write_together(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` returns, once it is durable; threads that write at the same time share a commit.

        It may be run by another thread. Nothing is written where it raises. Raises StoreError.
        """
        if self._together is None:
            with self.write() as connection:
                return work(connection)
        with explained(self.place):
            return self._together.do(work)

    @contextmanager
    def without_transaction(self) -> Iterator[Connection]:
        """A connection on which each statement is for itself: for locks that it holds on PostgreSQL."""
        alone = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with explained(self.place), alone.connect() as connection:
            yield connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self.file is None:
            yield
            return
        if not self._one_writer.acquire(timeout=BUSY_SECONDS):
            raise StoreError(f"{self.place} is locked by another writer; try again")
        try:
            yield
        finally:
            self._one_writer.release()

    def revision(self) -> str | None:
        """The revision of the schema; None for a database that has none yet."""
        with self.read() as connection:
            return revision_of(connection)

    def is_current(self, migrations: Migrations = OURS) -> bool:
        """Whether the schema is at the newest revision, so that ``upgrade`` would do nothing. Raises StoreError."""
        return self.revision() == migrations.head

    def upgrade(self, migrations: Migrations = OURS) -> None:
        """Bring the schema to the newest revision; nothing where it is.

        Safe with several processes at once. An older SQLite database is copied first to
        ``FILE.before-REVISION``. Raises NewerSchema, StoreError.
        """
        current = self.revision()
        if current == migrations.head:
            return
        self.check_known(current, migrations)
        # Alembic takes long to import, and most starts need none of it
        from bot.store.upgrade import run

        run(self, migrations)

    def check_known(self, revision: str | None, migrations: Migrations) -> None:
        """Raises NewerSchema where ``revision`` is not one of ``migrations``."""
        if revision is not None and revision not in migrations.revisions:
            raise NewerSchema(
                f"{self.place} was written by a newer version of the bot; "
                "upgrade the bot or use another DATABASE_URL"
            )

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """One commit that may rebuild tables: like ``write``, with foreign keys off on SQLite."""
        with self._turn(), explained(self.place), self._writer.connect() as connection:
            # the switch works outside of a transaction only, so it goes to the driver directly
            driver: Any = connection.connection.driver_connection
            if self.file:
                driver.execute("PRAGMA foreign_keys = OFF")
            try:
                with connection.begin():
                    yield connection
            finally:
                if self.file:
                    driver.execute("PRAGMA foreign_keys = ON")

    def backup(self, path: Path) -> None:
        """A consistent copy at ``path`` while others read and write. Never overwrites.

        Raises StoreError where the file exists, cannot be written, or this is PostgreSQL.
        """
        if self.file is None:
            raise StoreError(f"{self.place} is PostgreSQL; back it up with pg_dump")
        copy_to(self.file, path)

    def verify(self) -> tuple[str, ...]:
        """What is wrong with the stored data, in plain words; empty when all is well."""
        try:
            with self.read() as connection:
                return () if self.file is None else tuple(_findings(connection))
        except StoreError as error:
            return (str(error),)

    def close(self) -> None:
        """Close all connections that are not in use."""
        if self._one_writer.acquire(blocking=False):
            self._drop_kept()
            self._one_writer.release()
        self._engine.dispose()


def revision_of(connection: Connection) -> str | None:
    """The revision written in the database, or None."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar()
    return revision


def _findings(connection: Connection) -> Iterator[str]:
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield f"integrity: {line}"
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"row {row} of {table} points to a row of {parent} that does not exist"


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError(f"DATABASE_URL is not a URL; use {_ALLOWED}") from error
    match parsed.drivername:
        case "sqlite" if not parsed.database or parsed.database.startswith((":memory:", "file:")):
            raise ConfigError(f"DATABASE_URL names no file, and memory forgets; use {_ALLOWED}")
        case "sqlite" if parsed.query:
            raise ConfigError(f"DATABASE_URL takes no options for SQLite; use {_ALLOWED}")
        case "sqlite":
            return parsed
        case "postgresql" | "postgres" | "postgresql+psycopg":
            return parsed.set(drivername="postgresql+psycopg")
        case other:
            raise ConfigError(f"DATABASE_URL is of the kind {other!r}; use {_ALLOWED}")


_ALLOWED = "sqlite:///path/to/bot.db or postgresql://user:password@host/name"


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, max_overflow=-1)
    except (ImportError, NoSuchModuleError) as error:
        raise ConfigError(
            "DATABASE_URL is PostgreSQL, which needs psycopg: pip install 'psycopg[binary]'"
        ) from error


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url, hide_parameters=True, max_overflow=-1, connect_args={"timeout": BUSY_SECONDS}
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(driver: sqlite3.Connection, _record: object) -> None:
    # the driver must not begin by itself: it would begin deferred, and late
    driver.isolation_level = None
    driver.execute("PRAGMA foreign_keys = ON")
    _use_wal(driver)
    # NORMAL may lose a committed intent when the power fails, and a lost intent doubles a post
    driver.execute("PRAGMA synchronous = FULL")


def _use_wal(driver: sqlite3.Connection) -> None:
    """Switch to WAL. Two processes that do so at once find it locked, whatever the timeout."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            driver.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: Connection) -> None:
    # a deferred transaction that turns from reading to writing fails at once when another writes
    writes = connection.get_execution_options().get("writes", False)
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")
