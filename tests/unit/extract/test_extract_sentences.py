from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.extract.sentences import split


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "Mr. Reed of the U.S. Senate met J. K. Marsh at 3.5 p.m. on Monday.",
        "The ship left St. Ives with No. 7 and Dr. Strand on board.",
        "The check ran from 10.30 p.m. Aug. 9 to the morning.",
        "BUFFALO, N.Y. — Hours before the game the coach was calm.",
        "Am 9. Februar kam er an.",
        "Das ist z. B. am 3. Tag so, z.B. im 19. Jahrhundert.",
        "Το είπε ο κ. Αλεξίου στη Βουλή.",
        "“Stop. Wait,” he said.",
        "“What?” he said.",
        "„Wir gehen. Jetzt.“",
        "彼は「行こう。今だ。」と述べた。",
        "Apple Inc. said so.",
        "Mme. Arnaud et M. Petit sont partis.",
        "Wait... there is more.",
    ],
)
def test_one_sentence_stays_whole(whole: str) -> None:
    assert sentences(whole) == [whole]


@pytest.mark.parametrize(
    "parts",
    [
        ["He left.", "She stayed."],
        ["He lives in the U.S. now.", "The end."],
        ["Er war 41.", "Der Zug fuhr ab."],
        ["“It is over.”", "He left."],
        ["« Oui. »", "Il est parti."],
        ["Τι είπε;", "Τίποτα."],
        ["هل هذا صحيح؟", "نعم."],
        ["He paid $3.5 million.", "In 2019!", "Really?"],
        ["It ended in 1999.", "50 people came."],
    ],
)
def test_sentences_come_apart(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_chinese_and_japanese_need_no_space() -> None:
    assert sentences("他来了。「好。」他说。") == ["他来了。", "「好。」他说。"]
    assert sentences("雨が降る。風も強い！終わり。") == ["雨が降る。", "風も強い！", "終わり。"]


@given(st.text(alphabet=st.sampled_from("aZ é.!?…。“”„«»\"'’()「」9 \n\u00a0;"), max_size=200))
def test_nothing_is_lost_but_spaces(text: str) -> None:
    spans = split(text)
    place = 0
    for span in spans:
        assert not text[place : span.start].strip()
        assert span.end > span.start >= place
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        place = span.end
    assert not text[place:].strip()


def test_a_dash_behind_a_stop_opens_the_next_words_but_in_a_dateline() -> None:
    polish = "– Hala będzie otwarta – powiedziała Anna Lis. – Nikt o tym nie wiedział."
    assert [polish[s.start : s.end] for s in split(polish)] == [
        "– Hala będzie otwarta – powiedziała Anna Lis.",
        "– Nikt o tym nie wiedział.",
    ]
    assert len(split("DULUTH, Minn. — Hours before dawn the bridge fell.")) == 1
    assert len(split("BUFFALO, N.Y. — Hours before dawn the bridge fell.")) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Rund 3,5 Mrd. Euro kostet das. Zu viel.", 2),
        ("Es kostet 5 Mio. Das ist viel.", 2),
        ("Der Dr. med. Wolff kam. Er blieb.", 2),
        ("L’art. 5 du code est clair. La loi aussi.", 2),
        ("Bring milk, eggs, etc. Then go.", 2),
    ],
)
def test_more_abbreviations(text: str, count: int) -> None:
    assert len(split(text)) == count
