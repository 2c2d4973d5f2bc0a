from dataclasses import replace

import pytest

from bot.compose import check, check_card, compose
from bot.compose.said import CUT_TITLE
from bot.model.article import Article
from bot.model.card import Card, CardFormat, CardGroup, Look
from bot.model.draft import Style
from bot.model.keypoint import KeyPoint, Origin, Span
from tests.unit.compose.compose_samples import (
    ALL_RULES,
    FACEBOOK,
    LINE,
    POINTS,
    TITLE,
    URL,
    X,
    an_article,
    the_council_story,
)

STORY = the_council_story(tags=("Ferry",))
UNION, MINISTRY = "The union says:", "The ministry replies:"
DISPUTE = an_article(
    [
        ("Not one report was answered", UNION),
        ("1,400 families lose their income", UNION),
        ("Every report was answered", MINISTRY),
    ],
    title="Miners and ministry at odds",
)


def post(*lines: str, title: str = TITLE, link: str = URL) -> str:
    return "\n".join([title, "", *lines, "", link])


def problems(text: str, article: Article = STORY) -> tuple[str, ...]:
    return check(text, article, X, Style())


@pytest.mark.parametrize("rules", ALL_RULES, ids=lambda rules: rules.platform)
@pytest.mark.parametrize("article", [STORY, DISPUTE])
def test_what_compose_makes_is_faithful(article: Article, rules: object) -> None:
    style = Style(hashtags=("news",), hashtags_from_tags=1)
    draft = compose(article, rules, style, channel="c")  # type: ignore[arg-type]
    assert check(draft.parts[0].text, article, rules, style) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        post(LINE, f"• {POINTS[0]}", f"• {POINTS[2]}"),
        post(LINE, f"- {POINTS[2]}", f"– {POINTS[0]}"),  # other bullets, another order
        post("The council met on Tuesday. It was unanimous."),
        post("It was unanimous."),
        post(),
        post(LINE, POINTS[0], link=f"{URL}?utm_source=elsewhere"),
        post(LINE, POINTS[0].replace(" ", "\u00a0")),
        post(title="Harbour council admits “a costly error”"),
    ],
)
def test_sound_posts(text: str) -> None:
    story = the_council_story(title="Harbour council admits “a costly error”; terminal stays")
    if TITLE not in text:
        assert check(text.replace(TITLE, story.title), story, X, Style()) == ()
    else:
        assert problems(text) == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            post(LINE, "• Passengers “deserve an apology” and will get their money back"),
            "This is not in the article, word for word: Passengers",
        ),
        (
            post(LINE, f"• {POINTS[1].replace('2019', '2018')}"),
            "This is not in the article, word for word: No study",
        ),
        (post(LINE, "• The terminal opened four years late"), "This is not in the article"),
        (post("The council met on"), "This is not in the article, word for word: The council met"),
        (post("met on Tuesday."), "This is not in the article, word for word: met on Tuesday."),
        (post(f"• {POINTS[0]}"), f"This must stand under {LINE}: The terminal"),
        (post(LINE, "", f"• {POINTS[0]}"), f"This must stand under {LINE}: The terminal"),
        (post(LINE, "• It was unanimous."), f"The article does not put this under {LINE}"),
        (post(LINE, f"• {POINTS[0][:-12]}"), "The quotation marks are not balanced: The terminal"),
        (
            post(title="Harbour council denies"),
            "This is not in the article, word for word: Harbour",
        ),
        (post(link=""), "The link to the article is missing."),
        (post(link="https://evil.example/"), "A link that is not the article's: https://evil"),
        (post("Read it on evil.com"), "A link that is not the article's: evil.com"),
        (post("#buy"), "This is not in the article, word for word: #buy"),
    ],
)
def test_damaged_posts(text: str, problem: str) -> None:
    found = problems(text)
    assert any(each.startswith(problem) for each in found), found


QUOTED = an_article(
    body=(
        "The mayor denied that Mr. Smith was paid. “We were wrong. It will not happen again,” Ada Holt said.",
        "“It is over.” Ben Ruiz said so on Tuesday.",
    )
)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("It is over.", "This is not in the article"),
        ("“It is over.”", "This does not say whose words it is"),
        ("“We were wrong.”", "This is not in the article"),
        ("It will not happen again,” Ada Holt said.", "The quotation marks are not balanced"),
        ("Smith was paid.", "This is not in the article"),
        ("“We were wrong. It will not happen again,” Ada Holt said.", None),
        ("The mayor denied that Mr. Smith was paid.", None),
        ("“It is over.” Ben Ruiz said so on Tuesday.", None),
    ],
)
def test_a_quotation_keeps_its_speaker(line: str, problem: str | None) -> None:
    found = problems(post(f"• {line}"), QUOTED)
    assert (not found) if problem is None else any(each.startswith(problem) for each in found)


@pytest.mark.parametrize("bullet", ["", "• "])
def test_a_dash_within_a_line_is_no_bullet(bullet: str) -> None:
    story = an_article(body=("Trade changed by 5 percent.", "Ada Holt – a pilot – was there."))
    assert problems(post(bullet + "Ada Holt – a pilot – was there."), story) == ()
    (problem,) = problems(post(bullet + "Trade changed by - 5 percent."), story)
    assert problem.startswith("This is not in the article")


