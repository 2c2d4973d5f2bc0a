"""Whether any page can crash, hang or fill the reading of articles.

    python bench/mutated.py [--pages N] [--seed N]

Mutates the sample pages of tests/golden/extract and, where it stands beside the project, some of ``shared/data``: truncated, cut
up and put together anew, nested 5,000 deep, in wrong encodings, with null bytes, without a body, up to 20 MB. Prints what
was read, the slowest page and the most memory; exits with 1 where a page crashed or took over two seconds of processor time.
The same seed gives the same pages.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.extract import read_page
from bot.model.errors import ExtractError

SAMPLES = Path(__file__).parents[1] / "tests" / "golden" / "extract"
DATA = Path(__file__).parents[1] / ".." / "shared" / "data" / "extraction-dev"
LIMIT = 2.0
"""Seconds of processor time for one page."""
_HUGE = 20_000_000
_HUGE_EVERY = 1_000
_DEEP = 5_000
_REAL_EVERY = 24
_TAGS = (
    b"div",
    b"ul",
    b"li",
    b"p",
    b"span",
    b"table",
    b"td",
    b"blockquote",
    b"article",
    b"b",
    b"a",
)

Mutation = Callable[[bytes, random.Random], bytes]


def truncated(page: bytes, chance: random.Random) -> bytes:
    return page[: chance.randrange(len(page) + 1)]


def shuffled(page: bytes, chance: random.Random) -> bytes:
    pieces = page.split(b"<")
    chance.shuffle(pieces)
    return b"<".join(pieces)


def spliced(page: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(page) + 1) for _ in range(2))
    return page[:end] + page[start:]


def noisy(page: bytes, chance: random.Random) -> bytes:
    changed = bytearray(page)
    for _ in range(1 + len(page) // 50):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def with_nulls(page: bytes, chance: random.Random) -> bytes:
    step = chance.randrange(1, 40)
    return b"\x00".join(page[at : at + step] for at in range(0, len(page), step))


def recoded(page: bytes, chance: random.Random) -> bytes:
    text = page.decode("utf-8", "replace")
    return text.encode(
        chance.choice(("utf-16", "utf-32", "cp1252", "shift_jis", "utf-7")), "ignore"
    )


def nested(page: bytes, chance: random.Random) -> bytes:
    tag = chance.choice(_TAGS)
    at = page.find(b"<p") if chance.random() < 0.5 else 0
    return page[: max(at, 0)] + b"<" + tag + b">" + (b"<" + tag + b">") * _DEEP + page[max(at, 0) :]


def without_body(page: bytes, chance: random.Random) -> bytes:
    del chance
    return page.partition(b"<body")[0]


def unclosed(page: bytes, chance: random.Random) -> bytes:
    closing = chance.choice((b"</p>", b"</li>", b"</ul>", b"</div>", b"</script>", b'"', b">"))
    return page.replace(closing, b"")


def repeated(page: bytes, chance: random.Random) -> bytes:
    return page * chance.randrange(2, 8)


MUTATIONS: tuple[Mutation, ...] = (
    truncated, shuffled, spliced, noisy, with_nulls, recoded, nested, without_body, unclosed, repeated,
)  # fmt: skip


def sources() -> list[bytes]:
    """The pages that are mutated."""
    real = sorted(DATA.glob("*/html/*.gz"))[::_REAL_EVERY] if DATA.is_dir() else []
    return [path.read_bytes() for path in sorted(SAMPLES.glob("*.html"))] + [
        gzip.decompress(path.read_bytes()) for path in real
    ]


def mutated(pages: Sequence[bytes], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """``count`` pages with the names of what was done to each: up to three mutations, the last ones 20 MB."""
    chance = random.Random(seed)
    for number in range(count):
        page = chance.choice(pages)
        done = chance.choices(MUTATIONS, k=chance.randrange(1, 4))
        for mutation in done:
            page = mutation(page, chance) or b"<"
        if number % _HUGE_EVERY == _HUGE_EVERY - 1:
            page = (page * (1 + _HUGE // len(page)))[:_HUGE]
        yield "+".join(mutation.__name__ for mutation in done), page


def read(page: bytes) -> str:
    """What became of it: "article" or "refused"; any other exception is a crash and passes through."""
    try:
        read_page(page, "https://mutant.example/2026/01/02/story/")
    except ExtractError:
        return "refused"
    return "article"


def run(pages: Iterator[tuple[str, bytes]]) -> tuple[Mapping[str, int], float, str]:
    """How pages ended, the longest time that one took, and which that was."""
    ends: Counter[str] = Counter()
    slowest, which = 0.0, ""
    for name, page in pages:
        start = time.process_time()
        try:
            ends[read(page)] += 1
        except Exception as error:  # noqa: BLE001 - the question is whether there is any
            ends[f"crash: {type(error).__name__} at {name}"] += 1
        took = time.process_time() - start
        if took > slowest:
            slowest, which = took, f"{name}, {len(page):,} bytes"
    return ends, slowest, which


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args(arguments)
    ends, slowest, which = run(mutated(sources(), options.pages, options.seed))
    for end, count in sorted(ends.items()):
        print(f"{count:6} {end}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"slowest {slowest:.2f} s ({which}); most memory {memory} MiB")
    crashed = any(end.startswith("crash") for end in ends)
    return int(crashed or slowest > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
