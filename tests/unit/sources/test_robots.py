from __future__ import annotations

from dataclasses import dataclass

from bot.model.errors import FetchError, HttpStatusError, Unreachable
from bot.sources.answer import Response
from bot.sources.robots import Leave, Robots

SITE = "https://news.example"
DAY = 24 * 3600.0


@dataclass
class Server:
    """What robots.txt is, or the error in its place; ``now`` is seconds."""

    answer: bytes | FetchError
    now: float = 0.0
    asked: int = 0

    def get(self, url: str) -> Response:
        assert url == f"{SITE}/robots.txt"
        self.asked += 1
        if isinstance(self.answer, FetchError):
            raise self.answer
        return Response(url, 200, {}, self.answer)


DOWN = HttpStatusError("503", status=503)


def test_while_the_file_cannot_be_read_the_last_copy_counts() -> None:
    server = Server(b"User-agent: *\nDisallow: /closed/")
    robots = Robots(server.get, lambda: server.now)
    assert robots.leave(SITE, "/a/") is Leave.GIVEN
    server.answer = DOWN
    for _ in range(3):
        server.now += 2 * DAY
        assert robots.leave(SITE, "/a/") is Leave.GIVEN
        assert robots.leave(SITE, "/closed/") is Leave.REFUSED
    assert server.asked == 4
    server.answer = b"User-agent: *\nDisallow: /"
    server.now += DAY
    assert robots.leave(SITE, "/a/") is Leave.REFUSED


def test_without_a_copy_the_site_is_closed_for_thirty_days_at_most() -> None:
    for error in (DOWN, Unreachable("no answer"), HttpStatusError("429", status=429)):
        server = Server(error)
        robots = Robots(server.get, lambda server=server: server.now)  # type: ignore[misc]
        for day in range(30):
            server.now = day * DAY
            assert robots.leave(SITE, "/a/") is Leave.UNKNOWN
        server.now = 30 * DAY
        assert robots.leave(SITE, "/a/") is Leave.GIVEN
        server.answer = b"User-agent: *\nDisallow: /"
        server.now += DAY
        assert robots.leave(SITE, "/a/") is Leave.REFUSED


def test_a_site_without_the_file_is_open() -> None:
    server = Server(HttpStatusError("404", status=404))
    robots = Robots(server.get, lambda: server.now)
    assert robots.leave(SITE, "/a/") is Leave.GIVEN
    assert robots.leave(SITE, "/b/") is Leave.GIVEN
    assert server.asked == 1
