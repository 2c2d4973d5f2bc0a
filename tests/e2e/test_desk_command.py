"""`bot run --web` and `bot web` as processes."""

from __future__ import annotations

import re
import signal

import pytest
import requests

from tests.e2e.test_daemon import read_until
from tests.fakes.newsroom import Newsroom


def free_port(newsroom: Newsroom) -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    newsroom.configure(port=port)
    return port


@pytest.mark.parametrize("arguments", [("run", "--web"), ("web",)])
def test_the_desk_is_served_until_the_command_ends(
    newsroom: Newsroom, arguments: tuple[str, ...]
) -> None:
    port = free_port(newsroom)
    process = newsroom.start(*arguments)
    try:
        line = read_until(process, "desk: http")
        (base,) = re.findall(r"http://127\.0\.0\.1:\d+", line)
        assert base.endswith(f":{port}")
        page = requests.get(f"{base}/queue", timeout=20)
        assert page.url == f"{base}/login?next=/queue"
        assert "bot user add NAME --role admin" in page.text
        assert "bot_due_deliveries" in requests.get(f"{base}/metrics", timeout=20).text
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 0, errors
        assert not errors
    finally:
        process.kill()
        process.communicate()


def test_a_taken_port_is_told_in_one_line(newsroom: Newsroom) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        newsroom.configure(port=taken.getsockname()[1])
        newsroom.bot("web", status=2)
    assert re.fullmatch(r"bot: the desk cannot listen on 127\.0\.0\.1:\d+: .*\n", newsroom.stderr)


def test_without_a_port_there_is_no_desk(newsroom: Newsroom) -> None:
    for arguments in (("web",), ("run", "--web")):
        newsroom.bot(*arguments, status=2)
        assert "port" in newsroom.stderr


def test_one_round_serves_nothing(newsroom: Newsroom) -> None:
    newsroom.configure(port=1)
    newsroom.bot("run", "--once", "--web", status=2)