def test_a_line_that_is_title_and_attribution_is_known_by_its_place() -> None:
    story = the_council_story(title=LINE)
    group = f"{LINE}\n• {POINTS[0]}"
    assert problems(f"{LINE}\n\n{group}\n\n{URL}", story) == ()
    bare = f"Nothing stands under this line: {LINE}"
    assert problems(f"{LINE}\n\n{LINE}\n\n{group}\n\n{URL}", story) == (bare,)
    assert problems(f"{group}\n\n{URL}", story) == (f"This must stand under {LINE}: {POINTS[0]}",)


def test_a_sign_that_acts_in_a_post_does_not_in_a_picture() -> None:
    story = an_article(["The @ferry is late"])
    groups = (CardGroup(None, ("The @ferry is late",)),)
    card = Card(TITLE, groups, "", "en", leftward=False, format=CardFormat(9, 9, 9, 9), look=Look())
    text, style = f"{card.words}\n\n{URL}", Style(keep_emoji=False)
    assert len(check(text, story, X, style)) == 1
    assert check_card(card, story) == ()
    assert len(check(text, story, X, style)) == 1


def test_what_one_channel_may_say_another_may_not() -> None:
    text = f"{TITLE}\n\nRead more:\n\n#Ferry\n\n{URL}"
    style = Style(hashtags_from_tags=1)
    for _ in range(2):  # the check keeps what it found
        assert check(text, STORY, FACEBOOK, style) == ()
        assert len(check(text, STORY, X, Style())) == 3


def test_a_sentence_whose_speaker_stands_elsewhere_says_nobodys_words() -> None:
    (point,) = an_article(["We have lost."]).key_points
    story = replace(an_article(["We have lost."]), key_points=(replace(point, speaker="Ada Holt"),))
    text = f"{TITLE}\n\n• We have lost.\n\n{URL}"
    assert problems(text, story) == ("This does not say whose words it is: We have lost.",)


def test_a_title_cut_after_a_clause_is_for_a_person() -> None:
    story = the_council_story(title="Bridge is safe, engineers deny")
    assert problems(post(title="Bridge is safe"), story) == (CUT_TITLE,)


def test_a_line_with_nothing_under_it() -> None:
    assert problems(
        post(UNION, "", MINISTRY, "• Every report was answered", title=DISPUTE.title), DISPUTE
    ) == (f"Nothing stands under this line: {UNION}",)


def test_what_a_story_mentions_stays_defused() -> None:
    story = an_article(["Ask @\u200bholt about it."])
    assert problems(post("• Ask @\u200bholt about it."), story) == ()
    assert "would be a mention" in problems(post("• Ask @holt about it."), story)[0]


def test_a_key_point_counts_only_where_it_stands() -> None:
    story = an_article(body=("The mayor denied that the bridge is safe",))
    torn = KeyPoint("the bridge is safe", Span(22, 40), Origin.LIST)
    assert story.text[22:40] == torn.text
    assert problems(post("• the bridge is safe"), replace(story, key_points=(torn,))) == (
        "This is not in the article, word for word: the bridge is safe",
    )


def test_speakers_that_were_swapped() -> None:
    text = post(UNION, "• Every report was answered", title=DISPUTE.title)
    assert problems(text, DISPUTE) == (
        f"This must stand under {MINISTRY}: Every report was answered",
    )


def test_two_speakers_may_say_the_same() -> None:
    story = an_article([("It was late", UNION), ("It was late", MINISTRY)])
    assert problems(post(UNION, "It was late"), story) == ()
    assert problems(post(MINISTRY, "It was late"), story) == ()
    assert problems(post("It was late"), story) != ()


def test_one_sentence_of_a_claim_keeps_its_line() -> None:
    story = an_article([("It was late. It was wet.", LINE)])
    assert problems(post(LINE, "It was late."), story) == ()
    assert problems(post("It was wet."), story) == (f"This must stand under {LINE}: It was wet.",)


def test_a_point_that_the_article_does_not_have() -> None:
    story = the_council_story()
    other = an_article([("Something else", LINE)])
    mixed = Article(story.url, story.slug, story.title, story.text, key_points=other.key_points)
    draft = compose(mixed, X, Style(), channel="x")
    assert "This is not in the article, word for word: Something else" in draft.warnings


def test_only_hashtags_of_the_channel_may_stand() -> None:
    text = post("#News #Ferry")
    style = Style(hashtags=("News",), hashtags_from_tags=1)
    assert check(text, STORY, X, style) == ()
    assert check(text, STORY, X, Style(hashtags=("News",))) != ()


def test_a_link_may_be_missing_where_none_is_wanted() -> None:
    assert check(TITLE, STORY, X, Style(link=False)) == ()
    field_only = type(FACEBOOK)("f", FACEBOOK.measure, 1, 1, FACEBOOK.link_place)
    assert check(TITLE, STORY, field_only, Style()) == ()
    assert check(TITLE, STORY, FACEBOOK, Style()) == ("The link to the article is missing.",)


def test_the_label_alone_is_the_channels() -> None:
    assert check(f"{TITLE}\n\nRead more: {URL}", STORY, FACEBOOK, Style()) == ()
    assert check(f"{TITLE}\n\nBuy now: {URL}", STORY, FACEBOOK, Style()) != ()
