"""How well articles are read: body, lists with their attribution, metadata, speed.

    python bench/reading.py [--data DIR] [--worst N] [--alone] [--speed]

Data: the development halves of the article extraction benchmark (``aeb``) and of ``wcxb``, beside the project in
``shared/data/extraction-dev``. trafilatura, readability-lxml and newspaper4k are measured beside it in the
same run where they are installed, but with ``--alone``. Nothing is written.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.extract import read_lists, read_page
from bot.model.article import Article
from bot.model.errors import ExtractError
from bot.model.keypoint import Origin

DATA = Path(__file__).parents[1] / ".." / "shared" / "data" / "extraction-dev"
_WORD = re.compile(r"\w+")
_FOUND_FROM = 0.8
"""A gold list is found where at least this share of its items was emitted."""
_MOST_CHILDREN = 12
_COMMON_PART = "bot.extract, body, lists, metadata alone"
_AGAIN = 2
"""How often each page is read again for the time that a page takes which was seen before."""


@dataclass(frozen=True)
class Reading:
    """What a reader made of one page. ``items`` are list items with their attribution."""

    text: str = ""
    title: str = ""
    author: str = ""
    date: str = ""
    items: tuple[tuple[str, str], ...] = ()
    lists: tuple[tuple[str, ...], ...] = ()
    """All lists in the body, with those that are no key points: links, contents, mere names."""
    changed: str = ""


Reader = Callable[[bytes, str], Reading]


@dataclass
class Tally:
    """Hits of a question asked of many pages."""

    hits: int = 0
    asked: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, hit: bool, miss: str = "") -> None:
        self.asked += 1
        self.hits += hit
        if not hit:
            self.misses.append(miss)

    def __str__(self) -> str:
        return (
            f"{100 * self.hits / self.asked:5.1f}% ({self.hits}/{self.asked})"
            if self.asked
            else "-"
        )


def ours(html: bytes, url: str) -> Reading:
    """The article, and beside it all lists of its body."""
    found = article_alone(html, url)
    return replace(found, lists=tuple(one.items for one in read_lists(html, url)))


def article_alone(html: bytes, url: str) -> Reading:
    try:
        article: Article = read_page(html, url)
    except ExtractError:
        return Reading()
    return Reading(
        text=article.text,
        title=article.title,
        author=article.byline or "",
        date=f"{article.published_at:%Y-%m-%d}" if article.published_at else "",
        items=tuple(
            (point.text, point.attribution or "")
            for point in article.key_points
            if point.origin is Origin.LIST
        ),
        changed=f"{article.modified_at:%Y-%m-%d}" if article.modified_at else "",
    )


def trafilatura(html: bytes, url: str) -> Reading:
    import trafilatura as peer

    found = peer.bare_extraction(html, url=url, include_comments=False, with_metadata=True)
    if found is None:
        return Reading()
    text = found.text or ""
    lines = [line.strip() for line in text.splitlines()]
    items = tuple(
        (line[2:], lines[i - 1] if i else "")
        for i, line in enumerate(lines)
        if line.startswith("- ")
    )
    return Reading(text, found.title or "", found.author or "", (found.date or "")[:10], items)


def readability(html: bytes, url: str) -> Reading:
    """Text, title and list items; it knows no dates and no authors."""
    import readability as peer
    from lxml import html as parser

    document = peer.Document(html.decode("utf-8", "replace"), url=url)
    try:
        tree = parser.fromstring(document.summary(html_partial=True))
        title = document.short_title()
    except Exception:  # noqa: BLE001 - it raises its own and lxml's for pages without a body
        return Reading()
    items = [(str(item.text_content()), _text_before(item)) for item in tree.iter("li")]
    return Reading(text=str(tree.text_content()), title=title or "", items=tuple(items))


def _text_before(item: Any) -> str:
    above = item.getparent().getprevious()
    return str(above.text_content()) if above is not None and isinstance(above.tag, str) else ""


def newspaper(html: bytes, url: str) -> Reading:
    """Its text has no list items: what is a list in it cannot be told. It may not fetch the page's pictures."""
    import newspaper as peer

    article = peer.Article(url or "https://peer.example/story", fetch_images=False)
    try:
        article.download(input_html=html.decode("utf-8", "replace"))
        article.parse()
    except Exception:  # noqa: BLE001 - it raises its own and lxml's
        return Reading()
    day = article.publish_date
    return Reading(
        text=article.text or "",
        title=article.title or "",
        author=", ".join(article.authors or ()),
        date=f"{day:%Y-%m-%d}" if day else "",
    )


