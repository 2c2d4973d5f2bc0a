"""What is wrong with a channel's template, found before a story is."""

from __future__ import annotations

from bot.compose.composer import compose
from bot.compose.template import TemplateFault, unknown_names
from bot.model.article import Article
from bot.model.draft import Rules, Style
from bot.model.keypoint import KeyPoint, Origin, Span


def lint_template(rules: Rules, style: Style) -> tuple[str, ...]:
    """What is wrong with ``style.template`` on that platform, in plain words; empty where it is sound.

    It is read, its names are looked up, and sample stories (two sides; one plain point; none) are posted with it.
    """
    try:
        unknown = unknown_names(style.template)
    except TemplateFault as fault:
        return (str(fault),)
    if unknown:
        return tuple(
            f"nothing is called “{name}”; see docs/templates.md" for name in sorted(unknown)
        )
    problems = [
        warning
        for article in _SAMPLES
        for warning in compose(article, rules, style, channel="template").warnings
        if warning not in _EXPECTED
    ]
    first = compose(_SAMPLES[0], rules, style, channel="template")
    if not problems and not first.key_points:
        problems.append("it leaves no room for a single key point")
    elif not any(_POINTS[i][1] in first.parts[0].text for i in first.key_points):
        problems.append("it shows no key points")
    return tuple(dict.fromkeys(problems))


_POINTS = (
    ("The owners say:", "The mill will close in spring"),
    ("The owners say:", "Not one of the 300 jobs “can be saved”"),
    ("The union replies:", "The order books are full"),
)
_EXPECTED = frozenset({"The article has no key points."})


def _sample(*points: tuple[str | None, str]) -> Article:
    text = "The council met on Monday."
    made = []
    for line, words in points:
        text += f"\n\n{line}\n\n" if line and line not in text else "\n\n"
        span = Span(len(text), len(text) + len(words))
        text += words
        made.append(KeyPoint(words, span, Origin.LIST, attribution=line, score=1.0))
    return Article(
        url="https://news.example.com/mill/",
        slug="mill",
        title="Owners and union differ over the paper mill",
        text=text,
        byline="Ada Holt",
        site_name="The Example",
        language="en",
        tags=("Paper mill",),
        key_points=tuple(made),
    )


_SAMPLES = (_sample(*_POINTS), _sample((None, _POINTS[0][1])), _sample())
