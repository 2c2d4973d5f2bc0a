"""What X allows and asks, as data."""

from datetime import date
from decimal import Decimal

from bot.model.draft import LinkPlace, Measure, Rules

# Length: twitter-text 3.1.0; 25,000 for Premium accounts.
# Prices: X developer documentation, in force since 2026-04-20, read in November 2026. Failed requests
# are not billed.
RULES = Rules(
    platform="x",
    measure=Measure.WEIGHTED,
    limit=280,
    long_limit=25_000,
    link_place=LinkPlace.TEXT,
    price_usd=Decimal("0.015"),
    price_with_link_usd=Decimal("0.200"),
    price_delete_usd=Decimal("0.010"),
    price_read_usd=Decimal("0.001"),
    priced_since=date(2026, 4, 20),
    post_hosts=("x.com", "twitter.com"),
    threads=True,
    amends="reply",
    retracts=True,
)