_PEERS: Mapping[str, Reader] = {
    "trafilatura": trafilatura,
    "readability": readability,
    "newspaper": newspaper,
}


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return (
        Counter(tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1)))
        if words
        else Counter()
    )


def overlap(text: str, gold: str) -> tuple[float, float]:
    """Precision and recall of four-word shingles."""
    mine, true = shingles(text), shingles(gold)
    both = sum((mine & true).values())
    return both / max(1, sum(mine.values())), both / max(1, sum(true.values()))


def plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def read_gz(path: Path) -> bytes:
    with gzip.open(path) as file:
        return file.read()


def body(data: Path, reader: Reader, worst: int) -> str:
    gold: Mapping[str, Mapping[str, str]] = json.loads(
        (data / "aeb" / "ground-truth.json").read_text()
    )
    scores = {}
    for name, truth in gold.items():
        html = read_gz(data / "aeb" / "html" / f"{name}.html.gz")
        scores[name] = overlap(reader(html, truth["url"]).text, truth["articleBody"])
    precision = sum(p for p, _ in scores.values()) / len(scores)
    recall = sum(r for _, r in scores.values()) / len(scores)
    for name in sorted(scores, key=lambda key: sum(scores[key]))[:worst]:
        print(
            f"    {scores[name][0]:.2f} {scores[name][1]:.2f} {name[:8]} {gold[name]['url'][:90]}"
        )
    return (
        f"F1 {2 * precision * recall / (precision + recall):.4f}  P {precision:.4f}  R {recall:.4f}"
    )


def runs(items: Sequence[str]) -> set[str]:
    """The items, and those that stand together as one: the gold counts a parent and its children as one item."""
    return {
        " ".join(items[start:end])
        for start in range(len(items))
        for end in range(start + 1, min(start + _MOST_CHILDREN, len(items)) + 1)
    }


def with_lines(items: Sequence[tuple[str, str]]) -> list[str]:
    """The points, each new attribution before them: a nested item's is its parent."""
    found: list[str] = []
    last = ""
    for text, line in items:
        if line and line != last:
            found.append(plain(line))
        found.append(plain(text))
        last = line
    return found


def lists_of(page: Reading, gold: Mapping[str, Any], tallies: Mapping[str, Tally]) -> None:
    emitted = {plain(text): plain(line) for text, line in page.items}
    body_text = plain(gold["main_content"])
    for text in emitted:
        tallies["items in gold body"].add(text in body_text, f"{gold['url'][:60]}: {text[:80]}")
    points = runs(with_lines(page.items))
    everywhere = points.union(*(runs([plain(item) for item in items]) for items in page.lists))
    for true in gold["lists"]:
        items = [plain(item) for item in true["items"]]
        tallies["lists in the body"].add(
            sum(item in everywhere for item in items) >= _FOUND_FROM * len(items)
        )
        found = [item for item in items if item in points]
        tallies["lists found"].add(
            len(found) >= _FOUND_FROM * len(items),
            f"{gold['url'][:60]}: {len(found)}/{len(items)} {true['items'][0][:50]!r} under {true['preceding_line'][-50:]!r}",
        )
        if found and true["introduces"] and len(found) >= _FOUND_FROM * len(items):
            line, said = plain(true["preceding_line"]), _line_of(found[0], emitted)
            tallies["introducing line"].add(
                bool(said) and (line.endswith(said) or said.endswith(line)),
                f"{gold['url'][:60]}: {said[:60]!r} for {line[-60:]!r}",
            )


def _line_of(item: str, emitted: Mapping[str, str]) -> str:
    """The attribution of a point, or of the first that makes up the item."""
    return emitted.get(item) or next(
        (line for text, line in emitted.items() if item.startswith(f"{text} ")), ""
    )


def same_names(one: str, other: str) -> bool:
    return plain(re.sub(r"\b(?:and|by)\b", " ", one)) == plain(
        re.sub(r"\b(?:and|by)\b", " ", other)
    )


