from dataclasses import replace
from decimal import Decimal

import pytest

from bot.compose import compose, weighted_length
from bot.model.article import Image
from bot.model.draft import Draft, Media, Style
from bot.model.keypoint import KeyPoint, Origin, Span
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


def text_of(draft: Draft) -> str:
    (part,) = draft.parts
    return part.text


def test_a_post_on_x() -> None:
    draft = compose(the_council_story(), X, Style(), channel="main")
    link = f"{URL}?utm_source=x&utm_medium=social&utm_campaign=key-points"
    assert text_of(draft) == f"{TITLE}\n\n{LINE}\n• {POINTS[0]}\n• {POINTS[1]}\n\n{link}"
    assert (draft.channel, draft.platform, draft.link) == ("main", "x", link)
    assert (draft.key_points, draft.warnings, draft.media) == ((0, 1), (), ())
    assert draft.cost_usd == Decimal("0.200")
    (part,) = draft.parts
    assert part.length == weighted_length(part.text) <= part.limit == 280


def test_a_post_on_facebook_names_the_link_and_has_it_in_its_field() -> None:
    draft = compose(the_council_story(), FACEBOOK, PLAIN, channel="page")
    points = "\n".join(f"• {point}" for point in POINTS)
    assert text_of(draft) == f"{TITLE}\n\n{LINE}\n{points}\n\nRead more: {URL}"
    assert draft.link == URL
    assert draft.parts[0].length == len(text_of(draft))


def test_campaign_parameters_stay_out_of_a_text_whose_field_has_them() -> None:
    draft = compose(the_council_story(), FACEBOOK, Style(), channel="page")
    assert text_of(draft).endswith(f"\n\nRead more: {URL}")
    assert draft.link == f"{URL}?utm_source=facebook&utm_medium=social&utm_campaign=key-points"
    assert draft.warnings == ()


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", f"Mehr dazu: {URL}"),
        ("fr-BE", f"Lire la suite : {URL}"),
        ("sv", URL),
        (None, f"Read more: {URL}"),
    ],
)
def test_the_label_is_in_the_language_of_the_article(language: str | None, line: str) -> None:
    draft = compose(
        replace(the_council_story(), language=language), FACEBOOK, PLAIN, channel="page"
    )
    assert text_of(draft).splitlines()[-1] == line
    assert draft.warnings == ()


def test_campaign_parameters_never_take_room_from_the_story() -> None:
    """X counts each link as 23, but not one on a host that is no domain."""
    intranet = replace(the_council_story(), url="http://127.0.0.1:8080/council/")
    draft = compose(intranet, X, Style(), channel="main")
    assert draft.link == "http://127.0.0.1:8080/council/"
    assert compose(intranet, YOUTUBE, Style(), channel="main").link != draft.link


def test_a_field_without_label_keeps_the_link_out_of_the_text() -> None:
    draft = compose(the_council_story(), replace(FACEBOOK, link_label=""), PLAIN, channel="page")
    assert draft.link == URL
    assert URL not in text_of(draft)
    assert draft.warnings == ()


def test_a_post_on_youtube_ends_with_the_link() -> None:
    draft = compose(the_council_story(), YOUTUBE, PLAIN, channel="tube")
    assert text_of(draft).endswith(f"\n\n{URL}")
    assert draft.key_points == (0, 1, 2)


def test_long_posts_have_room_for_all() -> None:
    draft = compose(the_council_story(), X, replace(PLAIN, long=True), channel="x")
    assert draft.key_points == (0, 1, 2)
    assert draft.parts[0].limit == 25_000


def test_each_group_stands_under_its_own_line() -> None:
    story = an_article([("Late", "A says:"), "He left.", ("Wet", "A says:"), ("Dry", "B says:")])
    assert text_of(compose(story, YOUTUBE, PLAIN, channel="c")).split("\n\n")[1:-1] == [
        "A says:\n• Late",
        "• He left.",
        "A says:\n• Wet",
        "B says:\n• Dry",
    ]


def test_neighbours_of_one_attribution_are_one_group() -> None:
    story = an_article([("Late", "A says:"), ("“Dry", "B says:"), ("Wet", "A says:")])
    assert "A says:\n• Late\n• Wet" in text_of(compose(story, YOUTUBE, PLAIN, channel="c"))


def test_points_stand_in_story_order_whatever_their_rank() -> None:
    story = the_council_story()
    turned = replace(story, key_points=story.key_points[::-1])
    draft = compose(turned, YOUTUBE, PLAIN, channel="c")
    assert draft.key_points == (2, 1, 0)
    assert text_of(draft) == text_of(compose(story, YOUTUBE, PLAIN, channel="c"))


def test_a_point_that_repeats_the_title_or_another_is_left_out() -> None:
    story = an_article([TITLE, "New.", "New.", "  New. "])
    assert compose(story, YOUTUBE, PLAIN, channel="c").key_points == (1,)


@pytest.mark.parametrize(
    "unsound",
    [
        ("It reads “and then", None),
        ("Fine", "He said “so:"),
        ("More on https://e.com", None),
        ("Fine", "As www.e.com says:"),
        (" \u200b", None),
    ],
)
def test_unsound_points_are_left_out_and_hold_nothing_up(unsound: tuple[str, str | None]) -> None:
    story = an_article([(*unsound, 99.0), "The rest is sound."])
    draft = compose(story, YOUTUBE, PLAIN, channel="c")
    assert draft.key_points == (1,)
    assert draft.warnings == ()


def test_lines_that_only_lead_elsewhere_are_never_posted() -> None:
    story = the_council_story()
    links = tuple(replace(point, postable=False) for point in story.key_points[:2])
    draft = compose(replace(story, key_points=(story.key_points[2], *links)), X, PLAIN, channel="x")
    assert draft.key_points == (0,)
    assert draft.left_out == ()
    alone = compose(replace(story, key_points=links), X, PLAIN, channel="x")
    assert "The article has no key points." in alone.warnings


