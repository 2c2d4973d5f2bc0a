from __future__ import annotations

import re

import pytest

from bot.extract import read_page
from bot.extract.notes import is_note

PROSE = (
    "<p>The council of Westhaven met on Tuesday evening to settle the plan for the old docks, after months"
    " of talks with the owners of the land and the people who live beside it.</p>"
)


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("de", "(dpa/lno)"),
        ("de", "Kommentare (12)"),
        ("de", "Quelle: dpa"),
        ("de", "Der Artikel wird unter dem Video fortgesetzt."),
        ("fr", "Abonnez-vous à notre newsletter"),
        ("fr", "Partager cet article"),
        ("fr", "(avec AFP)"),
        ("fr", "LIRE AUSSI : <a href=/x>Les ferries</a>"),
        ("fr", "La suite après la publicité"),
        ("es", "Suscríbete a nuestra newsletter"),
        ("es", "Compartir en Facebook"),
        ("es", "Puedes seguir a EL PUERTO en Facebook y X"),
        ("es", "LEA TAMBIEN: <a href=/x>Los ferris</a>"),
        ("it", "Foto Ansa"),
        ("it", "Iscriviti alla newsletter"),
        ("it", "Riproduzione riservata"),
        ("it", "Seguici su Google News"),
        ("pt", "Veja mais: <a href=/x>Os ferries</a>"),
        ("pt", "Assine a nossa newsletter"),
        ("pt", "CONTINUA DEPOIS DA PUBLICIDADE"),
        ("nl", "Meld je aan voor onze nieuwsbrief"),
        ("nl", "Deel dit artikel"),
        ("nl", "Tekst gaat verder onder de foto."),
        ("nl", "Reageer"),
        ("pl", "Fot. Anna Mars / PAP"),
        ("pl", "Zapisz się na newsletter"),
        ("pl", "Dalsza część artykułu pod materiałem wideo"),
        ("pl", "Źródło: PAP"),
        ("pl", "(PAP)"),
        ("el", "Εγγραφείτε στο newsletter"),
        ("el", "Κοινοποίηση"),
        ("el", "Ακολουθήστε το n.gr στο Google News"),
        ("el", "Πηγή: ΑΠΕ-ΜΠΕ"),
        ("el", "ΔΙΑΒΑΣΤΕ ΑΚΟΜΗ: <a href=/x>Τα πλοία</a>"),
        ("ro", "Abonează-te la newsletter"),
        ("ro", "Distribuie"),
        ("ro", "Sursa: Agerpres"),
        ("ro", "Articolul continuă după reclamă"),
    ],
)
def test_notes_between_paragraphs_are_no_story(language: str, note: str) -> None:
    page = f"<html lang={language}><article><h1>Docks</h1>{PROSE}<p>{note}</p>{PROSE}</article>"
    assert re.sub("<[^>]+>", "", note) not in read_page(page, "").text


@pytest.mark.parametrize(
    "sentence",
    [
        "Teilen ist leichter als besitzen, sagt die Bürgermeisterin von Norden.",
        "Kommentare zu dem Plan können bis Mai eingereicht werden.",
        "Suscríbete al plan, dijo la alcaldesa a los pescadores de la lonja.",
        "Partager la halle en deux ne plaît à personne dans le port.",
        "Tekst umowy poznamy w maju, mówi burmistrz.",
        "Foto van de haven hangen vanaf mei in de hal.",
        "Fonte di calore del mercato resta il porto, spiega il sindaco.",
        "(The hall has eighteen stalls.)",
        "Get ready for the newsletter war of the two harbours, which began in May and will not end soon. It rains.",
    ],
)
def test_sentences_that_open_like_a_note_stay(sentence: str) -> None:
    assert not is_note(sentence)
