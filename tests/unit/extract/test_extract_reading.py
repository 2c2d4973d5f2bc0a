from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.extract import read_entry, read_page
from bot.extract.charset import MAX_CHARS, decode, to_utf8
from bot.model.article import Entry, Image
from bot.model.errors import ExtractError

SENTENCE = "The council of Westhaven met on Tuesday evening to settle the plan for the old docks of the town."
BODY = f"<p>{SENTENCE}</p><p>Nobody “left early”, and the mayor spoke last of all, at a quarter past eleven.</p>"


def test_an_entry_gives_the_metadata_and_its_body_is_not_guessed() -> None:
    moment = datetime(2026, 3, 4, tzinfo=UTC)
    entry = Entry(
        source="front",
        guid="7",
        url="https://news.example/2026/docks-plan/",
        title="Docks &#8220;plan&#8221; agreed - The Post",
        content_html="<p>Short.</p><ul><li>One thing stays</li><li>One thing goes</li></ul>",
        published_at=moment,
        modified_at=moment,
        authors=("by Mira Vale", "Ben Tokoro"),
        categories=("Uncategorized", "Politics"),
        tags=("Docks",),
        language="en-GB",
        image=Image("/up/docks.jpg", "The docks"),
    )
    article = read_entry(entry, site_name="The Post", language="de")
    assert article.title == "Docks “plan” agreed"
    assert article.byline == "Mira Vale, Ben Tokoro"
    assert (article.published_at, article.modified_at) == (moment, moment)
    assert (article.url, article.slug) == (entry.url, "docks-plan")
    assert article.language == "en"
    assert article.tags == ("Docks", "Politics")
    assert article.image == Image("https://news.example/up/docks.jpg", "The docks")
    assert article.text == "Short.\n\nOne thing stays\n\nOne thing goes"
    assert article.site_name == "The Post"


def test_an_entry_may_leave_all_but_its_body_open() -> None:
    article = read_entry(Entry("s", "1", "", "", content_html=BODY), language="en")
    assert article.title
    assert article.language == "en"
    assert article.url == ""


@pytest.mark.parametrize("body", [None, "", "  ", "<p> </p>", "<!-- -->"])
def test_an_entry_without_a_story_is_refused(body: str | None) -> None:
    with pytest.raises(ExtractError):
        read_entry(Entry("s", "1", "https://n.example/a", "t", content_html=body))


@pytest.mark.parametrize(
    "page", ["", "   ", b"", b"\x00\x00", "<html></html>", "<nav><a href=/>Home</a></nav>"]
)
def test_a_page_without_a_story_is_refused(page: str | bytes) -> None:
    with pytest.raises(ExtractError) as caught:
        read_page(page, "https://n.example/a")
    assert "\n" not in str(caught.value)


def test_normal_spaces_collapse_and_typographic_ones_stay() -> None:
    article = read_page(
        f"<article>{BODY}<p>La\u00a0ligne\n   7 coûte\u202f: 3\u00a0000&nbsp; euros, e\u0301te\u0301 compris.\u200b</p></article>",
        "",
    )
    assert article.text.endswith("La\u00a0ligne 7 coûte\u202f: 3\u00a0000 euros, été compris.")


def test_a_warning_for_each_thing_that_is_amiss() -> None:
    page = read_page(
        "<article><p>It was “so, and short too, of course, as such things are.</p></article>",
        "https://n.example/a",
    )
    warnings = " ".join(page.warnings)
    for words in ("quotation mark", "no publication date", "very short", "No key points"):
        assert words in warnings


def test_a_sound_article_gives_no_warning() -> None:
    sound = f'<html lang=en><meta property="article:published_time" content="2026-03-04T10:00:00Z"><article>{BODY * 3}</article>'
    assert read_page(sound, "https://n.example/a").warnings == ()


def test_a_speech_of_several_paragraphs_is_no_stray_mark() -> None:
    speech = f"<p>“{SENTENCE}</p><p>“{SENTENCE}”</p>"
    assert not [
        w for w in read_page(f"<article>{BODY}{speech}</article>", "").warnings if "quotation" in w
    ]


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        ("é“".encode(), None, "é“"),
        ("é“".encode("cp1252"), None, "é“"),
        ("é“".encode("cp1252"), "iso-8859-1", "é“"),
        ("ąż".encode("iso-8859-2"), "ISO-8859-2", "ąż"),
        (
            b'<meta charset="windows-1251">' + "мост".encode("cp1251"),
            None,
            '<meta charset="windows-1251">мост',
        ),
        (b'<meta charset="utf-16">' + "é".encode(), None, '<meta charset="utf-16">é'),
        ("\ufeffé".encode("utf-16"), "utf-8", "é"),
        (b"\xef\xbb\xbf" + "é".encode(), "cp1252", "é"),
        ("é".encode(), "no-such-charset", "é"),
        ("é".encode(), "hex", "é"),
        ("日本".encode("shift_jis"), "Shift_JIS", "日本"),
        ("é".encode("cp1252"), "utf-8", "é"),
    ],
)
def test_bytes_are_decoded(raw: bytes, charset: str | None, text: str) -> None:
    assert decode(raw, charset) == text
    assert to_utf8(raw, charset).decode() == text


def test_null_bytes_go_and_long_pages_are_cut() -> None:
    assert decode("a\x00b") == "ab"
    assert len(decode(b"a" * (MAX_CHARS + 10))) == MAX_CHARS


@pytest.mark.parametrize(
    "claim",
    [
        "The mayor must go at once",
        "Der Bürgermeister muss sofort gehen",
        "Le maire doit partir tout de suite",
        "El alcalde debe irse de inmediato",
        "Burmistrz musi natychmiast odejść",
        "Ο δήμαρχος πρέπει να φύγει αμέσως",
        "The sheds are “a disgrace”",
    ],
)
def test_a_list_of_claims_without_a_line_above_is_told(claim: str) -> None:
    items = f"<ul><li>{claim}</li><li>The cranes stay where they are</li></ul>"
    bare = read_page(f"<article>{BODY}{items}{BODY}</article>", "").warnings
    told = read_page(f"<article>{BODY}<p>The fishers say:</p>{items}{BODY}</article>", "").warnings
    assert any("no line above it" in warning for warning in bare)
    assert not any("no line above it" in warning for warning in told)


def test_a_language_that_nothing_shows_is_reported() -> None:
    text = "Xqu zrlt plmo vnkst brrq dwul thpon gyrr klomt zhaq. " * 12
    article = read_page(f"<article><h1>Zrlt</h1><p>{text}</p></article>", "")
    assert article.language is None
    assert "The language is not known." in article.warnings