def test_a_point_too_long_gives_way_to_one_that_fits() -> None:
    story = an_article([("long " * 80, None, 9.0), ("Short.", None, 1.0)])
    draft = compose(story, X, PLAIN, channel="x")
    assert draft.key_points == (1,)
    assert draft.warnings == ()


def test_where_no_point_fits_the_post_is_title_and_link() -> None:
    story = an_article([("Fine", "He said in a long line " * 20)])
    draft = compose(story, X, PLAIN, channel="x")
    assert text_of(draft) == f"{TITLE}\n\n{URL}"
    assert draft.warnings == ()


def test_what_the_story_names_is_defused_and_not_billed() -> None:
    story = an_article(["Booking.com thanks @user."], title="A.com and #tag")
    draft = compose(story, X, replace(PLAIN, link=False), channel="x")
    assert text_of(draft) == "A.\u200bcom and #\u200btag\n\n• Booking.\u200bcom thanks @\u200buser."
    assert draft.cost_usd == Decimal("0.015")
    assert draft.warnings == ()


def test_without_link() -> None:
    draft = compose(the_council_story(), FACEBOOK, replace(PLAIN, link=False), channel="c")
    assert draft.link is None
    assert URL not in text_of(draft)


def test_fixed_hashtags_come_first_and_tags_only_where_room_is_left() -> None:
    style = replace(PLAIN, hashtags=("EU news",), hashtags_from_tags=3)
    tags = ("ferry", "a tag much too long to stand beside all of this, be there room or not", "sea")
    draft = compose(the_council_story(tags=tags), X, style, channel="x")
    assert text_of(draft).endswith(f"\n\n#EUnews #Ferry\n{URL}")
    assert draft.key_points == (0, 1)
    assert draft.warnings == ()


def test_hashtags_give_way_to_the_title() -> None:
    story = an_article(["Fine."], title="t" * 250)
    draft = compose(story, X, replace(PLAIN, hashtags=("EUnews",)), channel="x")
    assert text_of(draft) == f"{'t' * 250}\n\n{URL}"


def test_a_title_too_long_ends_with_a_statement() -> None:
    story = an_article(["Fine."], title=f"{'one ' * 30}is done; {'two ' * 60}")
    draft = compose(story, X, PLAIN, channel="x")
    assert text_of(draft) == f"{'one ' * 30}is done\n\n• Fine.\n\n{URL}"
    assert draft.warnings == ()


def test_a_title_that_may_lose_its_speaker_waits_for_a_person() -> None:
    story = an_article(["Fine."], title=f"No deal – {'says he ' * 60}")
    draft = compose(story, X, PLAIN, channel="x")
    assert text_of(draft).startswith("No deal\n\n")
    (warning,) = draft.warnings
    assert "whose words" in warning


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"title": "t" * 300}, "The title does not fit"),
        ({"title": ""}, "The article has no title."),
        ({"title": "It was “wrong"}, "The quotation marks are not balanced: It was “wrong"),
        ({"title": "See https://e.com"}, "The title spells out a web address."),
        ({"url": "javascript:alert(1)"}, "The article has no web address to link to."),
        ({"url": "https://[broken"}, None),
    ],
)
def test_odd_articles_wait_for_a_person(changes: dict[str, str], warning: str | None) -> None:
    draft = compose(an_article(["Fine."], **changes), X, PLAIN, channel="x")  # type: ignore[arg-type]
    assert draft.warnings[:1] == () if warning is None else draft.warnings[0].startswith(warning)
    assert draft.key_points == (0,)


def test_an_article_without_points_waits_for_a_person() -> None:
    draft = compose(an_article(), X, PLAIN, channel="x")
    assert draft.warnings == ("The article has no key points.",)
    draft = compose(an_article(["It was “wrong"]), X, PLAIN, channel="x")
    assert draft.warnings == ("None of the article's key points can be posted.",)


def test_a_warning_about_the_article_does_not_hold_a_sound_draft() -> None:
    story = replace(the_council_story(), warnings=("A stray quotation mark in a paragraph.",))
    assert compose(story, X, PLAIN, channel="x").warnings == ()


def test_a_post_that_cannot_fit_says_so() -> None:
    draft = compose(the_council_story(), replace(X, limit=10), PLAIN, channel="x")
    assert "The post is too long: 23 of 10." in draft.warnings


def test_scores_that_are_no_numbers_do_no_harm() -> None:
    odd = [float("nan"), float("inf"), float("-inf"), -1.0]
    story = an_article([(f"Point {i}.", None, score) for i, score in enumerate(odd)])
    assert compose(story, YOUTUBE, PLAIN, channel="c").key_points == (0, 1, 2, 3)


def test_a_span_of_nowhere_does_no_harm() -> None:
    point = KeyPoint("Elsewhere.", Span(900, 20), Origin.SENTENCE)
    story = replace(an_article(), key_points=(point,))
    draft = compose(story, X, PLAIN, channel="x")
    assert draft.warnings == ("This is not in the article, word for word: Elsewhere.",)


def test_the_picture_goes_along_only_where_the_rules_say_so() -> None:
    story = replace(the_council_story(), image=Image("https://e.com/a.jpg", "A ferry"))
    with_picture = replace(YOUTUBE, picture=True)
    assert compose(story, with_picture, PLAIN, channel="c").media == (
        Media("image", "https://e.com/a.jpg", "A ferry"),
    )
    assert compose(story, X, PLAIN, channel="c").media == ()
    assert compose(the_council_story(), with_picture, PLAIN, channel="c").media == ()
