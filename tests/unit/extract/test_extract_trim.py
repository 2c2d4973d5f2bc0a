from __future__ import annotations

import pytest

from bot.extract import read_page
from bot.extract.blocks import Block, Kind
from bot.extract.phrases import FOLLOW_US, FURNITURE_LISTS, READ_ALSO
from bot.extract.trim import heads_other_list, is_furniture, trim


def block(text: str, *, linked: int = 0, kind: Kind = Kind.PARAGRAPH, strong: int = 0) -> Block:
    return Block(kind, text, 0, linked=linked, strong=strong)


@pytest.mark.parametrize(
    "text",
    [
        "Read also: Bridge repairs run late",
        "READ MORE: Bridge repairs run late",
        "Lesen Sie auch: Die Brücke ist alt",
        "À lire aussi : le pont",
        "Διαβάστε επίσης: Η γέφυρα",
        "Czytaj także: Most zamknięty",
        "Follow The Post on social media:",
        "Follow us on Twitter and Facebook",
        "Twitter: @the_post",
        "Facebook: https://www.facebook.com/the.post/",
        "@the_post",
        "Photo: L. Marsh",
        "© 2026 The Post",
        "3 comments",
        "Advertisement",
        "* * *",
    ],
)
def test_furniture_is_known(text: str) -> None:
    assert is_furniture(block(text))


@pytest.mark.parametrize("phrase", [*READ_ALSO, *FOLLOW_US])
def test_every_phrase_of_the_tables_is_known_behind_any_mark(phrase: str) -> None:
    assert is_furniture(block(f"{phrase.capitalize()}:"))
    assert is_furniture(block(f"» {phrase.replace(' ', chr(0xA0))}:"))


@pytest.mark.parametrize(
    "text",
    [
        "Please follow us on X",
        "Suivez la rédaction sur les réseaux sociaux",
        "Síguenos en nuestras redes, también en Telegram",
        "Folgen Sie der Redaktion auf Facebook",
        "Ακολουθήστε την εφημερίδα στο Facebook",
        "Obserwuj redakcję na Facebook",
        "Urmăriți redacția pe Facebook",
        "fb: @the_post",
        "YouTube",
        "E-mail: www.post.example",
        "#harbour, #quay",
        "https://post.example/a",
        "Foto: L. Marsh",
        "Crédit photo: L. Marsh",
        "Zdjęcie: L. Marsh",
        "Φωτογραφία: Λ. Μαρς",
        "Courtesy: L. Marsh",
        "(c) 2026 The Post",
        "All rights reserved",
        "Tous droits réservés",
        "12 Kommentare",
        "Back to top",
        '[button link="https://post.example/a" color=red]Send yours in[/button]',
        "[newsletter-form id=3]",
        "The content of this page may not be reproduced without permission.",
    ],
)
def test_furniture_is_known_in_other_shapes(text: str) -> None:
    assert is_furniture(block(text))


@pytest.mark.parametrize(
    "text",
    [
        "Read more slowly, the report advises, and you will remember more.",
        "Follow the money, and you will find that the docks were sold twice.",
        "Photo agencies will pay more from July, the court ruled on Monday.",
        "Related companies must publish their books, the minister said on Monday.",
        "Sharing a flat is cheaper than living alone.",
        "[We] go on, the mayor wrote, [and] so does the town.",
        "Watch out for ice on the bridge in the early morning hours.",
        "X will pay a fine of 3 million euros.",
    ],
)
def test_prose_that_begins_alike_is_kept(text: str) -> None:
    assert not is_furniture(block(text))


@pytest.mark.parametrize(
    "text",
    [
        *FURNITURE_LISTS,
        *READ_ALSO,
        *("More business stories", "Top stories", "Latest news", "Other articles", "Recent posts"),
        *("You may also like", "Leave a reply", "Post a comment", "Comments", "Related coverage"),
        *("About the author", "More from the desk", "Most read", "Popular posts", "Trending now"),
        *(
            "Recommended for you",
            "Share this story",
            "Follow us today",
            "Read next",
            "Our newsletter",
        ),
        *("What to read next", "Editors’ picks", "Join the conversation", "Sign up now"),
        *("Das könnte Sie auch interessieren", "Mehr zum Thema", "Auch interessant", "Kommentare"),
        *(
            "Sur le même sujet",
            "À lire aussi",
            "Commentaires",
            "Noticias relacionadas",
            "Comentarios",
        ),
        *("Te puede interesar", "Articoli correlati", "Leggi anche", "Leia também", "Comentários"),
        *("Lees ook", "Reacties", "Zobacz także", "Komentarze", "Διαβάστε επίσης", "Σχόλια"),
        *("Σχετικά άρθρα", "Citește și", "Comentarii", "Follow The Post on Facebook", "Tags"),
    ],
)
def test_a_line_over_other_stories_is_known_behind_any_mark(text: str) -> None:
    assert heads_other_list(block(text.capitalize(), kind=Kind.HEADING))
    assert heads_other_list(block(f"» {text.upper()}", kind=Kind.HEADING))


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


@pytest.mark.parametrize(
    "pulled",
    [
        "<blockquote><p>No pillar will stand in ten years</p></blockquote>",
        "<p class=big>“No pillar will stand in ten years”</p>",
        "<aside><p>No pillar will stand in ten years</p></aside>",
    ],
)
def test_a_pull_quote_is_not_told_twice(pulled: str) -> None:
    first = "<p>“No pillar will stand in ten years,” said Lena Ortiz, who has looked after the bridge since 1998.</p>"
    rest = (
        "<p>The county closes the bridge in May and pays for the repair out of its reserve of old.</p>"
        * 2
    )
    page = f"<article><h1>Bridge closes</h1>{first}{rest}{pulled}<p>Ferries run at night, the county said on Monday.</p></article>"
    assert read_page(page, "").text.count("No pillar will stand") == 1


def test_the_first_paragraph_is_the_story_s_own_though_it_is_said_again() -> None:
    lead = "No pillar of the old bridge will stand in ten years"
    again = f"<p>{lead}, said Lena Ortiz, who has measured all five of them since the spring.</p>"
    page = f"<article><h1>Bridge closes</h1><p>{lead}.</p><p>Ferries run at night, the county said.</p>{again}</article>"
    assert read_page(page, "").text.startswith(f"{lead}.")


def test_a_pull_quote_of_an_item_is_not_told_twice() -> None:
    items = "<ul><li>No pillar will stand in ten years</li><li>The ferries run at night</li></ul>"
    pulled = "<blockquote><p>No pillar will stand in ten years</p></blockquote>"
    prose = "<p>The county closes the bridge in May and pays for the repair out of its reserve.</p>"
    page = f"<article><h1>Bridge closes</h1>{prose}<p>Lena Ortiz says:</p>{items}{prose}{pulled}</article>"
    article = read_page(page, "")
    assert article.text.count("No pillar will stand") == 1
    assert article.key_points[0].attribution == "Lena Ortiz says:"


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
