from __future__ import annotations

import pytest

from bot.extract import read_page


@pytest.mark.parametrize(
    "pulled",
    [
        "<blockquote><p>No pillar will stand in ten years</p></blockquote>",
        "<p class=big>“No pillar will stand in ten years”</p>",
        "<aside><p>No pillar will stand in ten years</p></aside>",
    ],
)
def test_a_pull_quote_is_not_told_twice(pulled: str) -> None:
    first = "<p>“No pillar will stand in ten years,” said Lena Ortiz, who has looked after the bridge since 1998.</p>"
    rest = (
        "<p>The county closes the bridge in May and pays for the repair out of its reserve of old.</p>"
        * 2
    )
    page = f"<article><h1>Bridge closes</h1>{first}{rest}{pulled}<p>Ferries run at night, the county said on Monday.</p></article>"
    assert read_page(page, "").text.count("No pillar will stand") == 1


def test_the_first_paragraph_is_the_story_s_own_though_it_is_said_again() -> None:
    lead = "No pillar of the old bridge will stand in ten years"
    again = f"<p>{lead}, said Lena Ortiz, who has measured all five of them since the spring.</p>"
    page = f"<article><h1>Bridge closes</h1><p>{lead}.</p><p>Ferries run at night, the county said.</p>{again}</article>"
    assert read_page(page, "").text.startswith(f"{lead}.")


def test_a_pull_quote_of_an_item_is_not_told_twice() -> None:
    items = "<ul><li>No pillar will stand in ten years</li><li>The ferries run at night</li></ul>"
    pulled = "<blockquote><p>No pillar will stand in ten years</p></blockquote>"
    prose = "<p>The county closes the bridge in May and pays for the repair out of its reserve.</p>"
    page = f"<article><h1>Bridge closes</h1>{prose}<p>Lena Ortiz says:</p>{items}{prose}{pulled}</article>"
    article = read_page(page, "")
    assert article.text.count("No pillar will stand") == 1
    assert article.key_points[0].attribution == "Lena Ortiz says:"
