"""What `bot auth` stores is used by a bot that runs already; what the bot renews disturbs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.engine.work import Work
from bot.model.draft import Draft, Part
from bot.model.errors import StoreError
from bot.model.outcome import NotSent, Outcome, Posted
from bot.pipeline.ports import Token
from bot.pipeline.tokens import seed_of
from bot.sandbox import Sandbox
from bot.sandbox.facebook import USER_TOKEN
from bot.settings import Settings, parse_configuration
from bot.wiring import Bot, SystemClock, open_bot

CONFIGURATION = """
[site]
name = "The Sample"
url = "https://sample.example/"
[database]
url = "sqlite:///{folder}/bot.db"
[channels.x]
platform = "x"
base_url = "{x}"
[channels.facebook]
platform = "facebook"
base_url = "{facebook}"
"""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(now=SystemClock().now, site=False) as running:
        yield running


@pytest.fixture
def bot(tmp_path: Path, sandbox: Sandbox) -> Iterator[Bot]:
    text = CONFIGURATION.format(
        folder=tmp_path, x=sandbox.base_url("x"), facebook=sandbox.base_url("facebook")
    )
    environment = {f"X_{k}": v for k, v in sandbox.oauth2_credentials().items()}
    environment |= {f"FACEBOOK_{k}": v for k, v in sandbox.credentials("facebook").items()}
    path = tmp_path / "bot.toml"
    bot = open_bot(Settings(path, parse_configuration(text, path), environment))
    yield bot
    bot.database.close()


def publish(bot: Bot, text: str) -> Outcome:
    draft = Draft("x", "x", (Part(text, len(text), 280),), None)
    return bot.platforms("x").publish(draft, now=bot.clock.now())


def test_a_renewal_does_not_connect_the_account_anew(bot: Bot) -> None:
    before = bot.platforms("x")
    assert isinstance(publish(bot, "One"), Posted)
    assert bot.platforms("x") is before


def test_a_pair_that_could_not_be_stored_is_stored_at_the_next_attempt(
    bot: Bot, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = bot.tokens.put

    def full(channel: str, kind: str, token: Token, **more: object) -> None:
        if token.begun_at is None:
            raise StoreError("the disk is full")
        put(channel, kind, token, now=bot.clock.now())

    with monkeypatch.context() as patch:
        patch.setattr(bot.tokens, "put", full)
        assert isinstance(publish(bot, "One"), NotSent)
    assert isinstance(publish(bot, "One"), Posted)
    assert sandbox.x_oauth2.refreshes == 1


def test_a_pair_that_came_late_gives_way_to_one_that_a_person_got(
    bot: Bot, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = bot.tokens.put

    def full(channel: str, kind: str, token: Token, **more: object) -> None:
        if token.begun_at is None:
            raise StoreError("the disk is full")
        put(channel, kind, token, now=bot.clock.now())

    with monkeypatch.context() as patch:
        patch.setattr(bot.tokens, "put", full)
        assert isinstance(publish(bot, "One"), NotSent)
    seed = bot.tokens.get("x", "x").seed  # type: ignore[union-attr]
    persons = Token({"REFRESH_TOKEN": sandbox.x_oauth2._new_refresh()}, seed)
    bot.tokens.put("x", "x", persons, now=bot.clock.now())
    assert isinstance(publish(bot, "One"), Posted)
    assert sandbox.x_oauth2.refreshes == 2, "the person's was renewed, not the late one used"


def test_a_page_token_that_is_stored_later_is_used_at_once(bot: Bot) -> None:
    before = bot.platforms("facebook")
    assert bot.platforms("facebook") is before
    stored = Token({"PAGE_TOKEN": "another"}, "")
    bot.tokens.put("facebook", "facebook", stored, now=bot.clock.now())
    assert bot.platforms("facebook") is before, "the environment's token was set by a person later"
    given = bot.platforms.configured("facebook").credentials
    again = Token({"PAGE_TOKEN": "another"}, seed_of(given))
    bot.tokens.put("facebook", "facebook", again, now=bot.clock.now())
    assert bot.platforms("facebook") is not before


def test_tokens_are_looked_at_first_thing_and_then_daily(bot: Bot) -> None:
    lines: list[str] = []
    work = Work(bot, lines.append, lines.append)
    now = bot.clock.now()
    looks = list(work.token_looks(now))
    assert [task.lane for task in looks] == ["token facebook"]  # X tells nothing of its tokens
    for task in looks:
        task.run()
    assert lines == []
    assert list(work.token_looks(now + timedelta(hours=23))) == []
    assert len(list(work.token_looks(now + timedelta(hours=25)))) == 1


def test_a_look_that_fails_changes_nothing_and_is_repeated_sooner(
    bot: Bot, sandbox: Sandbox
) -> None:
    lines: list[str] = []
    work = Work(bot, lines.append, lines.append)
    now = bot.clock.now()
    looks = list(work.token_looks(now))
    sandbox.close()
    for task in looks:
        task.run()
    (line,) = lines
    assert line.startswith("channel facebook: its token could not be looked at")
    assert bot.outbox.channel("facebook").paused is None
    again = list(work.token_looks(now + timedelta(hours=2)))
    assert [task.lane for task in again] == ["token facebook"]


def test_a_token_of_no_use_pauses_its_channel_and_keeps_a_persons_reason(bot: Bot) -> None:
    lines: list[str] = []
    work = Work(bot, lines.append, lines.append)
    given = bot.platforms.configured("facebook").credentials
    persons = Token({"PAGE_TOKEN": USER_TOKEN}, seed_of(given))
    bot.tokens.put("facebook", "facebook", persons, now=bot.clock.now())
    for task in work.token_looks(bot.clock.now()):
        task.run()
    (line,) = lines
    assert "is a user token, used as a page token: run bot auth facebook" in line
    assert "used as a page token" in str(bot.outbox.channel("facebook").paused)
    bot.outbox.pause("facebook", "election silence", now=bot.clock.now())
    bot.token_watch.look("facebook")
    assert bot.outbox.channel("facebook").paused == "election silence"
