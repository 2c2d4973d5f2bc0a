from __future__ import annotations

import pytest

from bot.extract import read_page
from bot.extract.blocks import Block, Kind
from bot.extract.trim import trim


def block(text: str, *, linked: int = 0, kind: Kind = Kind.PARAGRAPH, strong: int = 0) -> Block:
    return Block(kind, text, 0, linked=linked, strong=strong)


def test_the_story_ends_before_its_closing_headings() -> None:
    story = [block("A sentence of the story that is long enough to be read as prose. " * 8)] * 3
    tail = [
        block("You may also like", kind=Kind.HEADING),
        block("Another story's teaser stands here."),
    ]
    assert trim([*story, *tail], "") == tuple(story)


def test_title_byline_and_date_above_the_story_are_dropped() -> None:
    story = block(
        "The first paragraph of the story is long enough and ends as a sentence should end, here."
    )
    head = [
        block("The bridge closes", kind=Kind.HEADING),
        block("By Mira Vale"),
        block("4 March 2026"),
    ]
    assert trim([*head, story], "The bridge closes") == (story,)


PROSE = (
    "<p>The council of Westhaven met on Tuesday evening to settle the plan for the old docks, after months"
    " of talks with the owners of the land and the people who live beside it.</p>"
)


@pytest.mark.parametrize(
    "line",
    [
        "Tempo de leitura: 2 minutos",
        "Temps de lecture : 3 min.",
        "Lesedauer: ca. 4 Minuten",
        "5 min de lecture",
        "2 minuti di lettura",
        "Iklan",
        "Like this story? Share it with a friend!",
        "¿Te ha gustado este artículo? Compártelo con tus amigos.",
        "Vous avez aimé cet article ? Partagez-le !",
        "Hat Ihnen dieser Artikel gefallen? Dann teilen Sie ihn.",
        "The docks will close in May.Click To Tweet",
        "Watch the weekly show on the docks. Click to subscribe!",
        "Link copied!",
        "Reporting by Lena Ortiz; additional reporting by Ida Falk; Editing by Rui Costa",
        "(Reporting by Lena Ortiz; Editing by Ida Falk)",
        "Reach the reporters on Twitter at http://twitter.com/lena and http://twitter.com/ida",
        "Werbung",
        "Anúncios",
        "저작권자 ⓒ 하버뉴스, 무단전재 및 재배포금지",
    ],
)
def test_labels_of_time_advertising_and_rights_are_no_story(line: str) -> None:
    page = f"<article><h1>Docks</h1>{PROSE}<p>{line}</p>{PROSE}</article>"
    assert line not in read_page(page, "").text


def test_a_sentence_that_begins_with_a_labels_word_is_the_storys() -> None:
    sentence = "Anzeige erstattete die <a href='/p'>Polizei</a> am Montag gegen zwei Fischer."
    page = f"<article><h1>Docks</h1>{PROSE}<p>{sentence}</p>{PROSE}</article>"
    assert "Anzeige erstattete die Polizei" in read_page(page, "").text


@pytest.mark.parametrize(
    "heading", ["Отзывы", "Добавить отзыв", "Оставить комментарий", "Самые популярные новости"]
)
def test_a_russian_heading_over_what_readers_wrote_ends_the_story(heading: str) -> None:
    page = f"<article><h1>Docks</h1>{PROSE * 4}<h3>{heading}</h3><p>A reader says that it rained a lot.</p></article>"
    assert "A reader" not in read_page(page, "").text


@pytest.mark.parametrize(
    "line",
    ["Published :[ 2018-08-25 15:24 ]", "05/10/2018 - Publicado por: Rui Costa - Categoria: Porto"],
)
def test_a_line_of_date_and_labels_above_the_story_is_not_the_story(line: str) -> None:
    page = f"<article><div>Docks</div><p>{line}</p>{PROSE}</article>"
    assert "2018" not in read_page(page, "").text


@pytest.mark.parametrize(
    "line",
    [
        "Writing by hand is taught again in the schools of Westhaven, the council says.",
        "Reporting by fishers of what they land is to become a duty in May.",
        "Love this town or leave it, the mayor told the owners of the docks.",
    ],
)
def test_sentences_that_begin_like_a_credit_or_an_invitation_stay(line: str) -> None:
    page = f"<article><h1>Docks</h1>{PROSE}<p>{line}</p>{PROSE}</article>"
    assert line in read_page(page, "").text
