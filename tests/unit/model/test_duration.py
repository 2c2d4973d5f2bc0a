from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.duration import parse_duration, show_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90),
        ("2m", 120),
        ("6h", 21600),
        ("1d", 86400),
        ("1h30m", 5400),
        ("0s", 0),
        ("1.5s", 1.5),
    ],
)
def test_durations_as_people_write_them(text: str, seconds: float) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "5", "5 minutes", "-5m", "m5", "1h foo"])
def test_anything_else_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match="allowed are"):
        parse_duration(text)


@given(st.integers(0, 10**7))
def test_what_is_shown_reads_back_to_within_the_units_shown(seconds: int) -> None:
    shown = show_duration(timedelta(seconds=seconds))
    assert abs(parse_duration(shown).total_seconds() - seconds) < 3600
