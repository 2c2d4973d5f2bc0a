"""Tokens at rest: encrypted, bound to their place, with keys that can be changed."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.model.errors import ConfigError, CredentialsError, StoreError
from bot.pipeline.ports import Token
from bot.store.database import Database
from bot.store.secrecy import Box
from bot.store.tokens import TokenStore

OLD = "an-old-key-of-at-least-32-characters"
NEW = "a-new-key-of-at-least-32-characters!"
TOKEN = Token({"REFRESH_TOKEN": "sesame-refresh-1", "ACCESS": "sesame-access-1"}, "seed-1")


@pytest.fixture
def store(db: Database) -> TokenStore:
    return TokenStore(db, {"BOT_SECRET_KEY": OLD})


@pytest.fixture
def sqlite(tmp_path: Path):
    database = Database.open(f"sqlite:///{tmp_path / 'bot.db'}")
    database.upgrade()
    yield database
    database.close()


def test_a_token_comes_back_as_it_was_put(store, now):
    assert store.get("x", "x") is None
    whole = Token(TOKEN.values, "seed-1", now + timedelta(hours=2), now)
    store.put("x", "x", whole, now=now)
    assert store.get("x", "x") == whole
    store.put("x", "x", TOKEN, now=now)
    assert store.get("x", "x") == TOKEN
    assert store.get("x", "facebook") is None
    assert store.get("other", "x") is None


def test_no_byte_of_it_lies_in_clear(sqlite, tmp_path, now):
    TokenStore(sqlite, {}).put("x", "x", TOKEN, now=now)
    sqlite.backup(tmp_path / "copy")
    sqlite.close()
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    assert {"bot.db", "bot.db.key", "copy"} <= {path.name for path in files}
    for path in files:
        assert b"sesame" not in path.read_bytes(), path


def test_neither_token_nor_store_shows_it(store, now):
    store.put("x", "x", TOKEN, now=now)
    for shown in (repr(TOKEN), str(TOKEN), repr(store), repr(store.get("x", "x"))):
        assert "sesame" not in shown
        assert OLD not in shown


def test_the_key_file_is_its_owners_alone(sqlite, tmp_path, now):
    key = tmp_path / "bot.db.key"
    store = TokenStore(sqlite, {})
    assert store.get("x", "x") is None
    assert not key.exists(), "a key is made when there is something to encrypt"
    store.put("x", "x", TOKEN, now=now)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("*.key*")] == ["bot.db.key"]
    assert TokenStore(sqlite, {}).get("x", "x") == TOKEN


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_can_read_is_refused(sqlite, tmp_path, now, mode):
    TokenStore(sqlite, {}).put("x", "x", TOKEN, now=now)
    (tmp_path / "bot.db.key").chmod(mode)
    with pytest.raises(StoreError, match=r"can be read by others; run: chmod 600 .*bot\.db\.key"):
        TokenStore(sqlite, {}).get("x", "x")


def test_a_key_file_without_a_key_is_refused(sqlite, tmp_path, now):
    TokenStore(sqlite, {}).put("x", "x", TOKEN, now=now)
    (tmp_path / "bot.db.key").write_text("\n")
    with pytest.raises(StoreError, match="holds no key"):
        TokenStore(sqlite, {}).get("x", "x")


def test_two_that_make_the_key_at_once_agree(tmp_path):
    one, other = (Box({}, tmp_path / "key") for _ in range(2))
    sealed = one.seal("sesame")
    assert other.open(sealed) == "sesame"
    assert one.open(other.seal("opens")) == "opens"


def test_a_key_that_does_not_fit_is_told_with_the_remedy(db, store, now):
    store.put("x", "x", TOKEN, now=now)
    with pytest.raises(CredentialsError, match=r"channel x: .*BOT_SECRET_KEY.*run: bot auth x"):
        TokenStore(db, {"BOT_SECRET_KEY": NEW}).get("x", "x")


def test_a_damaged_token_is_told_in_the_same_way(db, store, now):
    store.put("x", "x", TOKEN, now=now)
    with db.write() as connection:
        connection.execute(text("UPDATE tokens SET ciphertext = 'nonsense é'"))
    with pytest.raises(CredentialsError, match="bot auth x"):
        store.get("x", "x")


def test_a_token_cannot_be_passed_off_as_another_channels(db, store, now):
    store.put("x", "x", TOKEN, now=now)
    with db.write() as connection:
        connection.execute(text("UPDATE tokens SET channel = 'second'"))
    with pytest.raises(CredentialsError, match="channel second"):
        store.get("second", "x")


def test_keys_are_changed_without_losing_a_token(db, store, now):
    store.put("x", "x", TOKEN, now=now)
    store.put("y", "youtube", TOKEN, now=now)
    both = TokenStore(db, {"BOT_SECRET_KEY": f" {NEW} , {OLD}"})
    assert both.get("x", "x") == TOKEN
    assert both.renew_encryption() == 2
    assert both.renew_encryption() == 0
    assert TokenStore(db, {"BOT_SECRET_KEY": NEW}).get("y", "youtube") == TOKEN
    with pytest.raises(CredentialsError):
        store.get("x", "x")


def test_the_key_file_serves_until_the_variable_has_taken_over(sqlite, tmp_path, now):
    TokenStore(sqlite, {}).put("x", "x", TOKEN, now=now)
    named = TokenStore(sqlite, {"BOT_SECRET_KEY": NEW})
    assert named.get("x", "x") == TOKEN
    assert named.renew_encryption() == 1
    (tmp_path / "bot.db.key").unlink()
    assert TokenStore(sqlite, {"BOT_SECRET_KEY": NEW}).get("x", "x") == TOKEN
    assert not (tmp_path / "bot.db.key").exists()


def test_what_no_key_opens_is_left_as_it_is(db, store, now):
    store.put("x", "x", TOKEN, now=now)
    assert TokenStore(db, {"BOT_SECRET_KEY": NEW}).renew_encryption() == 0
    assert store.get("x", "x") == TOKEN


@pytest.mark.parametrize("value", ["short", f"{NEW},short"])
def test_a_short_key_is_refused_and_not_shown(db, value, now):
    with pytest.raises(ConfigError, match=r"BOT_SECRET_KEY.*32 characters") as refused:
        TokenStore(db, {"BOT_SECRET_KEY": value}).put("x", "x", TOKEN, now=now)
    assert "short" not in str(refused.value)


def test_without_a_file_the_variable_is_needed():
    with pytest.raises(ConfigError, match="BOT_SECRET_KEY is not set"):
        Box({}, None).seal("x")
