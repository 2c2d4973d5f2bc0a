"""Whether feeds are read as feedparser reads them: its own wellformed test suite, file by file.

    python bench/wellformed.py --suite FEEDPARSER/tests/wellformed [--all]

Of every file in which feedparser finds items, the title, link, id and dates of each item are compared with those
that are read here; titles as plain text, which is all that a post takes of one. Then what the guards leave out of
what was read. Every difference is printed with its reason; one without a reason ends with status 1. ``--all`` prints
the files of the guards, too. The suite is part of feedparser's repository, not of its package.
"""

from __future__ import annotations

import argparse
import calendar
import io
import re
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.sources import xmlfast
from bot.sources.answer import Response
from bot.sources.fields import Document
from bot.sources.reading import plausible
from bot.sources.story import plain
from bot.sources.xmlfeed import read
from bot.sources.xmlparse import EntityDeclared, parse

ENTITIES = "declares XML entities: refused, for they serve to blow up a small file"
CDF = "is CDF, a format of 1997 that no site of today sends: not read"
SCRIPT = "has scripts in comments in its title, of which feedparser leaves text there: left out"
UNEXPLAINED = "UNEXPLAINED"
UNNAMED = "has an item without a web address, as link or as id: named as unusable"
DATED = "has a date before 1990 or after 2200: left out, and said"
FACTS = ("link", "id", "published_parsed", "updated_parsed")
_PARTS = re.compile(r"item (\d+)(?: \(.*\))?: (.*)", re.DOTALL)


def theirs(body: bytes, url: str) -> list[dict[str, Any]]:
    import feedparser

    headers = {"content-type": "application/xml", "content-location": url}
    parsed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    return [dict(item) for item in parsed["entries"]]


def difference(body: bytes, url: str, items: list[dict[str, Any]]) -> str | None:
    """Why what is read is not what feedparser reads; None where it is."""
    try:
        document = parse(body, url=url, charset=None)
    except EntityDeclared:
        return ENTITIES
    if document is None:
        root = re.search(rb"<[a-z]\w*", body, re.IGNORECASE)
        return CDF if root and root[0].lower() == b"<channel" else UNEXPLAINED
    if is_same(document, items):
        return None
    return SCRIPT if any("<script" in item.get("title", "") for item in items) else UNEXPLAINED


def is_same(document: Document, items: list[dict[str, Any]]) -> bool:
    return len(document.items) == len(items) and all(
        ours is not None
        and plain(ours.get("title", "")) == plain(other.get("title", ""))
        and all(ours.get(fact) == other.get(fact) for fact in FACTS)
        for ours, other in zip(document.items, items, strict=True)
    )


def guarded(body: bytes, url: str, items: list[dict[str, Any]]) -> Iterator[str]:
    """What is left out of what was read, and why."""
    reading = read("front", Response(url, 200, {}, body))
    assert reading is not None
    for told in reading.malformed:
        found = _PARTS.fullmatch(told)
        number, words = (int(found[1]), found[2]) if found else (0, told)
        if words.startswith("it has "):
            yield UNNAMED
        elif "its date" in words and any(map(is_absurd, dates(items[number - 1]))):
            yield DATED
        else:
            yield f"{UNEXPLAINED}: {told}"


def dates(item: dict[str, Any]) -> list[Any]:
    return [item[name] for name in FACTS if name.endswith("_parsed") and item.get(name)]


def is_absurd(moment: Any) -> bool:
    return plausible(datetime.fromtimestamp(calendar.timegm(moment), UTC)) is None


def compare(suite: Path) -> tuple[int, int, dict[str, list[str]], dict[str, list[str]]]:
    """Files with items, those of them that the quick reader reads, and the files by reason: unlike, left out."""
    count = quick = 0
    unlike: dict[str, list[str]] = defaultdict(list)
    left_out: dict[str, list[str]] = defaultdict(list)
    for file in sorted(suite.rglob("*.xml")):
        name = str(file.relative_to(suite))
        body, url = file.read_bytes(), f"http://127.0.0.1:8097/tests/wellformed/{name}"
        items = theirs(body, url)
        if not items:
            continue
        count += 1
        quick += xmlfast.parse(body, None) is not None
        if reason := difference(body, url, items):
            unlike[reason].append(name)
            continue
        for reason in dict.fromkeys(guarded(body, url, items)):
            left_out[reason].append(name)
    return count, quick, unlike, left_out


def show(found: dict[str, list[str]], *, names: bool) -> None:
    for reason, files in sorted(found.items()):
        print(f"  {len(files):4} {reason}")
        for name in files if names or reason.startswith(UNEXPLAINED) else ():
            print(f"         {name}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--suite", type=Path, help="tests/wellformed of feedparser's repository")
    parser.add_argument("--all", action="store_true", help="name the files of the guards, too")
    options = parser.parse_args()
    if options.suite is None or not options.suite.is_dir():
        print("skipped: --suite names feedparser's tests/wellformed, which its package lacks")
        return
    warnings.simplefilter("ignore")
    count, quick, unlike, left_out = compare(options.suite)
    same = count - sum(map(len, unlike.values()))
    print(f"{count} files in which feedparser finds items; {quick} are read by the quick reader")
    print(f"  {same:4} give the same titles, links, ids and dates")
    show(unlike, names=True)
    print("of those that are read alike, this is left out:")
    show(left_out, names=options.all)
    if any(reason.startswith(UNEXPLAINED) for reason in (*unlike, *left_out)):
        sys.exit(1)


if __name__ == "__main__":
    main()
