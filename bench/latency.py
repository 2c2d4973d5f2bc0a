"""How soon a story that stands in a feed is a post: polled, by WebSub, by a ping and by a signed webhook.

    python bench/latency.py [--stories 40] [--poll 10] [--every 4] [--seed 1]

The daemon as it is installed (``bot run``) reads three feeds from this process and posts to the stand-ins of X and
Facebook, all over HTTP on this machine. Stories appear at random instants; measured is from the instant at which one
stands in its feed to that at which each stand-in accepted its post. The hub is a small one of this benchmark: it
verifies the subscription and signs what it sends. The gap between two posts of a channel is off (``min_gap = "0s"``),
or a story would wait for the one before it; no story has a picture to wait for.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import os
import random
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import xmlrpc.client
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.sandbox import Sandbox

CHANNELS = ("x", "facebook")
PATIENCE = 90.0
"""Seconds after which a post that did not come is counted as missing."""
KEPT = 20
"""Items that a feed shows, as most do."""
AIM = 2.0

CONFIGURATION = """
[site]
name = "Harbour News"
url = "{site}"
[fetch]
allow_private = ["127.0.0.1"]
[web]
port = {port}
[push]
url = "http://127.0.0.1:{port}"
{sources}
[channels.x]
platform = "x"
base_url = "{x}"
review = "none"
cadence = {{ min_gap = "0s" }}
[channels.facebook]
platform = "facebook"
base_url = "{facebook}"
review = "none"
cadence = {{ min_gap = "0s" }}
"""
SOURCE = """
[[sources]]
name = "{name}"
kind = "feed"
url = "{url}/feed/"
poll = "{poll}"
flood = 0
"""


@dataclass
class Paper:
    """A site with a feed. ``stood_at`` is when each of its stories stood there."""

    name: str
    url: str = ""
    hub: str = ""
    shown: list[int] = field(default_factory=list)
    stood_at: dict[int, datetime] = field(default_factory=dict)

    def publish(self, number: int) -> None:
        self.shown = [number, *self.shown[: KEPT - 1]]
        self.stood_at[number] = datetime.now(UTC)

    def feed(self) -> str:
        hub = f'<atom:link rel="hub" href="{self.hub}"/>' if self.hub else ""
        items = "".join(
            f"<item><title>{title(number)}</title><link>{self.url}/{number}/</link><guid>{self.url}/{number}/</guid>"
            f"<pubDate>{format_datetime(self.stood_at[number])}</pubDate>"
            f"<content:encoded><![CDATA[{body(number)}]]></content:encoded></item>"
            for number in self.shown
        )
        return (
            '<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour News</title>'
            f'<atom:link rel="self" href="{self.url}/feed/"/>{hub}{items}</channel></rss>'
        )

    def page(self, number: int) -> str:
        return (
            f'<html lang="en"><head><title>{title(number)}</title><meta property="og:title" content="{title(number)}">'
            f"</head><body><article><h1>{title(number)}</h1>{body(number)}</article></body></html>"
        )


def title(number: int) -> str:
    return f"Harbour board agrees on quay {number} after a long night of talks"


def body(number: int) -> str:
    return (
        f"<p>The harbour board agreed on quay {number} on Monday. The work will cost {number} million euros and take two "
        f"years. Some {100 + number} jobs depend on it, and the town council votes on the plan in December.</p>"
        f"<p>The board says in letter {number}:</p><ul><li>The quay opens again in May after {number} weeks of work</li>"
        f"<li>The wall will be raised by {number} centimetres</li><li>Ferries use pier {number} until then</li></ul>"
    )


class Hub:
    """Whom a hub tells, and the key of each."""

    def __init__(self) -> None:
        self.callbacks: dict[str, tuple[str, str]] = {}

    def subscribe(self, form: dict[str, list[str]]) -> None:
        """Verify the wish at its callback, as WebSub has it."""
        callback, topic = form["hub.callback"][0], form["hub.topic"][0]
        challenge = secrets.token_hex(8)
        asked = {
            "hub.mode": "subscribe",
            "hub.topic": topic,
            "hub.challenge": challenge,
            "hub.lease_seconds": "86400",
        }
        with urllib.request.urlopen(f"{callback}?{urlencode(asked)}", timeout=10) as answer:
            assert answer.read().decode() == challenge
        self.callbacks[topic] = callback, form["hub.secret"][0]

    def tell(self, paper: Paper) -> None:
        """Send the subscriber the feed, signed."""
        callback, key = self.callbacks[f"{paper.url}/feed/"]
        sent = paper.feed().encode()
        signature = hmac.new(key.encode(), sent, hashlib.sha256).hexdigest()
        post(callback, sent, {"X-Hub-Signature": f"sha256={signature}"})


def post(url: str, sent: bytes, headers: dict[str, str]) -> None:
    with urllib.request.urlopen(urllib.request.Request(url, sent, headers), timeout=10):
        pass


@contextmanager
def served(paper: Paper, hub: Hub | None = None) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            number = self.path.strip("/")
            if number.isdecimal():
                self._answer(200, "text/html", paper.page(int(number)))
                return
            if self.path != "/feed/":
                self._answer(404, "text/plain", "")
                return
            told = paper.feed()
            mark = f'"{hashlib.sha256(told.encode()).hexdigest()}"'
            if self.headers["If-None-Match"] == mark:
                self._answer(304, "", "", mark)
            else:
                self._answer(200, "application/rss+xml", told, mark)

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            assert hub is not None
            threading.Thread(target=hub.subscribe, args=(form,), daemon=True).start()
            self._answer(202, "text/plain", "")

        def _answer(self, status: int, kind: str, text: str, mark: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(text.encode())))
            if mark:
                self.send_header("ETag", mark)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        paper.url = f"http://127.0.0.1:{server.server_port}"
        if hub is not None:
            paper.hub = f"{paper.url}/hub"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


@contextmanager
def running_bot(folder: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "log").open("wb") as log:
        daemon = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            yield daemon
        finally:
            daemon.terminate()
            daemon.wait(timeout=30)


def until(done: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@dataclass(frozen=True)
class Way:
    """How the bot comes to know of a paper's news. ``aim`` in seconds, at the 95th percentile."""

    paper: Paper
    words: str
    aim: float
    tell: Callable[[int], None] = lambda _: None


