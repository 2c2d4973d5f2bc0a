"""``bot auth`` and what the bot does with what it stored, as its users meet them."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from bot.sandbox.facebook import LONG_TOKEN, USER_TOKEN
from bot.store.database import Database
from bot.store.facts import Facts
from tests.fakes.newsroom import Newsroom

YOUTUBE_API = """
[channels.tube]
platform = "youtube"
mode = "api"
base_url = "{base_url}"
cadence = {{ min_gap = "0s" }}
"""


def use_oauth2(newsroom: Newsroom, *, seed: bool) -> None:
    """Take the four of OAuth 1.0a away and give those of OAuth 2."""
    for name in [name for name in newsroom.environment if name.startswith("X_")]:
        del newsroom.environment[name]
    for suffix, value in newsroom.sandbox.oauth2_credentials().items():
        if seed or suffix != "REFRESH_TOKEN":
            newsroom.environment[f"X_{suffix}"] = value


def secrets_in(newsroom: Newsroom) -> set[str]:
    """Every secret that the stand-ins gave out or were given."""
    x = newsroom.sandbox.x_oauth2
    return {
        *x._refresh,
        *x._access,
        *(v for k, v in newsroom.sandbox.oauth2_credentials().items() if k != "CLIENT_ID"),
        *(v for k, v in newsroom.sandbox.credentials("facebook").items() if k != "PAGE_ID"),
        USER_TOKEN,
        LONG_TOKEN,
    }


def grant(process: subprocess.Popen[str]) -> None:
    """Be the person: open the address that is printed, and let the browser go where it is sent."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("http"):
            assert requests.get(line.strip(), timeout=20).status_code == 200
            return
    raise AssertionError(process.communicate())


def test_x_by_the_browser_then_a_round(newsroom: Newsroom) -> None:
    use_oauth2(newsroom, seed=False)
    newsroom.bot("run", "--once", status=2)
    assert "X_REFRESH_TOKEN" in newsroom.stderr
    process = newsroom.start("auth", "x", "--port", "0")
    grant(process)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "x: the token is stored, encrypted" in out
    newsroom.bot("run", "--once")
    assert len(newsroom.posts("x")) >= 4
    assert newsroom.sandbox.x_oauth2.refreshes == 0, "the first access token serves for two hours"


def test_x_by_pasting(newsroom: Newsroom) -> None:
    use_oauth2(newsroom, seed=False)
    process = with_stdin(newsroom, "auth", "x", "--paste")
    assert process.stdout is not None
    assert process.stdin is not None
    line = next(line for line in process.stdout if line.startswith("http"))
    sent = requests.get(line.strip(), timeout=20, allow_redirects=False)
    process.stdin.write(sent.headers["location"] + "\n")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "stored" in out


def with_stdin(newsroom: Newsroom, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=newsroom.folder,
        env=newsroom.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def facebook_by_a_person(newsroom: Newsroom, token: str) -> tuple[int, str, str]:
    process = with_stdin(newsroom, "auth", "facebook")
    out, err = process.communicate(f"{token}\n", timeout=60)
    return process.returncode, out, err


def test_facebook_by_a_persons_token(newsroom: Newsroom) -> None:
    del newsroom.environment["FACEBOOK_PAGE_TOKEN"], newsroom.environment["FACEBOOK_PAGE_ID"]
    status, out, err = facebook_by_a_person(newsroom, USER_TOKEN)
    assert status == 0, err
    assert "facebook: the token is stored, encrypted" in out
    newsroom.bot("run", "--once")
    assert len(newsroom.posts("facebook")) >= 4


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("", "no token was given"),
        ("sesame-nonsense", "gave no token"),
        ("the page's", "a person's token is needed"),
    ],
)
def test_facebook_refuses_what_is_no_persons_token(
    newsroom: Newsroom, token: str, words: str
) -> None:
    if token == "the page's":
        token = newsroom.sandbox.credentials("facebook")["PAGE_TOKEN"]
    status, _, err = facebook_by_a_person(newsroom, token)
    assert status == 2
    assert words in err
    assert err.count("\n") == 1
    assert not token or token not in err


def test_facebook_tells_when_the_page_is_another(newsroom: Newsroom) -> None:
    newsroom.environment["FACEBOOK_PAGE_ID"] = "555"
    status, _, err = facebook_by_a_person(newsroom, USER_TOKEN)
    assert status == 2
    assert "does not manage the Page 555" in err


