"""The pixels: the same for the same card, within the margins, in the colours asked for."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256

import pytest
from PIL import Image

from bot.card import draw, lint_look
from bot.card.picture import read_logo
from bot.model.card import Look
from bot.model.errors import CardError
from tests.unit.card.card_samples import SQUARE, TALL, WORDS, X, a_card


def pixels(card) -> Image.Image:
    return Image.open(io.BytesIO(draw(card))).convert("RGB")


@pytest.mark.parametrize("form", [X, TALL, SQUARE], ids=["x", "facebook", "youtube"])
@pytest.mark.parametrize("language", ["en", "vi", "ar", "ja", "th", "hi"])
def test_it_has_its_size_and_nothing_in_the_margins(language, form):
    picture = pixels(a_card(language, form=form))
    assert picture.size == (form.width, form.height)
    unit = (form.width * form.height) ** 0.5 / 100
    top, side, foot = round(2 * unit), round(5.5 * unit), round(form.height - 2 * unit)
    white = (255, 255, 255)
    for edge in (
        (0, top, side, foot),
        (form.width - side, top, form.width, foot),
        (0, foot, form.width, round(form.height - unit)),
    ):
        assert picture.crop(edge).getcolors() == [
            ((edge[2] - edge[0]) * (edge[3] - edge[1]), white)
        ]


def test_the_same_card_is_the_same_bytes_in_another_process():
    script = (
        "from hashlib import sha256; from bot.card import draw;"
        "from bot.model.card import *;"
        "c = Card('Ferry', (CardGroup('She says:', ('Öffnet “bald”', '日本語', 'القرار')),), 'EU Today', 'en',"
        " leftward=False, format=CardFormat(800, 450, 1_000_000, 1000), look=Look());"
        "print(sha256(draw(c)).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_drawing_again_gives_the_same_bytes():
    card = a_card("el")
    first = sha256(draw(card)).digest()
    draw.cache_clear()
    assert sha256(draw(card)).digest() == first


def test_other_words_are_other_bytes():
    assert draw(a_card("en")) != draw(a_card("en", title="Another title"))


def test_it_is_in_the_colours_of_the_look():
    look = Look(background="#101820", text="#f2f2f2", accent="#ffb81c")
    colours = {colour for _, colour in pixels(a_card(look=look)).getcolors(1 << 20)}
    assert {(0x10, 0x18, 0x20), (0xF2, 0xF2, 0xF2), (0xFF, 0xB8, 0x1C)} <= colours
    assert (255, 255, 255) not in colours


def test_it_keeps_below_the_platforms_bytes():
    small = replace(X, max_bytes=len(draw(a_card())) - 1)
    assert len(draw(a_card(form=small))) <= small.max_bytes
    with pytest.raises(CardError, match="larger than 1,000 bytes"):
        draw(a_card(form=replace(X, max_bytes=1_000)))


def test_what_does_not_fit_is_an_error_not_a_cut():
    with pytest.raises(CardError, match="do not fit"):
        draw(a_card(title=WORDS["en"] * 60, groups=()))


@pytest.fixture
def logo(tmp_path):
    path = tmp_path / "logo.png"
    Image.new("RGBA", (300, 60), (0, 128, 0, 255)).save(path)
    return path


def test_a_logo_stands_in_the_place_of_the_name(logo):
    card = a_card(look=Look(logo=str(logo)))
    masthead = pixels(card).crop((0, 30, 800, 150))
    colours = {colour for _, colour in masthead.getcolors(1 << 20)}
    assert (0, 128, 0) in colours
    assert pixels(card).crop((400, 30, 1600, 100)).getcolors(4) == [(1200 * 70, (255, 255, 255))]


def test_a_logo_that_cannot_be_read_gives_way_to_the_name(tmp_path):
    broken = tmp_path / "logo.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nnot a picture")
    named = draw(a_card())
    assert draw(a_card(look=Look(logo=str(broken)))) == named
    assert draw(a_card(look=Look(logo=str(tmp_path / "gone.png")))) == named


def test_a_logo_of_too_many_pixels_is_never_unpacked(tmp_path):
    bomb = tmp_path / "logo.png"
    Image.new("1", (20_000, 20_000)).save(bomb)
    assert read_logo(str(bomb)) is None
    assert "cannot be read" in lint_look(Look(logo=str(bomb)))


def test_a_sound_look_has_nothing_to_tell(logo):
    assert lint_look(Look(logo=str(logo))) == ""


def test_nothing_of_it_is_loaded_where_no_channel_has_pictures():
    script = (
        "import sys, bot.wiring, bot.cli.stories, bot.cli.deliveries, bot.cli.inspection, bot.platforms.x.client;"
        "assert not {'PIL', 'uharfbuzz', 'uniseg', 'bidi', 'pymupdf_fonts'} & set(sys.modules), sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
