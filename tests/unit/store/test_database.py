from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from bot.model.errors import ConfigError, NewerSchema, StoreError
from bot.store import database as database_module
from bot.store.database import Database
from bot.store.facts import Facts
from bot.store.schema import OURS, Migrations
from bot.store.tables import METADATA
from bot.store.upgrade import run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
def sqlite(file: Path):
    database = Database.open(f"sqlite:///{file}")
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def opened():
    """Opens further databases, and closes them after the test."""
    databases: list[Database] = []

    def open_(file: Path | str) -> Database:
        databases.append(Database.open(str(file) if "://" in str(file) else f"sqlite:///{file}"))
        return databases[-1]

    yield open_
    for database in databases:
        database.close()


# --- opening


def test_the_folder_is_made(tmp_path, opened):
    database = opened(tmp_path / "one" / "two" / "bot.db")
    database.upgrade()
    assert (tmp_path / "one" / "two" / "bot.db").is_file()


def test_a_relative_path_stays_where_it_was_opened(tmp_path, monkeypatch, opened):
    monkeypatch.chdir(tmp_path)
    database = Database.open("sqlite:///data/bot.db")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    database.upgrade()
    assert (tmp_path / "data" / "bot.db").is_file()
    assert database.place == "data/bot.db"


def test_a_folder_that_cannot_be_made(tmp_path, opened):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"file/bot\.db: its folder cannot be made"):
        opened(tmp_path / "file" / "bot.db")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite://", "memory forgets"),
        ("sqlite:///:memory:", "memory forgets"),
        ("sqlite:///file:x?mode=memory&uri=true", "memory forgets"),
        ("sqlite:///x.db?timeout=1", "takes no options"),
        ("mysql://root@localhost/bot", "of the kind 'mysql'"),
        ("data/bot.db", "not a URL"),
        ("", "not a URL"),
    ],
)
def test_other_urls_are_refused(url, says):
    with pytest.raises(ConfigError, match=says) as refused:
        Database.open(url)
    assert "\n" not in str(refused.value)


def test_every_connection_is_set_up_to_be_durable(sqlite, file, opened):
    with opened(file).read() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }


# --- transactions


def test_a_write_is_all_or_nothing(sqlite):
    facts = Facts(sqlite)

    def insert_and_fail() -> None:
        with sqlite.write() as connection:
            connection.execute(text("INSERT INTO facts VALUES ('a', '1')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        insert_and_fail()
    assert facts.fact("a") is None


def test_a_writer_takes_the_lock_at_its_beginning(sqlite, file):
    other = sqlite3.connect(file, timeout=0)
    with sqlite.write(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_reader_sees_one_moment(sqlite):
    facts = Facts(sqlite)
    facts.set_fact("a", "old")
    with sqlite.read() as connection:
        look = text("SELECT value FROM facts")
        assert connection.execute(look).scalar() == "old"
        facts.set_fact("a", "new")
        assert connection.execute(look).scalar() == "old"
    assert facts.fact("a") == "new"


# --- faults


def test_locked_by_another_program(file, monkeypatch, opened):
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.05)
    database = opened(file)
    database.upgrade()
    other = sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"bot\.db is locked by another program"):
        Facts(database).set_fact("a", "1")
    other.rollback()
    other.close()
    Facts(database).set_fact("a", "1")
    assert Facts(database).fact("a") == "1"


def test_locked_by_a_writer_of_this_process(file, monkeypatch, opened):
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.05)
    database = opened(file)
    database.upgrade()
    with database.write(), pytest.raises(StoreError, match="locked by another writer"):
        Facts(database).set_fact("a", "1")
    Facts(database).set_fact("a", "2")


def test_read_only(sqlite):
    # root may write to any file, so the database is told to refuse
    with sqlite.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match=r"bot\.db is read-only; allow writing"):
        Facts(sqlite).set_fact("a", "1")
    with sqlite.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
    Facts(sqlite).set_fact("a", "1")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to read-only files")
def test_a_read_only_file(sqlite, file, opened):
    sqlite.close()
    file.chmod(0o444)
    with pytest.raises(StoreError, match="read-only"):
        Facts(opened(file)).set_fact("a", "1")


def test_disk_full_and_free_again(sqlite):
    facts = Facts(sqlite)
    with sqlite.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match=r"bot\.db cannot grow: the disk is full") as full:
        facts.set_fact("a", "x" * 100_000)
    assert full.value.__cause__.orig.sqlite_errorname == "SQLITE_FULL"
    assert facts.fact("a") is None
    with sqlite.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    facts.set_fact("a", "x" * 100_000)
    assert sqlite.verify() == ()


