"""A feed of 1,000 whole stories: read, stored, and composed for three channels; beside feedparser, reader and feed2toot.

    python bench/feeds.py [--items 1000] [--rounds 5] [--peers PYTHON]

The feed is as WordPress writes it, from a server on this machine. Each measurement is a process of its own, in turns
with its peer. ``--peers`` is an interpreter in whose environment the peers are installed
(``pip install reader feed2toot``); a peer that is missing is left out, and the output says so.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHANNELS = ("x", "facebook", "youtube")
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>The News</title>'
    '<atom:link href="https://news.example/feed/" rel="self" type="application/rss+xml" />'
    "<link>https://news.example</link><description>News</description><language>en-US</language>"
    "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>"
)


def item(number: int, now: datetime) -> str:
    paragraphs = "".join(
        f"<p>The council met for the {number}. time and agreed on part {part} of a plan for the harbour, which has been "
        f"closed to traffic since the storm of last winter broke its wall in {number + part} places. Passengers of line "
        f"{number} have complained about the long way round since January.</p>\n"
        for part in range(10)
    )
    return (
        f"<item><title>Harbour board agrees on plan {number} for the quay &#8211; at last</title>"
        f"<link>https://news.example/2026/11/story-{number}/</link>"
        f"<comments>https://news.example/2026/11/story-{number}/#respond</comments>"
        "<dc:creator><![CDATA[A. Reporter]]></dc:creator>"
        f"<pubDate>{format_datetime(now - timedelta(minutes=number % 600))}</pubDate>"
        "<category><![CDATA[Harbour]]></category><category><![CDATA[News]]></category>"
        f'<guid isPermaLink="false">https://news.example/?p={number}</guid>'
        f"<description><![CDATA[The council met for the {number}. time and agreed [&#8230;]]]></description>"
        f"<content:encoded><![CDATA[{paragraphs}<p>The board says in letter {number}:</p>\n<ul><li>The quay opens again "
        f"in May after {number} weeks of work</li><li>The wall will be raised by {number} centimetres</li>"
        "<li>Ferries use the northern pier until then</li></ul>]]></content:encoded>"
        f"<wfw:commentRss>https://news.example/2026/11/story-{number}/feed/</wfw:commentRss>"
        "<slash:comments>0</slash:comments></item>"
    )


def feed(items: int) -> bytes:
    now = datetime.now(UTC)
    return f"{HEAD}{''.join(item(n, now) for n in range(1, items + 1))}</channel></rss>".encode()


# --- measurements, each in a process of its own; each prints its seconds

OURS = """
import sys, threading, time
sys.path.insert(0, {root!r})
from pathlib import Path
from bot.engine import heap
from bot.engine.once import Polls, Work
from bot.settings import Settings, parse_configuration
from bot.wiring import open_bot
text = Path("bot.toml").read_text()
bot = open_bot(Settings(Path("bot.toml"), parse_configuration(text, Path("bot.toml")), {{"DATABASE_URL": "sqlite:///bot.db"}}))
(plan,) = bot.newsroom.sources
heap.settle()  # as `bot run` does
from bot import compose, extract  # which a daemon loads with its first story
begun, used = time.perf_counter(), time.process_time()
report = bot.discover.poll(plan, now=bot.clock.now())
print(time.perf_counter() - begun, time.process_time() - used)
assert report.error is None, report.error
assert (report.new or report.passed_over) == {items}, report
"""
READER = """
import time
from reader import make_reader
reader = make_reader("reader.sqlite")
reader.add_feed({url!r})
begun, used = time.perf_counter(), time.process_time()
reader.update_feeds()
print(time.perf_counter() - begun, time.process_time() - used)
assert reader.get_entry_counts().total == {items}
"""
FEED2TOOT = """
import time
begun, used = time.perf_counter(), time.process_time()
import sys
from feed2toot.main import Main
sys.argv = ["feed2toot", "-n", "--limit", "{items}", "-c", "feed2toot.ini"]
try:
    Main()
except SystemExit:
    pass
print(time.perf_counter() - begun, time.process_time() - used)
"""
PARSING = """
import io, sys, time
sys.path.insert(0, {root!r})
body = open({body!r}, "rb").read()
def best(work):
    times = []
    for _ in range(5):
        used = time.process_time()
        work()
        times.append(time.process_time() - used)
    return min(times)
if {ours}:
    from bot.sources.answer import Response
    from bot.sources.feed import read_feed
    from bot.sources.xmlparse import parse
    answer = Response("https://news.example/feed/", 200, {{}}, body)
    assert len(read_feed("front", answer).entries) == {items}
    print(best(lambda: parse(body, url=answer.url, charset=None)), best(lambda: read_feed("front", answer)))
else:
    import feedparser
    assert len(feedparser.parse(io.BytesIO(body)).entries) == {items}
    print(best(lambda: feedparser.parse(io.BytesIO(body))), 0)
