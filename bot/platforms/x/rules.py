"""What X allows and asks, as data."""

from datetime import date
from decimal import Decimal

from bot.model.card import CardFormat
from bot.model.draft import LinkPlace, Measure, Rules

# Length: twitter-text 3.1.0; 25,000 for Premium accounts.
# Prices: X developer documentation, in force since 2026-04-20, read in November 2026. Failed requests
# are not billed.
# Pictures: 5 MB; alternative texts of 1,000 characters (OpenAPI description 2.167). 16:9 is shown uncropped.
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
    post_path=r"^/(?:i/web|i|\w{1,20})/status(?:es)?/(\d+)",
    post_example="https://x.com/name/status/123",
    price_alt_text_usd=Decimal("0.005"),
    threads=True,
    card=CardFormat(width=1600, height=900, max_bytes=5_000_000, alt_limit=1_000),
    amends="reply",
    retracts=True,
    tells_token=False,
)
