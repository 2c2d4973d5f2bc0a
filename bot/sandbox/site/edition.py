"""What is in the paper today: its stories with their addresses and times."""

from __future__ import annotations

from dataclasses import dataclass
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

    @property
    def address(self) -> str:
        """The public address of the home page, without "/" at the end."""
        return self.origin + PATH

    @property
    def stories(self) -> tuple[Story, ...]:
        """Newest first."""
        return all_stories()

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
        return 1000 + len(self.stories) - self.stories.index(story)

    def guid(self, story: Story) -> str:
        """The story's identity in feeds, WordPress fashion."""
        return f"{self.address}/?p={self.id(story)}"

    def published_at(self, story: Story) -> datetime:
        """When the story came out."""
        return story.published_at(self.started)