def test_not_a_database(file, opened):
    file.write_text("This is a letter, and a long one at that. " * 50)
    database = opened(file)
    with pytest.raises(StoreError, match=r"bot\.db is not a database"):
        database.upgrade()
    assert [finding.count("is not a database") for finding in database.verify()] == [1]


def test_a_folder_in_place_of_the_file(file, opened):
    file.mkdir()
    with pytest.raises(StoreError, match=r"bot\.db cannot be opened"):
        opened(file).upgrade()


def test_without_tables(file, opened):
    database = opened(file)
    with pytest.raises(StoreError, match="lacks the bot's tables; run `bot db upgrade`"):
        Facts(database).fact("a")


def test_messages_are_one_line_and_hold_no_values(sqlite):
    with sqlite.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(StoreError) as failed:
        Facts(sqlite).set_fact("a", "the secret")
    assert "\n" not in str(failed.value)
    assert "secret" not in repr(failed.value) + repr(failed.value.__cause__)


# --- verification


def test_a_sound_database_has_no_findings(sqlite):
    assert sqlite.verify() == ()


def test_dangling_rows_are_found(sqlite, file):
    other = sqlite3.connect(file)
    other.execute("INSERT INTO witnesses VALUES ('url', 'a.example', 77)")
    other.commit()
    other.close()
    (finding,) = sqlite.verify()
    assert finding == "row 1 of witnesses points to a row of articles that does not exist"


def test_damage_is_found(sqlite, file, opened):
    facts = Facts(sqlite)
    for n in range(500):
        facts.set_fact(f"key {n}", "x" * 200)
    sqlite.close()
    body = bytearray(file.read_bytes())
    body[len(body) // 2 : len(body) // 2 + 8192] = b"\xff" * 8192
    file.write_bytes(body)
    findings = opened(file).verify()
    assert findings
    assert all("\n" not in finding or finding.startswith("integrity") for finding in findings)


# --- upgrade


def test_the_migrations_build_the_tables(db):
    with db.read() as connection:
        inspector = inspect(connection)
        assert set(METADATA.tables) | {"alembic_version"} == set(inspector.get_table_names())
        from alembic.autogenerate import compare_metadata
        from alembic.runtime.migration import MigrationContext

        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_the_checks_are_the_same_by_either_way(db):
    with db.read() as connection:
        built = {check["name"] for check in inspect(connection).get_check_constraints("deliveries")}
    declared = {
        constraint.name
        for constraint in METADATA.tables["deliveries"].constraints
        if (constraint.name and "state" in str(constraint.name)) or "has_" in str(constraint.name)
    }
    assert (
        built
        == declared
        == {
            "deliveries_state_known",
            "deliveries_has_due",
            "deliveries_has_proof",
        }
    )


def test_the_list_of_revisions_is_the_folders():
    from alembic.script import ScriptDirectory

    folder = ScriptDirectory(OURS.folder)
    walked = [script.revision for script in folder.walk_revisions()]
    assert tuple(reversed(walked)) == OURS.revisions


def test_upgrade_from_nothing_and_again(url):
    database = Database.open(url)
    assert database.revision() is None
    database.upgrade()
    assert database.revision() == OURS.head
    Facts(database).set_fact("a", "1")
    database.upgrade()
    assert Facts(database).fact("a") == "1"
    database.close()


def test_nothing_to_do_needs_no_alembic(sqlite, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "bot.store.upgrade", None)
    sqlite.upgrade()


def test_a_newer_schema_is_refused(db):
    with db.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchema) as refused:
        db.upgrade()
    assert str(refused.value) == (
        f"{db.place} was written by a newer version of the bot; "
        "upgrade the bot or use another DATABASE_URL"
    )


def test_the_tables_of_another_program_are_left_alone(url):
    database = Database.open(url)
    with database.write() as connection:
        connection.execute(text("CREATE TABLE articles (price INTEGER)"))
    with pytest.raises(StoreError, match="belongs to another program"):
        database.upgrade()
    assert database.revision() is None
    database.close()


@pytest.fixture
def next_version(tmp_path: Path) -> Migrations:
    """Our migrations and one more, which rebuilds a table that others point to."""
    folder = tmp_path / "100% next"
    shutil.copytree(OURS.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9001_more.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f"revision = '9001'\ndown_revision = {OURS.head!r}\n"
        "def upgrade():\n"
        "    rebuild = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'\n"
        "    with op.batch_alter_table('articles', recreate=rebuild) as batch:\n"
        "        batch.add_column(sa.Column('mood', sa.Text()))\n"
    )
    return Migrations(folder, (*OURS.revisions, "9001"))


