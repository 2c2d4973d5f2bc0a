from __future__ import annotations

import pytest

from bot.extract.quotes import MASK, masked, quoted


@pytest.mark.parametrize(
    "text",
    [
        "He said “yes” and “no”.",
        "„Ja“, sagte er, und „nein”.",
        "»Ja«, sagte er.",
        "« Oui », dit-elle.",
        "”Ja”, sade han.",
        '"Yes," she said. "No."',
        "彼は「はい『いいえ』」と述べた。",
        "Putin’s war and the Soviets’ dead",
        'a 13" screen, 16" and 17" too',
        "„Er sagte «ja» und ging“",
        'Typed by hand: "so”.',
        "",
    ],
)
def test_pairs_are_balanced(text: str) -> None:
    assert quoted(text).balanced


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the invasions were wrong,” the BBC has reported", 25),
        ("He said “yes and left", 8),
        ('"one" two "three', 10),
        ("das „eine und das andere", 4),
        ("fin de phrase » sans début", 14),
        ("終わり」です", 3),
    ],
)
def test_a_mark_without_partner_is_found(text: str, place: int) -> None:
    assert quoted(text).stray == place


def test_spans_hold_the_marks() -> None:
    text = "“One,” he said, ‘two,’ and «three»."
    assert [text[start:end] for start, end in quoted(text).spans] == ["“One,”", "‘two,’", "«three»"]


def test_a_masked_sentence_has_its_length_and_no_quotation() -> None:
    text = "“One,” he said, ‘two,’ and «three»."
    assert masked(text) == f"{MASK * 6} he said, {MASK * 6} and {MASK * 7}."
    assert masked("Nobody is quoted here.") == "Nobody is quoted here."
