"""Many sources and little to do: 10,000 feeds that have not changed, beside lemon24/reader.

    python bench/polling.py [--sources 10000] [--workers 8] [--peers PYTHON]

All against a server on this machine, a host for each source. ``--peers`` is an interpreter in whose
environment lemon24/reader is installed (``pip install reader``); where it is missing it is left out, and the output says so.
Every measurement is a process of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
FEED = (
    b'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>T</title><item><title>A story of the '
    b"harbour</title><link>https://news.example/a/</link><guid>1</guid></item></channel></rss>"
)
COMMON = """
import resource, sys, time
def told(count, begun, used):
    wall, used = time.perf_counter() - begun, time.process_time() - used
    print(count / wall, count / used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
OURS = """
sys.path.insert(0, {root!r})
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from bot.engine import heap
from bot.engine.polls import Polls
from bot.engine.work import Work
from bot.settings import Settings, parse_configuration
from bot.wiring import open_bot
text = Path("bot.toml").read_text()
bot = open_bot(Settings(Path("bot.toml"), parse_configuration(text, Path("bot.toml")), {{"DATABASE_URL": "sqlite:///bot.db"}}))
work = Work(bot, lambda line: None, print)
heap.settle()  # as `bot run` does
with ThreadPoolExecutor({workers}) as pool:
    list(pool.map(work.poll, bot.newsroom.sources))
    begun, used = time.perf_counter(), time.process_time()
    reports = list(pool.map(work.poll, bot.newsroom.sources))
    bot.discover.save_quiet_polls()
    told(len(reports), begun, used)
assert not any(report.error or report.new for report in reports)
"""
READER = """
from reader import make_reader
reader = make_reader("reader.sqlite")
for address in open("addresses").read().split():
    reader.add_feed(address)
reader.update_feeds(scheduled=False, workers={workers})
begun, used = time.perf_counter(), time.process_time()
reader.update_feeds(scheduled=False, workers={workers})
told({sources}, begun, used)
"""
HEAD = """
[site]
name = "T"
url = "https://news.example"
[fetch]
allow_private = ["127.0.0.0/8"]
"""


def addresses(url: str, count: int) -> list[str]:
    """One host for each source: 127.0.0.0/8 is all this machine."""
    port = url.rsplit(":", 1)[1].split("/", maxsplit=1)[0]
    hosts = (f"127.{n // 60000 + 1}.{n // 250 % 240}.{n % 250 + 1}" for n in range(count))
    return [f"http://{host}:{port}/feed/" for host in hosts]


def measured(python: str, code: str, files: dict[str, str]) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text)
        done = subprocess.run(
            [python, "-c", code], check=False, cwd=folder, capture_output=True, text=True
        )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return [float(figure) for figure in done.stdout.split()[-3:]]


def unchanged(options: argparse.Namespace) -> None:
    from serve import serving

    print(f"{options.sources} sources that answer 304, {options.workers} workers")
    with serving(FEED) as url:
        urls = addresses(url, options.sources)
        tables = "".join(
            f'[[sources]]\nname = "s{n}"\nkind = "feed"\nurl = "{address}"\n'
            for n, address in enumerate(urls)
        )
        known = {"root": str(ROOT), "workers": options.workers, "sources": options.sources}
        code = COMMON + OURS.format(**known)
        ours = measured(sys.executable, code, {"bot.toml": HEAD + tables})
        print(
            "  here:   {:6.0f} a second, {:6.0f} a second of processor, {:4.0f} MB at most".format(
                *ours
            ),
            flush=True,
        )
        asked = subprocess.run(
            [options.peers, "-c", "import reader"], check=False, capture_output=True
        )
        if asked.returncode:
            print(f"  reader: skipped, it is not installed in {options.peers}")
            return
        code = COMMON + READER.format(**known)
        theirs = measured(options.peers, code, {"addresses": "\n".join(urls)})
        print(
            "  reader: {:6.0f} a second, {:6.0f} a second of processor, {:4.0f} MB at most".format(
                *theirs
            )
        )
        print(
            f"  {ours[0] / theirs[0]:.1f} times reader's rate, {ours[1] / theirs[1]:.1f} times for the same processor"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--peers", default=sys.executable)
    unchanged(parser.parse_args())


if __name__ == "__main__":
    main()
