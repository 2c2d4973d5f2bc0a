"""``bot user`` as a person types it, in this process."""

from __future__ import annotations

import io
import json
import sys

import pytest
import typer

from bot.cli import run

PASSWORD = "harbour wall forty"
CONFIGURATION = """
[site]
name = "News"
url = "https://news.example"
"""


@pytest.fixture(autouse=True)
def newsroom(tmp_path, monkeypatch):
    (tmp_path / "bot.toml").write_text(CONFIGURATION)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_CONFIG", "bot.toml")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def bot(capsys, monkeypatch):
    def command(*arguments: str, typed: str = "", status: int = 0, stdin=None) -> str:
        monkeypatch.setattr(sys, "stdin", stdin or io.StringIO(typed))
        assert run(["user", *arguments]) == status
        said = capsys.readouterr()
        assert typed.strip() == "" or typed.strip() not in said.out + said.err
        return said.out if status == 0 else said.err

    return command


def test_from_the_first_account_to_the_last(bot):
    assert "admin" in bot("add", "root", "--role", "admin", typed=PASSWORD + "\n")
    bot("add", "anna", "--role", "editor", typed=PASSWORD)
    bot("disable", "anna")
    listed = json.loads(bot("list", "--json"))
    assert [(u["name"], u["role"], u["disabled"]) for u in listed] == [
        ("anna", "editor", True),
        ("root", "admin", False),
    ]
    assert "password" not in json.dumps(listed)
    assert "anna" in bot("list")
    bot("enable", "anna")
    bot("role", "anna", "admin")
    bot("remove", "root")
    assert "last admin" in bot("remove", "anna", status=2)


def test_a_token_is_printed_once_and_works_until_it_is_revoked(bot):
    bot("add", "cms", "--role", "editor", "--no-password")
    secret = bot("token", "cms", "--label", "wordpress").strip()
    assert secret.startswith("bot_")
    (account,) = json.loads(bot("list", "--json"))
    (token,) = account["tokens"]
    assert (token["label"], token["role"], token["used_at"]) == ("wordpress", "editor", None)
    assert token["expires_at"]
    everything = bot("list") + bot("audit") + bot("audit", "--json")
    assert "wordpress" in everything
    assert secret not in everything
    bot("revoke", "cms", "wordpress")
    assert json.loads(bot("list", "--json"))[0]["tokens"] == []


@pytest.mark.parametrize("typed", ["", "short\n", "password123\n"])
def test_a_bad_password_from_a_pipe_is_refused(bot, typed):
    assert "password" in bot("add", "anna", "--role", "editor", typed=typed, status=2)
    assert json.loads(bot("list", "--json")) == []


def test_on_a_terminal_it_asks_until_both_are_alike(bot, monkeypatch, capsys):
    answers = iter(["short", PASSWORD, "another one entirely", PASSWORD, PASSWORD])
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: next(answers))
    bot("add", "anna", "--role", "editor", stdin=Terminal())
    assert list(answers) == []


def test_errors_name_the_remedy(bot):
    assert "bot user list" in bot("passwd", "nobody", status=1)
    assert "A-Z" in bot("add", "../root", "--role", "editor", typed=PASSWORD, status=2)
    assert "editor" in bot("add", "anna", "--role", "chief", typed=PASSWORD, status=2)
