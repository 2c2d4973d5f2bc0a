"""What a YouTube Community post allows, as data."""

from bot.model.card import CardFormat
from bot.model.draft import LinkPlace, Measure, Rules

# Length: YouTube documents none, and users report far more (read in November 2026). 1,500 is our own
# limit: what readers unfold without leaving. Posting is free.
# Pictures: 16 MB, 2:5 to 5:2 (documentation of the pilot); a square is shown whole. There is no field for an
# alternative text: its limit is our own.
RULES = Rules(
    platform="youtube",
    measure=Measure.CHARACTERS,
    limit=1_500,
    long_limit=1_500,
    link_place=LinkPlace.TEXT,
    post_hosts=("youtube.com", "youtu.be"),
    post_path=r"^/post/([\w-]+)|[?&]lb=([\w-]+)",
    post_example="https://www.youtube.com/post/Ugk…",
    picture=True,
    card=CardFormat(width=1080, height=1080, max_bytes=16_000_000, alt_limit=1_500),
    amends="edit",
    retracts=True,
    tells_token=False,
)
