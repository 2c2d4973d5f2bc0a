"""Articles in, three posts each out, as files that are reviewed by eye.

``UPDATE_GOLDEN=1 pytest tests/golden/compose`` writes the expected files anew; look at the diff.
"""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from bot.compose import compose
from bot.model.article import Article
from bot.model.draft import Draft, LinkPlace, Measure, Rules, Style
from bot.model.keypoint import KeyPoint, Origin, Span

HERE = Path(__file__).parent
ARTICLES = sorted((HERE / "articles").glob("*.json"))
RULES = (
    Rules(
        "x",
        Measure.WEIGHTED,
        280,
        25_000,
        LinkPlace.TEXT,
        price_usd=Decimal("0.015"),
        price_with_link_usd=Decimal("0.200"),
    ),
    Rules("facebook", Measure.CHARACTERS, 63_206, 63_206, LinkPlace.FIELD, "Read more:"),
    Rules("youtube", Measure.CHARACTERS, 1_500, 1_500, LinkPlace.TEXT),
)

MOST_SHOWN = 12


def read(path: Path) -> tuple[Article, Style]:
    data = json.loads(path.read_text(encoding="utf-8"))
    text = "\n\n".join(data["paragraphs"])
    points = tuple(
        KeyPoint(
            text=point["text"],
            span=Span(at := text.index(point["text"]), at + len(point["text"])),
            origin=Origin(point["origin"]),
            attribution=point.get("attribution"),
            speaker=point.get("speaker"),
            score=point["score"],
        )
        for point in data["key_points"]
    )
    article = Article(
        url=data["url"],
        slug=path.stem,
        title=data["title"],
        text=text,
        language=data["language"],
        tags=tuple(data.get("tags", ())),
        key_points=points,
    )
    style = data.get("style", {})
    return article, Style(**style | {"hashtags": tuple(style.get("hashtags", ()))})


def shown(draft: Draft) -> str:
    (part,) = draft.parts
    points = ",".join(map(str, draft.key_points)) or "none"
    head = (
        f"=== {draft.platform}: {part.length} of {part.limit}, points {points}, ${draft.cost_usd}"
    )
    notes = [f"link: {draft.link}", *(f"warning: {warning}" for warning in draft.warnings)]
    notes += [f"left out: {index}, {reason}" for index, reason in draft.left_out[:MOST_SHOWN]]
    text = "\n".join([head, *notes, "", part.text, ""])
    return text + (f"\n--- or {shown(draft.linkless)}" if draft.linkless else "")


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_the_posts_about_an_article(path: Path) -> None:
    article, style = read(path)
    posts = "\n".join(shown(compose(article, r, style, channel=r.platform)) for r in RULES)
    expected = HERE / "expected" / f"{path.stem}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(posts, encoding="utf-8")
    assert posts == expected.read_text(encoding="utf-8")


def test_no_expected_file_is_left_over() -> None:
    expected = {path.stem for path in (HERE / "expected").glob("*.txt")}
    assert expected == {path.stem for path in ARTICLES}
