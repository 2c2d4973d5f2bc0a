"""OAuth 2 of X against the stand-in, whose refresh tokens serve once: renewed once, never forgotten."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model.delivery import Delivery, State
from bot.model.draft import Draft, Part
from bot.model.errors import StoreError
from bot.model.outcome import Absent, AuthFailed, CannotTell, NotSent, Outcome, Posted
from bot.pipeline.ports import Account, Token, Tokens
from bot.pipeline.tokens import seed_of
from bot.platforms import x
from bot.sandbox import Sandbox
from bot.store.database import Database
from bot.store.tokens import TokenStore
from tests.fakes.platform_accounts import a_draft, with_card

START = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
KEY = {"BOT_SECRET_KEY": "a-key-for-tests-with-32-characters"}


class Desk:
    """An account of the stand-in, with a database and a clock that the test turns."""

    def __init__(self, folder: Path) -> None:
        self.now = START
        self.sandbox = Sandbox(now=lambda: self.now)
        self.file = folder / "bot.db"
        self.database = Database.open(f"sqlite:///{self.file}")
        self.database.upgrade()
        self.tokens = TokenStore(self.database, KEY)
        self.texts = 0

    @property
    def granted(self) -> int:
        return self.sandbox.x_oauth2.refreshes

    def account(
        self, given: Mapping[str, str] | None = None, tokens: Tokens | None = None
    ) -> Account:
        return Account(
            channel="x",
            credentials=given or self.sandbox.oauth2_credentials(),
            base_url=self.sandbox.base_url("x"),
            timeout=10.0,
            tokens=tokens or self.tokens,
        )

    def publish(self, account: Account | None = None) -> Outcome:
        self.texts += 1
        text = f"Post number {self.texts}"
        draft = Draft("x", "x", (Part(text, len(text), 280),), None)
        return x.connect(account or self.account()).publish(draft, now=self.now)

    def stored(self) -> Token:
        token = self.tokens.get("x", "x")
        assert token is not None
        return token


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    with desk.sandbox:
        yield desk
    desk.database.close()


def test_a_picture_goes_up_with_the_same_token(desk):
    outcome = x.connect(desk.account()).publish(with_card(a_draft("x")), now=desk.now)
    assert isinstance(outcome, Posted), outcome
    assert outcome.note == ""
    assert desk.granted == 1
    assert desk.sandbox.picture(desk.sandbox.posts()[0])


def test_an_access_token_that_is_refused_for_the_picture_is_renewed(desk):
    assert isinstance(desk.publish(), Posted)
    desk.sandbox.faults.add("x/picture", "auth_error")
    client = x.connect(desk.account())
    assert isinstance(client.publish(with_card(a_draft("x")), now=desk.now), NotSent)
    outcome = client.publish(with_card(a_draft("x")), now=desk.now)
    assert isinstance(outcome, Posted)
    assert desk.granted == 2


def test_a_post_gets_a_token_and_the_next_one_uses_it(desk):
    assert isinstance(desk.publish(), Posted)
    assert isinstance(desk.publish(), Posted)
    assert desk.granted == 1
    stored = desk.stored()
    assert stored.values["REFRESH_TOKEN"] != desk.sandbox.oauth2_credentials()["REFRESH_TOKEN"]
    assert stored.expires_at == START + timedelta(hours=2)
    assert stored.begun_at is None


def test_each_pair_is_the_child_of_the_one_before(desk):
    for _ in range(4):
        assert isinstance(desk.publish(), Posted)
        desk.now += timedelta(hours=1, minutes=56)
    assert desk.granted == 4


def test_a_reading_uses_the_same_token(desk):
    delivery = Delivery(
        "1", "1", "x", "x", State.UNKNOWN,
        Draft("x", "x", (Part("Not there", 9, 280),), None), "", "", "", None, sent_at=START,
    )  # fmt: skip
    account = x.connect(desk.account())
    assert account.find(delivery, bound=(), now=desk.now) == Absent()
    assert isinstance(desk.publish(), Posted)
    assert desk.granted == 1


def test_the_stored_pair_wins_over_the_seed_until_the_seed_changes(desk):
    given = dict(desk.sandbox.oauth2_credentials())
    assert isinstance(desk.publish(desk.account(given)), Posted)
    desk.now += timedelta(hours=2)
    assert isinstance(desk.publish(desk.account(given)), Posted)
    other = {**given, "REFRESH_TOKEN": desk.stored().values["REFRESH_TOKEN"]}
    assert isinstance(desk.publish(desk.account(other)), Posted)
    assert desk.granted == 3, "a new seed is used at once"
    assert desk.stored().seed == seed_of(other)


def test_without_a_seed_the_stored_pair_serves(desk):
    assert isinstance(desk.publish(), Posted)
    given = {k: v for k, v in desk.sandbox.oauth2_credentials().items() if k != "REFRESH_TOKEN"}
    account = desk.account(given)
    assert isinstance(desk.publish(replace(account, stored=desk.stored())), Posted)


# --- at once


def test_threads_that_need_a_token_at_once_get_one_renewal(desk):
    connected = x.connect(desk.account())
    outcomes: list[Outcome] = []

    def post(number: int) -> None:
        text = f"At once {number}"
        draft = Draft("x", "x", (Part(text, len(text), 280),), None)
        outcomes.append(connected.publish(draft, now=desk.now))

    threads = [threading.Thread(target=post, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(outcome) for outcome in outcomes] == [Posted] * 8
    assert desk.granted == 1


CHILD = """
import os, signal, sys
from datetime import datetime
from bot.model.draft import Draft, Part
from bot.pipeline.ports import Account
from bot.platforms import x
from bot.store.database import Database
from bot.store.tokens import TokenStore

