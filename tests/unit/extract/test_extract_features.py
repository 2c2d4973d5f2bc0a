from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.extract.features import (
    Candidate,
    centrality,
    content_words,
    evenness,
    features,
    word_length,
)
from bot.extract.weights import WEIGHTS, blend


def story(*lengths: int) -> list[Candidate]:
    return [
        Candidate(" ".join(["word"] * length), number, number)
        for number, length in enumerate(lengths)
    ]


def test_a_story_is_even_where_its_sentences_are_about_as_long() -> None:
    assert evenness(story(18, 20, 22, 25)) > 0.95
    assert evenness(story(4, 60, 9, 35)) < 0.05
    assert evenness([]) == 1.0


@given(st.lists(st.integers(1, 3000), max_size=30))
def test_evenness_is_a_share(lengths: list[int]) -> None:
    assert 0 <= evenness(story(*lengths)) <= 1


def test_the_sentence_most_like_the_others_is_central() -> None:
    words = [
        content_words(text)
        for text in (
            "The bridge over the Lind will close",
            "The county closes the bridge over the Lind",
            "Bakers sold bread",
        )
    ]
    first, second, alien = centrality(words)
    assert (alien, max(first, second)) == (0.0, 1.0)


@given(st.lists(st.frozensets(st.sampled_from("abcdefgh"), max_size=6), max_size=12))
def test_centrality_is_a_share_and_knows_no_order(words: list[frozenset[str]]) -> None:
    found = centrality(words)
    assert all(0 <= value <= 1 for value in found)
    assert centrality(words[::-1]) == found[::-1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ten people work here.", 4),
        ("Ten people , he said , work here .", 6),
        ("A to B – and back", 5),
        ("私は学生です", 3),
    ],
)
def test_words_are_counted_and_marks_are_not(text: str, words: int) -> None:
    assert word_length(text) == words


def test_every_feature_has_its_weight() -> None:
    found = features(story(20, 21), [frozenset({"word"})] * 2, "A title")
    assert all(set(values) == set(WEIGHTS) for values in found)


def test_weights_lie_between_those_of_the_two_kinds_of_story() -> None:
    assert blend({"length": (1.0, 0.0)}, 1.0) == {"length": 1.0}
    assert blend({"length": (1.0, 0.0)}, 0.25) == {"length": 0.25}


def test_the_one_word_of_a_title_does_not_mean_all() -> None:
    [found] = features([Candidate("A photo", 0, 0)], [frozenset({"photo"})], "Photo")
    assert 0 < found["title"] < 0.5
