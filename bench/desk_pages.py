"""Whether the desk's pages are answered as quickly when the log has grown long, and how heavy their first load is.

    python bench/desk_pages.py [--rows 1000000] [--folder DIR]

Two desks over HTTP, one on ten thousand ended deliveries and one on ``--rows``; each page is asked for in turns.
Times are of this process's processor, asking and answering together. The targets are a factor of 1.5 and 100 KB.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

import requests

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.scale import AHEAD, FEW, NOW, grown
from bot.model.user import Actor, Role
from bot.settings import Settings, parse_configuration
from bot.store.database import Database
from bot.web.app import create_app
from bot.web.server import served
from bot.wiring import Bot, open_bot

ROUNDS = 11
CONFIGURATION = """
[site]
name = "The Sample"
url = "https://news.example/"
[database]
url = "{url}"
[[sources]]
name = "front"
kind = "feed"
url = "https://news.example/feed/"
[channels.x]
platform = "x"
cadence = {{ slots = ["08:00", "18:00"] }}
"""


class FrozenClock:
    """The moment at which the databases were made."""

    def now(self) -> object:
        return NOW

    def monotonic(self) -> float:
        return time.monotonic()


def desk(database: Database, folder: Path) -> Bot:
    text = CONFIGURATION.format(url=f"sqlite:///{database.file}")
    path = folder / "bot.toml"
    bot = open_bot(Settings(path, parse_configuration(text, path), {}))
    object.__setattr__(bot, "clock", FrozenClock())
    return bot


def logged_in(bot: Bot) -> requests.Session:
    session = requests.Session()
    user = bot.users.add("anna", Role.ADMIN, None, by=Actor("bench"), now=NOW)
    session.cookies["desk_session"] = bot.users.open_session(user, now=NOW)
    return session


def weight(session: requests.Session, base: str, path: str) -> int:
    page = session.get(base + path)
    parts = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))
    return len(page.content) + sum(
        int(session.get(base + part, stream=True).headers["content-length"]) for part in parts
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder, prefix="desk-") as name:
        folder = Path(name)
        bots = [desk(grown(folder, rows), folder) for rows in (FEW, arguments.rows)]
        with (
            served(create_app(bots[0]), "127.0.0.1", 0) as few,
            served(create_app(bots[1]), "127.0.0.1", 0) as many,
        ):
            bases = [f"http://127.0.0.1:{port}" for port in (few, many)]
            sessions = [logged_in(bot) for bot in bots]
            print(f"{'':26}{FEW:>10,} rows {arguments.rows:>10,} rows           first load")
            for path in pages():
                times: list[list[float]] = [[], []]
                for _ in range(ROUNDS):
                    for side in (0, 1):
                        began = time.process_time()
                        answer = sessions[side].get(bases[side] + path)
                        times[side].append(1000 * (time.process_time() - began))
                        assert answer.status_code == 200, (path, answer.status_code)
                one, other = map(statistics.median, times)
                kilobytes = weight(sessions[1], bases[1], path) / 1000
                print(
                    f"{path:26}{one:12.1f} ms {other:12.1f} ms   factor {other / one:.2f} {kilobytes:8.0f} KB"
                )


def pages() -> tuple[str, ...]:
    return (
        "/",
        "/queue",
        "/handoffs",
        "/calendar",
        "/log",
        "/log?q=story+0007777",
        "/log?channel=x&state=posted",
        f"/log/{FEW - AHEAD - 1}",
        "/health",
        "/sources",
    )


if __name__ == "__main__":
    main()