url, base_url, now, text, die = sys.argv[1:]
names = ("CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN")
class Store(TokenStore):
    def put(self, channel, kind, token, *, now):
        if die == "before the second commit" and token.begun_at is None:
            os.kill(os.getpid(), signal.SIGKILL)
        super().put(channel, kind, token, now=now)
        if die == "after the first commit" or (die == "after the second commit" and token.begun_at is None):
            os.kill(os.getpid(), signal.SIGKILL)
tokens = Store(Database.open(url), os.environ)
account = Account("x", {n: os.environ[n] for n in names}, base_url, 10.0, tokens=tokens)
connected = x.connect(account)
print("ready", flush=True)
sys.stdin.readline()
draft = Draft("x", "x", (Part(text, len(text), 280),), None)
print(type(connected.publish(draft, now=datetime.fromisoformat(now))).__name__, flush=True)
"""


def child(desk: Desk, text: str, die: str = "") -> subprocess.Popen[str]:
    url, base_url = f"sqlite:///{desk.file}", desk.sandbox.base_url("x")
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, url, base_url, desk.now.isoformat(), text, die],
        env={**os.environ, **KEY, **desk.sandbox.oauth2_credentials()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(*processes: subprocess.Popen[str]) -> list[str]:
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [process.communicate(timeout=60)[0].strip() for process in processes]


def test_processes_that_need_a_token_at_once_get_one_renewal(desk):
    assert go(child(desk, "one"), child(desk, "two"), child(desk, "three")) == ["Posted"] * 3
    assert desk.granted == 1


# --- killed


@pytest.mark.parametrize("die", ["after the first commit", "after the second commit"])
def test_killed_where_nothing_is_lost(desk, die):
    process = child(desk, "one", die)
    go(process)
    assert process.returncode == -signal.SIGKILL
    assert isinstance(desk.publish(), Posted)
    assert desk.granted == 1


def test_killed_between_the_answer_and_its_commit_is_told_and_mended_by_a_person(desk):
    assert isinstance(desk.publish(), Posted)
    desk.now += timedelta(hours=2)
    process = child(desk, "one", "before the second commit")
    go(process)
    assert process.returncode == -signal.SIGKILL
    assert desk.granted == 2
    outcome = desk.publish()
    assert isinstance(outcome, AuthFailed)
    assert outcome.remedy == "run bot auth x"
    begun = "its renewal was begun at 2026-11-23 11:30:00 UTC and never ended"
    assert begun in outcome.detail
    assert len(desk.sandbox.posts()) == 1


def test_a_copy_of_the_database_from_before_a_renewal_is_told(desk, tmp_path):
    assert isinstance(desk.publish(), Posted)
    desk.database.backup(tmp_path / "copy.db")
    desk.now += timedelta(hours=2)
    assert isinstance(desk.publish(), Posted)
    desk.database.close()
    shutil.copy(tmp_path / "copy.db", desk.file)
    for side in desk.file.parent.glob("bot.db-*"):
        side.unlink()
    outcome = desk.publish()
    assert isinstance(outcome, AuthFailed), "a token that was used twice"
    assert outcome.remedy == "run bot auth x"
    assert "never ended" not in outcome.detail


# --- the database refuses


class Full:
    """A store whose disk fills up at the commit of a new pair."""

    def __init__(self, desk: Desk) -> None:
        self._tokens = desk.tokens
        self.is_full = False

    def get(self, channel: str, kind: str) -> Token | None:
        return self._tokens.get(channel, kind)

    def put(self, channel: str, kind: str, token: Token, *, now: datetime) -> None:
        if self.is_full and token.begun_at is None:
            raise StoreError("bot.db cannot grow: the disk is full; free some space")
        self._tokens.put(channel, kind, token, now=now)

    @contextmanager
    def turn(self, channel: str, *, timeout: float) -> Iterator[None]:
        with self._tokens.turn(channel, timeout=timeout):
            yield


def test_a_pair_that_cannot_be_stored_is_not_used_and_not_lost(desk):
    full = Full(desk)
    connected = x.connect(desk.account(tokens=full))
    draft = Draft("x", "x", (Part("Later", 5, 280),), None)
    full.is_full = True
    outcome = connected.publish(draft, now=desk.now)
    assert isinstance(outcome, NotSent)
    assert "disk is full" in outcome.detail
    assert desk.sandbox.posts() == ()
    assert isinstance(connected.publish(draft, now=desk.now), NotSent)
    full.is_full = False
    assert isinstance(connected.publish(draft, now=desk.now), Posted)
    assert desk.granted == 1


def test_a_database_that_cannot_be_written_costs_no_token(desk):
    class ReadOnly(Full):
        def put(self, channel: str, kind: str, token: Token, *, now: datetime) -> None:
            raise StoreError("bot.db is read-only")

    assert isinstance(desk.publish(desk.account(tokens=ReadOnly(desk))), NotSent)
    assert desk.granted == 0


# --- refused


def test_an_access_token_refused_before_its_time_is_renewed_for_the_next_attempt(desk):
    assert isinstance(desk.publish(), Posted)
    desk.sandbox.x_oauth2.withdraw()
    outcome = desk.publish()
    assert isinstance(outcome, NotSent), "a 401 is proof that nothing was posted"
    assert isinstance(desk.publish(), Posted)
    assert desk.granted == 2


def test_a_reading_that_is_refused_gets_a_new_token_too(desk):
    assert isinstance(desk.publish(), Posted)
    desk.sandbox.x_oauth2.withdraw()
    delivery = Delivery(
        "1", "1", "x", "x", State.UNKNOWN,
        Draft("x", "x", (Part("Not there", 9, 280),), None), "", "", "", None, sent_at=START,
    )  # fmt: skip
    assert isinstance(x.connect(desk.account()).find(delivery, bound=(), now=desk.now), CannotTell)
    assert x.connect(desk.account()).find(delivery, bound=(), now=desk.now) == Absent()


def test_a_seed_that_x_does_not_know(desk):
    given = {**desk.sandbox.oauth2_credentials(), "REFRESH_TOKEN": "sesame-unknown-token"}
    outcome = desk.publish(desk.account(given))
    assert isinstance(outcome, AuthFailed)
    assert outcome.remedy == "run bot auth x"
    assert "sesame" not in repr(outcome)


def test_an_app_that_x_does_not_know(desk):
    given = {**desk.sandbox.oauth2_credentials(), "CLIENT_SECRET": "sesame-unknown-secret"}
    outcome = desk.publish(desk.account(given))
    assert isinstance(outcome, AuthFailed)
    assert "CLIENT_ID and CLIENT_SECRET" in outcome.remedy
    assert "sesame" not in repr(outcome)


def test_whoever_cannot_get_the_turn_in_time_posts_later(desk):
    with desk.tokens.turn("x", timeout=1):
        outcome = desk.publish(replace(desk.account(), timeout=0.4))
    assert isinstance(outcome, NotSent)
    assert "turn" in outcome.detail
    assert desk.granted == 0


# --- secrets


def test_no_secret_is_logged_at_any_level(desk, caplog):
    caplog.set_level(logging.DEBUG)
    for name in logging.Logger.manager.loggerDict:
        if name.split(".")[0] in {"bot", "sqlalchemy", "filelock", "asyncio"}:
            caplog.set_level(logging.DEBUG, logger=name)
    secrets = {v for k, v in desk.sandbox.oauth2_credentials().items() if k != "CLIENT_ID"}
    shown = []
    for _ in range(2):
        account = desk.account()
        shown += [repr(desk.publish(account)), repr(account), repr(desk.stored())]
        secrets |= set(desk.stored().values.values())
        desk.now += timedelta(hours=2)
    desk.sandbox.x_oauth2.withdraw()
    shown.append(repr(desk.publish()))
    assert len(secrets) == 6
    for secret in secrets:
        assert secret not in caplog.text
        assert all(secret not in text for text in shown)
