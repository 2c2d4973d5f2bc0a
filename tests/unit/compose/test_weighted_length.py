import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.compose import length, measure, weighted_length
from bot.model.draft import Measure

CONFORMANCE = Path(__file__).parents[3] / ".." / "shared" / "data" / "twitter-text"


def cases(file: str, chosen: Callable[[str], bool]) -> list[Any]:
    """The conformance cases of the groups chosen; one that skips where the suite is absent."""
    path = CONFORMANCE / file
    if not path.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"no {file} of twitter-text"))]
    groups = yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]
    return [
        pytest.param(case, id=f"{group}: {case['description']}")
        for group, cases in groups.items()
        if chosen(group)
        for case in cases
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("Plain words", 11),
        ("“Curly” – dashes’", 17),
        ("…", 2),
        ("Ελλάδα, Україна, مصر", 20),
        ("東京", 4),
        ("한국", 4),
        ("e\u0301", 1),  # composed before it is counted
        ("©", 1),
        ("©\ufe0f", 2),
        ("😀", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("👩🏽‍🌾", 2),
        ("🏃🏽‍♀️", 2),
        ("⛹️‍♂️", 2),
        ("🇧🇪", 2),
        ("🇦🇦", 4),  # no such region
        ("1\ufe0f\u20e3", 2),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", 2),
        ("🧑‍🚀", 5),  # newer than X's table
        ("https://news.example.com/a/very/long/path?with=a&query=too", 23),
        ("Hi http://test.co", 26),
        ("example.com", 23),
        ("example.nothing", 15),
        ("See news.example.com.", 4 + 23 + 1),
        ("http://localhost:8000/story", 27),
        ("a.com b.com", 47),
        ("日本a.com", 4 + 23),
        ("name@example.com", 16),
        ("\ud800", 2),  # half a character
    ],
)
def test_length_on_x(text: str, expected: int) -> None:
    assert weighted_length(text) == expected


def test_each_measure_counts_its_own_way() -> None:
    text = "東京 https://news.example.com/a/very/long/path"
    assert measure(text, Measure.WEIGHTED) == 5 + 23
    assert measure(text, Measure.CHARACTERS) == len(text)


@pytest.mark.parametrize(
    "case",
    cases("validate.yml", lambda group: group == "WeightedTweetsCounterTest"),
)
def test_conformance_without_emoji(case: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(length, "SEQUENCE", re.compile(r"(?!)"))  # configuration v2 knows no emoji
    assert weighted_length(case["text"]) == case["expected"]["weightedLength"]


@pytest.mark.parametrize(
    "case",
    cases(
        "validate.yml",
        lambda group: group.endswith("CounterTest") and group != "WeightedTweetsCounterTest",
    ),
)
def test_conformance(case: Any) -> None:
    assert weighted_length(case["text"]) == case["expected"]["weightedLength"]


@pytest.mark.parametrize("case", cases("validate.yml", lambda group: group == "tweets"))
def test_conformance_of_whole_tweets(case: Any) -> None:
    fits = 0 < weighted_length(case["text"]) <= 280
    assert fits or not case["expected"]
