"""What must hold for every draft, whatever the article."""

from hypothesis import given
from hypothesis import strategies as st

from bot.compose import check, compose, measure, plain_link
from bot.compose.emoji import without_outer_emoji
from bot.compose.fit import MAX_POINTS
from bot.compose.quotes import balanced
from bot.compose.wording import comparable, one_line
from bot.model.article import Article
from bot.model.draft import Draft, LinkPlace, Measure, Rules, Style
from tests.unit.compose.compose_samples import ALL_RULES, an_article

WORDS = [
    "council",
    "admits",
    "ferry",
    "1,400",
    "“mistake”",
    "isn’t",
    "$5",
    "U.S.",
    "Booking.com",
    "@user",
    "#tag",
    "€20",
    "maire",
    "«erreur»",
    "„Fehler“",
    "Größe",
    "λάθος",
    "αλλά",
    "помилка",
    "«ні»",
    "図書館は",
    "「誤り」",
    "한국어",
    "خطأ",
    "«لا»",
    "👩🏽\u200d🌾",
    "🇧🇪",
    "é",
    "‘so’",
    "48.5\xa0mm",
    "…",
]
ENDS = ("", ".", "?", "!", "。")

sentences = st.builds(
    lambda words, end: " ".join(words) + end,
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=24),
    st.sampled_from(ENDS),
)
lines = st.sampled_from([None, "The council admits:", "Ο δήμαρχος:", "市長の発言："])
points = st.lists(st.tuples(sentences, lines, st.floats(0, 9)), max_size=14)
articles = st.builds(
    lambda points, title, tags: an_article(points, title=f"News: {title}", tags=tuple(tags)),
    points,
    sentences,
    st.lists(sentences, max_size=3),
)
styles = st.builds(
    Style,
    link=st.booleans(),
    utm=st.booleans(),
    hashtags=st.sampled_from([(), ("EU news",), ("a", "b")]),
    hashtags_from_tags=st.integers(0, 3),
    long=st.booleans(),
    keep_emoji=st.booleans(),
    link_optional=st.booleans(),
)
rules = st.sampled_from(ALL_RULES)


@given(articles, rules, styles)
def test_every_draft_fits_and_keeps_link_and_lines(
    article: Article, rules: Rules, style: Style
) -> None:
    draft = compose(article, rules, style, channel="c")
    (part,) = draft.parts
    assert part.length == measure(part.text, rules.measure) <= part.limit
    assert all("title" in w.lower() or "key points" in w for w in draft.warnings)
    assert (draft.link is not None) is style.link
    assert draft.link is None or plain_link(draft.link) == article.url
    in_text = draft.link if rules.link_place is LinkPlace.TEXT else plain_link(draft.link or "")
    assert draft.link is None or part.text.endswith(in_text or "")
    _points_stand_whole_and_under_their_lines(draft, article, style.keep_emoji)
    if draft.linkless is not None:
        assert (draft.linkless.link, draft.linkless.linkless) == (None, None)
        assert draft.linkless.cost_usd < draft.cost_usd


def _points_stand_whole_and_under_their_lines(
    draft: Draft, article: Article, keep_emoji: bool
) -> None:
    under: str | None = None
    shown: list[tuple[str, str | None]] = []
    for line in draft.parts[0].text.split("\n"):
        if line.startswith("• "):
            shown.append((comparable(line[2:]), under))
        else:
            under = comparable(line) or None
    chosen = [article.key_points[i] for i in draft.key_points]
    form = comparable if keep_emoji else lambda text: comparable(without_outer_emoji(text))
    assert shown == [(form(p.text), p.attribution) for p in chosen]
    left_out = [index for index, _ in draft.left_out]
    assert sorted([*draft.key_points, *left_out]) == list(range(len(article.key_points)))
    assert all(balanced(point.text) for point in chosen)
    assert len(chosen) <= MAX_POINTS
    assert list(draft.key_points) == sorted(draft.key_points)


@given(st.text(), st.text(), st.lists(st.tuples(st.text(), st.none() | st.text())), st.text())
def test_no_article_is_too_odd(
    title: str, body: str, points: list[tuple[str, str | None]], url: str
) -> None:
    article = an_article(points, title=title, body=(body,), url=url, tags=(title, body))
    for rules in ALL_RULES:
        draft = compose(article, rules, Style(hashtags_from_tags=2), channel="c")
        draft.parts[0].text.encode()  # no half characters
        assert draft.parts[0].length <= draft.parts[0].limit or draft.warnings


@given(articles, st.data())
def test_a_changed_word_is_found(article: Article, data: st.DataObject) -> None:
    style = Style()
    text = compose(article, ALL_RULES[1], style, channel="c").parts[0].text
    if check(text, article, ALL_RULES[1], style):
        return
    words = text.split(" ")
    at = data.draw(st.integers(0, len(words) - 1))
    damaged = " ".join((*words[:at], "otherwise", *words[at:]))
    assert check(damaged, article, ALL_RULES[1], style)


@given(st.text())
def test_one_line_is_one_and_stays(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line
    assert comparable(line) == comparable(text)


@given(st.text(), st.text())
def test_lengths_add_up_across_an_empty_line(one: str, two: str) -> None:
    """The search relies on it."""
    whole = measure(f"{one}\n\n{two}", Measure.WEIGHTED)
    assert whole == measure(one, Measure.WEIGHTED) + 2 + measure(two, Measure.WEIGHTED)
