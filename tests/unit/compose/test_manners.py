"""What a platform and a channel ask of a post besides its length."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.compose import check, compose, edited, weighted_length
from bot.compose.direction import RIGHT_TO_LEFT_MARK
from bot.compose.emoji import without_outer_emoji
from bot.compose.said import CUT_TITLE
from bot.model.draft import Style
from tests.unit.compose.compose_samples import (
    FACEBOOK,
    LINE,
    POINTS,
    TITLE,
    URL,
    YOUTUBE,
    X,
    an_article,
    the_council_story,
)

PLAIN = Style(utm=False)


# --- the title


def test_a_title_whose_every_word_the_points_have_gives_way_to_one_more_of_them() -> None:
    title = "The harbour council closes the old ferry terminal at once"
    long = f"{title}, four years after it opened and “far beyond” all that was planned for it"
    other = "Passengers “deserve an apology” and will not get their money back, said the council on Monday"
    story = an_article([(long, LINE, 2.0), (other, LINE, 1.0)], title=title)
    draft = compose(story, X, PLAIN, channel="x")
    assert draft.key_points == (0, 1)
    assert draft.parts[0].text.startswith(LINE)
    assert draft.warnings == ()


def test_a_title_that_says_anything_else_stays() -> None:
    draft = compose(the_council_story(), X, PLAIN, channel="x")
    assert len(draft.key_points) < len(POINTS)
    assert draft.parts[0].text.startswith(TITLE)


def test_the_clause_of_a_title_keeps_its_spaces_and_waits_for_a_person() -> None:
    title = "Le préfet : « une erreur », dit-il" + " vraiment" * 40
    draft = compose(an_article(["Sûr."], title=title), X, PLAIN, channel="x")
    assert draft.parts[0].text.startswith("Le préfet : « une erreur »\n")
    assert draft.warnings == (CUT_TITLE,)


# --- what is left out


def test_each_point_that_is_left_out_has_its_reason() -> None:
    story = an_article(
        [
            TITLE,
            "See https://e.com",
            "He “said",
            "“We won.”",
            "far too long " * 30,
            "Fits.",
            *"BCDEF",
        ]
    )
    draft = compose(story, X, PLAIN, channel="x")
    assert dict(draft.left_out) == {
        0: "it repeats the title or another point",
        1: "it spells out a web address",
        2: "it has a quotation that is not whole",
        3: "it does not say whose words it is",
        4: "it is too long to fit",
        10: "a post has at most 5 points",
    }
    assert set(draft.key_points) | set(dict(draft.left_out)) == set(range(11))


# --- the link and its price


def test_a_budget_has_a_draft_without_link_in_reserve() -> None:
    style = replace(PLAIN, link_optional=True)
    draft = compose(the_council_story(), X, style, channel="x")
    assert (draft.link, draft.cost_usd) == (URL, Decimal("0.200"))
    spare = draft.linkless
    assert spare is not None
    assert (spare.link, spare.cost_usd, spare.warnings) == (None, Decimal("0.015"), ())
    assert "://" not in spare.parts[0].text
    assert len(spare.key_points) >= len(draft.key_points)


@pytest.mark.parametrize("rules", [FACEBOOK, YOUTUBE])
def test_where_links_cost_nothing_there_is_no_such_reserve(rules: object) -> None:
    style = replace(PLAIN, link_optional=True)
    assert compose(the_council_story(), rules, style, channel="c").linkless is None  # type: ignore[arg-type]


# --- right to left


def test_a_line_that_begins_in_latin_runs_with_its_story() -> None:
    points = [("NATO توافق على القرار", "UN تقول:"), ("القرار اتخذ بسرعة", "UN تقول:")]
    story = replace(an_article(points, title="EU ترد على القرار"), language="ar")
    draft = compose(story, X, PLAIN, channel="x")
    mark = RIGHT_TO_LEFT_MARK
    assert draft.parts[0].text.split("\n")[:5] == [
        f"{mark}EU ترد على القرار",
        "",
        f"{mark}UN تقول:",
        f"{mark}• NATO توافق على القرار",
        "• القرار اتخذ بسرعة",
    ]
    assert draft.parts[0].length == weighted_length(draft.parts[0].text)
    assert draft.warnings == ()


def test_other_stories_get_no_marks() -> None:
    text = compose(the_council_story(), X, PLAIN, channel="x").parts[0].text
    assert RIGHT_TO_LEFT_MARK not in text


# --- emoji


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("🚨 Late 🚲👨‍👩‍👧‍👦", "Late"),
        ("I ❤️ Ghent", "I ❤️ Ghent"),
        ("1️⃣ First", "First"),
        ("🇧🇪🇳🇱", "🇧🇪🇳🇱"),
        ("7 days, €20 ©", "7 days, €20 ©"),
        ("48.5 → 50", "48.5 → 50"),
    ],
)
def test_emoji_come_off_the_ends(text: str, bare: str) -> None:
    assert without_outer_emoji(text) == bare


def test_dropping_emoji_keeps_every_word_and_passes_the_check() -> None:
    story = an_article([("🚨 Late again 🚲", "🗣 They say:")], title="📰 News ❤️ here")
    style = replace(PLAIN, keep_emoji=False)
    draft = compose(story, FACEBOOK, style, channel="c")
    assert draft.parts[0].text == f"News ❤️ here\n\nThey say:\n• Late again\n\nRead more: {URL}"
    assert draft.warnings == ()
    assert check(draft.parts[0].text, story, FACEBOOK, PLAIN) != ()


# --- what people write


def test_an_edit_is_measured_priced_and_checked() -> None:
    story = the_council_story()
    draft = compose(story, X, replace(PLAIN, link_optional=True), channel="x")
    fine = edited(draft, f"{LINE}\n• {POINTS[2]}\n\n{URL}\n", story, X, PLAIN)
    assert (fine.warnings, fine.key_points, fine.linkless) == ((), (2,), None)
    assert fine.parts[0].length == weighted_length(fine.parts[0].text)
    assert fine.cost_usd == Decimal("0.200")
    bent = edited(draft, f"{LINE}\n• {POINTS[2].replace('not ', '')}\n\n{URL}", story, X, PLAIN)
    assert bent.warnings[0].startswith("This is not in the article")
    assert edited(draft, "", story, X, PLAIN).warnings[0] == "The post has no text."
    long = edited(draft, f"{TITLE} {'x' * 300}\n\n{URL}", story, X, PLAIN)
    assert long.warnings[0].startswith("The post is too long")