def test_youtube_by_the_browser_then_a_round(newsroom: Newsroom) -> None:
    given = newsroom.sandbox.credentials("youtube")
    for suffix in ("CLIENT_ID", "CLIENT_SECRET", "CHANNEL_ID"):
        newsroom.environment[f"TUBE_{suffix}"] = given[suffix]
    newsroom.configure(extra=YOUTUBE_API.format(base_url=newsroom.sandbox.base_url("youtube")))
    newsroom.bot("auth", "youtube", status=2)
    assert "--channel" in newsroom.stderr
    process = newsroom.start("auth", "youtube", "--channel", "tube", "--port", "0")
    grant(process)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    newsroom.bot("run", "--once")
    assert len(newsroom.posts("youtube")) >= 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["mastodon"], 'no channel has platform = "mastodon"'),
        (["x", "--channel", "facebook"], 'no x channel "facebook"'),
    ],
)
def test_a_channel_that_is_not_there(newsroom: Newsroom, arguments: list[str], words: str) -> None:
    newsroom.bot("auth", *arguments, status=2)
    assert words in newsroom.stderr


def test_an_app_that_is_not_named(newsroom: Newsroom) -> None:
    newsroom.bot("auth", "x", "--port", "0", status=2)
    assert "the four variables of OAuth 1.0a are set" in newsroom.stderr
    for name in [name for name in newsroom.environment if name.startswith("X_")]:
        del newsroom.environment[name]
    newsroom.bot("auth", "x", "--port", "0", status=2)
    assert "CLIENT_ID" in newsroom.stderr


# --- the tokens of the environment


def test_a_persons_token_as_page_token_pauses_that_channel_alone(newsroom: Newsroom) -> None:
    newsroom.environment["FACEBOOK_PAGE_TOKEN"] = LONG_TOKEN
    newsroom.bot("run", "--once", status=1)
    assert "is a user token, used as a page token: run bot auth facebook" in newsroom.stderr
    assert LONG_TOKEN not in newsroom.stderr
    assert len(newsroom.posts("x")) >= 4
    assert newsroom.posts("facebook") == []
    assert "used as a page token" in newsroom.bot("check", "--live", status=1)
    assert any("used as a page token" in r for r in newsroom.json("status", status=1)["reasons"])


def test_a_token_that_ends_soon_is_ill_health(newsroom: Newsroom) -> None:
    newsroom.bot("run", "--once")
    (page,) = (c for c in newsroom.json("status")["channels"] if c["name"] == "facebook")
    assert page["token_expires_at"] is None
    database = Database.open(f"sqlite:///{newsroom.folder / 'data/bot.db'}")
    ends = datetime.now(UTC) + timedelta(days=3, minutes=1)
    Facts(database).set_fact("token facebook", f'{{"expires_at": "{ends.isoformat()}"}}')
    database.close()
    (reason,) = newsroom.json("status", status=1)["reasons"]
    assert reason == "channel facebook: token expires in 3d: run bot auth facebook"


# --- secrets


def test_no_secret_is_found_anywhere(newsroom: Newsroom) -> None:
    """After a loud round with OAuth 2 and `bot auth`: in no output, no file, no column, no JSON."""
    use_oauth2(newsroom, seed=True)
    newsroom.environment["BOT_DEBUG"] = "1"
    del newsroom.environment["FACEBOOK_PAGE_TOKEN"]
    shown = "".join(facebook_by_a_person(newsroom, USER_TOKEN)[1:])
    newsroom.sandbox.faults.add("x", "accept_then_500")
    newsroom.sandbox.faults.add("facebook", "reset")
    for arguments in (
        ["-v", "run", "--once"],
        ["log", "--json"],
        ["queue", "--json"],
        ["status", "--json"],
        ["check", "--live", "--json"],
    ):
        process = newsroom.start(*arguments)
        shown += "".join(process.communicate(timeout=120))
        assert process.returncode == 0, shown
    assert newsroom.sandbox.x_oauth2.refreshes == 1
    secrets = secrets_in(newsroom)
    assert len(secrets) >= 8
    dump = "\n".join(sqlite3.connect(newsroom.folder / "data/bot.db").iterdump())
    for secret in secrets:
        assert secret not in shown
        assert secret not in dump
        for path in files_of(newsroom):
            assert secret.encode() not in path.read_bytes(), path


def files_of(newsroom: Newsroom) -> list[Path]:
    return [path for path in newsroom.folder.rglob("*") if path.is_file()]
