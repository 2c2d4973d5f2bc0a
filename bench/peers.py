"""What becomes of twelve stories where the platform answers the sixth post with HTTP 500, and the tool runs again.

    python bench/peers.py [--peers FOLDER]

The bot, feed2toot and feediverse (PyPI) read the same feed from the same local server; the first posts to the
stand-in of X, the others to a stand-in of Mastodon. Each has two kinds of 500 to meet: the post was refused, or it was
published and only the answer is broken. Counted is what stands afterwards. ``--peers`` names a folder with the peers'
commands (``VENV/bin``); without it they are looked for beside this Python, and left out with a word where absent.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

from bot.sandbox import FaultKind, Sandbox
from bot.sandbox.faults import Fault, Faults

STORIES = 12
BROKEN = 6
"""Which post meets the HTTP 500."""
RUNS = 2


@dataclass(frozen=True)
class Tally:
    """What stands for the stories at the end."""

    doubled: int
    lost: int
    linkless: int

    @classmethod
    def of(cls, texts: list[str]) -> Tally:
        times = Counter(
            int(found[1]) for text in texts if (found := re.search(r"Quay (\d+)", text))
        )
        linked = sum(bool(re.search(r"/stories/\d+/", text)) for text in texts)
        return cls(
            doubled=sum(count - 1 for count in times.values()),
            lost=sum(number not in times for number in range(1, STORIES + 1)),
            linkless=len(texts) - linked,
        )

    def __str__(self) -> str:
        return f"{self.doubled:7} {self.lost:6} {self.linkless:13}"


class Town:
    """The news site and the stand-in of Mastodon. ``fault`` is what happens to the sixth post."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.address = ""
        self.statuses: list[str] = []
        self._asked = 0
        self._guard = threading.Lock()

    def feed(self) -> str:
        now = datetime.now(UTC)
        items = "".join(
            f"<entry><id>{self.address}/stories/{n}/</id><title>{title(n)}</title><updated>{at}</updated><published>{at}</published>"
            f'<link rel="alternate" href="{self.address}/stories/{n}/"/><content type="html">{body(n)}</content></entry>'
            for n in range(STORIES, 0, -1)
            for at in [(now - timedelta(minutes=STORIES + 1 - n)).isoformat(timespec="seconds")]
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour News</title>'
            f"<id>{self.address}/</id><updated>{now.isoformat(timespec='seconds')}</updated>{items}</feed>"
        )

    def post(self, text: str) -> int:
        """The status of the answer to one post."""
        with self._guard:
            self._asked += 1
            is_broken = self._asked == BROKEN
            if not is_broken or self.fault == "published":
                self.statuses.append(text)
            return 500 if is_broken else 200


def title(number: int) -> str:
    return f"Harbour board agrees on Quay {number} after a long night of talks with the unions"


def body(number: int) -> str:
    paragraph = (
        f"The harbour board agreed on Quay {number} on Monday. The work will cost 4 million euros and take two years. "
        "Some 300 jobs depend on it, the board said. The town council votes on the plan in December."
    )
    return f"&lt;p&gt;{paragraph}&lt;/p&gt;&lt;p&gt;{paragraph.replace('Monday', 'the first Monday')}&lt;/p&gt;"


@contextmanager
def served(town: Town) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/feed"):
                self._answer(200, "application/atom+xml", town.feed())
            else:
                self._answer(
                    200, "application/json", json.dumps({"version": "4.2.0", "uri": town.address})
                )

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
            status = town.post(parse_qs(sent).get("status", [""])[0])
            answer = (
                {"id": "1", "content": ""} if status == 200 else {"error": "something went wrong"}
            )
            self._answer(status, "application/json", json.dumps(answer))

        def _answer(self, status: int, kind: str, text: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        town.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


class OneFails(Faults):
    """Only one publishing request fails: the sixth."""

    def __init__(self, kind: FaultKind) -> None:
        super().__init__()
        self._kind = kind
        self._asked = 0

    def take(self, _platform: str) -> Fault | None:
        self._asked += 1
        return Fault(self._kind) if self._asked == BROKEN else None


def run(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> None:
    """One run, whatever its exit status: the peers end with an error where a post failed."""
    subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "HOME": str(folder), **(environment or {})},
        capture_output=True,
        timeout=120,
        check=False,
    )


