from dataclasses import replace
from decimal import Decimal

import pytest

from bot.compose import check, compose, weighted_length
from bot.compose.fidelity import check_parts
from bot.compose.thread import MAX_PARTS
from bot.model.article import Article
from bot.model.draft import Style
from tests.unit.compose.compose_samples import FACEBOOK, LINE, TITLE, URL, X, an_article
from tests.unit.compose.generated_stories import a_story

RULES = replace(X, threads=True)
STYLE = Style(utm=False, thread=True, hashtags=("ports",))
OTHER = "The union replies:"
POINTS = [
    *(
        (f"Pier {n} was closed in 201{n} and “nobody was told” for {n * 3} months", LINE)
        for n in range(1, 6)
    ),
    *(
        (f"{n}00 members signed the letter of 201{n}, which was never answered", OTHER)
        for n in range(1, 3)
    ),
]


def story(points: int = 7) -> Article:
    return an_article(POINTS[:points])


def test_whole_points_in_numbered_parts_with_their_lines_and_one_link() -> None:
    draft = compose(story(), RULES, STYLE, channel="x")
    texts = [part.text for part in draft.parts]
    assert len(texts) == 3
    assert texts[0].startswith(f"{TITLE}\n\n{LINE}\n• ")
    assert texts[1].startswith(f"{LINE}\n• ")
    assert [text.rsplit("\n\n", 1)[1] for text in texts] == ["1/3", "2/3", "3/3"]
    assert [URL in text for text in texts] == [False, False, True]
    assert texts[2].endswith(f"#ports\n{URL}\n\n3/3")
    assert draft.key_points == tuple(range(7))
    assert draft.warnings == ()
    assert draft.cost_usd == Decimal("0.015") * 2 + Decimal("0.200")


def test_one_post_where_one_is_enough_or_threads_are_not_known() -> None:
    assert len(compose(story(1), RULES, STYLE, channel="x").parts) == 1
    assert len(compose(story(), RULES, replace(STYLE, thread=False), channel="x").parts) == 1
    assert len(compose(story(), FACEBOOK, STYLE, channel="f").parts) == 1


def test_too_many_parts_are_no_thread() -> None:
    words = "a long claim about the piers that goes on and on without an end in sight " * 3
    many = an_article([(f"Claim {n}: {words}", LINE) for n in range(MAX_PARTS + 1)])
    assert len(compose(many, RULES, STYLE, channel="x").parts) == 1


@pytest.mark.parametrize("seed", range(60))
def test_every_part_fits_and_the_thread_is_faithful(seed: int) -> None:
    article = a_story(seed)
    draft = compose(article, RULES, STYLE, channel="x")
    assert draft.warnings == ()
    for part in draft.parts:
        assert part.length == weighted_length(part.text) <= part.limit == 280


def test_what_is_wrong_with_a_thread() -> None:
    texts = [part.text for part in compose(story(), RULES, STYLE, channel="x").parts]
    assert check_parts(texts[::-1], story(), RULES, STYLE)[0].startswith("The parts of the thread")
    twice = [texts[0].replace("\n\n1/3", f"\n\n{URL}\n\n1/3"), *texts[1:]]
    assert check_parts(twice, story(), RULES, STYLE) == ("The link stands in more than one part.",)
    bare = [texts[0], texts[1].replace(f"{LINE}\n", ""), texts[2]]
    assert check_parts(bare, story(), RULES, STYLE)[0].startswith(f"This must stand under {LINE}")
    assert check(texts[0], story(), RULES, STYLE) != ()
