from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from bot.pipeline.forecast import describe_forecast, forecast
from tests.fakes.world import World, entry


def test_what_is_scheduled_is_summed_by_the_days_of_the_channel(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.poll(entry(1), entry(2), entry(3))
    one, two, three = world.deliveries()
    late = one.due_at and one.due_at.replace(hour=23, minute=30)  # past midnight in Brussels
    costs = forecast([one, two, replace(three, due_at=late)], world.channels["one"])
    assert costs == {date(2026, 11, 23): Decimal("0.40"), date(2026, 11, 24): Decimal("0.20")}
    assert forecast([replace(one, channel="two")], world.channels["one"]) == {}


def test_what_will_be_too_old_by_its_time_costs_nothing(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.poll(entry(1))
    (one,) = world.deliveries()
    assert one.due_at
    late = replace(one, due_at=one.due_at + timedelta(days=3))
    assert forecast([late], world.channels["one"]) == {}
    assert len(forecast([replace(late, manual=True)], world.channels["one"])) == 1


def test_a_day_over_budget_is_named() -> None:
    costs = {date(2026, 11, 23): Decimal("0.4"), date(2026, 11, 24): Decimal(0)}
    assert describe_forecast(costs, Decimal(0)) == "2026-11-23 $0.400"
    words = "2026-11-23 $0.400 (over the budget of $0.300)"
    assert describe_forecast(costs, Decimal("0.3")) == words
