from __future__ import annotations

import pytest

from bot.extract.blocks import Block, Kind
from bot.extract.furniture import heads_other_list, is_furniture
from bot.extract.phrases import FOLLOW_US, FURNITURE_LISTS, READ_ALSO


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
