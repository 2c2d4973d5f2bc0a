"""Rules as the platforms have them, and articles made of a few words."""

from collections.abc import Sequence
from decimal import Decimal

from bot.model.article import Article
from bot.model.draft import LinkPlace, Measure, Rules
from bot.model.keypoint import KeyPoint, Origin, Span

X = Rules(
    "x",
    Measure.WEIGHTED,
    280,
    25_000,
    LinkPlace.TEXT,
    price_usd=Decimal("0.015"),
    price_with_link_usd=Decimal("0.200"),
)
FACEBOOK = Rules("facebook", Measure.CHARACTERS, 63_206, 63_206, LinkPlace.FIELD, "Read more:")
YOUTUBE = Rules("youtube", Measure.CHARACTERS, 1_500, 1_500, LinkPlace.TEXT)
ALL_RULES = (X, FACEBOOK, YOUTUBE)

URL = "https://news.example.com/ferry-terminal/"
TITLE = "Harbour council admits the ferry terminal was “a costly error”"
LINE = "The council admits:"
POINTS = (
    "The terminal opened four years late and “far beyond” its budget",
    "No study of the tides was made before building began in 2019",
    "Passengers “deserve an apology” and will not get their money back",
)


def an_article(
    points: Sequence[str | tuple[str, str | None] | tuple[str, str | None, float]] = (),
    *,
    title: str = TITLE,
    url: str = URL,
    tags: tuple[str, ...] = (),
    body: Sequence[str] = ("The council met on Tuesday. It was unanimous.",),
) -> Article:
    """An article with these points, each a text or a text with attribution and perhaps score.

    Attributions and points stand in the text, after the body, as in a real story.
    """
    text, made, said = "\n\n".join(body), [], None
    for point in points:
        words, line, score = (point, None, 1.0) if isinstance(point, str) else (*point, 1.0)[:3]
        if line and line != said:
            text += f"\n\n{line}"
        said = line
        text += "\n\n"
        span = Span(len(text), len(text) + len(words))
        text += words
        origin = Origin.LIST if line else Origin.SENTENCE
        made.append(KeyPoint(words, span, origin, attribution=line, score=score))
    return Article(
        url=url,
        slug="ferry-terminal",
        title=title,
        text=text,
        tags=tags,
        key_points=tuple(made),
    )


def the_council_story(**changes: object) -> Article:
    """One list of three points under "The council admits:"."""
    scored = [(text, LINE, 3.0 - i / 10) for i, text in enumerate(POINTS)]
    return an_article(scored, **changes)  # type: ignore[arg-type]
