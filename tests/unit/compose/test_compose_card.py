"""The picture of a draft says what the article says, and no more; its alternative text says the same."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.card import draw, fonts
from bot.compose import check_card, compose, edited
from bot.model.card import Card, CardFormat, CardGroup, Look
from bot.model.draft import Style
from tests.golden.compose.test_compose_golden import ARTICLES, read
from tests.unit.compose.compose_samples import (
    FACEBOOK,
    LINE,
    POINTS,
    X,
    an_article,
    the_council_story,
)
from tests.unit.compose.generated_stories import a_story
from tests.unit.compose.test_fidelity_mutations import DAMAGES

FORM = CardFormat(width=1600, height=900, max_bytes=5_000_000, alt_limit=1_000)
ON_X = replace(X, card=FORM, price_alt_text_usd=Decimal("0.005"))
ON_FACEBOOK = replace(FACEBOOK, card=replace(FORM, width=1080, height=1350))
STYLE = Style(utm=False, card=Look())


def card_of(article, rules=ON_X, style=STYLE) -> Card:
    (media,) = compose(article, rules, style, channel="c").media
    assert media.kind == "image"
    assert media.card is not None
    assert media.alt == media.card.words
    return media.card


def test_it_shows_title_attribution_points_and_site() -> None:
    card = card_of(replace(the_council_story(), site_name="The Courier"))
    assert card.groups == (CardGroup(LINE, POINTS),)
    assert card.words.endswith("\n\nThe Courier")


def test_there_is_none_where_the_channel_or_the_platform_has_none() -> None:
    story = the_council_story()
    assert compose(story, ON_X, Style(), channel="c").media == ()
    assert compose(story, X, STYLE, channel="c").media == ()


def test_its_alternative_text_is_paid_for() -> None:
    story = the_council_story()
    assert compose(story, ON_X, STYLE, channel="c").cost_usd == Decimal("0.205")
    cheap = replace(STYLE, link_optional=True)
    linkless = compose(story, ON_X, cheap, channel="c").linkless
    assert linkless is not None
    assert linkless.cost_usd == Decimal("0.020")
    assert linkless.media


def test_it_has_room_for_points_that_the_text_has_not() -> None:
    points = [
        (f"{text} and the fares rise by {i} per cent", LINE) for i, text in enumerate(POINTS * 2)
    ]
    draft = compose(an_article(points), ON_X, STYLE, channel="c")
    assert len(draft.key_points) < 5
    (media,) = draft.media
    shown = [point for group in media.card.groups for point in group.points]
    assert len(shown) == 5
    assert {points[i][0] for i in draft.key_points} <= set(shown)


def test_nothing_in_it_is_defused_or_marked() -> None:
    story = an_article(
        [("Shares of trips.eu rose, says @tripseu", None)], title="“So” says #travel"
    )
    assert "\u200b" not in card_of(story).words
    assert compose(story, ON_X, STYLE, channel="c").warnings == ()


def test_beside_a_picture_on_facebook_the_link_stands_in_the_text() -> None:
    draft = compose(the_council_story(), ON_FACEBOOK, replace(STYLE, utm=True), channel="c")
    assert draft.link is not None
    assert "utm_source=facebook" in draft.link
    assert draft.parts[0].text.endswith(f"Read more: {draft.link}")
    assert draft.warnings == ()


def test_what_cannot_be_shown_costs_the_picture_not_the_post() -> None:
    draft = compose(an_article([(POINTS[0], LINE)], title="ᚠᚢᚦ"), ON_X, STYLE, channel="c")
    assert draft.media == ()
    assert draft.warnings == ()
    assert draft.notes == ("There is no picture: the title cannot be shown in it.",)
    assert draft.cost_usd == Decimal("0.200")


def test_typefaces_that_are_not_there_cost_the_picture_not_the_post(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone() -> object:
        raise ImportError("no such package")

    fonts._typeface.cache_clear()
    fonts.typefaces.cache_clear()
    monkeypatch.setattr(fonts, "_cjk", gone)
    draft = compose(
        the_council_story(title="A title that no test drew before"), ON_X, STYLE, channel="c"
    )
    fonts.typefaces.cache_clear()
    assert draft.media == ()
    assert "install the bot anew" in draft.notes[0]
    assert draft.warnings == ()


def test_the_first_part_of_a_thread_has_the_picture_and_its_price() -> None:
    points = [
        (f"{text} and the fares rise by {i} per cent", LINE) for i, text in enumerate(POINTS * 2)
    ]
    threads = replace(ON_X, threads=True)
    draft = compose(an_article(points), threads, replace(STYLE, thread=True), channel="c")
    assert len(draft.parts) > 1
    assert sum(part.cost_usd for part in draft.parts) == draft.cost_usd
    assert draft.alone(0, None).media
    assert draft.alone(0, None).cost_usd == Decimal("0.020")
    assert draft.alone(1, "1").media == ()


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.text(max_size=50), st.none() | st.text(max_size=30)), max_size=3),
    st.sampled_from([None, "ar", "ja", "ko", "zh-Hant-TW", "!!"]),
)
@settings(max_examples=60, deadline=None)
def test_no_story_is_too_odd_for_a_picture(
    title: str, points: list[tuple[str, str | None]], language: str | None
) -> None:
    story = replace(an_article(points, title=title), language=language, site_name=title)
    for media in compose(story, ON_X, STYLE, channel="c").media:
        assert len(media.alt) <= FORM.alt_limit
        assert media.card is not None
        draw(media.card)


def test_points_that_are_not_legible_are_told() -> None:
    long = [(f"{n} " + " ".join(POINTS) * 2, LINE) for n in range(5)]
    draft = compose(an_article(long), ON_FACEBOOK, STYLE, channel="c")
    assert draft.notes
    assert draft.notes[0].startswith("The picture leaves out ")
    assert draft.warnings == ()


def test_an_edit_takes_out_of_the_picture_what_it_takes_out_of_the_text() -> None:
    story = the_council_story()
    draft = compose(story, ON_X, STYLE, channel="c")
    text = f"{LINE}\n• {POINTS[1]}\n\n{story.url}"
    after = edited(draft, text, story, ON_X, STYLE)
    assert after.warnings == ()
    (media,) = after.media
    assert media.card.groups == (CardGroup(LINE, (POINTS[1],)),)
    assert POINTS[0] not in media.alt
    assert after.cost_usd == Decimal("0.205")


DAMAGE = {
    "a word dropped": lambda c: replace(
        c, groups=(CardGroup(LINE, (POINTS[1].replace("No ", ""),)),)
    ),
    "a figure changed": lambda c: replace(
        c, groups=(CardGroup(LINE, (POINTS[1].replace("2019", "2018"),)),)
    ),
    "the attribution lost": lambda c: replace(c, groups=(CardGroup(None, POINTS),)),
    "another attribution": lambda c: replace(c, groups=(CardGroup("The union admits:", POINTS),)),
    "a quotation cut": lambda c: replace(
        c, groups=(CardGroup(LINE, (POINTS[0].partition(" its")[0],)),)
    ),
    "a title invented": lambda c: replace(c, title="Harbour council resigns"),
    "an attribution without points": lambda c: replace(
        c, groups=(CardGroup(LINE, ()), CardGroup(LINE, POINTS))
    ),
    "an address": lambda c: replace(c, groups=(CardGroup(LINE, ("See https://evil.example/",)),)),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_the_independent_check_finds_a_damaged_picture(damage) -> None:
    story = replace(the_council_story(), site_name="The Courier")
    card = card_of(story)
    assert check_card(card, story) == ()
    problems = check_card(damage(card), story)
    assert problems
    assert all(problem.startswith("In the picture: ") for problem in problems)


def rebuilt(card: Card, lines: list[str]) -> Card:
    """The card that has these lines for its words."""
    title, *rest = lines
    groups: list[tuple[str | None, list[str]]] = []
    is_new = True
    for line in rest:
        if not line:
            is_new = True
        elif not line.startswith("• "):
            groups.append((line, []))
            is_new = False
        else:
            if is_new or not groups:
                groups.append((None, []))
            groups[-1][1].append(line.removeprefix("• "))
            is_new = False
    made = tuple(CardGroup(line, tuple(points)) for line, points in groups)
    return replace(card, title=title, groups=made)


def test_pictures_damaged_as_careless_hands_damage_posts_are_all_caught() -> None:
    random = Random(7)
    made: Counter[str] = Counter()
    missed = []
    for seed in range(60):
        story = a_story(seed)
        for media in compose(story, ON_X, STYLE, channel="c").media:
            card = media.card
            assert card is not None
            lines = card.words.split("\n")
            assert rebuilt(card, lines) == card
            for damage in DAMAGES:
                damaged = damage(list(lines), story, random)
                if damaged is None or damaged == lines or not damaged[0]:
                    continue
                made[damage.__name__] += 1
                if not check_card(rebuilt(card, damaged), story):
                    missed.append((damage.__name__, damaged))
    assert missed == []
    assert made.total() > 250, made


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_the_pictures_of_the_golden_stories_are_faithful(path) -> None:
    article, style = read(path)
    draft = compose(article, ON_X, replace(style, card=Look()), channel="c")
    assert not [warning for warning in draft.warnings if "picture" in warning]
    assert draft.media, draft.notes


def test_of_generated_stories_no_picture_is_held_wrongly() -> None:
    for seed in range(25):
        story = a_story(seed)
        draft = compose(story, ON_X, STYLE, channel="c")
        assert not [warning for warning in draft.warnings if "picture" in warning], seed
        for media in draft.media:
            assert len(media.alt) <= FORM.alt_limit
            assert all(
                point.attribution in media.alt
                for point in story.key_points
                if point.attribution and point.text in media.alt
            )
