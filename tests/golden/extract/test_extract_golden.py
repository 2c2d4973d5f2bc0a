"""Pages of our own writing in ten languages and of different makers, against what a reader would take from them.

Each ``*.html`` has a ``*.json`` of the same name beside it. A change of reading shows as a diff of those files.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.extract import read_page
from bot.model.article import Article

PAGES = sorted(Path(__file__).parent.glob("*.html"))


def as_expected(article: Article) -> dict[str, object]:
    return {
        "url": article.url,
        "title": article.title,
        "byline": article.byline,
        "published_at": article.published_at and article.published_at.isoformat(),
        "modified_at": article.modified_at and article.modified_at.isoformat(),
        "language": article.language,
        "site_name": article.site_name,
        "image": article.image and [article.image.url, article.image.alt],
        "tags": list(article.tags),
        "lead": article.lead,
        "text": article.text.split("\n\n"),
        "key_points": [
            {"attribution": point.attribution, "speaker": point.speaker, "text": point.text}
            for point in article.key_points
        ],
        "warnings": list(article.warnings),
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_is_read_as_a_reader_would(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert as_expected(read_page(page.read_bytes(), "")) == expected


def test_there_are_samples_in_many_languages() -> None:
    assert len({page.stem.rpartition(".")[2] for page in PAGES}) >= 8
