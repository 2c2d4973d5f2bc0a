"""Credentials never stay in words that are kept."""

import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.redaction import MAX_LENGTH, Redactor

SECRET = 'EAAB/"x" y+z=é'


@pytest.mark.parametrize(
    "form", [SECRET, quote(SECRET, safe=""), quote_plus(SECRET), json.dumps(SECRET)[1:-1]]
)
def test_a_secret_goes_in_every_form(form):
    assert Redactor([SECRET])(f"before {form} after") == "before *** after"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('OAuth oauth_nonce="77", oauth_signature="ab%3D"', "77 ab%3D"),
        ("https://h/feed?access_token=abc&x=1", "abc"),
        ('{"appsecret_proof": "f00d"}', "f00d"),
        ("Authorization: Bearer ya29.abc-def", "ya29"),
        ("client_secret = hush", "hush"),
    ],
)
def test_what_is_signed_or_made_anew_goes_by_its_name(text, shown):
    said = Redactor([])(text)
    assert not any(word in said for word in shown.split())
    assert "***" in said


def test_a_secret_is_found_across_invisible_signs():
    assert "hushhush" not in Redactor(["hushhush"])("hush\u200bhush")


def test_the_longer_of_two_secrets_goes_whole():
    assert Redactor(["hush", "hushhush"])("hushhush") == "***"


def test_words_are_one_printable_line_of_bounded_length():
    said = Redactor([])("a\r\nb\x1b[31m\u202e" + "c" * 10_000)
    assert said.startswith("a b[31mc")
    assert len(said) == MAX_LENGTH
    assert said.isprintable()


@pytest.mark.parametrize("shown", range(1, 8))
def test_a_secret_is_not_cut_in_two_where_reading_ends(shown):
    text = " " * (20_000 - shown) + "hushhush"
    assert Redactor(["hushhush"])(text) == ""


def test_a_redactor_shows_no_secret():
    assert "hushhush" not in repr(Redactor(["hushhush"]))


@given(st.text(min_size=4), st.text(), st.text())
def test_no_secret_survives(secret, before, after):
    visible = "".join(sign for sign in " ".join(secret.split()) if sign.isprintable())
    said = Redactor([secret])(before + secret + after)
    if len(visible) >= 4 and visible == secret and "***" not in secret and secret not in "***":
        assert secret not in said.replace("***", "\n")
