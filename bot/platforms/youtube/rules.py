"""What a YouTube Community post allows, as data."""

from bot.model.draft import LinkPlace, Measure, Rules

# Length: YouTube documents none, and users report far more (read in November 2026). 1,500 is our own
# limit: what readers unfold without leaving. Posting is free.
RULES = Rules(
    platform="youtube",
    measure=Measure.CHARACTERS,
    limit=1_500,
    long_limit=1_500,
    link_place=LinkPlace.TEXT,
    post_hosts=("youtube.com", "youtu.be"),
    picture=True,
    amends="edit",
    retracts=True,
)
