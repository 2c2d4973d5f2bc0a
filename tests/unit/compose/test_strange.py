"""The words that an editor has to look at."""

from __future__ import annotations

import pytest

from bot.compose import compose
from bot.compose.strange import strange_words
from bot.model.draft import Rules, Style
from tests.unit.compose.compose_samples import (
    ALL_RULES,
    LINE,
    POINTS,
    TITLE,
    URL,
    X,
    the_council_story,
)

STORY = the_council_story()


def strange(text: str) -> list[str]:
    lines = strange_words(text, STORY, X, Style())
    assert ["".join(s.text for s in line) for line in lines] == text.splitlines()
    return [s.text for line in lines for s in line if s.strange]


@pytest.mark.parametrize("rules", ALL_RULES, ids=lambda rules: rules.platform)
def test_a_faithful_post_has_none(rules: Rules) -> None:
    draft = compose(STORY, rules, Style(), channel="x")
    lines = strange_words(draft.parts[0].text, STORY, rules, Style())
    assert not [s for line in lines for s in line if s.strange]


def test_a_word_put_in_another_ones_place_is_pointed_out() -> None:
    first, *more = POINTS[0].split()
    changed = " ".join([first, "certainly", *more])
    assert strange("\n".join([TITLE, "", LINE, changed, "", URL])) == ["certainly"]


def test_a_word_of_the_article_in_a_wrong_place_is_pointed_out_too() -> None:
    words = POINTS[0].split()
    swapped = " ".join([*words[:-1], TITLE.split()[0]])
    assert strange("\n".join([TITLE, "", LINE, swapped, "", URL])) == [TITLE.split()[0]]


def test_a_line_of_ones_own_is_strange_by_its_words() -> None:
    assert "Zebras" in strange(f"{TITLE}\n\nZebras gallop quietly\n\n{URL}")


def test_links_are_not_looked_into() -> None:
    assert strange(f"{TITLE}\n\nhttps://evil.example/zebras") == []
