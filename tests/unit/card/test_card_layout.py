"""Nothing leaves its box, whatever the script and however long the words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.card.fit import CardPoint, alt_length, fitted
from bot.card.fonts import can_draw, drawn, typefaces
from bot.card.layout import lay_out
from bot.card.paragraph import Paragraph
from bot.model.card import CardGroup
from tests.unit.card.card_samples import LEFTWARD, SQUARE, TALL, WORDS, X, a_card

FORMATS = (X, TALL, SQUARE)


def stays_inside(layout, form):
    bottom = 0.0
    for written in layout.written:
        box = written.box
        assert written.line.width * written.size <= box.width + 0.01
        assert written.x >= box.left - 0.01
        assert written.x + written.line.width * written.size <= box.left + box.width + 0.01
        assert box.left >= 0.05 * form.width**0.5
        assert box.top >= bottom - 0.01, "lines overlap"
        bottom = box.top + box.height
        assert box.top <= written.baseline <= bottom
    assert bottom <= form.height - 0.04 * form.height


@pytest.mark.parametrize("form", FORMATS, ids=["x", "facebook", "youtube"])
@pytest.mark.parametrize("language", WORDS)
def test_every_script_has_its_letters_and_stays_inside(language, form):
    card = a_card(language, form=form)
    layout = lay_out(card)
    assert layout is not None, "a glyph is missing, or it does not fit"
    stays_inside(layout, form)
    said = "".join(w.paragraph.text[w.line.start : w.line.end] for w in layout.written)
    assert "".join(said.split()) == "".join(
        f"{card.site_name}{card.title}{card.groups[0].attribution}{WORDS[language] * 2}".split()
    )


mixed = st.lists(
    st.one_of(
        st.sampled_from([word for words in WORDS.values() for word in words.split()]),
        st.text("abcdefgåßñ", min_size=1, max_size=60),
        st.sampled_from(
            ["«", "»", "–", "2,5 %", "€1,200", "(", ")", "日本語日本語日本語日本語", "A/B"]
        ),
    ),
    min_size=1,
    max_size=30,
).map(" ".join)


@settings(max_examples=40, deadline=None)
@given(
    title=mixed,
    points=st.lists(mixed, max_size=5),
    line=st.one_of(st.none(), mixed),
    language=st.sampled_from(["en", "ar", "he", "ja", "ko", "zh", ""]),
    form=st.sampled_from(FORMATS),
)
def test_no_words_leave_their_box(title, points, line, language, form):
    card = a_card("en", title=title, groups=(), form=form)
    card = type(card)(
        card.title, (), card.site_name, language, language in LEFTWARD, form, card.look
    )
    given_points = [CardPoint(i, text, line, i) for i, text in enumerate(points)]
    fit = fitted(card, given_points)
    if fit is None:
        return
    fit_card, shown = fit
    layout = lay_out(fit_card)
    assert layout is not None
    stays_inside(layout, form)
    assert alt_length(fit_card) <= form.alt_limit
    assert [p for group in fit_card.groups for p in group.points] == [points[i] for i in shown]


def test_points_that_do_not_fit_are_left_out_whole_and_the_least_first():
    points = [CardPoint(i, f"{i} " + WORDS["en"] * 3, "They say:", 10 - i) for i in range(5)]
    fit = fitted(a_card(groups=()), points)
    assert fit is not None
    card, shown = fit
    assert 0 < len(shown) < 5
    assert shown == tuple(range(len(shown)))
    assert [p for group in card.groups for p in group.points] == [points[i].text for i in shown]


def test_of_two_sides_none_leaves_before_the_other_has_one_point_left():
    points = [
        CardPoint(0, "a " + WORDS["en"] * 2, "One says:", 9),
        CardPoint(1, "b " + WORDS["en"] * 2, "One says:", 8),
        CardPoint(2, "c " + WORDS["en"] * 2, "One says:", 7),
        CardPoint(3, "d " + WORDS["en"] * 2, "The other says:", 1),
    ]
    card, shown = fitted(a_card(groups=()), points) or (None, ())
    assert 3 in shown
    assert card.groups[-1].attribution == "The other says:"


def test_a_point_that_is_never_legible_leaves_the_title_alone():
    card, shown = fitted(a_card(groups=()), [CardPoint(0, WORDS["en"] * 40, None, 1)]) or (None, ())
    assert shown == ()
    assert card.groups == ()


def test_a_title_that_is_never_legible_makes_no_picture():
    assert fitted(a_card(title=WORDS["en"] * 60, groups=()), []) is None


def test_the_alternative_text_keeps_within_its_limit_by_whole_points():
    form = type(X)(X.width, X.height, X.max_bytes, alt_limit=160)
    points = [CardPoint(i, f"Point {i} of the story is told here.", None, 5 - i) for i in range(5)]
    card, shown = fitted(a_card(title="A title", groups=(), form=form), points) or (None, ())
    assert 0 < len(shown) < 5
    assert alt_length(card) <= 160
    assert all(points[i].text in card.words for i in shown)


def test_letters_that_no_typeface_has_make_no_picture_of_boxes():
    assert lay_out(a_card(title="ᚠᚢᚦ", groups=())) is None
    assert fitted(a_card(groups=()), [CardPoint(0, "𒀀𒀁", None, 1)])[1] == ()


def test_emoji_are_not_drawn_and_leave_no_gap():
    faces = typefaces("en", bold=False)
    assert (
        drawn("Trips open in Ghent 🎉, says 👨‍👩‍👧 the firm 🇧🇪", faces)
        == "Trips open in Ghent, says the firm"
    )
    assert drawn("© 2026 ™ 5️⃣ →", faces) == "© 2026 ™ 5 →"
    assert can_draw("€ ₴ ₺ № … — “”«»‹›", faces)


def lines_of(text, language, width, *, leftward=False):
    paragraph = Paragraph(text, typefaces(language, bold=False), language, leftward=leftward)
    return [text[line.start : line.end] for line in paragraph.lines(width)]


def test_chinese_and_japanese_break_anywhere_but_not_before_closing_marks():
    for line in lines_of("市長は「誤りだった」と認めた。" * 4, "ja", 7.5):
        assert line[0] not in "」。、"
        assert line[-1] != "「"


def test_korean_breaks_between_words():
    text = WORDS["ko"]
    assert " ".join(lines_of(text, "ko", 9)).split() == text.split()


def test_what_must_not_be_parted_stays_together():
    assert all("«" not in line[-2:] for line in lines_of("dit «\u202foui\u202f» " * 9, "fr", 8))
    assert not any(line.startswith("%") for line in lines_of("de 5\u00a0% " * 12, "fr", 5))


def seen(text, *, leftward):
    """The characters in the order in which they are seen, by the glyphs' places."""
    faces = typefaces("he", bold=False)
    paragraph = Paragraph(text, faces, "he", leftward=leftward)
    (line,) = paragraph.lines(1000)
    by_glyph = {
        (face.name, face.font.get_nominal_glyph(ord(c))): c
        for face in faces
        for c in set(text + "()«»")
        if face.has(c)
    }
    return "".join(by_glyph[g.face.name, g.id] for g in paragraph.glyphs(line))


