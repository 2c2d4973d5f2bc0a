"""What a Facebook Page allows, as data."""

from bot.model.card import CardFormat
from bot.model.draft import LinkPlace, Measure, Rules

# Length: as users report it; Meta documents none. Posting is free. Both read in November 2026.
# Pictures: 4:5 fills a telephone. 4 MB and 1,000 characters of alternative text are our own limits; Meta's are higher
# or not documented.
# A link card appears only if the link is sent in its own field.
RULES = Rules(
    platform="facebook",
    measure=Measure.CHARACTERS,
    limit=63_206,
    long_limit=63_206,
    link_place=LinkPlace.FIELD,
    link_label="Read more:",
    card=CardFormat(width=1080, height=1350, max_bytes=4_000_000, alt_limit=1_000),
    post_hosts=("facebook.com", "fb.com", "fb.me"),
    post_path=(
        r"^/(?:[\w.-]+/)?(?:posts|videos|photos|permalink|reel)/(?:[\w.-]+/)*([\w.-]+)"
        r"|[?&](?:story_fbid|fbid|v)=(\w+)|^/share/(?:[pvr]/)?([\w-]+)|^/(\d+_\d+)"
    ),
    post_example="https://www.facebook.com/page/posts/123",
    amends="edit",
    retracts=True,
)
