"""What a Facebook Page allows, as data."""

from bot.model.draft import LinkPlace, Measure, Rules

# Length: as users report it; Meta documents none. Posting is free. Both read in November 2026.
# A link card appears only if the link is sent in its own field.
RULES = Rules(
    platform="facebook",
    measure=Measure.CHARACTERS,
    limit=63_206,
    long_limit=63_206,
    link_place=LinkPlace.FIELD,
    link_label="Read more:",
    post_hosts=("facebook.com", "fb.com", "fb.me"),
    amends="edit",
    retracts=True,
)
