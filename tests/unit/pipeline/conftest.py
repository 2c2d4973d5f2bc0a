"""The use cases on SQLite, and on PostgreSQL too where BOT_TEST_POSTGRES names a database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store.database import Database
from tests.fakes import world

POSTGRES = os.environ.get("BOT_TEST_POSTGRES", "")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if POSTGRES:
        metafunc.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def database_kind(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    if getattr(request, "param", "sqlite") == "sqlite":
        yield
        return
    opened: list[Database] = []
    open_one = Database.open

    def kept(url: str) -> Database:
        opened.append(open_one(url))
        return opened[-1]

    folders: set[Path] = set()

    def place(folder: Path) -> str:
        """A world in another folder begins with an empty database."""
        if folder not in folders:
            folders.add(folder)
            with Database.open(POSTGRES).write() as connection:
                connection.execute(text("DROP SCHEMA IF EXISTS public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
        return POSTGRES

    monkeypatch.setattr(Database, "open", kept)
    monkeypatch.setattr(world, "database_of", place)
    yield
    for database in opened:
        database.close()
