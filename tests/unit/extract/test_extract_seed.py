from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.extract import read_entry, read_page
from bot.model.article import Article, Entry
from bot.model.keypoint import Origin

SEED = Path(__file__).parents[3] / ".." / "shared" / "seed-site"
URL = "https://eutoday.net/vladimir-putin-admits-soviet-invasions-of-eastern-europe-were-a-mistake/"
BOILERPLATE = ("Read also", "Follow EU Today", "@EU_today", "You may also like", "Leave a Comment")

pytestmark = pytest.mark.skipif(
    not SEED.is_dir(), reason=f"the seed article is not here: {SEED.resolve().name}"
)


@pytest.fixture
def page() -> Article:
    return read_page((SEED / "page.html").read_bytes(), URL)


@pytest.fixture
def entry() -> Article:
    body = (SEED / "content.html").read_text(encoding="utf-8")
    published = datetime(2023, 9, 13, 7, tzinfo=UTC)
    return read_entry(
        Entry("front", "1", URL, "A headline", content_html=body, published_at=published)
    )


@pytest.fixture(params=["page", "entry"])
def article(request: pytest.FixtureRequest) -> Article:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Article)
    return found


def test_the_three_points_carry_their_attribution(article: Article) -> None:
    assert len(article.key_points) == 3
    assert {point.attribution for point in article.key_points} == {"Putin admits:"}
    assert {point.origin for point in article.key_points} == {Origin.LIST}
    starts = [point.text.split()[0] for point in article.key_points]
    assert starts == ["The", "Countries", "Washington"]


def test_nothing_that_surrounds_the_story_is_in_it(article: Article) -> None:
    said = article.text + "".join(point.text for point in article.key_points)
    assert not [phrase for phrase in BOILERPLATE if phrase in said]


def test_the_stray_quotation_mark_is_reported(article: Article) -> None:
    assert [warning for warning in article.warnings if "quotation mark" in warning]


def test_page_and_entry_tell_the_same_story(page: Article, entry: Article) -> None:
    assert page.text == entry.text
    assert page.key_points == entry.key_points


def test_metadata_of_the_page(page: Article) -> None:
    assert page.title.startswith("Vladimir Putin admits Soviet invasions")
    assert page.title.endswith("“a mistake”")
    assert page.byline == "EUToday Correspondents"
    assert page.published_at == datetime(2023, 9, 13, 7, tzinfo=UTC)
    assert page.url == URL
    assert page.site_name == "EU Today"
    assert page.language == "en"
    assert page.image is not None
    assert page.image.url.startswith("https://eutoday.net/wp-content/uploads/")
    assert page.image.alt == page.title