def near(one: str, other: str) -> bool:
    """The same day, in one zone or another."""
    return bool(one) and abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= 1


def pages(data: Path, reader: Reader) -> Mapping[str, Tally]:
    gold: Mapping[str, Mapping[str, Any]] = json.loads((data / "wcxb" / "gold.json").read_text())
    tallies = {
        name: Tally()
        for name in (
            "lists found",
            "lists in the body",
            "items in gold body",
            "introducing line",
            "title",
            "title, cut or not",
            "date",
            "date or change",
            "author",
        )
    }
    for name, truth in gold.items():
        page = reader(read_gz(data / "wcxb" / "html" / f"{name}.html.gz"), truth["url"])
        lists_of(page, truth, tallies)
        tallies["title"].add(
            plain(page.title) == plain(truth["title"]),
            f"{name} {page.title!r} for {truth['title']!r}",
        )
        one, other = plain(page.title), plain(truth["title"])
        tallies["title, cut or not"].add(bool(one) and (one in other or other in one))
        if truth["publish_date"]:
            tallies["date"].add(
                near(page.date, truth["publish_date"]),
                f"{name} {page.date} for {truth['publish_date']} {truth['url'][:60]}",
            )
            tallies["date or change"].add(
                near(page.date, truth["publish_date"]) or near(page.changed, truth["publish_date"])
            )
        if truth["author"]:
            tallies["author"].add(
                same_names(page.author, truth["author"]),
                f"{name} {page.author!r} for {truth['author']!r}",
            )
    return tallies


def body_lists_metadata(html: bytes, url: str) -> Reading:
    """What our reading and the peers' have in common: no sentences, no key points, no warnings."""
    read_lists(html, url)
    return Reading()


def speeds(data: Path, readers: Mapping[str, Reader]) -> Iterable[str]:
    """Pages a second of one processor: of pages never seen before, then of the same pages again.

    The readers take turns at every page, and the shortest time of a page counts, so that what else the machine does
    falls out. A first reading finds all caches of the process as they are after its imports and one other page.
    """
    first, *documents = [read_gz(path) for path in sorted(data.glob("*/html/*.gz"))[::4]]
    times: dict[str, list[list[float]]] = {name: [] for name in readers}
    for reader in readers.values():
        reader(first, "")
    for html in documents:
        for name, reader in readers.items():
            times[name].append([])
            for _ in range(1 + _AGAIN):
                start = time.process_time()
                reader(html, "")
                times[name][-1].append(time.process_time() - start)
    peer = times.get("trafilatura")
    for what, pick in (
        ("never seen", lambda taken: taken[0]),
        ("seen before", lambda taken: min(taken[1:])),
    ):
        for name, taken in times.items():
            if what == "never seen" and name == _COMMON_PART:
                continue  # the whole reading before it has left it its caches
            whole = sum(map(pick, taken))
            ratio = f", {sum(map(pick, peer)) / whole:4.2f} times trafilatura" if peer else ""
            yield f"  {what:12} {name:40} {len(taken) / whole:6.1f} pages/s{ratio}"


def report(name: str, reader: Reader, data: Path, worst: int) -> Iterable[str]:
    yield f"{name}"
    yield f"  body               {body(data, reader, worst)}"
    for question, tally in pages(data, reader).items():
        yield f"  {question:18} {tally}"
        yield from (f"    {miss}" for miss in tally.misses[:worst])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--speed", action="store_true", help="no more than the speed")
    options = parser.parse_args(arguments)
    if not (options.data / "aeb").is_dir():
        print(f"skipped: no data in {options.data}")
        return
    readers: dict[str, Reader] = {"bot.extract": ours}
    timed = {
        "bot.extract, all of it": article_alone,
        _COMMON_PART: body_lists_metadata,
    }
    for name, peer in _PEERS.items() if not options.alone else ():
        if importlib.util.find_spec(name):
            readers[name] = timed[name] = peer
        else:
            print(f"{name}: skipped, not installed")
    print("speed", *speeds(options.data, timed), sep="\n", flush=True)
    for name, reader in () if options.speed else readers.items():
        print(*report(name, reader, options.data, options.worst), sep="\n")


if __name__ == "__main__":
    main()
