"""Notices over real HTTP, through apprise."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.model.errors import CredentialsError
from bot.notify.sender import AppriseSender
from bot.sandbox import Sandbox
from tests.fakes.newsroom import Newsroom, sandbox_now


class Mailbox(ThreadingHTTPServer):
    """Takes apprise's JSON; ``status`` is what it answers."""

    def __init__(self) -> None:
        self.status = 200
        self.messages: list[dict[str, str]] = []
        box = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                box.messages.append(json.loads(body))
                self.send_response(box.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"json://desk:sesame@127.0.0.1:{self.server_port}/"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as box:
        thread = threading.Thread(target=box.serve_forever)
        thread.start()
        yield box
        box.shutdown()
        thread.join()


def test_a_message_arrives_as_it_was_written(mailbox: Mailbox) -> None:
    assert AppriseSender(mailbox.address, "NOTIFY_URLS").send("Title", "• “Quay” <b>&amp;") is None
    (message,) = mailbox.messages
    assert (message["title"], message["message"]) == ("Title", "• “Quay” <b>&amp;")


def test_a_failure_names_the_address_by_number_only(
    mailbox: Mailbox, capfd: pytest.CaptureFixture[str]
) -> None:
    mailbox.status = 500
    trouble = AppriseSender(f"{mailbox.address} {mailbox.address}", "NOTIFY_URLS").send("T", "t")
    assert trouble == "a notice could not be sent to address 1, 2 of NOTIFY_URLS"
    shown = capfd.readouterr()
    assert "sesame" not in shown.out + shown.err


def test_an_address_that_apprise_does_not_know_is_refused_unseen() -> None:
    with pytest.raises(CredentialsError, match=r"NOTIFY_URLS: address 1 is none") as raised:
        AppriseSender("nonsense://sesame@x", "NOTIFY_URLS").send("T", "t")
    assert "sesame" not in str(raised.value)


def test_a_hand_off_is_told_once_by_the_command(tmp_path, mailbox: Mailbox) -> None:
    with Sandbox(now=sandbox_now) as sandbox:
        newsroom = Newsroom(tmp_path, sandbox)
        newsroom.environment["NOTIFY_URLS"] = mailbox.address
        newsroom.bot("notify", "test")
        assert "a test" in mailbox.messages.pop()["title"]
        newsroom.bot("run", "--once")
        (message,) = mailbox.messages
        assert "to be posted by a person" in message["message"]
        assert "bot confirm" in message["message"]
        newsroom.bot("run", "--once")
        assert len(mailbox.messages) == 1
        assert all(row["told_at"] for row in newsroom.json("notify", "list"))
