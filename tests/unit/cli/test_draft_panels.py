from dataclasses import replace

import pytest

from bot.cli.render import meter, show_draft
from bot.compose import compose
from bot.model.draft import Style
from tests.unit.compose.compose_samples import POINTS, X, an_article, the_council_story


@pytest.mark.parametrize(
    ("length", "limit", "shown"),
    [
        (0, 280, "░░░░░░░░░░ 0 of 280"),
        (1, 280, "█░░░░░░░░░ 1 of 280"),
        (280, 280, "██████████ 280 of 280"),
        (283, 280, "██████████ 283 of 280, over by 3"),
        (224, 63_206, "█░░░░░░░░░ 224 of 63,206"),
    ],
)
def test_how_full_a_post_is(length: int, limit: int, shown: str) -> None:
    assert meter(length, limit) == shown


def test_a_panel_tells_all_about_a_draft(capsys: pytest.CaptureFixture[str]) -> None:
    story = the_council_story()
    draft = compose(story, X, Style(link_optional=True), channel="main")
    show_draft(replace(draft, warnings=("Look twice.",)), story)
    shown = capsys.readouterr().out
    part = draft.parts[0]
    for words in (
        "main (x)",
        f"{part.length} of 280 · $0.200",
        f"link: {draft.link}",
        "without link $0.015",
        "! Look twice.",
        f"left out: “{POINTS[2][:50]}",
        "(there is no room beside those that say more)",
    ):
        assert words in shown


def test_nothing_in_a_title_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    story = an_article(["[red]So[/red]."], title="[bold]\x1b[31mnews[/bold]")
    show_draft(compose(story, X, Style(), channel="x"), story)
    shown = capsys.readouterr().out
    assert "\x1b[31m" not in shown
    assert "[bold]" in shown


def test_a_thread_is_shown_part_by_part(capsys: pytest.CaptureFixture[str]) -> None:
    story = an_article([(f"Pier {n} was closed for {n * 3} months. " * 3, None) for n in range(5)])
    draft = compose(story, replace(X, threads=True), Style(thread=True), channel="x")
    show_draft(draft, story)
    shown = capsys.readouterr().out
    count = len(draft.parts)
    assert count > 1
    assert all(f"x (x) · {i} of {count}" in shown for i in range(1, count + 1))
    assert shown.count(f"${draft.cost_usd:.3f} in all") == count
    assert "[news.example.com]" not in shown
