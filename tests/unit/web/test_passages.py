"""Key points in their places."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.model.article import Article
from bot.model.keypoint import KeyPoint, Origin, Span
from bot.web.passages import Piece, paragraphs, passages

TEXT = "The council met.\n\nThe mayor said:\n\nThe bridge will close. It opens in May."


def article(*spans: tuple[int, int], text: str = TEXT) -> Article:
    points = tuple(
        KeyPoint(text[start:end], Span(start, end), Origin.SENTENCE) for start, end in spans
    )
    return Article(url="", slug="", title="", text=text, key_points=points)


def test_a_key_point_is_marked_in_its_paragraph() -> None:
    start = TEXT.index("It opens")
    (passage,) = passages(article((start, len(TEXT))), [0])
    assert passage.pieces == (Piece("The bridge will close. "), Piece("It opens in May.", 0))


def test_an_index_of_an_older_revision_is_left_out() -> None:
    assert passages(article((0, 3)), [0, 7])[-1].index == 0
    assert len(passages(article((0, 3)), [0, 7])) == 1


def test_what_is_never_posted_is_not_marked() -> None:
    told = article((0, 3), (4, 11))
    links = replace(told.key_points[1], postable=False)
    ((first, rest), *_) = paragraphs(replace(told, key_points=(told.key_points[0], links)))
    assert (first.point, rest.point) == (0, None)


@given(
    st.text(st.sampled_from("ab \n"), max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5),
)
def test_nothing_of_the_article_is_lost_or_told_twice(
    text: str, spans: list[tuple[int, int]]
) -> None:
    told = paragraphs(article(*((min(s), max(s)) for s in spans), text=text))
    assert ["".join(piece.text for piece in one) for one in told] == [
        one for one in text.split("\n\n") if one.strip()
    ]
