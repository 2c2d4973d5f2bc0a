"""What readers of a post would see as different, and what they would not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.compose import compose
from bot.extract import read_entry
from bot.extract.corrections import correction_notices
from bot.model.article import Article
from bot.model.draft import Style
from bot.pipeline.changes import changes, words_of
from tests.fakes.world import RULES, article, entry

STORY = article()
POST = compose(STORY, RULES, Style(utm=False), channel="one").parts[0].text
POINT = "The wall will be raised by 40 centimetres"


def rewritten(change: Callable[[str], str], title: str | None = None) -> Article:
    old = entry()
    new = replace(old, content_html=change(old.content_html or ""), title=title or old.title)
    return read_entry(new, site_name="News", language="en")


def words(current: Article) -> list[str]:
    return [change.words for change in changes(POST, [STORY], [current])]


def test_the_same_story_changes_nothing() -> None:
    assert words(STORY) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda html: html.replace("40 centimetres", "40  centimetres."),
        lambda html: html.replace("The quay", "the quay"),
        lambda html: html.replace("since January", "since February"),
        lambda html: html + "<p>The board will meet again in the second week of December.</p>",
        lambda html: html.replace(
            "<li>The wall", "<li>A new lamp is lit at night</li><li>The wall"
        ),
    ],
    ids=[
        "spacing and stops",
        "capitals",
        "what was not posted",
        "another paragraph",
        "another item",
    ],
)
def test_what_readers_of_the_post_do_not_see_does_not_count(change: Callable[[str], str]) -> None:
    assert words(rewritten(change)) == []


def test_a_figure_that_is_another_counts() -> None:
    (told,) = words(rewritten(lambda html: html.replace("40 cent", "45 cent")))
    assert POINT in told


def test_a_point_that_is_gone_counts() -> None:
    (told,) = words(rewritten(lambda html: html.replace(f"<li>{POINT}</li>", "")))
    assert POINT in told


def test_who_says_it_counts() -> None:
    told = words(rewritten(lambda html: html.replace("The board says", "The mayor denies")))
    assert len(told) == 3
    assert "another now says" in told[0]


@pytest.mark.parametrize(
    "title",
    ["Court stops plan 1 for the quay", f"Nobody knows why: {STORY.title}", "Harbour board"],
)
def test_another_title_counts(title: str) -> None:
    (told,) = words(rewritten(lambda html: html, title))
    assert title in told


def test_of_a_title_that_was_cut_only_the_beginning_has_to_stand() -> None:
    story = replace(STORY, title="Quay opens in May: board agrees")
    post = POST.replace(STORY.title, "Quay opens in May")
    assert changes(post, [story], [replace(story, title="Quay opens in May: all agree")]) == ()
    assert changes(post, [story], [replace(story, title="Quay stays shut")])


def test_a_sentence_with_words_put_in_front_is_another() -> None:
    told = words(
        rewritten(lambda html: html.replace("<li>The wall", "<li>It is untrue that the wall"))
    )
    assert len(told) == 1


def test_what_the_page_still_says_is_still_said() -> None:
    shorter = rewritten(lambda html: html.replace(f"<li>{POINT}</li>", ""))
    assert changes(POST, [STORY], [shorter])
    assert changes(POST, [STORY], [shorter, STORY]) == ()


@pytest.mark.parametrize(
    ("one", "other"), [("$40", "€40"), ("5%", "5"), ("-3 degrees", "3 degrees"), ("1.5", "15")]
)
def test_signs_that_change_what_a_number_says_count(one: str, other: str) -> None:
    assert words_of(one) != words_of(other)


NOTICES = [
    "Correction: an earlier version gave the wrong height.",
    "Editor’s note: An earlier version of this article named the wrong year.",
    "This article was amended on 3 December 2026.",
    "Korrektur: In einer früheren Version hieß es, die Mauer werde höher.",
    "Rectificatif : le mur mesure 45 centimètres.",
    "Fe de errores: el muro mide 45 centímetros.",
    "Questo articolo è stato corretto il 3 dicembre.",
    "Correção: o muro tem 45 centímetros.",
    "Correctie: de muur is 45 centimeter hoog.",
    "Sprostowanie: mur ma 45 centymetrów.",
    "Διόρθωση: το τείχος είναι 45 εκατοστά.",
    "Erată: zidul are 45 de centimetri.",
]


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_of_correction_is_known(notice: str) -> None:
    assert correction_notices(f"A story begins.\n\n{notice}") == (notice,)


@pytest.mark.parametrize(
    "line",
    [
        "Corrections officers went on strike on Monday.",
        "The correction of the budget took three weeks.",
        "Korrekturen am Entwurf lehnte sie ab.",
        "Clarification of the rules is expected in May.",
        "Precision farming is on the rise.",
    ],
)
def test_a_story_about_corrections_carries_none(line: str) -> None:
    assert correction_notices(f"{line}\n\nMore of it.") == ()


def test_a_notice_counts_once() -> None:
    told = rewritten(lambda html: html + f"<p><em>{NOTICES[0]}</em></p>")
    (change,) = changes(POST, [STORY], [told])
    assert change.notice == NOTICES[0]
    assert changes(POST, [STORY, told], [told]) == ()