def test_hebrew_runs_leftward_and_what_is_latin_in_it_does_not():
    assert seen("אבג NATO 123 דה", leftward=True) == "הד NATO 123 גבא"
    assert seen("אב (cd) «הו»", leftward=True) == "«וה» (cd) בא"


def test_arabic_letters_are_joined():
    faces = typefaces("ar", bold=False)
    paragraph = Paragraph("مدينة", faces, "ar", leftward=True)
    (line,) = paragraph.lines(100)
    alone = {faces[0].font.get_nominal_glyph(ord(c)) for c in "مدينة"}
    assert len({glyph.id for glyph in paragraph.glyphs(line)} - alone) >= 3


def test_han_letters_are_those_of_the_language():
    def glyph(language):
        paragraph = Paragraph("直", typefaces(language, bold=False), language, leftward=False)
        return next(iter(paragraph.glyphs(paragraph.lines(9)[0]))).id

    assert glyph("ja") != glyph("zh")


def test_a_rule_parts_points_without_attribution_from_those_under_one():
    def rules(*groups):
        layout = lay_out(a_card(title="A title", groups=groups))
        return [filled for filled in layout.filled if filled.ink == "faint"]

    said, bare = CardGroup("She says:", ("One",)), CardGroup(None, ("Two",))
    assert len(rules(said)) == len(rules(bare, said)) == 1
    _, between = rules(said, bare)
    layout = lay_out(a_card(title="A title", groups=(said, bare)))
    baselines = {w.paragraph.text: w.baseline for w in layout.written}
    assert baselines["One"] < between.box.top < baselines["Two"]


def test_the_words_are_the_pictures():
    card = a_card(groups=(CardGroup("She says:", ("One", "Two")), CardGroup(None, ("Three",))))
    assert card.words == f"{card.title}\n\nShe says:\n• One\n• Two\n\n• Three\n\nEU Today"
    assert unicodedata.is_normalized("NFC", card.words)
