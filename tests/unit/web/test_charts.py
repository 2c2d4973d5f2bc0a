"""Bars stand on the ground, stay within the chart and add up."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.web.charts import HEIGHT, WIDTH, stacked

DAYS = [date(2026, 11, 10) + timedelta(days=n) for n in range(14)]
VALUES = st.dictionaries(st.sampled_from(DAYS), st.one_of(st.just(0.0), st.floats(0.001, 1e7)))


@given(VALUES, VALUES, st.booleans())
def test_bars_stay_within_the_chart(
    one: dict[date, float], two: dict[date, float], whole: bool
) -> None:
    chart = stacked(DAYS, {"x": one, "facebook": two}, whole=whole)
    for bar in chart.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH
        assert bar.y >= -0.2
        assert bar.y + bar.height <= HEIGHT
    assert chart.is_empty == (not any(one.values()) and not any(two.values()))


def test_the_taller_stack_is_that_of_more() -> None:
    chart = stacked(DAYS, {"x": {DAYS[0]: 4.0, DAYS[1]: 2.0}, "facebook": {DAYS[1]: 2.0}})
    first, second, third = chart.bars
    assert first.height == second.height + third.height
    assert third.y == first.y
    assert [tick.label for tick in chart.ticks] == ["0", "2", "4"]


def test_the_table_says_the_same() -> None:
    chart = stacked(DAYS[:2], {"x": {DAYS[0]: 0.4}}, unit="${:,.2f}", whole=False)
    assert chart.rows == ((DAYS[0], ("$0.40",)), (DAYS[1], ("$0.00",)))