def publish(ways: list[Way], options: argparse.Namespace) -> None:
    """Each paper in a thread of its own, at instants that no clock of the bot knows of."""

    def work(place: int, way: Way) -> None:
        chance = random.Random(options.seed + place)
        for step in range(options.stories):
            time.sleep(chance.uniform(0, 2 * options.every))
            number = 1000 * place + step + 1
            way.paper.publish(number)
            way.tell(step)

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(ways)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def accepted(sandbox: Sandbox, papers: list[Paper]) -> dict[tuple[str, str, int], datetime]:
    """By platform, paper and story, when its post was accepted."""
    by_url = {urlsplit(paper.url).netloc: paper.name for paper in papers}
    found = {}
    for each in sandbox.posts():
        place = urlsplit(each.link)
        if place.netloc in by_url:
            number = int(place.path.strip("/"))
            found[each.platform, by_url[place.netloc], number] = each.at
    return found


def show(way: Way, delays: list[float], missing: int) -> bool:
    ranked = sorted(delays)
    high = ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))] if ranked else float("inf")
    is_kept = high <= way.aim and not missing
    print(
        f"  {way.words:28} {statistics.median(ranked or [high]):7.2f} {high:7.2f} {max(ranked or [high]):7.2f}   "
        f"{way.aim:5.1f}  {'kept' if is_kept else 'NOT KEPT'}{f', {missing} posts missing' if missing else ''}",
        flush=True,
    )
    return is_kept


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def measure(options: argparse.Namespace, folder: Path, stack: ExitStack) -> bool:
    sandbox = stack.enter_context(Sandbox(now=lambda: datetime.now(UTC), site=False))
    papers = [Paper(name) for name in ("polled", "hubbed", "pinged")]
    hub = Hub()
    for paper in papers:
        stack.enter_context(served(paper, hub if paper.name == "hubbed" else None))
    port, secret = free_port(), secrets.token_hex(24)
    waits = {"polled": f"{options.poll}s", "hubbed": "1h", "pinged": "1h"}
    tables = (SOURCE.format(name=p.name, url=p.url, poll=waits[p.name]) for p in papers)
    (folder / "bot.toml").write_text(
        CONFIGURATION.format(
            site=papers[0].url,
            port=port,
            sources="".join(tables),
            x=sandbox.base_url("x"),
            facebook=sandbox.base_url("facebook"),
        )
    )
    environment = {
        **{f"X_{key}": value for key, value in sandbox.credentials("x").items()},
        **{f"FACEBOOK_{key}": value for key, value in sandbox.credentials("facebook").items()},
        "BOT_CONFIG": "bot.toml",
        "DATABASE_URL": "sqlite:///bot.db",
        "PUSH_SECRET": secret,
    }
    door = f"http://127.0.0.1:{port}/push"
    polled, hubbed, pinged = papers

    def ping_or_hook(step: int) -> None:
        if step % 2:
            signature = hmac.new(secret.encode(), b"news", hashlib.sha256).hexdigest()
            post(f"{door}/hook/pinged", b"news", {"X-Hub-Signature-256": f"sha256={signature}"})
        else:
            xmlrpc.client.ServerProxy(f"{door}/ping").weblogUpdates.ping("News", pinged.url)

    ways = [
        Way(polled, f"polled, poll = {options.poll}s", options.poll + AIM),
        Way(hubbed, "WebSub", AIM, lambda _: hub.tell(hubbed)),
        Way(pinged, "ping, webhook (in turns)", AIM, ping_or_hook),
    ]
    # what is there at first sight is known and not posted; the feeds are seen before the first story
    for paper in papers:
        paper.publish(999_999)
    stack.enter_context(running_bot(folder, environment))
    told = folder / "log"
    if not until(lambda: bool(hub.callbacks) and told.read_text().count(" known and ") >= 3, 60):
        sys.exit(f"the bot did not come up:\n{told.read_text()}")
    publish(ways, options)
    wanted = {(c, p.name, n) for c in CHANNELS for p in papers for n in p.stood_at if n < 999_999}
    until(lambda: wanted <= accepted(sandbox, papers).keys(), PATIENCE)
    found = accepted(sandbox, papers)
    print(f"  {'seconds':28} {'median':>7} {'95%':>7} {'most':>7}   {'aim':>5}")
    kept = []
    for way in ways:
        name = way.paper.name
        delays = [
            (at - way.paper.stood_at[number]).total_seconds()
            for (_, source, number), at in found.items()
            if source == name and number < 999_999
        ]
        kept.append(show(way, delays, len(CHANNELS) * options.stories - len(delays)))
    return all(kept)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stories", type=int, default=40, help="of each way")
    parser.add_argument("--poll", type=int, default=10, help="seconds")
    parser.add_argument(
        "--every", type=float, default=4.0, help="seconds between stories, on average"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{options.stories} stories each way, posts on {len(CHANNELS)} channels")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        measure(options, Path(folder), stack)


if __name__ == "__main__":
    main()
