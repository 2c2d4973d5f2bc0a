"""Killed in the middle of a migration: the database is as it was, and the next start migrates it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.facts import Facts
from bot.store.schema import OURS, Migrations

SCRIPT = f"""
import sqlalchemy as sa
from alembic import op
revision = '9001'
down_revision = {OURS.head!r}
def upgrade():
    with op.batch_alter_table('articles', recreate='always') as batch:
        batch.add_column(sa.Column('mood', sa.Text()))
"""
HANG = "    print('half-way', flush=True)\n    import threading; threading.Event().wait()\n"
UPGRADE = """
import sys
from pathlib import Path
from bot.store.database import Database
from bot.store.schema import OURS, Migrations
Database.open(sys.argv[1]).upgrade(Migrations(Path(sys.argv[2]), (*OURS.revisions, '9001')))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for file in (*OURS.folder.glob("*.*"), *OURS.folder.glob("versions/*.py")):
        (folder / file.relative_to(OURS.folder)).write_bytes(file.read_bytes())
    return folder


def test_killed_in_mid_migration(tmp_path: Path, folder: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    database = Database.open(url)
    database.upgrade()
    Facts(database).set_fact("a", "1")
    database.close()
    script = folder / "versions" / "9001_mood.py"
    script.write_text(SCRIPT + HANG)
    with subprocess.Popen(
        [sys.executable, "-c", UPGRADE, url, str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half-way\n"
        process.kill()
    assert database.revision() == OURS.head
    assert Facts(database).fact("a") == "1"
    assert database.verify() == ()
    script.write_text(SCRIPT)
    database.upgrade(Migrations(folder, (*OURS.revisions, "9001")))
    assert database.revision() == "9001"
    assert database.verify() == ()
    database.close()
