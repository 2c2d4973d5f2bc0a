"""What is in the paper today: its stories with their addresses and times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.site.story import Story, all_stories

NAME = "The Merrowick Courier"
MOTTO = "News from the quay, the bridge and the square"
PATH = "/site"
"""Where the site is below its origin; the pages' own links are relative to that origin."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The stories as of ``started``, below the public ``origin`` (scheme and host)."""

    origin: str
    started: datetime
    revisions: Mapping[str, Story | None] = field(default_factory=dict)
    """By slug: stories that were changed since, and None for those that were withdrawn."""

    @property
    def address(self) -> str:
        """The public address of the home page, without "/" at the end."""
        return self.origin + PATH

    @property
    def stories(self) -> tuple[Story, ...]:
        """Newest first, without those that were withdrawn."""
        current = (self.revisions.get(story.slug, story) for story in all_stories())
        return tuple(story for story in current if story is not None)

    def story(self, slug: str) -> Story | None:
        """The story with that slug."""
        return next((story for story in self.stories if story.slug == slug), None)

    def link(self, story: Story) -> str:
        """Where readers find the story."""
        return f"{self.address}/{story.slug}/"

    def image(self, story: Story) -> str:
        """Where the story's picture is."""
        return f"{self.address}/images/{story.image}"

    def id(self, story: Story) -> int:
        """The number that the story has in the feed and in REST answers; older is lower."""
        slugs = [each.slug for each in all_stories()]
        return 1000 + len(slugs) - slugs.index(story.slug)

    def guid(self, story: Story) -> str:
        """The story's identity in feeds, WordPress fashion."""
        return f"{self.address}/?p={self.id(story)}"

    def published_at(self, story: Story) -> datetime:
        """When the story came out."""
        return story.published_at(self.started)

    def modified_at(self, story: Story) -> datetime:
        """When the story was last changed."""
        return story.revised_at or self.published_at(story)