"""
CONFIGURATION = """
[site]
name = "The News"
url = "https://news.example"
[fetch]
allow_private = ["127.0.0.1"]
[[sources]]
name = "front"
kind = "feed"
url = "{url}"
first_run = "{first_run}"
flood = 0
"""
FEED2TOOT_INI = """
[mastodon]
instance_url=http://127.0.0.1:9
user_credentials=user.txt
client_credentials=client.txt
toot_visibility=public
[cache]
cachefile=cache.db
cache_limit=5000
[rss]
uri={url}
toot={{title}} {{link}}
[hashtaglist]
several_words_hashtags_list=hashtags.txt
"""


def measured(python: str, code: str, prepare: Callable[[Path], None]) -> tuple[float, float]:
    """Seconds on the clock and of the processor, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        done = subprocess.run(
            [python, "-c", code],
            check=False,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=300,
        )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    wall, used = done.stdout.split()[-2:]
    return float(wall), float(used)


def is_there(python: str, module: str) -> bool:
    asked = subprocess.run([python, "-c", f"import {module}"], check=False, capture_output=True)
    return asked.returncode == 0


def show(what: str, runs: list[tuple[float, float]]) -> float:
    wall, used = (statistics.median(column) for column in zip(*runs, strict=True))
    print(f"  {what:58} {wall:6.2f} s, processor {used:5.2f} s", flush=True)
    return used


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", default=sys.executable)
    options = parser.parse_args()
    from serve import serving

    body = feed(options.items)
    print(f"feed of {options.items} items, {len(body) / 1e6:.1f} MB; medians of {options.rounds}")
    with tempfile.NamedTemporaryFile(suffix=".xml") as file, serving(body) as url:
        file.write(body)
        file.flush()
        compare(options, Path(file.name), url)


def compare(options: argparse.Namespace, file: Path, url: str) -> None:
    def configured(folder: Path, first_run: str, channels: tuple[str, ...]) -> None:
        tables = "".join(f'[channels.{name}]\nplatform = "{name}"\n' for name in channels)
        text = CONFIGURATION.format(url=url, first_run=first_run) + tables
        (folder / "bot.toml").write_text(text)

    def for_feed2toot(folder: Path) -> None:
        (folder / "feed2toot.ini").write_text(FEED2TOOT_INI.format(url=url))
        for name in ("user.txt", "client.txt"):
            (folder / name).write_text("x\nhttp://127.0.0.1:9\n")
        (folder / "hashtags.txt").write_text("")

    known = {"items": options.items, "url": url, "root": str(ROOT)}
    parsing = {**known, "body": str(file)}
    ours = sys.executable
    runs: dict[str, tuple[str, str, Callable[[Path], None]]] = {
        "parse, here": (ours, PARSING.format(**parsing, ours=True), lambda _: None),
        "parse, feedparser": (ours, PARSING.format(**parsing, ours=False), lambda _: None),
        "stored, here": (ours, OURS.format(**known), lambda f: configured(f, "skip", CHANNELS)),
        "stored, reader": (options.peers, READER.format(**known), lambda _: None),
        "composed, here": (ours, OURS.format(**known), lambda f: configured(f, "all", CHANNELS)),
        "dry run, feed2toot": (options.peers, FEED2TOOT.format(**known), for_feed2toot),
    }
    for name, module in (("stored, reader", "reader"), ("dry run, feed2toot", "feed2toot")):
        if not is_there(options.peers, module):
            print(f"  {name}: skipped, {module} is not installed in {options.peers}")
            del runs[name]
    told: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for _ in range(options.rounds):
        for name, (python, code, prepare) in runs.items():
            told[name].append(measured(python, code, prepare))
    words = {
        "parse, here": "parsed here (and made entries: second figure)",
        "parse, feedparser": "parsed by feedparser",
        "stored, here": "first sight to stored, here",
        "stored, reader": "fetched, parsed and stored by reader",
        "composed, here": "first sight to stored and composed for three channels",
        "dry run, feed2toot": "one dry run of feed2toot",
    }
    found = {name: show(words[name], times) for name, times in told.items()}
    ratios(told, found)


def ratios(told: dict[str, list[tuple[float, float]]], used: dict[str, float]) -> None:
    parse = statistics.median(wall for wall, _ in told["parse, here"])
    entries = statistics.median(entries for _, entries in told["parse, here"])
    theirs = statistics.median(wall for wall, _ in told["parse, feedparser"])
    print(
        f"  parsing: {theirs / parse:.1f} times feedparser; with entries {theirs / entries:.1f} times"
    )
    for ours, peer in (
        ("stored, here", "stored, reader"),
        ("composed, here", "dry run, feed2toot"),
    ):
        if peer in used:
            print(f"  {ours} : {peer} = {used[ours] / used[peer]:.2f} of the processor's time")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
