from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.article import Article
from bot.model.draft import Draft
from bot.model.keypoint import KeyPoint, Origin, Span
from bot.model.outcome import RemotePost
from bot.store.codec import decode, decode_many, encode

# any text at all, lone surrogates and NUL too
TEXT = st.text(st.characters(exclude_categories=()), max_size=30)
st.register_type_strategy(str, TEXT)
st.register_type_strategy(
    datetime,
    st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
st.register_type_strategy(float, st.floats(allow_nan=False))
st.register_type_strategy(
    Decimal, st.decimals(min_value=0, max_value=100, allow_nan=False, places=6)
)


@given(st.builds(Article))
def test_an_article_comes_back_as_it_was(article):
    assert decode(Article, encode(article)) == article


@given(st.from_type(Article))
def test_an_article_with_everything_comes_back_as_it_was(article):
    assert decode(Article, encode(article)) == article


@given(st.from_type(Draft))
def test_a_draft_comes_back_as_it_was(draft):
    back = decode(Draft, encode(draft))
    assert back == draft
    assert str(back.cost_usd) == str(draft.cost_usd)


@given(st.lists(st.from_type(RemotePost)).map(tuple))
def test_posts_come_back_as_they_were(posts):
    assert decode_many(RemotePost, encode(posts)) == posts


def test_types_come_back_not_just_values():
    point = KeyPoint("It opened.", Span(0, 10), Origin.LIST, attribution="Mayor says:")
    article = Article("https://a.example/b", "b", "B", "It opened.", key_points=(point,))
    (back,) = decode(Article, encode(article)).key_points
    assert back.origin is Origin.LIST
    assert isinstance(back.span, Span)


def test_times_come_back_in_utc():
    brussels = timezone(timedelta(hours=1))
    at = datetime(2026, 11, 23, 10, 0, 0, 1, tzinfo=brussels)
    article = Article("https://a.example/b", "b", "B", "", published_at=at)
    back = decode(Article, encode(article)).published_at
    assert back == at
    assert back.utcoffset() == timedelta(0)


def test_a_naive_time_is_refused():
    at = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001
    with pytest.raises(ValueError, match="without a zone"):
        encode({"at": at})


def test_what_json_does_not_know_is_refused():
    with pytest.raises(TypeError, match="cannot be stored as JSON: set"):
        encode({"channels": {"x"}})


def test_equal_values_are_equal_text():
    assert encode({"b": 1, "a": (2,)}) == encode({"a": [2], "b": 1}) == '{"a":[2],"b":1}'


@dataclass(frozen=True)
class Older:
    name: str


@dataclass(frozen=True)
class Newer:
    name: str
    link: str | None = None
    marks: tuple[int, ...] = (7,)


def test_what_another_version_stored_can_be_read():
    assert decode(Newer, encode(Older("a"))) == Newer("a")
    assert decode(Older, encode(Newer("a", "b"))) == Older("a")
