"""Small charts as SVG shapes: numbers in, rectangles and lines out; the templates draw them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 400, 150
_LEFT, _BOTTOM, _TOP = 44, 22, 10
_NOTHING = 1e-6
"""A smaller value is none."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle. ``series`` is the place of its series, from which its colour follows."""

    x: float
    y: float
    width: float
    height: float
    series: int
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the chart, and what is written at its left."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class DayLabel:
    """What is written below a day."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars, one stack a day. ``rows`` says the same in words, for those who do not see it."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[DayLabel, ...]
    series: tuple[str, ...]
    rows: tuple[tuple[date, tuple[str, ...]], ...]
    is_empty: bool

    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT


def stacked(
    days: Sequence[date],
    series: Mapping[str, Mapping[date, float]],
    *,
    unit: str = "{:,.0f}",
    axis: str = "{:,.0f}",
    whole: bool = True,
) -> Chart:
    """A chart of values by series and day; ``unit`` writes a value, ``axis`` one at the side. ``whole``: only whole numbers on the axis."""
    names = tuple(series)
    totals = [sum(values.get(day, 0.0) for values in series.values()) for day in days]
    top, step = _scale(max(totals, default=0.0), whole=whole)
    room, each = HEIGHT - _TOP - _BOTTOM, (WIDTH - _LEFT) / max(len(days), 1)
    bars = []
    for place, day in enumerate(days):
        y = float(HEIGHT - _BOTTOM)
        for number, name in enumerate(names):
            value = series[name].get(day, 0.0)
            if value < _NOTHING:
                continue
            height = value / top * room
            y -= height
            title = f"{day:%d.%m.} {name}: {unit.format(value)}"
            x, width = _LEFT + place * each + each * 0.18, each * 0.64
            bars.append(
                Bar(round(x, 1), round(y, 1), round(width, 1), round(height, 1), number, title)
            )
    ticks = tuple(
        Tick(round(HEIGHT - _BOTTOM - value / top * room, 1), axis.format(value))
        for value in _steps(top, step)
    )
    return Chart(
        tuple(bars),
        ticks,
        _day_labels(days, each),
        names,
        _rows(days, series, unit),
        max(totals, default=0.0) < _NOTHING,
    )


def _day_labels(days: Sequence[date], each: float) -> tuple[DayLabel, ...]:
    last = len(days) - 1
    return tuple(
        DayLabel(round(_LEFT + (place + 0.5) * each, 1), f"{day.day}")
        for place, day in enumerate(days)
        if (last - place) % 2 == 0 or len(days) <= 8
    )


def _rows(
    days: Sequence[date], series: Mapping[str, Mapping[date, float]], unit: str
) -> tuple[tuple[date, tuple[str, ...]], ...]:
    return tuple(
        (day, tuple(unit.format(values.get(day, 0.0)) for values in series.values()))
        for day in days
    )


def _scale(most: float, *, whole: bool) -> tuple[float, float]:
    """The top of the axis and its step: 1, 2 or 5 times a power of ten, two to four steps."""
    if most < _NOTHING:
        return (2.0, 1.0) if whole else (1.0, 0.5)
    rough = most / 3
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    if whole:
        step = max(1.0, step)
    return math.ceil(most / step - 1e-9) * step, step


def _steps(top: float, step: float) -> list[float]:
    return [step * count for count in range(round(top / step) + 1)]
