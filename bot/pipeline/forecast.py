"""What the scheduled posts will cost, by day of their channel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from bot.model.cadence import is_expired
from bot.model.delivery import Delivery, State
from bot.pipeline.channels import ChannelPlan


def forecast(deliveries: Iterable[Delivery], channel: ChannelPlan) -> dict[date, Decimal]:
    """US dollars for each day, in the channel's zone, on which something of it is scheduled; days in order.

    What is overdue counts on the day when it was due; what will be too old by its time counts nowhere. The budget is not applied: a day that costs more
    will have posts without link, or posts put off.
    """
    costs: dict[date, Decimal] = {}
    for delivery in deliveries:
        if (
            delivery.channel == channel.name
            and delivery.state is State.SCHEDULED
            and delivery.due_at
            and not _will_expire(delivery, channel, delivery.due_at)
        ):
            day = delivery.due_at.astimezone(channel.cadence.timezone).date()
            costs[day] = costs.get(day, Decimal(0)) + delivery.draft.cost_usd
    return dict(sorted(costs.items()))


def _will_expire(delivery: Delivery, channel: ChannelPlan, due_at: datetime) -> bool:
    return not delivery.manual and is_expired(channel.cadence, delivery.published_at, due_at)


def describe_forecast(costs: dict[date, Decimal], budget_usd: Decimal) -> str:
    """The forecast in one line: "2026-11-24 $0.400 (over the budget of $0.300), …"; empty where nothing costs."""
    days = []
    for day, cost in costs.items():
        over = f" (over the budget of ${budget_usd:.3f})" if 0 < budget_usd < cost else ""
        if cost:
            days.append(f"{day} ${cost:.3f}{over}")
    return ", ".join(days)