def feed2toot(command: Path, town: Town, folder: Path) -> list[str]:
    (folder / "client").write_text(f"id\nsecret\n{town.address}\nfeed2toot\n")
    (folder / "user").write_text(f"token\n{town.address}\nid\nsecret\n")
    (folder / "feed2toot.ini").write_text(
        f"[mastodon]\ninstance_url={town.address}\nuser_credentials={folder}/user\nclient_credentials={folder}/client\n"
        f"[cache]\ncachefile={folder}/cache\n[lock]\nlock_file={folder}/lock\nlock_timeout=0\n"
        f"[rss]\nuri={town.address}/feed.xml\ntoot={{title}} {{link}}\n[hashtaglist]\n"
    )
    for _ in range(RUNS):
        run([str(command), "-c", str(folder / "feed2toot.ini"), "--lock-timeout", "0"], folder)
    return town.statuses


def feediverse(command: Path, town: Town, folder: Path) -> list[str]:
    (folder / "feediverse.yml").write_text(
        f"name: feediverse\nurl: {town.address}\nclient_id: a\nclient_secret: b\naccess_token: c\n"
        f"feeds:\n- {{url: '{town.address}/feed.xml', template: '{{title}} {{url}}', include_images: false}}\n"
    )
    for _ in range(RUNS):
        run([str(command), "-c", str(folder / "feediverse.yml")], folder)
    return town.statuses


def bot(_: Path, town: Town, folder: Path) -> list[str]:
    stand_in = Sandbox(now=lambda: datetime.now(UTC), site=False)
    stand_in.faults = OneFails(
        FaultKind.ACCEPT_THEN_500 if town.fault == "published" else FaultKind.REFUSE_500
    )
    with stand_in as sandbox:
        (folder / "bot.toml").write_text(
            f'[site]\nname = "Harbour News"\nurl = "{town.address}"\n[fetch]\nallow_private = ["127.0.0.1"]\n[web]\nport = 0\n'
            '[delivery]\nsettle = "1s"\nreread = "1s"\nbackoff = "1s"\n'
            f'[[sources]]\nname = "front"\nkind = "feed"\nurl = "{town.address}/feed.xml"\nfirst_run = "all"\nflood = 0\n'
            f'[channels.x]\nplatform = "x"\nbase_url = "{sandbox.base_url("x")}"\nreview = "none"\ncadence = {{ min_gap = "0s" }}\n'
        )
        environment = {f"X_{key}": value for key, value in sandbox.credentials("x").items()}
        environment |= {"BOT_CONFIG": "bot.toml", "DATABASE_URL": f"sqlite:///{folder}/bot.db"}
        for _run in range(RUNS):
            run([sys.executable, "-m", "bot", "run", "--once"], folder, environment)
        return [post.text for post in sandbox.posts()]


PEERS: dict[str, Callable[[Path, Town, Path], list[str]]] = {
    "feed2toot": feed2toot,
    "feediverse": feediverse,
}


def tried(how: Callable[[Path, Town, Path], list[str]], command: Path, fault: str) -> Tally:
    town = Town(fault)
    with tempfile.TemporaryDirectory() as folder, served(town):
        return Tally.of(how(command, town, Path(folder)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", type=Path, default=Path(sys.executable).parent)
    peers = parser.parse_args().peers
    print(f"{STORIES} stories, HTTP 500 on post {BROKEN}, {RUNS} runs")
    print(f"{'':12} {'the post was':12} {'doubled':>7} {'lost':>6} {'without link':>13}")
    for fault in ("refused", "published"):
        print(f"{'bot':12} {fault:12} {tried(bot, Path(), fault)}")
        for name, how in PEERS.items():
            command = (peers / name).absolute()
            if command.exists():
                print(f"{name:12} {fault:12} {tried(how, command, fault)}")
            else:
                print(
                    f"{name:12} left out: there is no {name} beside this Python; pip install {name}, or --peers VENV/bin"
                )


if __name__ == "__main__":
    main()