def test_an_older_database_is_upgraded_with_its_rows(db, room, views, next_version):
    claim = room.claimed("a")
    db.upgrade(next_version)
    assert db.revision() == "9001"
    (intent,) = views.attempts(claim.delivery.id)
    assert intent.payload == '{"text":"x"}'
    assert db.verify() == ()
    with db.read() as connection:
        assert "mood" in {c["name"] for c in inspect(connection).get_columns("articles")}


def test_foreign_keys_are_on_again_after_an_upgrade(sqlite, next_version):
    sqlite.upgrade(next_version)
    with sqlite.read() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_an_older_database_is_copied_first(sqlite, file, next_version, opened):
    Facts(sqlite).set_fact("a", "1")
    sqlite.upgrade(next_version)
    copy = opened(file.with_name("bot.db.before-9001"))
    assert copy.revision() == OURS.head
    assert Facts(copy).fact("a") == "1"


def test_whoever_upgrades_second_keeps_the_copy(sqlite, file, opened, next_version):
    sqlite.upgrade(next_version)
    run(sqlite, next_version)
    assert opened(file.with_name("bot.db.before-9001")).revision() == OURS.head


def test_an_empty_database_is_not_copied(sqlite, file):
    assert [path.name for path in file.parent.glob("*before*")] == []


def test_a_broken_migration_changes_nothing(db, next_version):
    script = next_version.folder / "versions" / "9001_more.py"
    script.write_text(script.read_text() + "    raise ZeroDivisionError\n")
    with pytest.raises(ZeroDivisionError):
        db.upgrade(next_version)
    assert db.revision() == OURS.head
    with db.read() as connection:
        assert "mood" not in {c["name"] for c in inspect(connection).get_columns("articles")}


def test_an_upgrade_that_leaves_dangling_rows_is_undone(sqlite, room_of, next_version):
    room_of(sqlite).admit("a")
    script = next_version.folder / "versions" / "9001_more.py"
    script.write_text(script.read_text() + "    op.execute('DELETE FROM articles')\n")
    with pytest.raises(StoreError, match="was not upgraded: some rows point to rows"):
        sqlite.upgrade(next_version)
    assert sqlite.revision() == OURS.head
    assert sqlite.verify() == ()


# --- backup


def test_a_backup_is_a_database_of_its_own(sqlite, tmp_path, opened):
    Facts(sqlite).set_fact("a", "1")
    sqlite.backup(tmp_path / "copy.db")
    Facts(sqlite).set_fact("a", "2")
    copy = opened(tmp_path / "copy.db")
    assert Facts(copy).fact("a") == "1"
    assert copy.verify() == ()
    assert not list(tmp_path.glob("*.partial"))


def test_a_backup_is_taken_while_another_writes(sqlite, tmp_path, opened):
    with sqlite.write() as connection:
        connection.execute(text("INSERT INTO facts VALUES ('a', '1')"))
        sqlite.backup(tmp_path / "copy.db")
    copy = opened(tmp_path / "copy.db")
    assert Facts(copy).fact("a") is None


def test_a_backup_under_load_is_whole(sqlite, tmp_path, opened):
    facts, stop = Facts(sqlite), threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with sqlite.write() as connection:
                for key in ("left", "right"):
                    connection.execute(
                        text("INSERT OR REPLACE INTO facts VALUES (:key, :value)"),
                        {"key": key, "value": str(number)},
                    )

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            sqlite.backup(tmp_path / f"copy{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        copy = opened(tmp_path / f"copy{number}.db")
        assert copy.verify() == ()
        assert Facts(copy).fact("left") == Facts(copy).fact("right")
    assert facts.fact("left") == facts.fact("right")


def test_a_backup_never_overwrites(sqlite, tmp_path):
    target = tmp_path / "copy.db"
    target.write_text("precious")
    with pytest.raises(StoreError, match=r"copy\.db exists"):
        sqlite.backup(target)
    assert target.read_text() == "precious"


def test_a_backup_into_nowhere(sqlite, tmp_path):
    with pytest.raises(StoreError, match="cannot be written"):
        sqlite.backup(tmp_path / "nowhere" / "copy.db")


def test_a_failed_backup_leaves_no_file(file, tmp_path, opened):
    file.write_text("This is a letter, and a long one at that. " * 50)
    with pytest.raises(StoreError, match="is not a database"):
        opened(file).backup(tmp_path / "copy.db")
    assert [path.name for path in tmp_path.iterdir()] == ["bot.db"]
