from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.compose.urls import find_urls, replace_urls

CONFORMANCE = Path(__file__).parents[3] / ".." / "shared" / "data" / "twitter-text"


def found(text: str) -> list[str]:
    return [text[url.start : url.end] for url in find_urls(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no dots at all", []),
        ("The end. The beginning", []),
        ("The end.The beginning", []),
        ("at 3.40 a.m. in the U.S.", []),
        ("Booking.com and node.js", ["Booking.com"]),
        ("foo.py, bar.rs", ["foo.py", "bar.rs"]),
        ("https://a.example.com/x(y)/z.", ["https://a.example.com/x(y)/z"]),
        ("“example.com”", ["example.com"]),
        ("@user@example.com", []),
        ("x.example.com:8080/a?b=c#d", ["x.example.com:8080/a?b=c#d"]),
        ("a_b.com c_d.example.com", ["d.example.com"]),
        ("-a.com b-.com c-d.com", ["c-d.com"]),
        ("пример.рф http://пример.рф", ["http://пример.рф"]),
        ("中国a.com中国", ["a.com"]),
        ("😀 a.com 😀 b.com", ["a.com", "b.com"]),
        ("http://t.co/abc/def", ["http://t.co/abc"]),
        ("http://t.co/" + "a" * 41, []),
        ("http://" + "a" * 64 + ".com", []),
        ("http://a.com/" + "b" * 4096, []),
        ("vermögensberatung.vermögensberatung", ["vermögensberatung.vermögensberatung"]),
        ("xn--p1ai.xn--p1ai", ["xn--p1ai.xn--p1ai"]),
        ("a.comb a.COM a.com-b", ["a.COM"]),
    ],
)
def test_what_x_would_link(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_every_link_gives_way_to_the_stand_in() -> None:
    assert replace_urls("😀 a.com, b.com/c 😀", "[]") == "😀 [], [] 😀"
    assert replace_urls("nothing", "[]") == "nothing"


@pytest.mark.parametrize(
    "text",
    [
        "a." * 30_000 + "com",
        "日" * 60_000 + ".com",
        "日_" * 30_000 + ".com",
        "a.com-." * 9_000,
        "a.com/" + "(a" * 30_000,
        "a.com" + "/@" * 30_000,
        "xn--" + "a" * 60_000 + "日.com",
        "a.comé-." * 7_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_long_hostile_text_ends(text: str) -> None:
    """Each took minutes or forever with a plain regular expression."""
    assert len(find_urls(text)) <= len(text)


def cases(file: str, groups: tuple[str, ...]) -> list[Any]:
    path = CONFORMANCE / file
    if not path.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"no {file} of twitter-text"))]
    suite = yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]
    return [
        pytest.param(case, id=f"{group}: {case['description']}")
        for group in groups
        for case in suite[group]
    ]


@pytest.mark.parametrize(
    "case",
    cases("extract.yml", ("urls", "tco_urls_with_params"))
    + cases("tlds.yml", ("country", "generic")),
)
def test_conformance_of_links(case: Any) -> None:
    assert found(case["text"]) == case["expected"]


@pytest.mark.parametrize(
    "case", cases("extract.yml", ("urls_with_indices", "urls_with_directional_markers"))
)
def test_conformance_of_places(case: Any) -> None:
    urls = find_urls(case["text"])
    assert [list(url) for url in urls] == [each["indices"] for each in case["expected"]]
    assert found(case["text"]) == [each["url"] for each in case["expected"]]
