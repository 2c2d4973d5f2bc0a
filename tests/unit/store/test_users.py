"""Accounts, sessions and tokens, on every database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.model.errors import NotFound, UsageError
from bot.model.user import Actor, Role, Via
from bot.store.audit import AuditStore
from bot.store.database import Database
from bot.store.passwords import Passwords
from bot.store.tables import api_tokens, sessions
from bot.store.tables import users as users_table
from bot.store.users import UserStore

PASSWORD = "harbour wall forty"
ROOT = Actor("root", Via.TERMINAL)
HOUR = timedelta(hours=1)


@pytest.fixture
def users(db: Database) -> UserStore:
    return UserStore(db, Passwords(rounds=1, kibibytes=64))


@pytest.fixture
def anna(users, now):
    users.add("root", Role.ADMIN, PASSWORD, by=ROOT, now=now)
    return users.add("Anna", Role.EDITOR, PASSWORD, by=ROOT, now=now)


def stored(db):
    with db.read() as connection:
        tables = (users_table, sessions, api_tokens)
        return repr([tuple(row) for table in tables for row in connection.execute(select(table))])


def test_an_account_is_known_by_its_name_however_it_is_written(users, anna):
    assert users.user("anna") == users.user("ANNA") == anna
    assert [user.name for user in users.users()] == ["Anna", "root"]
    with pytest.raises(UsageError, match="already"):
        users.add("ANNA", Role.EDITOR, PASSWORD, by=ROOT, now=anna.created_at)
    with pytest.raises(NotFound, match="bot user list"):
        users.user("bert")


def test_a_password_opens_only_its_own_account(users, anna, db):
    assert users.verified("anna", PASSWORD) == anna
    assert users.verified("anna", PASSWORD + "!") is None
    assert users.verified("bert", PASSWORD) is None
    assert users.verified("anna", "") is None
    assert PASSWORD not in stored(db)
    assert "$argon2id$" in stored(db)


def test_the_same_password_from_another_keyboard(users, now):
    users.add("eva", Role.EDITOR, "caf\u00e9 au lait noir", by=ROOT, now=now)
    assert users.verified("eva", "cafe\u0301 au lait noir")


def test_a_weak_password_is_refused_and_not_repeated(users, now):
    with pytest.raises(UsageError) as refused:
        users.add("eva", Role.EDITOR, "qwerty12345", by=ROOT, now=now)
    assert "qwerty12345" not in str(refused.value)
    assert users.users() == ()


def test_a_hash_of_older_cost_is_renewed_at_login(users, anna, db):
    dearer = UserStore(db, Passwords(rounds=2, kibibytes=128))
    assert dearer.verified("anna", PASSWORD)
    assert "m=128,t=2" in stored(db)
    assert dearer.verified("anna", PASSWORD)


def test_a_session_lives_while_it_is_used(users, anna, db, now):
    secret = users.open_session(anna, now=now)
    assert secret not in stored(db)
    assert users.session(secret, now=now + 11 * HOUR).user == anna
    assert users.session(secret, now=now + 22 * HOUR).seen_at == now + 22 * HOUR
    assert users.session(secret, now=now + 35 * HOUR) is None
    assert users.session("other", now=now) is None


def test_a_session_ends_after_a_week_however_busy(users, anna, now):
    secret = users.open_session(anna, now=now)
    for hours in range(0, 7 * 24, 10):
        assert users.session(secret, now=now + hours * HOUR)
    assert users.session(secret, now=now + 7 * 24 * HOUR) is None


def test_a_page_read_again_soon_costs_no_commit(users, anna, now, db):
    secret = users.open_session(anna, now=now)
    before = stored(db)
    users.session(secret, now=now + timedelta(minutes=4))
    assert stored(db) == before


def test_sessions_that_are_over_are_cleared_away(users, anna, now, db):
    for _ in range(3):
        users.open_session(anna, now=now)
    users.open_session(anna, now=now + 13 * HOUR)
    with db.read() as connection:
        assert len(connection.execute(select(sessions)).all()) == 1


def test_logging_out_ends_that_session_only(users, anna, now):
    here, there = users.open_session(anna, now=now), users.open_session(anna, now=now)
    users.close_session(here)
    users.close_session(here)
    assert users.session(here, now=now) is None
    assert users.session(there, now=now)


@pytest.mark.parametrize("change", ["password", "disabled", "removed"])
def test_sessions_end_with_what_they_rest_on(users, anna, now, change):
    secret = users.open_session(anna, now=now)
    match change:
        case "password":
            users.set_password("anna", "ferry at the pier", by=ROOT, now=now)
            assert users.verified("anna", PASSWORD) is None
        case "disabled":
            users.set_disabled("anna", True, by=ROOT, now=now)
            assert users.verified("anna", PASSWORD) is None
            users.set_disabled("anna", False, by=ROOT, now=now)
        case "removed":
            users.remove("anna", by=ROOT, now=now)
    assert users.session(secret, now=now) is None


def test_a_token_acts_for_its_account_until_it_expires(users, anna, db, now):
    secret = users.issue_token(
        "anna", "cms", role=Role.EDITOR, expires_at=now + HOUR, by=ROOT, now=now
    )
    assert secret.startswith("bot_")
    assert secret not in stored(db)
    bearer = users.bearer(secret, now=now)
    assert (bearer.user, bearer.label, bearer.role) == (anna, "cms", Role.EDITOR)
    assert users.tokens("anna")[0].used_at == now
    assert users.bearer(secret, now=now + HOUR) is None
    assert users.bearer(secret + "x", now=now) is None


def test_a_token_rests_while_its_account_is_shut_out(users, anna, now):
    secret = users.issue_token("anna", "cms", role=Role.EDITOR, expires_at=None, by=ROOT, now=now)
    users.set_disabled("anna", True, by=ROOT, now=now)
    assert users.bearer(secret, now=now) is None
    users.set_disabled("anna", False, by=ROOT, now=now)
    assert users.bearer(secret, now=now)
    users.revoke_token("anna", "cms", by=ROOT, now=now)
    assert users.bearer(secret, now=now) is None
    with pytest.raises(NotFound):
        users.revoke_token("anna", "cms", by=ROOT, now=now)


def test_a_token_never_may_more_than_its_account(users, anna, now):
    with pytest.raises(UsageError, match="cannot be admin"):
        users.issue_token("anna", "a", role=Role.ADMIN, expires_at=None, by=ROOT, now=now)
    users.set_role("anna", Role.ADMIN, by=ROOT, now=now)
    secret = users.issue_token("anna", "a", role=Role.ADMIN, expires_at=None, by=ROOT, now=now)
    users.set_role("anna", Role.EDITOR, by=ROOT, now=now)
    assert users.bearer(secret, now=now).role is Role.EDITOR


def test_two_tokens_of_one_account_have_two_labels(users, anna, now):
    users.issue_token("anna", "cms", role=Role.EDITOR, expires_at=None, by=ROOT, now=now)
    with pytest.raises(UsageError, match="bot user revoke"):
        users.issue_token("anna", "cms", role=Role.EDITOR, expires_at=None, by=ROOT, now=now)


def test_the_last_admin_stays(users, anna, now):
    for change in (
        lambda: users.remove("root", by=ROOT, now=now),
        lambda: users.set_disabled("root", True, by=ROOT, now=now),
        lambda: users.set_role("root", Role.EDITOR, by=ROOT, now=now),
    ):
        with pytest.raises(UsageError, match="last admin"):
            change()
    assert users.user("root").role is Role.ADMIN
    users.set_role("anna", Role.ADMIN, by=ROOT, now=now)
    users.remove("root", by=ROOT, now=now)


def test_an_account_without_password_has_tokens_only(users, now):
    cms = users.add("cms", Role.EDITOR, None, by=ROOT, now=now)
    assert not cms.can_log_in
    for guess in ("", "None", "the password of nobody"):
        assert users.verified("cms", guess) is None
    assert users.issue_token("cms", "wp", role=Role.EDITOR, expires_at=None, by=ROOT, now=now)


def test_who_let_whom_in_is_in_the_trail_and_no_secret_is(users, anna, db, now):
    users.issue_token("anna", "cms", role=Role.EDITOR, expires_at=None, by=ROOT, now=now)
    users.remove("anna", by=ROOT, now=now)
    deeds = AuditStore(db).recent()
    assert [(d.actor, d.action, d.subject) for d in deeds] == [
        (ROOT, "remove user", "user Anna"),
        (ROOT, "issue token", "user Anna"),
        (ROOT, "add user", "user Anna"),
        (ROOT, "add user", "user root"),
    ]


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_nobody_changes_the_trail(users, anna, db, statement):
    with pytest.raises(Exception, match="append-only"), db.write() as connection:
        connection.execute(text(statement))
